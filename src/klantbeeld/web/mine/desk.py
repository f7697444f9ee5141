"""The ground of the customer's own pages: who visits, the templates, and what goes wrong.

Entering: a request with the cookie of a visit. Leaving: the visit, or a page that says what to do.
Neither the cookie nor the token of a form is a colleague's, and no colleague's cookie opens
anything here.
"""

from __future__ import annotations

import logging
import secrets
from functools import partial

from fastapi import APIRouter, HTTPException
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.core.log import log
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.own_page.links import ClosedError, Standing, Visit
from klantbeeld.privacy.rate_limits import TooManyError
from klantbeeld.web import security
from klantbeeld.web.mine.contexts import ClosedPage, MessagePage
from klantbeeld.web.routing import router_answering
from klantbeeld.web.site import ForgedFormError, Site

_LOG = logging.getLogger(__name__)

VISIT_COOKIE = "klantbeeld_mine"
ASK_COOKIE = "klantbeeld_mine_form"
"""Stands in for the token of a visit on the forms that need none."""

_EXPECTED = (
    ClosedError,
    ForgedFormError,
    Refused,
    NotFound,
    TooManyError,
    InputError,
    InternalError,
    RequestValidationError,
    HTTPException,
)


def own_router(site: Site) -> APIRouter:
    """A router whose routes answer every expected error with a page for customers."""

    return router_answering(_EXPECTED, partial(_answer, site), "/mine")


def visit_of(site: Site, request: Request) -> Visit:
    """Who visits. Raises ClosedError."""
    secret = request.cookies.get(VISIT_COOKIE)
    if not secret:
        raise ClosedError(Standing.ENDED)
    return site.services.own_links.visit(secret)


def visit_of_form(site: Site, request: Request, csrf: str) -> Visit:
    """Who posted a form. Raises ClosedError, and ForgedFormError without the visit's token."""
    visit = visit_of(site, request)
    if not security.same_token(csrf, visit.csrf_token):
        raise ForgedFormError
    return visit


def open_form(request: Request, csrf: str) -> None:
    """Checks a form of somebody without a visit. Raises ForgedFormError."""
    if not security.same_token(csrf, request.cookies.get(ASK_COOKIE, "")):
        raise ForgedFormError


def render_open(
    site: Site, request: Request, template: str, page: object, status: int = 200
) -> Response:
    """A page for somebody without a visit, with a token of its own for its forms."""
    token = request.cookies.get(ASK_COOKIE) or secrets.token_urlsafe(24)
    response = site.render(
        request,
        template,
        page,
        language=site.signed_out_language(request),
        csrf_token=token,
        status=status,
    )
    security.set_cookie(response, request, ASK_COOKIE, token, same_site="strict")
    return response


def render_own(
    site: Site, request: Request, template: str, page: object, visit: Visit, status: int = 200
) -> Response:
    """A page of a visit."""
    return site.render(
        request,
        template,
        page,
        language=site.signed_out_language(request),
        csrf_token=visit.csrf_token,
        status=status,
    )


def back(place: str = "", done: str = "") -> Response:
    """To the page again, after something was done (303: going back never posts again)."""
    query = f"?done={done}" if done else ""
    return RedirectResponse(f"/mine{query}{place}", status_code=303)


def _answer(site: Site, request: Request, error: Exception) -> Response:
    if isinstance(error, ClosedError | Refused | NotFound):
        standing = error.standing if isinstance(error, ClosedError) else Standing.ENDED
        return closed(site, request, standing)
    return render_open(site, request, "mine/message.html", *_told(error))


def closed(site: Site, request: Request, standing: Standing, status: int | None = None) -> Response:
    """Why there is nothing to see, and what to do."""
    page = ClosedPage(standing.value, site.catalogue.organisation.contact)
    if status is None:
        status = 503 if standing is Standing.UNSETTLED else 410
    response = render_open(site, request, "mine/closed.html", page, status)
    response.delete_cookie(VISIT_COOKIE)
    return response


def _told(error: Exception) -> tuple[MessagePage, int]:
    if isinstance(error, ForgedFormError):
        return MessagePage("form"), 403
    if isinstance(error, TooManyError):
        return MessagePage("many"), 429
    if isinstance(error, InputError | RequestValidationError):
        return MessagePage("input"), 400
    if isinstance(error, InternalError):
        log(_LOG, logging.ERROR, "page failed", error=type(error).__name__)
        return MessagePage("ours"), 503
    status = error.status_code if isinstance(error, HTTPException) else 404
    return MessagePage("nothing"), status
