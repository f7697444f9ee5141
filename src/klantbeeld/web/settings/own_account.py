"""One's own account: the password, the second lock, and where one is signed in.

Entering: who is signed in, and posted forms. Leaving: ``settings/own_account.html``.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.privacy.accounts.sessions import OpenSession, Session
from klantbeeld.web import security
from klantbeeld.web.refusals.words import in_words
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, SignInNeededError, Site


@dataclass(frozen=True, slots=True)
class OwnAccountPage:
    """``settings/own_account.html``"""

    session: Session
    sessions: tuple[OpenSession, ...]
    said: str
    """What was done just now: ``password``, ``ended`` or nothing."""
    fault: Fault | None = None
    """What is wrong with the password that was typed."""


def router(site: Site) -> APIRouter:
    """``/account``"""
    routes = page_router(site)
    accounts = site.services.accounts

    @routes.get("/account")
    def show(request: Request, said: str = "") -> Response:
        return _show(site, request, site.reader(request), said)

    @routes.post("/account/password")
    def change_password(
        request: Request,
        old: str = Form("", max_length=1000),
        new: str = Form("", max_length=1000),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        site.count_sign_in(request)
        number = _session(site, request).session_no
        try:
            accounts.changes.own_password(reader.actor.name, old, new, reader.actor, number)
        except InputError as error:
            return _show(site, request, reader, "", in_words(error, reader.language))
        return RedirectResponse("/account?said=password", status_code=303)

    @routes.post("/account/sessions/end")
    def end_sessions(
        request: Request, session: int | None = Form(None), csrf: str = Form("")
    ) -> Response:
        reader = site.form_reader(request, csrf)
        name = reader.actor.name
        if session is not None:
            accounts.sessions.end(name, session, reader.actor)
        else:
            own = _session(site, request).session_no
            accounts.sessions.end_all(name, reader.actor, but=own)
        return RedirectResponse("/account?said=ended", status_code=303)

    return routes


def _session(site: Site, request: Request) -> Session:
    session = site.services.accounts.session(request.cookies[security.SESSION_COOKIE])
    if session is None:
        raise SignInNeededError
    return session


def _show(
    site: Site, request: Request, reader: Reader, said: str, fault: Fault | None = None
) -> Response:
    session = _session(site, request)
    page = OwnAccountPage(
        session, site.services.accounts.sessions.of(session.username), said, fault
    )
    return site.render(
        request,
        "settings/own_account.html",
        page,
        language=reader.language,
        reader=reader,
        section="settings",
        status=200 if fault is None else 400,
    )
