"""Signing in and out, and the reader's own choices: language and purpose.

Entering: posted forms, each with its token. Leaving: cookies and a redirect (303, so that going
back never posts again).
"""

from __future__ import annotations

import secrets
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.accounts.sessions import SignIn
from klantbeeld.web import security
from klantbeeld.web.contexts import SignInPage
from klantbeeld.web.languages import LANGUAGES
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import ForgedFormError, SignInNeededError, Site

_YEAR = 365 * 24 * 3600


def router(site: Site) -> APIRouter:
    """``/sign-in``, ``/sign-out``, ``/language`` and ``/purpose``."""
    routes = page_router(site)
    accounts = site.services.accounts

    @routes.get("/sign-in")
    def sign_in_form(
        request: Request, back: str = Query("/", alias="next"), stranger: bool = False
    ) -> Response:
        back = security.local_path(back)
        page = SignInPage(back, "", refused=False, provider=_provider(site), stranger=stranger)
        return _form(site, request, page)

    @routes.post("/sign-in")
    def sign_in(
        request: Request,
        username: str = Form("", max_length=200),
        password: str = Form("", max_length=1000),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        if not security.same_token(csrf, request.cookies.get(security.FORM_COOKIE, "")):
            raise ForgedFormError
        back = security.local_path(back)
        site.count_sign_in(request)
        signed_in = accounts.sign_in(username, password)
        if signed_in is None:
            page = SignInPage(back, username, refused=True, provider=_provider(site))
            return _form(site, request, page)
        return entered(request, signed_in, back)

    @routes.post("/sign-out")
    def sign_out(request: Request, csrf: str = Form("")) -> Response:
        site.form_reader(request, csrf)
        accounts.sign_out(request.cookies[security.SESSION_COOKIE])
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(security.SESSION_COOKIE)
        response.delete_cookie(security.PURPOSE_COOKIE)
        # The back button of a shared desk must not show the last customer.
        response.headers["clear-site-data"] = '"cache"'
        return response

    @routes.post("/language")
    def choose_language(
        request: Request,
        language: str = Form(""),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        back = security.local_path(back)
        response = RedirectResponse(back, status_code=303)
        if language in LANGUAGES:
            try:
                reader = site.form_reader(request, csrf)
            except SignInNeededError:
                pass
            else:
                accounts.set_language(reader.actor.name, language)
            security.set_cookie(
                response, request, security.LANGUAGE_COOKIE, language, max_age=_YEAR
            )
        return response

    @routes.post("/purpose")
    def choose_purpose(
        request: Request,
        purpose: str = Form(""),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        response = RedirectResponse(security.local_path(back), status_code=303)
        if purpose in site.allowed_purposes(reader.actor.role):
            # Kept with the reader, not in the address: a link that is sent on must not declare
            # a purpose for somebody else.
            security.set_cookie(response, request, security.PURPOSE_COOKIE, purpose)
        return response

    return routes


def entered(request: Request, signed_in: SignIn, back: str) -> Response:
    """The cookie of who is in, or halfway, and where that leads next."""
    step = {"open": back, "code": "/sign-in/code", "enrol": "/sign-in/app"}[signed_in.stage]
    address = step if signed_in.stage == "open" else f"{step}?next={quote(back, safe='')}"
    response = RedirectResponse(address, status_code=303)
    security.set_cookie(response, request, security.SESSION_COOKIE, signed_in.token)
    response.delete_cookie(security.FORM_COOKIE)
    return response


def _provider(site: Site) -> Words | None:
    provider = site.catalogue.security.identity_provider
    return provider.name if provider is not None else None


def _form(site: Site, request: Request, page: SignInPage) -> Response:
    token = request.cookies.get(security.FORM_COOKIE) or secrets.token_urlsafe(24)
    response = site.render(
        request,
        "sign_in.html",
        page,
        language=site.signed_out_language(request),
        csrf_token=token,
        status=401 if page.refused else 200,
    )
    security.set_cookie(response, request, security.FORM_COOKIE, token, same_site="strict")
    return response
