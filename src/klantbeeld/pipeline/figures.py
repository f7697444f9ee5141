"""Figures for the surfaces: folded up to now, and read.

Entering: opened services. Leaving: every metric with its values. Figures are sums over people;
nobody can be recognised in one, so that no purpose is asked for.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from klantbeeld.catalog.metrics import Need
from klantbeeld.metrics.coverage import Coverage as Coverage  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import Connection as Connection  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import Feed as Feed  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.feeds import figure_name as figure_name  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.fold import fold
from klantbeeld.metrics.read import MetricView as MetricView  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import Point as Point  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import metric_views
from klantbeeld.pipeline.services import Services


def views(services: Services, only: str | None = None) -> tuple[MetricView, ...]:
    """Every metric as of now, or the one named; what waits is folded in first."""
    fold(services.database, services.catalogue)
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    today = services.clock().astimezone(zone).date()
    return metric_views(services.database, services.catalogue, today, only)


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
