"""Making a link to a customer's own page, for the colleague who has made sure who asks.

Entering: a person. Leaving: ``own_link.html``, before and after: the link is shown once, to be
copied into a message; it is stored nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.rights.own_links import address_of
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site


@dataclass(frozen=True, slots=True)
class OwnLinkPage:
    """``own_link.html``"""

    person_id: int
    name: str
    link: str
    """Empty until it is made."""
    expires_at: datetime | None
    may_make: bool
    makers: tuple[Words, ...]
    """The roles that may make one."""


def router(site: Site) -> APIRouter:
    """``/people/{id}/own-link``: GET to see what it is, POST to make one."""
    routes = page_router(site)

    @routes.get("/people/{person_id}/own-link")
    def what_it_is(request: Request, person_id: int) -> Response:
        reader = site.reader(request)
        return _render(site, request, reader, _page(site, reader, person_id))

    @routes.post("/people/{person_id}/own-link")
    def make(request: Request, person_id: int, csrf: str = Form("")) -> Response:
        reader = site.form_reader(request, csrf)
        made = site.services.own_links.make(reader.actor, reader.purpose, person_id)
        link = address_of(site.services.public_url or str(request.base_url), made.secret)
        return _render(site, request, reader, _page(site, reader, person_id, link, made.expires_at))

    return routes


def _page(
    site: Site, reader: Reader, person_id: int, link: str = "", expires_at: datetime | None = None
) -> OwnLinkPage:
    gate = site.services.gate
    names = gate.names(reader.actor, reader.purpose, [person_id])
    makers = gate.door.holders(Duty.HANDLE_REQUESTS)
    return OwnLinkPage(
        person_id=person_id,
        name=names.get(person_id, str(person_id)),
        link=link,
        expires_at=expires_at,
        may_make=reader.actor.role in makers,
        makers=tuple(site.catalogue.roles[name].name for name in makers),
    )


def _render(site: Site, request: Request, reader: Reader, page: OwnLinkPage) -> Response:
    return site.render(
        request,
        "own_link.html",
        page,
        language=reader.language,
        reader=reader,
        section="person",
    )
