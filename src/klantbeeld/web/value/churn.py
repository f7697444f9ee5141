"""Who is expected to stay away: how many, what that costs, and how good the model is at it.

Entering: who reads. Leaving: ``value/churn.html``. Churn here is expected, over days that lie
ahead; the metric of the same name is measured, after whole months without an order.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.valuing import views as value_views
from klantbeeld.pipeline.valuing.views import Leaving, ValueFigures
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.value.contexts import BandLine, ChurnPage
from klantbeeld.web.value.people import people_address
from klantbeeld.web.value.shared import absence, left_out_of, tested_part


def router(site: Site) -> APIRouter:
    """``GET /value/churn``"""
    routes = page_router(site)

    @routes.get("/value/churn")
    def churn(request: Request) -> Response:
        reader = site.reader(request)
        page = churn_page(site, value_views.figures(site.services), reader.language)
        return site.render(
            request, "value/churn.html", page, language=reader.language, reader=reader,
            section="value",
        )  # fmt: skip

    return routes


def churn_page(site: Site, found: ValueFigures, language: Language) -> ChurnPage:
    """The figures in words and lengths."""
    fmt, standing, leaving = site.formats(language), found.standing, found.leaving
    declared = site.catalogue.value.churn.horizon_days
    active = leaving.active if leaving else 0
    return ChurnPage(
        absent=absence(standing, standing.churn, standing.churn_trouble, fmt),
        days=leaving.horizon_days if leaving else declared,
        expected=fmt.number(round(leaving.expected) if leaving else None),
        active=fmt.number(active),
        share=fmt.share(leaving.expected / active if leaving and active else None),
        money=fmt.whole_money(leaving.value if leaving else None, found.currency),
        bands=_bands(leaving, fmt) if leaving else (),
        test=tested_part(standing.churn.told, fmt) if standing.churn else None,
        left_out=left_out_of(site, standing.left_out, language),
        version=standing.churn.version if standing.churn else None,
    )


def _bands(leaving: Leaving, fmt: Formats) -> tuple[BandLine, ...]:
    """The most probable at the top; of few customers nothing is told."""
    longest = max((*(band.active for band in leaving.bands),
                   *(band.silent for band in leaving.bands), 1))  # fmt: skip
    return tuple(
        BandLine(
            f"{10 * band.tenth} – {fmt.share((band.tenth + 1) / 10)}",
            _told(band.active, fmt),
            _told(band.silent, fmt),
            _length(band.active, longest),
            _length(band.silent, longest),
            _address(f"a{band.tenth}", band.active),
            _address(f"s{band.tenth}", band.silent),
        )
        for band in reversed(leaving.bands)
    )


def _address(part: str, customers: int) -> str | None:
    return people_address("chance", part) if customers >= SMALLEST_GROUP else None


def _told(customers: int, fmt: Formats) -> str | None:
    return fmt.number(customers) if not 0 < customers < SMALLEST_GROUP else None


def _length(customers: int, longest: int) -> float:
    return 100 * customers / longest if customers >= SMALLEST_GROUP else 0.0
