"""Errors as JSON: ``code``, ``message``, and the faults where the input is wrong."""

from __future__ import annotations

from fastapi.responses import JSONResponse

from klantbeeld.core.errors import InputError, KlantbeeldError
from klantbeeld.privacy.errors import NotFound, Refused


def error_response(error: KlantbeeldError) -> JSONResponse:
    """The answer to a call that could not be done; never carries a personal value."""
    body: dict[str, object] = {"message": str(error)}
    match error:
        case Refused():
            status, body["code"] = 403, "refused"
            body |= {
                "role": error.role,
                "purpose": error.purpose,
                "allowed_purposes": error.allowed_purposes,
            }
        case NotFound():
            status, body["code"] = 404, "not_found"
        case InputError():
            status, body["code"] = 400, "invalid"
            body["faults"] = [
                {"what": fault.what, "where": fault.where, "mend": fault.mend}
                for fault in error.faults
            ]
        case _:
            status, body["code"] = 503, "unavailable"
    return JSONResponse(body, status)
