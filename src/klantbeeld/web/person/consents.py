"""Recording what somebody says, from the person's page, and confirming it by a link.

Entering: posted forms, each one act. Leaving: the person's page again, where it stands already
(303, so that going back never posts again); ``mine/confirm.html`` for whoever opens a link.
"""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.consents import Channel
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.rights.confirmations import ask_to_confirm
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.marks import Ground
from klantbeeld.web.languages import N_
from klantbeeld.web.person.consent_contexts import ConfirmPage
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site


def router(site: Site) -> APIRouter:
    """``POST /people/{id}/consents``, ``/objections``, ``/restriction``, ``/profiling``;
    ``GET`` and ``POST /confirm/{token}``."""
    routes = page_router(site)
    services = site.services

    @routes.post("/people/{person_id}/consents")
    def say(
        request: Request,
        person_id: int,
        purpose: str = Form(),
        channel: Channel = Form(),  # noqa: B008 - FastAPI's way to name it
        decision: str = Form(),
        by_representative: bool = Form(False),
        given_via: str = Form("", max_length=60),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        wish = Wish(purpose, channel, None, by_representative, given_via or None)
        consents = services.consents
        if decision != "given":
            consents.withdraw(reader.actor, reader.purpose, person_id, wish)
            return _back(person_id)
        recorded = consents.give(reader.actor, reader.purpose, person_id, wish)
        if recorded.confirmation is None:
            return _back(person_id)
        sent = ask_to_confirm(services, recorded)
        return RedirectResponse(
            f"/people/{person_id}?tab=consents&asked={'sent' if sent else 'waits'}", 303
        )

    @routes.post("/people/{person_id}/objections")
    def objections(
        request: Request,
        person_id: int,
        against: str = Form(""),
        ends: str = Form(""),
        note: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        who = reader.actor, reader.purpose, person_id
        if ends:
            ground = Ground.OVERRIDDEN if ends == "overridden" else Ground.WITHDRAWN
            services.marking.end_objection(*who, against or None, ground, note)
        else:
            services.marking.object(*who, against or None, note)
        return _back(person_id)

    @routes.post("/people/{person_id}/restriction")
    def restriction(
        request: Request,
        person_id: int,
        ground: str = Form(""),
        told_on: str = Form(""),
        note: str = Form(""),
        lift: bool = Form(False),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        who = reader.actor, reader.purpose, person_id
        if lift:
            services.marking.lift(*who, _day(site, reader, told_on), note)
        else:
            services.marking.restrict(*who, _ground(site, reader, ground), note)
        return _back(person_id)

    @routes.post("/people/{person_id}/profiling")
    def profiling(
        request: Request,
        person_id: int,
        kind: str = Form("no_profiling"),
        allowed: bool = Form(False),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        who = reader.actor, reader.purpose, person_id
        if kind == "gpc":
            services.marking.signal(*who, on=not allowed)
        elif allowed:
            services.marking.allow_profiling(*who)
        else:
            services.marking.refuse_profiling(*who)
        return _back(person_id)

    @routes.get("/confirm/{token}")
    def confirming(request: Request, token: str) -> Response:
        return _confirm_page(site, request, ConfirmPage(token, done=False, text=None))

    @routes.post("/confirm/{token}")
    def confirmed(request: Request, token: str) -> Response:
        # The token itself is the secret: whoever holds it is at the address.
        try:
            recorded = services.consents.confirm(token)
        except InputError:
            page = ConfirmPage("", done=False, text=None)
            return _confirm_page(site, request, page, status=400)
        said = next((state.statement for state in recorded.states if state.statement), None)
        asked = site.catalogue.consents.get(said.purpose) if said else None
        text = asked.texts.get(said.text_version or "") if asked and said else None
        return _confirm_page(site, request, ConfirmPage("", done=True, text=text))

    return routes


def _back(person_id: int) -> Response:
    return RedirectResponse(f"/people/{person_id}?tab=consents", status_code=303)


def _ground(site: Site, reader: Reader, code: str) -> Ground:
    try:
        return Ground(code)
    except ValueError:
        raise InputError.single(
            site.say(reader.language, N_("no ground is chosen")),
            site.say(reader.language, N_("Restrict the data")),
            site.say(reader.language, N_("Choose why the data is restricted.")),
        ) from None


def _day(site: Site, reader: Reader, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError.single(
            site.say(reader.language, N_("this is no date")),
            site.say(reader.language, N_("Told on")),
            site.say(reader.language, N_("Choose the day on which the customer was told.")),
        ) from None


def _confirm_page(
    site: Site, request: Request, page: ConfirmPage, *, status: int = 200
) -> Response:
    language = site.signed_out_language(request)
    return site.render(request, "mine/confirm.html", page, language=language, status=status)
