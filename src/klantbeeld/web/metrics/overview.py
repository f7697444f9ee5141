"""Metrics: every figure by its goal, and one figure with all that it is made of.

Entering: the pipeline's figures. Leaving: ``metrics.html`` and ``metric.html``; the same tables as
CSV and JSON. Figures are sums over people; no page here shows one, so that none asks for a purpose.
The people behind a figure are another page, through the gate (``metric_people``).
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Grain
from klantbeeld.metrics.read import MetricView
from klantbeeld.pipeline.measuring import figures
from klantbeeld.web.files import table_response
from klantbeeld.web.languages import Language
from klantbeeld.web.metrics.lines import GOALS, metric_line, period_words
from klantbeeld.web.metrics.page import (
    GoalGroup,
    MetricsPage,
    PeriodChoice,
    list_table,
    metric_page,
    parts_table,
    values_table,
)
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

Ending = Literal["csv", "json"]
MONTHS_OFFERED = 25


def router(site: Site) -> APIRouter:
    """``GET /metrics``, ``/metrics/{name}`` and their tables as files."""
    routes = page_router(site)

    @routes.get("/metrics")
    def metrics(request: Request, period: date | None = None) -> Response:
        reader = site.reader(request)
        views = figures.views(site.services, day=period)
        page = metrics_page(site, views, reader.language, period)
        return site.render(
            request, "metrics.html", page, language=reader.language, reader=reader, section="goals"
        )

    @routes.get("/metrics.{ending}")
    def metrics_file(request: Request, ending: Ending, period: date | None = None) -> Response:
        site.reader(request)
        views = figures.views(site.services, day=period)
        return table_response(list_table(site, views), "metrics", ending)

    @routes.get("/metrics/{name}")
    def metric(request: Request, name: str, period: date | None = None) -> Response:
        reader = site.reader(request)
        view = _view(site, name, period)
        page = metric_page(site, reader, view)
        return site.render(
            request, "metric.html", page, language=reader.language, reader=reader, section="goals"
        )

    @routes.get("/metrics/{name}/{table}.{ending}")
    def metric_file(
        request: Request,
        name: str,
        table: Literal["values", "parts"],
        ending: Ending,
        period: date | None = None,
    ) -> Response:
        site.reader(request)
        view = _view(site, name, period)
        rows = values_table(view) if table == "values" else parts_table(view)
        return table_response(rows, f"{name}-{table}", ending)

    return routes


def _view(site: Site, name: str, period: date | None) -> MetricView:
    found = figures.views(site.services, name, period)
    if not found:
        raise HTTPException(404)
    return found[0]


def metrics_page(
    site: Site, views: tuple[MetricView, ...], language: Language, period: date | None = None
) -> MetricsPage:
    """Every metric under its goal."""
    groups = []
    for goal, name in GOALS.items():
        lines = [metric_line(site, view, language) for view in views if view.metric.goal is goal]
        groups.append(
            GoalGroup(
                goal,
                site.say(language, name),
                tuple(line for line in lines if line.picture is not None),
                tuple(line for line in lines if line.picture is None),
            )
        )
    measured = sum(len(group.measured) for group in groups)
    return MetricsPage(
        tuple(groups), measured, len(views), _months(site, views, language, period), period
    )


def _months(
    site: Site, views: tuple[MetricView, ...], language: Language, period: date | None
) -> tuple[PeriodChoice, ...]:
    """The months of which anything is told, the newest first."""
    fmt = site.formats(language)
    monthly = (view for view in views if view.metric.grain is Grain.MONTH)
    months = {point.period for view in monthly for point in view.points}
    chosen = period.replace(day=1) if period else None
    return tuple(
        PeriodChoice(month, period_words(fmt, month, Grain.MONTH), month == chosen)
        for month in sorted(months, reverse=True)[:MONTHS_OFFERED]
    )
