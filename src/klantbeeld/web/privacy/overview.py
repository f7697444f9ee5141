"""The first page of the officer's area: where everything stands that accounts for the data.

Entering: nothing but who reads. Leaving: ``privacy/overview.html``: what asks for somebody, the
worst first, and what is in order. It names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline import attention
from klantbeeld.pipeline.attention import About, Matter
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

_WORST_FIRST = {"wrong": 0, "waits": 1, "good": 2}

_NAMES = {
    About.REQUESTS: (N_("Requests of customers"), "/privacy/requests"),
    About.OWN_LINKS: (N_("Links that customers asked for"), ""),
    About.BREACHES: (N_("Breaches"), "/privacy/breaches"),
    About.NOTICES: (N_("Recipients to be told"), "/privacy/partners"),
    About.ORIGINS: (N_("People to be told where their data came from"), "/privacy/partners"),
    About.RETENTION: (N_("Clearing what is too old"), "/privacy/retention"),
    About.REGISTER: (N_("The store against the register"), "/privacy/register"),
    About.GAPS: (N_("What the register has still to say"), "/privacy/register"),
    About.CUT_OFF: (N_("Consents that nobody may use"), "/privacy/consents"),
    About.UNCLEAR: (N_("Consents in unknown words"), "/privacy/consents"),
    About.FLAGGED: (N_("Texts to look at"), "/privacy/refused"),
    About.LOG: (N_("The log"), "/privacy/log"),
}

_TAKES_PART = frozenset({Duty.HANDLE_REQUESTS, Duty.OVERSEE})

_FIGURES = (About.REQUESTS, About.BREACHES, About.NOTICES, About.RETENTION, About.LOG)
"""Those that stand in one row at the top."""


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One part of the administration."""

    about: str
    name: str
    address: str
    state: str
    """wrong, waits or good."""
    count: int
    at: datetime | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """``privacy/overview.html``"""

    figures: tuple[MatterLine, ...]
    asking: tuple[MatterLine, ...]
    """What asks for somebody, the worst first."""
    in_order: tuple[MatterLine, ...]
    overseers: tuple[Words, ...]
    """The roles that see something here."""
    contact: str
    """Where customers ask about their data."""


def router(site: Site) -> APIRouter:
    """``GET /privacy``"""
    routes = page_router(site)

    @routes.get("/privacy")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        found = attention.matters(site.services, reader.actor, reader.purpose)
        page = overview_page(site, reader.language, found)
        return site.render(
            request,
            "privacy/overview.html",
            page,
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    return routes


def overview_page(site: Site, language: Language, found: Iterable[Matter]) -> OverviewPage:
    """The matters in words."""
    lines = [_line(site, language, matter) for matter in found]
    asking = [line for line in lines if line.state != "good"]
    roles = site.catalogue.roles.values()
    return OverviewPage(
        figures=tuple(line for line in lines if line.about in _FIGURES),
        asking=tuple(sorted(asking, key=lambda line: _WORST_FIRST[line.state])),
        in_order=tuple(line for line in lines if line.state == "good"),
        overseers=tuple(role.name for role in roles if _TAKES_PART.intersection(role.may)),
        contact=site.catalogue.organisation.contact,
    )


def _line(site: Site, language: Language, matter: Matter) -> MatterLine:
    name, address = _NAMES[matter.about]
    return MatterLine(
        about=matter.about.value,
        name=site.say(language, name),
        address=address,
        state=matter.state,
        count=matter.count,
        at=matter.at,
        people=matter.people,
    )
