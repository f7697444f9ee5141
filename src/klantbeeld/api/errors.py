"""Errors as JSON: ``code``, ``message``, and the faults where the input is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from klantbeeld.core.errors import Fault, InputError, KlantbeeldError
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.rate_limits import TooManyError

_CODES = {401: "unauthorised", 403: "refused", 404: "not_found", 405: "method_not_allowed"}


class FaultBody(BaseModel):
    """One thing wrong with the input, where it stands and how to mend it."""

    what: str
    where: str
    mend: str


class ErrorBody(BaseModel):
    """What every call that could not be done answers with."""

    code: str
    message: str
    faults: list[FaultBody] | None = None
    """Where the input is wrong."""
    role: str | None = None
    purpose: str | None = None
    allowed_purposes: list[str] | None = None
    """Where the purpose is not the role's: those that are."""


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody} for status in (400, 401, 403, 404, 422, 429, 503)
}
"""For OpenAPI: every route answers errors in one shape."""


def error_response(error: KlantbeeldError) -> JSONResponse:
    """The answer to a call that could not be done; never carries a personal value."""
    body: dict[str, object] = {"message": str(error)}
    headers: dict[str, str] = {}
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
            body["faults"] = _faults(error.faults)
        case TooManyError():
            status, body["code"] = 429, "too_many"
            headers["Retry-After"] = str(error.seconds)
        case _:
            status, body["code"] = 503, "unavailable"
    return JSONResponse(body, status, headers=headers)


def http_error_response(error: HTTPException) -> JSONResponse:
    """The answer to a call without a key, to an unknown address, and the like."""
    body = {"code": _CODES.get(error.status_code, "invalid"), "message": str(error.detail)}
    headers: Mapping[str, str] | None = error.headers
    return JSONResponse(body, error.status_code, headers=headers)


def invalid_response(error: RequestValidationError) -> JSONResponse:
    """The answer to a call that is not as OpenAPI says; repeats nothing of what was sent."""
    faults = [
        Fault(
            str(found["msg"]),
            ".".join(str(part) for part in found["loc"]),
            "See /openapi.json.",
        )
        for found in error.errors()
    ]
    message = "\n".join(str(fault) for fault in faults)
    return JSONResponse({"code": "invalid", "message": message, "faults": _faults(faults)}, 422)


def _faults(faults: tuple[Fault, ...] | list[Fault]) -> list[dict[str, str]]:
    return [{"what": f.what, "where": f.where, "mend": f.mend} for f in faults]
