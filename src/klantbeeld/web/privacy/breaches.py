"""Breaches: the clock, whom it touched, what is known, and the papers to send.

Entering: the officer's views, logged reads; posted forms. Leaving: ``privacy/breaches.html`` and
``privacy/breach.html``, or a document as a file. Only the list of who gets the letter names people.
"""

# Annotations are evaluated here: the framework must see the form.
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.core.errors import InputError
from klantbeeld.documents.model import Document
from klantbeeld.privacy.breaches import documents, wording
from klantbeeld.privacy.breaches.counting import Window
from klantbeeld.privacy.breaches.views import FIELDS, BreachView
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy.papers import Download, downloads, file_response, spoken
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One breach in the list."""

    view: BreachView
    happened: str | None


@dataclass(frozen=True, slots=True)
class BreachesPage:
    """``privacy/breaches.html``"""

    lines: tuple[BreachLine, ...]
    hours: int
    now: str
    """As a form's field holds it."""
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One thing that can be said, as a form asks it."""

    key: str
    name: str
    choices: tuple[tuple[str, str, bool], ...]
    """(choice, its words, whether it holds)."""
    several: bool
    text: str
    chapter: str | None
    """The heading of its chapter, at the first field of one."""


@dataclass(frozen=True, slots=True)
class BreachPage:
    """``privacy/breach.html``"""

    view: BreachView
    fields: tuple[FieldLine, ...]
    data: tuple[str, ...]
    """What was touched, by name."""
    events: tuple[tuple[datetime, str, str], ...]
    """(when, what, by whom), the newest first."""
    filled: int
    since: str
    until: str
    """Of the form that counts the log."""
    report: tuple[Download, ...]
    letter: tuple[Download, ...]
    recipients: tuple[Download, ...]


def router(site: Site) -> APIRouter:
    """``/privacy/breaches``, ``/privacy/breaches/{number}`` and what is done there."""
    routes = page_router(site)
    breaches = site.services.breaches

    @routes.get("/privacy/breaches")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        views = breaches.all(reader.actor, reader.purpose)
        page = BreachesPage(
            lines=tuple(BreachLine(view, _said(view, "happened")) for view in views),
            hours=site.catalogue.organisation.breach_hours,
            now=_field(site, site.services.clock()),
            downloads=downloads("/privacy/breaches/file"),
        )
        return site.render(
            request, "privacy/breaches.html", page, language=reader.language, reader=reader,
            section="privacy",
        )  # fmt: skip

    @routes.get("/privacy/breaches/file")
    def register_file(request: Request, kind: str = "pdf", language: str = "nl") -> Response:
        reader, now = site.reader(request), site.services.clock()
        views = breaches.all(reader.actor, reader.purpose)
        paper = documents.breach_register(views, site.catalogue, spoken(language), now)
        return file_response(paper, kind, "breaches")

    @routes.post("/privacy/breaches")
    def open_breach(
        request: Request, aware: str = Form("", max_length=40), csrf: str = Form("")
    ) -> Response:
        reader = site.form_reader(request, csrf)
        number = breaches.open(reader.actor, reader.purpose, _moment(site, "aware", aware))
        return RedirectResponse(f"/privacy/breaches/{number}", status_code=303)

    @routes.get("/privacy/breaches/{number}")
    def breach(request: Request, number: int) -> Response:
        reader = site.reader(request)
        view = breaches.show(reader.actor, reader.purpose, number)
        return site.render(
            request, "privacy/breach.html", _page(site, view, reader.language),
            language=reader.language, reader=reader, section="privacy",
        )  # fmt: skip

    @routes.get("/privacy/breaches/{number}/{paper}")
    def breach_file(
        request: Request,
        number: int,
        paper: str,
        kind: str = "pdf",
        language: str = "nl",
    ) -> Response:
        made = _paper(site, site.reader(request), number, paper, spoken(language))
        return file_response(made, kind, f"breach-{number}-{paper}")

    @routes.post("/privacy/breaches/{number}/said")
    def said(request: Request, number: int, form: Annotated[FormData, Depends(_form)]) -> Response:
        reader = site.form_reader(request, str(form.get("csrf", "")))
        told = {key: [str(value) for value in form.getlist(key)] for key in FIELDS}
        breaches.describe(reader.actor, reader.purpose, number, told)
        return _back(number, "known")

    @routes.post("/privacy/breaches/{number}/count")
    def count(
        request: Request,
        number: int,
        since: str = Form("", max_length=40),
        until: str = Form("", max_length=40),
        actor: str = Form("", max_length=80),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        window = Window(
            _moment(site, "since", since), _moment(site, "until", until), actor.strip() or None
        )
        breaches.count_log(reader.actor, reader.purpose, number, window)
        return _back(number, "touched")

    @routes.post("/privacy/breaches/{number}/done")
    def done(
        request: Request,
        number: int,
        what: str = Form("", max_length=40),
        words: str = Form("", max_length=5_000),
        csrf: str = Form(""),
    ) -> Response:
        reader = site.form_reader(request, csrf)
        asked = (reader.actor, reader.purpose, number)
        if what == "reported":
            first = breaches.show(*asked).reported_at is None
            breaches.reported(*asked, "first" if first else "follow_up", words)
        elif what == "not_reported":
            breaches.not_reported(*asked, words)
        elif what == "people_told":
            breaches.people_told(*asked, words)
        elif what == "people_not_told":
            breaches.people_not_told(*asked, words)
        elif what == "closed":
            breaches.close(*asked)
        else:
            raise HTTPException(404)
        return _back(number, "done")

    return routes


async def _form(request: Request) -> FormData:
    """The whole form: its fields are those of ``FIELDS``."""
    return await request.form()


def _back(number: int, part: str) -> Response:
    return RedirectResponse(f"/privacy/breaches/{number}#{part}", status_code=303)


def _paper(site: Site, reader: Reader, number: int, paper: str, language: Language) -> Document:
    breaches, now = site.services.breaches, site.services.clock()
    asked = (reader.actor, reader.purpose, number)
    view = breaches.show(*asked)
    if paper == "report":
        return documents.report(view, site.catalogue, language, now)
    if paper == "letter":
        return documents.letter(view, site.catalogue, language, now)
    if paper != "recipients":
        raise HTTPException(404)
    people = breaches.affected(*asked)
    return documents.recipients(view, people, site.catalogue, language, now)


def _page(site: Site, view: BreachView, language: Language) -> BreachPage:
    address, counted = f"/privacy/breaches/{view.breach_no}", view.count
    names = {name: thing.name for name, thing in site.catalogue.attributes.items()}
    names |= {name: thing.name for name, thing in site.catalogue.touchpoints.items()}
    touched = (*counted.attributes, *counted.touchpoints) if counted else ()
    return BreachPage(
        view=view,
        fields=_fields(view, language),
        data=tuple(names[n].in_language(language) if n in names else n for n in touched),
        events=tuple(
            (event.at, wording.EVENTS[event.kind].in_language(language), event.made_by)
            for event in view.events
        ),
        filled=len(FIELDS) - len(view.missing),
        since=_field(site, (counted.since if counted else None) or view.aware_at),
        until=_field(site, (counted.until if counted else None) or site.services.clock()),
        report=downloads(f"{address}/report"),
        letter=downloads(f"{address}/letter"),
        recipients=downloads(f"{address}/recipients"),
    )


def _fields(view: BreachView, language: Language) -> tuple[FieldLine, ...]:
    lines, chapter = [], -1
    for key, field in FIELDS.items():
        told = view.said.get(key, ())
        heading = wording.CHAPTERS[field.chapter].in_language(language)
        lines.append(
            FieldLine(
                key=key,
                name=wording.FIELDS[key].in_language(language),
                choices=tuple(
                    (each, wording.CHOICES[each].in_language(language), each in told)
                    for each in field.choices
                ),
                several=field.several,
                text="" if field.choices else "\n".join(told),
                chapter=heading if field.chapter != chapter else None,
            )
        )
        chapter = field.chapter
    return tuple(lines)


def _said(view: BreachView, key: str) -> str | None:
    told = view.said.get(key)
    return "\n".join(told) if told else None


def _field(site: Site, moment: datetime) -> str:
    """A moment as a form's field holds it, on the organisation's own clock."""
    local = moment.astimezone(ZoneInfo(site.catalogue.organisation.time_zone))
    return local.strftime("%Y-%m-%dT%H:%M")


def _moment(site: Site, where: str, text: str) -> datetime:
    """The moment of a form's field. Raises InputError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError.single(
            "this is not a date and time", where, "Write it as 2026-01-31T14:05."
        ) from None
    zone = ZoneInfo(site.catalogue.organisation.time_zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
