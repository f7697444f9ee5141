"""Figures for the surfaces: folded up to now, and read.

Entering: opened services. Leaving: every metric with its values. Figures are sums over people;
nobody can be recognised in one, so that no purpose is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from klantbeeld.catalog.definition import Goal
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.progress import Progress
from klantbeeld.metrics.asking import TOLD
from klantbeeld.metrics.feeds import missing
from klantbeeld.metrics.fold import fold, fold_unless_busy
from klantbeeld.metrics.periods import before, year_before
from klantbeeld.metrics.read import MetricView, Point, metric_views
from klantbeeld.metrics.registry import registry
from klantbeeld.pipeline.services import Services

MOST_LEADING = 3
"""Figures that stand for a goal on the first page."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The points beside that of the chosen period, and where they would stand."""

    first_before: date | None
    """The first day of the period before; None where none was chosen."""
    before: Point | None
    """None where that period has no figure."""
    first_year: date | None
    year: Point | None
    """The same period a year earlier."""


def compared(view: MetricView) -> Compared:
    """What the figure of the chosen period is laid beside: periods of the calendar, so that a
    period without a figure is not passed over."""
    if view.last is None:
        return Compared(None, None, None, None)
    points = {point.period: point for point in view.points}
    earlier = before(view.last.period, view.metric.grain)
    year = year_before(view.last.period, view.metric.grain)
    return Compared(earlier, points.get(earlier), year, points.get(year))


def settle(services: Services, progress: Progress) -> None:
    """Folds what came in, so that nobody who opens a page waits for it."""
    with progress.step("counting figures", None):
        fold(services.database, services.catalogue)


def views(
    services: Services, only: str | tuple[str, ...] | None = None, day: date | None = None
) -> tuple[MetricView, ...]:
    """Every metric as of now, or the one or those named; what waits is folded in first, unless
    somebody folds already.

    ``day`` chooses the period in which it lies; absent: the last whole one.
    """
    fold_unless_busy(services.database, services.catalogue)
    return _read(services, only, day)


def standing(services: Services, only: tuple[str, ...]) -> tuple[MetricView, ...]:
    """Those named, as folded last."""
    return _read(services, only, None)


def leading(services: Services) -> dict[Goal, tuple[MetricView, ...]]:
    """The figures that stand for each goal, as folded last: those that the goals name, else the
    first that are fed."""
    catalogue = services.catalogue
    every = registry(catalogue)
    chosen = {goal: _leading(catalogue, goal, every) for goal in Goal}
    found = standing(services, tuple(name for names in chosen.values() for name in names))
    by_name = {view.id: view for view in found}
    return {
        goal: tuple(by_name[name] for name in names if by_name[name].points)
        for goal, names in chosen.items()
    }


def _leading(catalogue: Catalogue, goal: Goal, every: Mapping[str, Metric]) -> tuple[str, ...]:
    aim = catalogue.strategy.goals.get(goal)
    if aim is not None and aim.leading:
        return aim.leading
    fed = (
        name
        for name, metric in every.items()
        if metric.goal is goal and metric.sql is not None and not missing(metric, catalogue)
    )
    return tuple(islice(fed, MOST_LEADING))


def _read(
    services: Services, only: str | tuple[str, ...] | None, day: date | None
) -> tuple[MetricView, ...]:
    return metric_views(
        services.database, services.catalogue, today(services), only, day, services.kept
    )


def today(services: Services) -> date:
    """The local day of the organisation."""
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    return services.clock().astimezone(zone).date()


def definition(services: Services, name: str) -> Metric | None:
    """The definition of a metric; None for a name that nothing defines."""
    return definitions(services).get(name)


def definitions(services: Services) -> Mapping[str, Metric]:
    """Every metric by name."""
    return registry(services.catalogue)


def freshness_seconds(services: Services, view: MetricView) -> float | None:
    """Seconds since the metric was last fed; None before that."""
    if view.fresh_at is None:
        return None
    return (services.clock() - view.fresh_at).total_seconds()


def trouble_told(view: MetricView) -> str | None:
    """Why the query of the project's own metric gives no figure, and where to mend it."""
    if view.trouble is None:
        return None
    return f"catalog/metrics.yaml: {view.id}.sql: {TOLD[view.trouble]}"


def needs_told(view: MetricView) -> list[str]:
    """What a metric without a figure lacks."""
    waits = [view.waits_for.en] if view.waits_for else []
    return [*(need_told(need) for need in view.needs), *waits]


def need_told(need: Need) -> str:
    """What a metric needs, and where it is declared."""
    told = []
    if (item := need.item or need.pillar) is not None:
        told.append(f"a survey item `{item}` of catalog/experience.yaml that some source delivers")
    elif (field := need.measure or need.means) is not None:
        told.append(f"touchpoints of kind {need.kind} whose type says `means: {{{field}: ...}}`")
    elif need.kind is not None:
        told.append(f"a source that delivers touchpoints of kind {need.kind}")
    if need.figure is not None:
        length = f" by {need.period}" if need.period else ""
        told.append(f"a delivery of `kind: figures` with `figure: {need.figure}`{length}")
    return ", or ".join(told)
