"""Coming in and leaving: asking for a link, opening one, choosing a language, leaving.

Entering: an e-mail address that anybody may have typed, or the secret of a link. Leaving: always
the same answer to the first; a visit or the reason why not to the second. A link is opened by a
form and not by following it, for programs that look at mail follow links too.
"""

from __future__ import annotations

from fastapi import APIRouter, BackgroundTasks, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.privacy.own_page.links import VISIT_IDLE, Standing
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.web import security
from klantbeeld.web.languages import LANGUAGES
from klantbeeld.web.mine.contexts import AskPage, LinkPage
from klantbeeld.web.mine.desk import (
    VISIT_COOKIE,
    closed,
    open_form,
    own_router,
    render_open,
)
from klantbeeld.web.site import Site

_YEAR = 365 * 24 * 3600


def router(site: Site) -> APIRouter:
    """``/mine/ask``, ``/mine/link/{secret}``, ``/mine/open``, ``/mine/language`` and ``leave``."""
    routes = own_router(site)
    services = site.services

    @routes.get("/ask")
    def how_to_come_in(request: Request, asked: bool = False) -> Response:
        page = AskPage(asked, site.catalogue.organisation.contact)
        return render_open(site, request, "mine/ask.html", page)

    @routes.post("/ask")
    def ask(
        request: Request,
        later: BackgroundTasks,
        email: str = Form("", max_length=1000),
        csrf: str = Form(""),
    ) -> Response:
        open_form(request, csrf)
        services.limits.sign_ins.take(_address(request))
        language = site.signed_out_language(request)
        # After the answer: neither its words nor its duration tell whether we know the address.
        later.add_task(services.own_wishes.ask, email, language)
        return RedirectResponse("/mine/ask?asked=1", status_code=303, background=later)

    @routes.get("/link/{secret}")
    def link(request: Request, secret: str) -> Response:
        standing = services.own_links.standing(secret)
        if standing is not Standing.OPEN:
            return closed(site, request, standing)
        page = LinkPage(secret, int(VISIT_IDLE.total_seconds() // 60))
        return render_open(site, request, "mine/link.html", page)

    @routes.post("/open")
    def open_link(
        request: Request, secret: str = Form("", max_length=200), csrf: str = Form("")
    ) -> Response:
        open_form(request, csrf)
        services.limits.sign_ins.take(_address(request))
        opened = services.own_links.open(secret)
        if request.headers.get("sec-gpc") == "1":
            # Global Privacy Control: here we know whose browser says it.
            visit = services.own_links.visit(opened)
            services.marking.signal(visit.actor, OWN_DATA, visit.person_id)
        response = RedirectResponse("/mine", status_code=303)
        security.set_cookie(response, request, VISIT_COOKIE, opened, same_site="strict")
        return response

    @routes.post("/language")
    def choose_language(
        request: Request, language: str = Form(""), back_to: str = Form("/mine", alias="next")
    ) -> Response:
        response = RedirectResponse(security.local_path(back_to), status_code=303)
        if language in LANGUAGES:
            security.set_cookie(
                response, request, security.LANGUAGE_COOKIE, language, max_age=_YEAR
            )
        return response

    @routes.post("/leave")
    def leave(request: Request) -> Response:
        # Without a token: the worst that a forged form does is to end a visit.
        services.own_links.leave(request.cookies.get(VISIT_COOKIE, ""))
        response = closed(site, request, Standing.ENDED, 200)
        # The back button of a shared device must not show what stood here.
        response.headers["clear-site-data"] = '"cache"'
        return response

    return routes


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
