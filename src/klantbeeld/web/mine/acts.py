"""What a customer does on his own page: consent and withdraw, object, correct, ask to be erased.

Entering: posted forms, each with the token of the visit. Leaving: the page again, saying what was
done. Giving and withdrawing take the same single click (Article 7(3) AVG/GDPR); so does objecting
to advertising (21(2)). What a colleague must decide becomes a request with its clock (12(3)).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.consents import Channel
from klantbeeld.pipeline.rights.erasure import preview
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.marks import Ground, may_object
from klantbeeld.privacy.own_page.links import Visit
from klantbeeld.privacy.own_page.page import own_page
from klantbeeld.privacy.own_page.proposals import LONGEST_VALUE, fault_in
from klantbeeld.privacy.own_page.views import OwnAttribute
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.privacy.subject import OWN_DATA
from klantbeeld.privacy.whose import LONGEST_NOTE
from klantbeeld.web.mine.contexts import CorrectPage, ErasePage, GoesLine, ObjectPage, StaysLine
from klantbeeld.web.mine.desk import back, own_router, render_own, visit_of, visit_of_form
from klantbeeld.web.mine.page import confirms, page_of, purpose_words
from klantbeeld.web.site import Site

ASKABLE = (Kind.ERASURE, Kind.RESTRICTION, Kind.HUMAN_REVIEW)
"""What can be asked by one button; the others have a form, or are done at once."""


def router(site: Site) -> APIRouter:
    """``/mine`` and what is done there."""
    routes = own_router(site)

    @routes.get("")
    def page(request: Request, done: str = "", more: str = "") -> Response:
        visit = visit_of(site, request)
        language = site.signed_out_language(request)
        wanted = frozenset(request.query_params.getlist("more"))
        told = page_of(site, language, visit, done, wanted)
        return render_own(site, request, "mine/page.html", told, visit)

    _consent(site, routes)
    _object(site, routes)
    _correct(site, routes)
    _ask(site, routes)
    return routes


def _consent(site: Site, routes: APIRouter) -> None:
    @routes.post("/consents")
    def consent(
        request: Request,
        purpose: str = Form(""),
        channel: Channel = Form(),  # noqa: B008 - FastAPI's way to name it
        answer: Literal["yes", "no"] = Form(),
        csrf: str = Form(""),
    ) -> Response:
        visit = visit_of_form(site, request, csrf)
        consents, who = site.services.consents, visit.actor
        wish = Wish(purpose, channel, given_via="own page")
        if answer == "no":
            consents.withdraw(who, OWN_DATA, visit.person_id, wish)
            return back("#consents", "withdrawn")
        asked = site.catalogue.consents.get(purpose)
        twice = asked is not None and channel in asked.double_opt_in
        if twice and not confirms(visit, channel):
            raise HTTPException(403)
        given = consents.give(who, OWN_DATA, visit.person_id, wish)
        if given.confirmation is not None:
            # The link of this visit was sent to the address itself: that is the second step.
            consents.confirm(given.confirmation)
        return back("#consents", "given")


def _object(site: Site, routes: APIRouter) -> None:
    @routes.post("/marketing")
    def marketing(
        request: Request, answer: Literal["yes", "no"] = Form(), csrf: str = Form("")
    ) -> Response:
        visit, marking = visit_of_form(site, request, csrf), site.services.marking
        if answer == "no":
            marking.object(visit.actor, OWN_DATA, visit.person_id)
            return back("#stop", "no_marketing")
        marking.end_objection(visit.actor, OWN_DATA, visit.person_id, None, Ground.WITHDRAWN)
        return back("#stop", "marketing")

    @routes.post("/profiling")
    def profiling(
        request: Request, answer: Literal["yes", "no"] = Form(), csrf: str = Form("")
    ) -> Response:
        visit, marking = visit_of_form(site, request, csrf), site.services.marking
        act: Callable[..., object] = (
            marking.refuse_profiling if answer == "no" else marking.allow_profiling
        )
        act(visit.actor, OWN_DATA, visit.person_id)
        return back("#stop", "no_profiling" if answer == "no" else "profiling")

    @routes.get("/object/{purpose}")
    def object_form(request: Request, purpose: str) -> Response:
        visit = visit_of(site, request)
        page = _object_page(site, request, purpose, "", "")
        return render_own(site, request, "mine/object.html", page, visit)

    @routes.post("/object/{purpose}")
    def objected(
        request: Request, purpose: str, reason: str = Form(""), csrf: str = Form("")
    ) -> Response:
        visit = visit_of_form(site, request, csrf)
        fault = fault_in(reason, LONGEST_NOTE)
        if fault is not None:
            page = _object_page(site, request, purpose, reason, fault.value)
            return render_own(site, request, "mine/object.html", page, visit, 400)
        _object_page(site, request, purpose, "", "")
        site.services.marking.object(visit.actor, OWN_DATA, visit.person_id, purpose, reason)
        _open(site, request, visit, Kind.OBJECTION)
        return back("#stop", "objected")


def _object_page(site: Site, request: Request, purpose: str, reason: str, wrong: str) -> ObjectPage:
    declared = site.catalogue.purposes.get(purpose)
    if declared is None or not may_object(declared):
        raise HTTPException(404)
    words = purpose_words(site, site.signed_out_language(request), declared)
    return ObjectPage(purpose, words, reason, wrong)


def _correct(site: Site, routes: APIRouter) -> None:
    @routes.get("/correct/{attribute}")
    def correct_form(request: Request, attribute: str) -> Response:
        visit = visit_of(site, request)
        page = CorrectPage(_held(site, visit, attribute), "", "")
        return render_own(site, request, "mine/correct.html", page, visit)

    @routes.post("/correct/{attribute}")
    def corrected(
        request: Request, attribute: str, value: str = Form(""), csrf: str = Form("")
    ) -> Response:
        visit = visit_of_form(site, request, csrf)
        held = _held(site, visit, attribute)
        fault = fault_in(value, LONGEST_VALUE)
        if fault is not None:
            page = CorrectPage(held, value, fault.value)
            return render_own(site, request, "mine/correct.html", page, visit, 400)
        language = site.signed_out_language(request)
        site.services.proposals.propose(visit, attribute, value, language)
        return back("#asked", "corrected")


def _held(site: Site, visit: Visit, attribute: str) -> OwnAttribute:
    """One attribute as it stands. Raises HTTPException (404) for what is not held."""
    view = own_page(site.services.gate.door, visit.actor, visit.person_id, items=0, looks=0)
    found = next((each for each in view.attributes if each.attribute == attribute), None)
    if found is None:
        raise HTTPException(404)
    return found


def _ask(site: Site, routes: APIRouter) -> None:
    @routes.get("/erase")
    def erase_form(request: Request) -> Response:
        visit = visit_of(site, request)
        page = _erase_page(site, request, visit)
        return render_own(site, request, "mine/erase.html", page, visit)

    @routes.post("/ask-for")
    def ask_for(request: Request, kind: Kind = Form(), csrf: str = Form("")) -> Response:  # noqa: B008 - FastAPI's way
        visit = visit_of_form(site, request, csrf)
        if kind not in ASKABLE:
            raise HTTPException(404)
        _open(site, request, visit, kind)
        return back("#asked", f"asked_{kind.value}")


def _open(site: Site, request: Request, visit: Visit, kind: Kind) -> None:
    """A request in the register, of somebody about whom nothing more needs to be asked; one that
    is open already is not opened twice."""
    requests, who = site.services.requests, visit.actor
    before = requests.of_person(who, OWN_DATA, visit.person_id)
    if any(each.kind is kind and each.state.open for each in before):
        return
    language = site.signed_out_language(request)
    made = requests.open(
        who, OWN_DATA, kind, visit.person_id, via="own_page", language=language
    )  # fmt: skip
    requests.identified(who, OWN_DATA, made.request_no, Identified.SIGNED_IN)


def _erase_page(site: Site, request: Request, visit: Visit) -> ErasePage:
    seen = preview(site.services, visit.actor, OWN_DATA, visit.person_id)
    language, catalogue = site.signed_out_language(request), site.catalogue
    counted = dict(seen.goes)
    rows, happened = counted.pop("source_record", 0), counted.pop("touchpoint", 0)
    fmt = site.formats(language)
    return ErasePage(
        goes=(
            GoesLine("records", rows),
            GoesLine("happened", happened - sum(each.touchpoints for each in seen.kept)),
            GoesLine("rest", sum(counted.values())),
        ),
        stays=tuple(
            StaysLine(
                what=catalogue.touchpoints[each.type].name.in_language(language),
                why=catalogue.purposes[each.purpose].name.in_language(language),
                times=each.touchpoints,
                until=fmt.local_day(each.last_until),
            )
            for each in seen.kept
        ),
        sources=tuple(
            catalogue.sources[name].name for name, _ in seen.by_source if name in catalogue.sources
        ),
        contact=catalogue.organisation.contact,
    )
