"""Whether a figure is where it should be, and how it compares.

Entering: a metric and its points. Leaving: how it stands to its target, and the difference with
another period: in points for a share or a scale, else in percent of what it was.
"""

from __future__ import annotations

from enum import StrEnum

from klantbeeld.catalog.metrics import Direction, Metric, Unit


class Standing(StrEnum):
    """How a figure stands to its target."""

    REACHED = "reached"
    SHORT = "short"
    """Not where it should be."""
    OVER = "over"
    """Above the band: more than enough is too much."""
    NO_TARGET = "no_target"
    NO_FIGURE = "no_figure"


def standing(metric: Metric, value: float | None) -> Standing:
    """How this value of the metric stands to its target; of a band both ends count as within."""
    if metric.target is None:
        return Standing.NO_TARGET
    if value is None:
        return Standing.NO_FIGURE
    if metric.target_high is not None:
        if value > metric.target_high:
            return Standing.OVER
        return Standing.REACHED if value >= metric.target else Standing.SHORT
    enough = (
        value <= metric.target if metric.direction is Direction.DOWN else value >= metric.target
    )
    return Standing.REACHED if enough else Standing.SHORT


def difference(unit: Unit, now: float | None, then: float | None) -> float | None:
    """Against another period: points for a share or a scale, else percent; None where there is no
    such figure, or it was nothing."""
    if now is None or then is None:
        return None
    if unit in {Unit.SHARE, Unit.POINTS}:
        return (now - then) * (100 if unit is Unit.SHARE else 1)
    return 100 * (now - then) / abs(then) if then else None


def better(found: float | None, direction: Direction) -> bool | None:
    """Whether a difference is for the better; None where neither, as far as it is shown."""
    if found is None or not round(found, 1) or direction is Direction.CONTEXT:
        return None
    return (found > 0) == (direction is Direction.UP)
