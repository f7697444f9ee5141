"""What was said beside what came: a square with the diagonal, on which said and came are equal.

Entering: groups of people with the probability that was said of them, the share that came and its
bounds. Leaving: points with their bounds, from nothing to all on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SIDE = 300


@dataclass(frozen=True, slots=True)
class CalibrationPoint:
    """One group: where it stands, and from where to where what came may lie."""

    x: float
    y: float
    low_y: float
    high_y: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Points in a square; ticks stand at every quarter."""

    side: int
    points: tuple[CalibrationPoint, ...]
    ticks: tuple[tuple[float, float, float], ...]
    """Share, its place from the left, its place from the top."""


def calibration(
    groups: Sequence[tuple[float, float, float, float]], side: int = SIDE
) -> Calibration:
    """Of (said, came, low, high), all shares of one."""

    def across(share: float) -> float:
        return round(share * side, 1)

    def down(share: float) -> float:
        return round((1 - share) * side, 1)

    points = tuple(
        CalibrationPoint(across(said), down(came), down(low), down(high))
        for said, came, low, high in groups
    )
    shares = (0.0, 0.25, 0.5, 0.75, 1.0)
    return Calibration(side, points, tuple((at, across(at), down(at)) for at in shares))
