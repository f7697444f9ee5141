"""Requests: the list with its clocks, and each request with its steps, preview and proof.

Entering: the register of requests, logged reads; posted forms. Leaving: ``privacy/requests.html``,
``privacy/request.html``, and the files that are sent to the person. The pages show no value of a
person; the files do, and are made anew for each download.
"""

# Annotations are evaluated here: the framework must see the form.
from collections.abc import Mapping
from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import orjson
from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.rights.about import what_of
from klantbeeld.pipeline.rights.copy import as_json, copy_for
from klantbeeld.pipeline.rights.erasure import erase, preview, proof
from klantbeeld.pipeline.rights.marking import MARKED, mark
from klantbeeld.pipeline.rights.portability import portable_for
from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.privacy.marks import Ground, may_object
from klantbeeld.privacy.requests.state import (
    EXTENSIONS,
    REFUSALS,
    Identified,
    Kind,
    State,
    Urgency,
    Why,
)
from klantbeeld.privacy.requests.state import Request as Asked
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy import request_words as words
from klantbeeld.web.privacy.papers import file_response
from klantbeeld.web.privacy.request_contexts import (
    Choice,
    RequestLine,
    RequestPage,
    RequestsPage,
    Step,
)
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

MOST_CORRECTED = 40


async def _form(request: Request) -> FormData:
    """The whole form: which fields it has depends on the kind of request."""
    return await request.form()


def router(site: Site) -> APIRouter:
    """``/privacy/requests``, ``/privacy/requests/{number}`` and what is done there."""
    routes = page_router(site)

    @routes.get("/privacy/requests")
    def overview(request: Request, person: int | None = None) -> Response:
        reader = site.reader(request)
        return site.render(
            request, "privacy/requests.html", _overview(site, reader, person),
            language=reader.language, reader=reader, section="privacy",
        )  # fmt: skip

    @routes.post("/privacy/requests")
    def open_request(
        request: Request,
        person: int = Form(),
        kind: str = Form(max_length=40),
        via: str = Form("other", max_length=40),
        received: str = Form("", max_length=40),
        language: str = Form("nl", max_length=2),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        if kind not in set(Kind):
            raise HTTPException(404)
        asked = site.services.requests.open(
            reader.actor, reader.purpose, Kind(kind), person, via=via,
            received_at=_received(site, received), language=language if language == "en" else "nl",
        )  # fmt: skip
        return _back(asked.request_no)

    @routes.get("/privacy/requests/{number}")
    def one(request: Request, number: int) -> Response:
        reader = site.reader(request)
        return site.render(
            request, "privacy/request.html", _page(site, reader, number),
            language=reader.language, reader=reader, section="privacy",
        )  # fmt: skip

    @routes.post("/privacy/requests/{number}/step")
    def step(
        request: Request,
        number: int,
        what: str = Form(max_length=40),
        why: str = Form("", max_length=40),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        _step(site, reader, number, what, why)
        return _back(number)

    @routes.post("/privacy/requests/{number}/carry-out")
    def carry_out(
        request: Request, number: int, form: Annotated[FormData, Depends(_form)]
    ) -> Response:
        reader = site.form_reader(request, str(form.get("csrf", "")))
        _carry_out(site, reader, number, form)
        return _back(number)

    @routes.get("/privacy/requests/{number}/{paper}")
    def answer(request: Request, number: int, paper: str, kind: str = "pdf") -> Response:
        return _answer(site, site.reader(request), number, paper, kind)

    return routes


def _overview(site: Site, reader: Reader, person: int | None) -> RequestsPage:
    requests, language = site.services.requests, reader.language
    pending = requests.pending(reader.actor, reader.purpose)
    newest = requests.newest(reader.actor, reader.purpose)
    return RequestsPage(
        pending=tuple(_line(site, language, each) for each in pending),
        closed=tuple(_line(site, language, each) for each in newest if not each.state.open),
        overdue=sum(each.urgency is Urgency.OVERDUE for each in pending),
        soon=sum(each.urgency is Urgency.SOON for each in pending),
        may_handle=_may_handle(site, reader),
        kinds=_choices(site, language, words.KINDS),
        ways_in=_choices(site, language, words.WAYS_IN),
        person=person,
        today=site.formats(language).today.isoformat(),
    )


def _page(site: Site, reader: Reader, number: int) -> RequestPage:
    services, language, catalogue = site.services, reader.language, site.catalogue
    asked = services.requests.get(reader.actor, reader.purpose, number)
    may_handle = _may_handle(site, reader)
    erasing = asked.kind is Kind.ERASURE and asked.state is State.READY and may_handle
    seen = preview(services, reader.actor, reader.purpose, asked.person_id) if erasing else None
    correcting = asked.kind is Kind.RECTIFICATION and asked.state is State.READY and may_handle
    proposed = (
        services.proposals.of_request(reader.actor, reader.purpose, asked) if correcting else {}
    )
    shown = proof(services, asked)
    counted = (*seen.goes, *seen.stays) if seen else ()
    counted += (*shown.removed, *shown.left) if shown else ()
    return RequestPage(
        line=_line(site, language, asked),
        via=site.say(language, words.WAYS_IN[asked.received_via]),
        attributes=tuple(
            catalogue.attributes[name].name
            for name in asked.attributes
            if name in catalogue.attributes
        ),
        steps=tuple(_steps(site, language, asked)),
        may_handle=may_handle,
        identified=_choices(site, language, words.IDENTIFIED),
        extensions=() if asked.extended else _some(site, language, EXTENSIONS),
        refusals=_some(site, language, REFUSALS),
        grounds=_choices(site, language, words.GROUNDS),
        against=tuple((n, p.name) for n, p in catalogue.purposes.items() if may_object(p)),
        correctable=tuple((name, each.name) for name, each in catalogue.attributes.items()),
        proposed=tuple(proposed.items()),
        preview=seen,
        proof=shown,
        tables={name: what_of(name) for name, _ in counted},
        types={name: each.name for name, each in catalogue.touchpoints.items()},
        purposes={name: each.name for name, each in catalogue.purposes.items()},
    )


def _step(site: Site, reader: Reader, number: int, what: str, why: str) -> None:
    requests, who = site.services.requests, (reader.actor, reader.purpose, number)
    match what:
        case "identified" if why in set(Identified):
            requests.identified(*who, Identified(why))
        case "extended" if why in set(Why):
            requests.extend(*who, Why(why))
        case "refused" if why in set(Why):
            requests.refuse(*who, Why(why))
        case "withdrawn":
            requests.withdraw(*who)
        case "answered":
            requests.answered(*who)
        case _:
            raise HTTPException(404)


def _carry_out(site: Site, reader: Reader, number: int, form: FormData) -> None:
    services, who = site.services, (reader.actor, reader.purpose)
    asked = services.requests.get(*who, number)
    if asked.kind is Kind.ACCESS:
        copy_for(services, *who, number)
    elif asked.kind is Kind.PORTABILITY:
        portable_for(services, *who, number)
    elif asked.kind is Kind.RECTIFICATION:
        rectify(services, *who, number, _corrections(form))
    elif asked.kind is Kind.ERASURE:
        erase(services, *who, number, _numbers(form))
    elif asked.kind in MARKED:
        ground = str(form.get("ground", Ground.ACCURACY_DISPUTED.value))
        if ground not in {each.value for each in words.GROUNDS}:
            raise HTTPException(404)
        against = str(form.get("against", "")) or None
        mark(services, *who, number, asked.kind, against=against, ground=Ground(ground))


def _corrections(form: FormData) -> dict[str, str]:
    """Attribute -> value of the lines that were filled in; an empty value has to be asked for."""
    found: dict[str, str] = {}
    for at in range(MOST_CORRECTED):
        name, value = str(form.get(f"attribute{at}", "")), str(form.get(f"value{at}", ""))
        if name and (value.strip() or form.get(f"none{at}")):
            found[name] = value
    return found


def _numbers(form: FormData) -> list[int]:
    """The records that the preview named."""
    said = str(form.get("records", "")).split(",")
    if form.get("sure") != "yes" or not all(text.isdigit() for text in said):
        raise InputError.single(
            "it was not confirmed that all of this goes",
            "erasure",
            "Look at the preview, tick the box and try again: there is no way back.",
        )
    return [int(text) for text in said]


def _answer(site: Site, reader: Reader, number: int, paper: str, kind: str) -> Response:
    """A file for the person; of a request that was carried out."""
    services, who = site.services, (reader.actor, reader.purpose)
    asked = services.requests.get(*who, number)
    if asked.state not in (State.CARRIED_OUT, State.ANSWERED):
        raise InputError.single(
            "this request is not carried out", f"request {number}", "Carry it out first."
        )
    name = f"request-{number}"
    if paper == "report" and asked.kind is Kind.ACCESS:
        return file_response(access_report(copy_for(services, *who, number)), kind, name)
    if paper == "copy" and asked.kind is Kind.ACCESS:
        content = orjson.dumps(
            as_json(copy_for(services, *who, number)), default=str, option=orjson.OPT_INDENT_2
        )
        return _file(content, "application/json", f"{name}.json")
    if paper == "data" and asked.kind is Kind.PORTABILITY:
        packed = portable_for(services, *who, number).as_zip()
        return _file(packed, "application/zip", f"{name}.zip")
    raise HTTPException(404)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def _line(site: Site, language: Language, asked: Asked) -> RequestLine:
    kind, state = words.KINDS[asked.kind], words.STATES[asked.state]
    return RequestLine(asked, site.say(language, kind), site.say(language, state))


def _steps(site: Site, language: Language, asked: Asked) -> list[Step]:
    """What was done, the newest first."""
    steps = []
    for event in reversed(asked.events):
        how, why = event.detail.get("how"), event.detail.get("why")
        told = words.IDENTIFIED.get(how) if how else words.WHY.get(why) if why else None
        steps.append(
            Step(
                event.at,
                site.say(language, words.DONE[event.kind]),
                None if told is None else site.say(language, told),
                event.actor,
            )
        )
    return steps


def _may_handle(site: Site, reader: Reader) -> bool:
    return reader.actor.role in site.services.gate.door.holders(Duty.HANDLE_REQUESTS)


def _choices(site: Site, language: Language, texts: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple((str(code), site.say(language, text)) for code, text in texts.items())


def _some(site: Site, language: Language, codes: tuple[Why, ...]) -> tuple[Choice, ...]:
    return tuple((code.value, site.say(language, words.WHY[code])) for code in codes)


def _received(site: Site, text: str) -> datetime | None:
    """The moment that a form's day stands for: now, for the present day."""
    if not text:
        return None
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise InputError.single(
            "no readable day", "received", "Write it as year-month-day."
        ) from None
    zone, now = ZoneInfo(site.catalogue.organisation.time_zone), site.services.clock()
    if day == now.astimezone(zone).date():
        return None
    return datetime.combine(day, time(12), zone)


def _back(number: int) -> Response:
    return RedirectResponse(f"/privacy/requests/{number}", status_code=303)
