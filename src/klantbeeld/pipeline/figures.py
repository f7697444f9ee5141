"""Figures for the surfaces: folded up to now, and read.

Entering: opened services. Leaving: every metric with its values. Figures are sums over people;
nobody can be recognised in one, so that no purpose is asked for.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from klantbeeld.catalog.metrics import Need
from klantbeeld.metrics.fold import fold
from klantbeeld.metrics.read import MetricView as MetricView  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import Point as Point  # noqa: PLC0414 - for the surfaces
from klantbeeld.metrics.read import metric_views
from klantbeeld.pipeline import status
from klantbeeld.pipeline.services import Services


def views(services: Services, only: str | None = None) -> tuple[MetricView, ...]:
    """Every metric as of now, or the one named; what waits is folded in first."""
    fold(services.database, services.catalogue)
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    today = services.clock().astimezone(zone).date()
    return metric_views(services.database, services.catalogue, today, only)


def freshness_seconds(services: Services) -> float | None:
    """Seconds since something last arrived; None before the first load."""
    return status.status(services.database, services.catalogue, services.clock).freshness_seconds


def need_told(need: Need) -> str:
    """What a metric needs, and where it is declared."""
    if need.figure is not None:
        return f"figures called {need.figure}, from a source that delivers them"
    if need.measure is not None:
        return f"touchpoints of kind {need.kind} whose type says `means: {{{need.measure}: ...}}`"
    return f"a source that delivers touchpoints of kind {need.kind}"
