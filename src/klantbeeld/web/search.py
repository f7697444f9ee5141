"""Search: one field for people, orders and pages; the palette asks for the fragment.

Entering: what somebody types. Leaving: ``search.html`` with why each answer matched.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.measuring import figures
from klantbeeld.web.contexts import PageLink, SearchPage
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Reader, Site

LIMIT = 20
_SHORTEST = 2
_LONGEST = 200
_PAGES = (
    (N_("Today"), "/"),
    (N_("Search"), "/search"),
    (N_("Review"), "/review"),
    (N_("Sources"), "/sources"),
    (N_("Quality"), "/quality"),
    (N_("Goals"), "/goals"),
    (N_("Metrics"), "/metrics"),
)


def router(site: Site) -> APIRouter:
    """``GET /search?q=``"""
    routes = page_router(site)

    @routes.get("/search")
    def search(request: Request, q: str = "") -> Response:
        reader = site.reader(request)
        return site.render(
            request,
            "search.html",
            search_page(site, reader, q[:_LONGEST].strip()),
            language=reader.language,
            reader=reader,
            section="search",
        )

    return routes


def search_page(site: Site, reader: Reader, text: str) -> SearchPage:
    """People through the gate (a logged read), pages from the list above."""
    too_short = len(text) < _SHORTEST
    hits = (
        ()
        if too_short
        else tuple(site.services.gate.search(reader.actor, reader.purpose, text, LIMIT))
    )
    return SearchPage(
        text=text,
        hits=hits,
        links=_links(site, reader.language, text),
        too_short=too_short,
        limited=len(hits) >= LIMIT,
    )


def _links(site: Site, language: Language, text: str) -> tuple[PageLink, ...]:
    """Pages, sources and metrics whose name begins with what was typed; all pages for nothing
    typed."""
    named = [PageLink(site.say(language, name), address) for name, address in _PAGES]
    named += [
        PageLink(source.name.in_language(language), f"/sources/{key}")
        for key, source in site.catalogue.sources.items()
    ]
    named += [
        PageLink(metric.name.in_language(language), f"/metrics/{key}")
        for key, metric in figures.definitions(site.services).items()
    ]
    wanted = text.casefold()
    if not wanted:
        return tuple(named[: len(_PAGES)])
    return tuple(link for link in named if link.name.casefold().startswith(wanted))
