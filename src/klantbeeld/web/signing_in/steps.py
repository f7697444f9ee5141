"""The second step of signing in: the code of the authenticator app, or setting the app up.

Entering: the token of who gave the right password. Leaving: a new token, so that the one from
before the code is worth nothing; and once, on the page alone, the recovery codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.privacy.accounts.sessions import Session, SignIn
from klantbeeld.web import security
from klantbeeld.web.routing import page_router
from klantbeeld.web.signing_in.qr import qr_code
from klantbeeld.web.signing_in.session import entered
from klantbeeld.web.site import ForgedFormError, SignInNeededError, Site


@dataclass(frozen=True, slots=True)
class CodePage:
    """``sign_in_code.html``"""

    next: str
    refused: bool


@dataclass(frozen=True, slots=True)
class AppPage:
    """``sign_in_app.html``: the authenticator app is set up."""

    next: str
    refused: bool
    qr: str
    """The picture as SVG: our own, of an address that we made."""
    secret: str
    """In groups of four, for who types it."""
    needed: bool
    """Whether the role asks for it, so that there is no way around."""


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """``recovery_codes.html``: shown once."""

    next: str
    codes: tuple[str, ...]


def router(site: Site) -> APIRouter:
    """``/sign-in/code`` and ``/sign-in/app``"""
    routes = page_router(site)
    accounts = site.services.accounts

    @routes.get("/sign-in/code")
    def code_form(request: Request, back: str = Query("/", alias="next")) -> Response:
        session = _halfway(site, request, "code")
        return _code(site, request, session, CodePage(security.local_path(back), refused=False))

    @routes.post("/sign-in/code")
    def enter_code(
        request: Request,
        code: str = Form("", max_length=100),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        site.count_sign_in(request)
        session = _halfway(site, request, "code")
        if not security.same_token(csrf, session.csrf_token):
            raise ForgedFormError
        back = security.local_path(back)
        signed_in = accounts.enter_code(request.cookies[security.SESSION_COOKIE], code)
        if signed_in is None:
            return _code(site, request, session, CodePage(back, refused=True))
        return entered(request, signed_in, back)

    @routes.get("/sign-in/app")
    def app_form(request: Request, back: str = Query("/", alias="next")) -> Response:
        return _app(site, request, security.local_path(back), refused=False)

    @routes.post("/sign-in/app")
    def confirm_app(
        request: Request,
        code: str = Form("", max_length=100),
        back: str = Form("/", alias="next"),
        csrf: str = Form(""),
    ) -> Response:
        site.count_sign_in(request)
        session = _enrolling(site, request)
        if not security.same_token(csrf, session.csrf_token):
            raise ForgedFormError
        back = security.local_path(back)
        confirmed = accounts.confirm_enrolment(request.cookies[security.SESSION_COOKIE], code)
        if confirmed is None:
            return _app(site, request, back, refused=True)
        return _recovery(site, request, session, RecoveryPage(back, confirmed[1]), confirmed[0])

    return routes


def _halfway(site: Site, request: Request, stage: str) -> Session:
    """Who gave the right password; raises SignInNeededError for anybody else."""
    token = request.cookies.get(security.SESSION_COOKIE, "")
    session = site.services.accounts.halfway(token)
    if session is None or session.stage != stage:
        raise SignInNeededError
    return session


def _enrolling(site: Site, request: Request) -> Session:
    """Who must, or may, set the app up."""
    token = request.cookies.get(security.SESSION_COOKIE, "")
    session = site.services.accounts.session(token)
    return session if session is not None else _halfway(site, request, "enrol")


def _code(site: Site, request: Request, session: Session, page: CodePage) -> Response:
    return site.render(
        request,
        "sign_in_code.html",
        page,
        language=site.language_of(session),
        csrf_token=session.csrf_token,
        status=401 if page.refused else 200,
    )


def _app(site: Site, request: Request, back: str, *, refused: bool) -> Response:
    session = _enrolling(site, request)
    token = request.cookies[security.SESSION_COOKIE]
    enrolment = site.services.accounts.begin_enrolment(token)
    if enrolment is None:
        return RedirectResponse("/", status_code=303)
    secret = enrolment.secret
    page = AppPage(
        next=back,
        refused=refused,
        qr=qr_code(enrolment.address),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        needed=session.stage == "enrol",
    )
    return site.render(
        request,
        "sign_in_app.html",
        page,
        language=site.language_of(session),
        csrf_token=session.csrf_token,
        status=401 if refused else 200,
    )


def _recovery(
    site: Site, request: Request, session: Session, page: RecoveryPage, signed_in: SignIn
) -> Response:
    language = site.language_of(session)
    response = site.render(request, "recovery_codes.html", page, language=language)
    security.set_cookie(response, request, security.SESSION_COOKIE, signed_in.token)
    return response
