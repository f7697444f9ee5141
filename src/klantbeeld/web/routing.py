"""One place where what goes wrong on a page becomes a page: what, where, and the mend.

Entering: the errors of the gate, the pipeline and the forms. Leaving: a page with the right
status. It is a route class, so that the API keeps its own answers to the same errors.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.core.log import log
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused, SwitchedOff, TooFewPeople
from klantbeeld.privacy.rate_limits import TooManyError
from klantbeeld.web.contexts import ErrorPage, RefusedPage
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.refusals.words import in_words
from klantbeeld.web.site import ForgedFormError, Reader, SignInNeededError, Site, own_path

_logger = logging.getLogger(__name__)


def page_router(site: Site) -> APIRouter:
    """A router whose routes answer every expected error with a page."""
    return router_answering(_EXPECTED, partial(answer, site))


def router_answering(
    expected: tuple[type[Exception], ...],
    answered: Callable[[Request, Exception], Response],
    prefix: str = "",
) -> APIRouter:
    """A router whose routes give these errors to ``answered``, which makes a page of them."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_with_pages(request: Request) -> Response:
                try:
                    return await handle(request)
                except expected as error:
                    return await run_in_threadpool(answered, request, error)

            return handle_with_pages

    return APIRouter(prefix=prefix, route_class=PageRoute, include_in_schema=False)


_EXPECTED = (
    SignInNeededError,
    ForgedFormError,
    TooManyError,
    Refused,
    NotFound,
    InputError,
    InternalError,
    RequestValidationError,
    HTTPException,
)


def answer(site: Site, request: Request, error: Exception) -> Response:
    """The page that says what went wrong."""
    if isinstance(error, SignInNeededError):
        return _to_sign_in(request)
    if isinstance(error, TooManyError):
        return _too_many(site, request, error)
    reader, language = _whoever(site, request)
    if isinstance(error, Refused) and reader is not None:
        return _refused(site, request, reader, error)
    page = _explain(site, language, error)
    return site.render(
        request, "error.html", page, language=language, reader=reader, status=page.status
    )


def _to_sign_in(request: Request) -> Response:
    if "fragment" in request.query_params or request.url.path.startswith("/live/"):
        # A script asked: it must not take the sign-in form for a part of its page.
        return Response(status_code=401)
    back = own_path(request) if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={quote(back, safe='')}", status_code=303)


def _too_many(site: Site, request: Request, error: TooManyError) -> Response:
    """Without looking who it is: that would be one call more."""
    language = site.signed_out_language(request)
    say = translations(language)
    wait = say.ngettext(
        "Try again in %(num)s second.", "Try again in %(num)s seconds.", error.seconds
    )
    page = ErrorPage(
        429,
        say.gettext(N_("That is more often than is answered.")),
        say.gettext(N_("At most %(number)s times a minute.")) % {"number": error.per_minute},
        wait % {"num": error.seconds},
    )
    response = site.render(request, "error.html", page, language=language, status=429)
    response.headers["retry-after"] = str(error.seconds)
    return response


def _whoever(site: Site, request: Request) -> tuple[Reader | None, Language]:
    try:
        reader = site.reader(request)
    except (SignInNeededError, InputError, InternalError):
        return None, site.signed_out_language(request)
    return reader, reader.language


def _refused(site: Site, request: Request, reader: Reader, error: Refused) -> Response:
    roles = site.catalogue.roles
    purposes = site.catalogue.purposes
    page = RefusedPage(
        role=roles[reader.actor.role].name,
        purpose=purposes[error.purpose].name if error.purpose in purposes else None,
        purposes=tuple(
            site.purpose_choice(name) for name in error.allowed_purposes if name in purposes
        ),
        roles=tuple(roles[name].name for name in error.allowed_roles if name in roles),
        duty=error.duty if isinstance(error, NotTheirDuty) else None,
        switched_off=isinstance(error, SwitchedOff),
        fewer_than=error.smallest if isinstance(error, TooFewPeople) else None,
        contact=site.catalogue.organisation.contact,
    )
    return site.render(
        request, "refused.html", page, language=reader.language, reader=reader, status=403
    )


def _explain(site: Site, language: Language, error: Exception) -> ErrorPage:
    def say(text: str) -> str:
        return site.say(language, text)

    if isinstance(error, InputError):
        fault = in_words(error, language)
        return ErrorPage(400, fault.what, fault.where, fault.mend)
    if isinstance(error, InternalError):
        log(_logger, logging.ERROR, "page failed", error=type(error).__name__)
        return ErrorPage(
            503,
            say(N_("The data cannot be reached at this moment.")),
            say(N_("The fault is on our side; nothing that you did is lost.")),
            say(N_("Try again in a moment. If it stays so, tell whoever runs Klantbeeld.")),
        )
    if isinstance(error, ForgedFormError):
        return ErrorPage(
            403,
            say(N_("This form is too old, or did not come from these pages.")),
            say(N_("Nothing was changed.")),
            say(N_("Go back, reload the page and send it again.")),
        )
    status = error.status_code if isinstance(error, HTTPException | StarletteHTTPException) else 404
    if status == 404:
        return ErrorPage(
            404,
            say(N_("There is nothing at this address.")),
            say(N_("The person, source or page does not exist, or does so no longer.")),
            say(N_("Search for it by name, or check the address.")),
        )
    return ErrorPage(
        status,
        say(N_("This request cannot be answered.")),
        say(N_("Nothing was changed.")),
        say(N_("Go back and try it another way.")),
    )


def add_error_pages(app: FastAPI, site: Site) -> None:
    """For what no route of ours answers: an unknown address, or a fault of ours, in a browser.

    Whoever does not ask for HTML gets the framework's own JSON.
    """

    async def unknown(request: Request, error: Exception) -> Response:
        if isinstance(error, StarletteHTTPException) and not _wants_page(request):
            return await http_exception_handler(request, error)
        return await run_in_threadpool(answer, site, request, error)

    async def ours(request: Request, _: Exception) -> Response:
        if not _wants_page(request):
            return JSONResponse({"detail": "Internal Server Error"}, status_code=500)
        return await run_in_threadpool(answer, site, request, InternalError())

    handlers: dict[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
        StarletteHTTPException: unknown,
        500: ours,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
