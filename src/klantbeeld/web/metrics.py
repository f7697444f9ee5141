"""Goals and metrics: every figure by its goal, and one figure with its trend, parts and definition.

Entering: the pipeline's figures. Leaving: ``metrics.html`` and ``metric.html``. Figures are sums
over people; no page here shows one, so that none asks for a purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.metrics import Direction, Need, Unit
from klantbeeld.pipeline import figures
from klantbeeld.pipeline.figures import MetricView, Point
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.trend import Trend, trend
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

GOALS = {
    Goal.WIN_CUSTOMERS: N_("Win customers"),
    Goal.EARN_MORE: N_("Earn more from those we have"),
    Goal.SERVE_BETTER: N_("Serve better"),
}
KINDS = {
    "order": N_("orders"),
    "return": N_("returns"),
    "survey": N_("surveys"),
    "visit": N_("visits"),
    "campaign_send": N_("mailings sent"),
    "campaign_response": N_("responses to mailings"),
    "account": N_("accounts made"),
    "opportunity": N_("offers won and lost"),
    "referral": N_("recommendations by customers"),
    "delivery": N_("deliveries"),
    "case": N_("questions to customer service"),
}
DIMENSIONS = {"channel": N_("By channel"), "question": N_("By question")}
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric in the list."""

    id: str
    name: Words
    formula: Words
    value: str
    change: str
    """Against the period before, with its sign; empty where there is none."""
    better: bool | None
    """Whether the change is for the better; None where neither or unknown."""
    period: str
    n: int | None
    picture: Trend | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The metrics of one goal: those with a figure, and those that miss something."""

    name: str
    measured: tuple[MetricLine, ...]
    missing: tuple[MetricLine, ...]


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """``metrics.html``"""

    goals: tuple[GoalGroup, ...]
    measured: int
    total: int


@dataclass(frozen=True, slots=True)
class PointRow:
    """One period in the table beside the picture."""

    period: str
    value: str
    between: str
    n: int
    running: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a figure; a value that is not told has too few cases."""

    name: str
    value: str | None
    n: int | None


@dataclass(frozen=True, slots=True)
class MetricPage:
    """``metric.html``"""

    line: MetricLine
    goal: str
    pitfalls: Words
    version: int
    picture: Trend | None
    first: str
    last: str
    low: str
    high: str
    target: str | None
    rows: tuple[PointRow, ...]
    parts: tuple[tuple[str, tuple[PartRow, ...]], ...]
    sql: str | None


def router(site: Site) -> APIRouter:
    """``GET /metrics`` and ``GET /metrics/{id}``"""
    routes = page_router(site)

    @routes.get("/metrics")
    def metrics(request: Request) -> Response:
        reader = site.reader(request)
        page = metrics_page(site, figures.views(site.services), reader.language)
        return site.render(
            request,
            "metrics.html",
            page,
            language=reader.language,
            reader=reader,
            section="metrics",
        )

    @routes.get("/metrics/{name}")
    def metric(request: Request, name: str) -> Response:
        reader = site.reader(request)
        found = figures.views(site.services, name)
        if not found:
            raise HTTPException(404)
        page = metric_page(site, found[0], reader.language)
        return site.render(
            request, "metric.html", page, language=reader.language, reader=reader, section="metrics"
        )

    return routes


def metrics_page(site: Site, views: tuple[MetricView, ...], language: Language) -> MetricsPage:
    """Every metric under its goal."""
    groups = []
    for goal, name in GOALS.items():
        lines = [_line(site, view, language) for view in views if view.metric.goal is goal]
        groups.append(
            GoalGroup(
                site.say(language, name),
                tuple(line for line in lines if line.picture is not None),
                tuple(line for line in lines if line.picture is None),
            )
        )
    measured = sum(len(group.measured) for group in groups)
    return MetricsPage(tuple(groups), measured, len(views))


def metric_page(site: Site, view: MetricView, language: Language) -> MetricPage:
    """One metric as a picture, a table and a definition."""
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    points = view.points
    running = bool(points) and points[-1] is not view.last
    told = [point.value for point in points if point.value is not None]
    sources = {name: source.name for name, source in site.catalogue.sources.items()}
    return MetricPage(
        line=_line(site, view, language),
        goal=site.say(language, GOALS[view.metric.goal]),
        pitfalls=view.metric.pitfalls,
        version=view.metric.version,
        picture=_trend(view, 720, 200) if told else None,
        first=_period(fmt, points[0]) if points else "",
        last=_period(fmt, points[-1]) if points else "",
        low=worded(fmt, min(told), view.unit, currency) if told else "",
        high=worded(fmt, max(told), view.unit, currency) if told else "",
        target=(
            worded(fmt, view.metric.target, view.unit, currency)
            if view.metric.target is not None
            else None
        ),
        rows=tuple(
            PointRow(
                _period(fmt, point),
                worded(fmt, point.value, view.unit, currency),
                _between(fmt, point, language),
                point.n,
                running and point is points[-1],
            )
            for point in reversed(points)
        ),
        parts=tuple(
            (
                site.say(language, DIMENSIONS.get(dimension, dimension)),
                tuple(
                    PartRow(
                        sources[part.part].in_language(language)
                        if part.part in sources
                        else part.part,
                        None if part.n is None else worded(fmt, part.value, view.unit, currency),
                        part.n,
                    )
                    for part in parts
                ),
            )
            for dimension, parts in view.parts.items()
        ),
        sql=view.metric.sql,
    )


def _line(site: Site, view: MetricView, language: Language) -> MetricLine:
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    last, difference = view.last, _difference(view)
    value = worded(fmt, last.value, view.unit, currency) if last else ""
    return MetricLine(
        id=view.id,
        name=view.name,
        formula=view.metric.formula,
        value=value,
        change=_change(fmt, difference, view.unit),
        better=_better(difference, view.direction),
        period=_period(fmt, last) if last else "",
        n=last.n if last else None,
        picture=_trend(view, SPARK_WIDTH, SPARK_HEIGHT) if last else None,
        needs=tuple(need_words(need, language) for need in view.needs),
    )


def worded(fmt: Formats, value: float | None, unit: Unit, currency: str) -> str:
    """A value as its unit is written."""
    if unit is Unit.SHARE:
        return fmt.share(value, 1)
    if unit is Unit.MONEY:
        return fmt.money(None if value is None else Decimal(str(round(value, 2))), currency)
    if unit is Unit.SECONDS and value is not None:
        return f"{fmt.number(round(value))} s"
    if unit is Unit.HOURS and value is not None:
        return f"{fmt.number(round(value, 1))} h"
    return fmt.number(None if value is None else round(value, 1))


def need_words(need: Need, language: Language) -> str:
    """What a metric misses, in the reader's words."""
    say = translations(language).gettext
    if need.kind is None:
        return figures.figure_name(need.figure or "").in_language(language)
    kind = say(KINDS[need.kind]) if need.kind in KINDS else str(need.kind)
    if need.measure is None:
        return say(N_("a source with %(kind)s")) % {"kind": kind}
    return say(N_("a field of %(kind)s, under means in touchpoints.yaml")) % {"kind": kind}


def _difference(view: MetricView) -> float | None:
    """Against the period before: points for a share or a scale, else percent."""
    now = view.last.value if view.last else None
    then = view.before.value if view.before else None
    if now is None or then is None:
        return None
    if view.unit in {Unit.SHARE, Unit.POINTS}:
        return (now - then) * (100 if view.unit is Unit.SHARE else 1)
    return 100 * (now - then) / abs(then) if then else None


def _change(fmt: Formats, difference: float | None, unit: Unit) -> str:
    if difference is None:
        return ""
    mark = "" if unit in {Unit.SHARE, Unit.POINTS} else "\N{NO-BREAK SPACE}%"
    return fmt.signed_weight(difference) + mark


def _better(difference: float | None, direction: Direction) -> bool | None:
    """None where it makes no difference, as far as it is shown."""
    if difference is None or not round(difference, 1) or direction is Direction.CONTEXT:
        return None
    return (difference > 0) == (direction is Direction.UP)


def _trend(view: MetricView, width: int, height: int) -> Trend:
    points = view.points
    return trend(
        [point.value for point in points],
        [(point.low, point.high) for point in points],
        target=view.metric.target,
        running=bool(points) and points[-1] is not view.last,
        width=width,
        height=height,
    )


def _period(fmt: Formats, point: Point) -> str:
    return fmt.month(point.period)


def _between(fmt: Formats, point: Point, language: Language) -> str:
    if point.low is None or point.high is None:
        return ""
    return translations(language).gettext("%(low)s to %(high)s") % {
        "low": fmt.share(point.low, 1),
        "high": fmt.share(point.high, 1),
    }
