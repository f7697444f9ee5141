"""What all customers are worth over the coming time, and what raised and lowered it.

Entering: who reads. Leaving: ``value/overview.html``. Figures are sums over people, and groups of
few are not told: no page here shows a person, so that none asks for a purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site


@dataclass(frozen=True, slots=True)
class ValuePage:
    """``value/overview.html``"""

    purpose: str
    """For which people are scored."""


def router(site: Site) -> APIRouter:
    """``GET /value``"""
    routes = page_router(site)

    @routes.get("/value")
    def overview(request: Request) -> Response:
        reader = site.reader(request)
        page = ValuePage(site.catalogue.value.purpose)
        return site.render(
            request,
            "value/overview.html",
            page,
            language=reader.language,
            reader=reader,
            section="value",
        )

    return routes
