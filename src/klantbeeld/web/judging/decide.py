"""Merging, splitting and parting households, from a person's page: first what it would lead to.

Entering: a person and another, or some of his records. Leaving: ``merge.html`` (with whom?) and
``decide.html`` (what would become of them); a posted decision leads back to the person, with a
notice that undoes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.linking.judgements import answer, merge, merge_pairs, split, split_pairs
from klantbeeld.pipeline.linking.outcome import outcome
from klantbeeld.privacy.decision_views import ComparisonView
from klantbeeld.privacy.views import SearchHit, TimelineQuery
from klantbeeld.web.judging import verdicts
from klantbeeld.web.judging.contexts import DecidePage, Hidden, MergePage
from klantbeeld.web.judging.sides import side_rows
from klantbeeld.web.languages import N_
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

_LIMIT = 20
_SHORTEST = 2
_LONGEST = 200


def router(site: Site) -> APIRouter:
    """``/people/{id}/merge``, ``/split`` and ``/no-household``: GET to see, POST to decide."""
    routes = page_router(site)
    services = site.services

    @routes.get("/people/{person_id}/merge")
    def with_whom(
        request: Request,
        person_id: int,
        q: str = "",
        other: int | None = Query(None, alias="with"),
    ) -> Response:
        reader = site.reader(request)
        if other is None:
            page = merge_page(site, reader, person_id, q[:_LONGEST].strip())
            return _render(site, request, reader, "merge.html", page)
        return _render(
            site, request, reader, "decide.html", merging(site, reader, person_id, other)
        )

    @routes.post("/people/{person_id}/merge")
    def merged(
        request: Request,
        person_id: int,
        other: int = Form(alias="with"),
        reason: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        made = merge(services, reader.actor, reader.purpose, [person_id, other], reason)
        return _back(verdicts.told_in(f"/people/{made.people[0]}", made, "match"))

    @routes.get("/people/{person_id}/split")
    def which(request: Request, person_id: int, record: list[int] = _RECORDS) -> Response:
        reader = site.reader(request)
        page = splitting(site, reader, person_id, record)
        return _render(site, request, reader, "decide.html", page)

    @routes.post("/people/{person_id}/split")
    def parted(
        request: Request,
        person_id: int,
        record: list[int] = _POSTED_RECORDS,
        reason: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        made = split(services, reader.actor, reader.purpose, record, reason)
        address = f"/people/{person_id}?tab=records"
        return _back(verdicts.told_in(address, made, "no_match"))

    @routes.get("/people/{person_id}/no-household")
    def housed(request: Request, person_id: int, other: int = Query(alias="with")) -> Response:
        reader = site.reader(request)
        page = parting(site, reader, person_id, other)
        return _render(site, request, reader, "decide.html", page)

    @routes.post("/people/{person_id}/no-household")
    def unhoused(
        request: Request,
        person_id: int,
        other: int = Form(alias="with"),
        reason: str = Form(""),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        pair = (person_id, other)
        made = answer(services, reader.actor, reader.purpose, pair, "no_household", reason)
        return _back(verdicts.told_in(f"/people/{person_id}", made, "no_household"))

    return routes


_RECORDS = Query([])
_POSTED_RECORDS = Form([])


def _render(site: Site, request: Request, reader: Reader, template: str, page: object) -> Response:
    return site.render(
        request, template, page, language=reader.language, reader=reader, section="person"
    )


def _back(address: str) -> Response:
    return RedirectResponse(address, status_code=303)


def merge_page(site: Site, reader: Reader, person_id: int, text: str) -> MergePage:
    """With whom: answers to a search, and whoever comes near."""
    gate, actor, purpose = site.services.gate, reader.actor, reader.purpose
    view = gate.person(actor, purpose, person_id, TimelineQuery(limit=0))
    hits: tuple[SearchHit, ...] = ()
    if len(text) >= _SHORTEST:
        found = gate.search(actor, purpose, text, _LIMIT)
        hits = tuple(hit for hit in found if hit.person_id != view.person_id)
    near = () if text else gate.evidence.why_not(actor, purpose, view.person_id)
    return MergePage(
        person_id=view.person_id,
        display_name=view.display_name,
        text=text,
        hits=hits,
        near=tuple((each.person_id, each.display_name) for each in near),
    )


def merging(site: Site, reader: Reader, person_id: int, other: int) -> DecidePage:
    """Two people before they are one."""
    services = site.services
    pairs = merge_pairs(services, [person_id, other])
    sides = sorted({one for one, _ in pairs}), sorted({two for _, two in pairs})
    if person_id not in sides[0]:
        sides = sides[1], sides[0]
    view = services.gate.evidence.side_by_side(
        reader.actor, reader.purpose, sides, outcome=outcome(services, pairs, "match")
    )
    fields = (Hidden("with", str(view.sides[1].person_id)),)
    return _page(site, reader, "merge", view, fields, view.sides[0].person_id)


def splitting(site: Site, reader: Reader, person_id: int, records: Sequence[int]) -> DecidePage:
    """Some records of a person before they leave."""
    services = site.services
    if not records:
        raise InputError.single(
            site.say(reader.language, N_("no record is ticked")),
            site.say(reader.language, N_("Records")),
            site.say(reader.language, N_("Tick the records that are somebody else.")),
        )
    pairs = split_pairs(services, records)
    staying, leaving = sorted({stay for _, stay in pairs}), sorted({part for part, _ in pairs})
    view = services.gate.evidence.side_by_side(
        reader.actor,
        reader.purpose,
        (staying, leaving),
        outcome=outcome(services, pairs, "no_match"),
    )
    fields = tuple(Hidden("record", str(number)) for number in leaving)
    return _page(site, reader, "split", view, fields, person_id)


def parting(site: Site, reader: Reader, person_id: int, other: int) -> DecidePage:
    """Two housemates before they are none."""
    gate, actor, purpose = site.services.gate, reader.actor, reader.purpose
    people = [
        gate.person(actor, purpose, number, TimelineQuery(limit=0)) for number in (person_id, other)
    ]
    left, right = ([record.record_no for record in person.records] for person in people)
    view = gate.evidence.side_by_side(actor, purpose, (left, right))
    fields = (Hidden("with", str(people[1].person_id)),)
    return _page(site, reader, "household", view, fields, people[0].person_id)


def _page(
    site: Site,
    reader: Reader,
    kind: Literal["merge", "split", "household"],
    view: ComparisonView,
    fields: tuple[Hidden, ...],
    person_id: int,
) -> DecidePage:
    fmt = site.formats(reader.language)
    if kind == "household":
        told = site.say(reader.language, N_("They are no longer shown as housemates."))
    else:
        told = verdicts.outcome_told(view.becomes, fmt)
    paths = {"merge": "merge", "split": "split", "household": "no-household"}
    judges = site.services.gate.door.holders(Duty.JUDGE)
    return DecidePage(
        kind=kind,
        view=view,
        rows=side_rows(view, site.catalogue.attributes, fmt),
        outcome=told,
        action=f"/people/{person_id}/{paths[kind]}",
        fields=fields,
        back=f"/people/{person_id}" + ("?tab=records" if kind == "split" else ""),
        may_judge=reader.actor.role in judges,
        judges=tuple(site.catalogue.roles[name].name for name in judges),
    )
