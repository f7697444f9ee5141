"""Partners: agreements and transfers, what they were told, whose data came from them.

Entering: the officer's views, logged reads; a posted form for what was told. Leaving:
``privacy/partners.html``. It names no person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from klantbeeld.privacy.partners import wording
from klantbeeld.privacy.partners.notices import NoticeView
from klantbeeld.privacy.partners.office import PartnerView
from klantbeeld.privacy.partners.origins import How, OriginView
from klantbeeld.privacy.register import wording as register_wording
from klantbeeld.web.languages import Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner in words."""

    view: PartnerView
    kind: str
    country: str
    purposes: tuple[str, ...]
    given: tuple[str, ...]
    """The attributes and touchpoint types that it is given."""
    safeguard: str | None
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in words."""

    view: NoticeView
    partner: str
    kind: str
    state: str
    outcome: str | None
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginLine:
    """One delivery by a partner in words."""

    view: OriginView
    partner: str
    source: str
    how: str | None


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """``privacy/partners.html``"""

    lines: tuple[PartnerLine, ...]
    notices: tuple[NoticeLine, ...]
    origins: tuple[OriginLine, ...]
    ways: tuple[tuple[str, str], ...]
    """Way of telling -> its words."""


def router(site: Site) -> APIRouter:
    """``GET /privacy/partners``, ``POST .../notices/{number}`` and ``POST .../origins/{number}``"""
    routes = page_router(site)
    partners = site.services.partners

    @routes.get("/privacy/partners")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        asked = (reader.actor, reader.purpose)
        spoken = reader.language
        page = PartnersPage(
            lines=tuple(_line(site, view, spoken) for view in partners.all(*asked)),
            notices=tuple(_notice(site, view, spoken) for view in partners.notices(*asked)),
            origins=tuple(_origin(site, view, spoken) for view in partners.origins(*asked)),
            ways=tuple((way, wording.HOW[way].in_language(spoken)) for way in get_args(How)),
        )
        return site.render(
            request, "privacy/partners.html", page, language=spoken, reader=reader,
            section="privacy",
        )  # fmt: skip

    @routes.post("/privacy/partners/notices/{number}")
    def told(request: Request, number: int, csrf: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        partners.told_by_hand(reader.actor, reader.purpose, number)
        return RedirectResponse("/privacy/partners#notices", status_code=303)

    @routes.post("/privacy/partners/origins/{number}")
    def origin_told(
        request: Request, number: int, how: str = Form("", max_length=40), csrf: str = Form("")
    ) -> Response:
        reader = site.form_reader(request, csrf)
        partners.origin_told(reader.actor, reader.purpose, number, how)
        return RedirectResponse("/privacy/partners#origins", status_code=303)

    return routes


def _line(site: Site, view: PartnerView, language: Language) -> PartnerLine:
    catalogue, declared = site.catalogue, view.declared
    safeguard = declared.safeguards
    return PartnerLine(
        view=view,
        kind=register_wording.KINDS[declared.kind].in_language(language),
        country=register_wording.country(declared.country, language),
        purposes=tuple(
            catalogue.purposes[name].name.in_language(language) for name in declared.purposes
        ),
        given=(
            *(catalogue.attributes[n].name.in_language(language) for n in declared.attributes),
            *(catalogue.touchpoints[n].name.in_language(language) for n in declared.touchpoints),
        ),
        safeguard=register_wording.SAFEGUARDS[safeguard.kind].in_language(language)
        if safeguard
        else None,
        lacks=tuple(
            wording.LACKS[need.lack].in_language(language)
            + (f" ({_about(site, need.about, language)})" if need.about else "")
            for need in view.needs
        ),
    )


def _about(site: Site, name: str, language: Language) -> str:
    """A purpose or a country by its name; else as it is."""
    purpose = site.catalogue.purposes.get(name)
    if purpose is not None:
        return purpose.name.in_language(language)
    return register_wording.country(name, language)


def _notice(site: Site, view: NoticeView, language: Language) -> NoticeLine:
    attributes = site.catalogue.attributes
    return NoticeLine(
        view=view,
        partner=_name(site, view.partner),
        kind=wording.KINDS[view.kind].in_language(language),
        state=wording.STATES[view.state].in_language(language),
        outcome=wording.OUTCOMES[view.last_outcome].in_language(language)
        if view.last_outcome
        else None,
        attributes=tuple(
            attributes[name].name.in_language(language) if name in attributes else name
            for name in view.attributes
        ),
    )


def _origin(site: Site, view: OriginView, language: Language) -> OriginLine:
    source = site.catalogue.sources[view.source].name.in_language(language)
    how = wording.HOW[view.how].in_language(language) if view.how else None
    return OriginLine(view, _name(site, view.partner), source, how)


def _name(site: Site, partner: str) -> str:
    """What it is called; of one that is declared no more its key."""
    declared = site.catalogue.partners.get(partner)
    return declared.name if declared else partner
