"""The first page of the officer's area: where everything stands that accounts for the data.

Entering: nothing but who reads. Leaving: ``privacy/overview.html``. It names no person.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """``privacy/overview.html``"""

    contact: str
    """Where customers ask about their data."""


def router(site: Site) -> APIRouter:
    """``GET /privacy``"""
    routes = page_router(site)

    @routes.get("/privacy")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        page = OverviewPage(site.catalogue.organisation.contact)
        return site.render(
            request,
            "privacy/overview.html",
            page,
            language=reader.language,
            reader=reader,
            section="privacy",
        )

    return routes
