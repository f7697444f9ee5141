"""Signing in at the identity provider: there, and back.

Entering: a click, later the provider's answer. Leaving: a redirect there with a cookie that ties
the answer to this browser; then a session, or the sign-in page that says why not.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.privacy.signing_in.provider import PATIENCE, Answer
from klantbeeld.web import security
from klantbeeld.web.routing import page_router
from klantbeeld.web.signing_in.session import entered
from klantbeeld.web.site import Site

STATE_COOKIE = "klantbeeld_state"


def router(site: Site) -> APIRouter:
    """``/sign-in/provider`` and ``/sign-in/callback``"""
    routes = page_router(site)
    provider = site.services.provider_sign_in

    @routes.get("/sign-in/provider")
    def depart(request: Request, back: str = Query("/", alias="next")) -> Response:
        if provider is None:
            raise HTTPException(404)
        site.count_sign_in(request)
        leaving = provider.depart(_callback(request), security.local_path(back))
        response = RedirectResponse(leaving.address, status_code=303)
        security.set_cookie(
            response, request, STATE_COOKIE, leaving.state, max_age=int(PATIENCE.total_seconds())
        )
        return response

    @routes.get("/sign-in/callback")
    def arrive(
        request: Request,
        code: str = Query("", max_length=4000),
        state: str = Query("", max_length=200),
    ) -> Response:
        if provider is None:
            raise HTTPException(404)
        site.count_sign_in(request)
        ours = request.cookies.get(STATE_COOKIE, "")
        arrived = provider.arrive(Answer(code, state, ours, _callback(request)))
        if arrived is None:
            response: Response = RedirectResponse("/sign-in?stranger=1", status_code=303)
        else:
            response = entered(request, arrived[0], security.local_path(arrived[1]))
        response.delete_cookie(STATE_COOKIE)
        return response

    return routes


def _callback(request: Request) -> str:
    """The address that the provider sends the browser back to; it must be registered there."""
    return f"{request.base_url}sign-in/callback"
