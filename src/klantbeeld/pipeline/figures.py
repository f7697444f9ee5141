"""Figures for the surfaces: folded up to now, and read.

Entering: opened services. Leaving: every metric with its values. Figures are sums over people;
nobody can be recognised in one, so that no purpose is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.periods import first_day as first_day  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.coverage import Coverage as Coverage  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import Connection as Connection  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import Feed as Feed  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import figure_name as figure_name  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.fold import fold
from klantbeeld.metrics.periods import before, year_before
from klantbeeld.metrics.read import MetricView as MetricView  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import Part as Part  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import Point as Point  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import metric_views
from klantbeeld.metrics.registry import registry
from klantbeeld.metrics.targets import Standing as Standing  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.targets import better as better  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.targets import difference as difference  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.targets import standing as standing  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.wording import change_words as change_words  # noqa: PLC0414 - as above
from klantbeeld.metrics.wording import period_words as period_words  # noqa: PLC0414 - as above
from klantbeeld.metrics.wording import worded as worded  # noqa: PLC0414 - as above
from klantbeeld.pipeline.services import Services


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


def views(
    services: Services, only: str | None = None, day: date | None = None
) -> tuple[MetricView, ...]:
    """Every metric as of now, or the one named; what waits is folded in first.

    ``day`` chooses the period in which it lies; absent: the last whole one.
    """
    fold(services.database, services.catalogue)
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    today = services.clock().astimezone(zone).date()
    return metric_views(services.database, services.catalogue, today, only, day)


def definition(services: Services, name: str) -> Metric | None:
    """The definition of a metric; None for a name that nothing defines."""
    return registry(services.catalogue).get(name)


def freshness_seconds(services: Services, view: MetricView) -> float | None:
    """Seconds since the metric was last fed; None before that."""
    if view.fresh_at is None:
        return None
    return (services.clock() - view.fresh_at).total_seconds()


def need_told(need: Need) -> str:
    """What a metric needs, and where it is declared."""
    told = []
    if need.measure is not None:
        told.append(
            f"touchpoints of kind {need.kind} whose type says `means: {{{need.measure}: ...}}`"
        )
    elif need.kind is not None:
        told.append(f"a source that delivers touchpoints of kind {need.kind}")
    if need.figure is not None:
        length = f" by {need.period}" if need.period else ""
        told.append(f"a delivery of `kind: figures` with `figure: {need.figure}`{length}")
    return ", or ".join(told)
