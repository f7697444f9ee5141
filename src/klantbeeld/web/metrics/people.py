"""The people behind a figure: a page of a list, through the gate.

Entering: a metric, a group of its people, a period and a part, all in the address. Leaving:
``metric_people.html``; refused where the purpose does not see what the metric counts, or too few
people stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.periods import first_day
from klantbeeld.pipeline.measuring import figures
from klantbeeld.privacy.figure_people import Behind
from klantbeeld.privacy.lists import PeopleList
from klantbeeld.web.metrics.lines import period_words
from klantbeeld.web.metrics.page import part_name
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class MetricPeoplePage:
    """``metric_people.html``"""

    metric: str
    name: Words
    group: Words
    period: str
    first: date
    part: str
    """Its name; empty for the whole."""
    purpose: Words
    found: PeopleList
    earlier: str | None
    """The address of the page before."""
    further: str | None


def router(site: Site) -> APIRouter:
    """``GET /metrics/{name}/people``"""
    routes = page_router(site)

    @routes.get("/metrics/{name}/people")
    def people(
        request: Request,
        name: str,
        period: date,
        group: str = Query(max_length=63),
        dimension: str = Query("", max_length=63),
        part: str = Query("", max_length=200),
        start: int = Query(0, ge=0, le=10_000_000),
    ) -> Response:
        reader = site.reader(request)
        metric = figures.definition(site.services, name)
        if metric is None or group not in metric.people:
            raise HTTPException(404)
        behind = Behind(name, group, first_day(period, metric.grain), dimension, part)
        found = site.services.figure_people.people(
            reader.actor, reader.purpose, behind, start, AT_ONCE
        )
        asked = {"group": group, "period": period.isoformat()}
        asked |= {"dimension": dimension, "part": part} if dimension else {}

        def page_at(number: int) -> str:
            return f"/metrics/{name}/people?{urlencode({**asked, 'start': number})}"

        page = MetricPeoplePage(
            metric=name,
            name=metric.name,
            group=metric.people[group].name,
            period=period_words(site.formats(reader.language), behind.period, metric.grain),
            first=behind.period,
            part=part_name(site, metric, part, reader.language) if part else "",
            purpose=site.catalogue.purposes[reader.purpose].name,
            found=found,
            earlier=page_at(max(0, start - AT_ONCE)) if start else None,
            further=page_at(start + AT_ONCE) if found.more else None,
        )
        return site.render(
            request,
            "metric_people.html",
            page,
            language=reader.language,
            reader=reader,
            section="goals",
        )

    return routes
