"""Purposes: why data is used, what is switched on, and what the others lack for that.

Entering: the catalogue's purposes. Leaving: ``privacy/purposes.html``. It names no person.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.privacy.collection.views import PurposeView
from klantbeeld.web import words
from klantbeeld.web.languages import Language
from klantbeeld.web.privacy.collection_contexts import PurposeLine, PurposesPage
from klantbeeld.web.privacy.collection_words import GOALS, LACKS
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site


def router(site: Site) -> APIRouter:
    """``GET /privacy/purposes``"""
    routes = page_router(site)

    @routes.get("/privacy/purposes")
    def purposes(request: Request) -> Response:
        reader = site.reader(request)
        views = site.services.collection.purposes()
        page = PurposesPage(
            tuple(_line(site, view, reader.language) for view in views),
            sum(view.active for view in views),
        )
        return site.render(
            request,
            "privacy/purposes.html",
            page,
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    return routes


def _line(site: Site, view: PurposeView, language: Language) -> PurposeLine:
    return PurposeLine(
        view,
        site.say(language, words.LEGAL_BASES[view.legal_basis]),
        tuple(site.say(language, GOALS[goal]) for goal in view.goals),
        tuple(
            ": ".join((site.say(language, LACKS[need.missing]), *need.about[:3]))
            for need in view.needs
        ),
    )
