"""Importance against performance: points in a field of four parts (Martilla and James 1977, Journal
of Marketing 41(1), 77-79).

Entering: for each point how well it goes and how much it matters, each with its bounds. Leaving:
frozen coordinates. The field is cut at the means, so that the parts say "more than the others".
Labels stand beside their points and give way to each other from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 56.0, 744.0, 20.0, 396.0
_LINE = 17.0
_NARROW = 150.0
"""So much room a label needs to the right of its point."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is drawn of one point: value and bounds on each axis."""

    x: float
    x_low: float
    x_high: float
    y: float
    y_low: float
    y_high: float


@dataclass(frozen=True, slots=True)
class Spot:
    """One point with its whiskers and its label."""

    x: float
    y: float
    left: float
    right: float
    top: float
    bottom: float
    label_x: float
    label_y: float
    to_left: bool
    """Whether the label ends at the point rather than begins there."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Quadrants:
    """The whole field."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    cross_x: float
    cross_y: float
    spots: tuple[Spot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def quadrants(points: Sequence[Measured]) -> Quadrants:
    """The field of these points; one or more."""
    x_low, x_high = _padded([e for p in points for e in (p.x_low, p.x, p.x_high)])
    y_high = max((p.y_high for p in points), default=1.0) * 1.08 or 1.0

    def across(value: float) -> float:
        return round(_LEFT + (value - x_low) / (x_high - x_low) * (_RIGHT - _LEFT), 1)

    def up(value: float) -> float:
        return round(_BOTTOM - value / y_high * (_BOTTOM - _TOP), 1)

    places = [(across(p.x), up(p.y)) for p in points]
    labels = _apart(places)
    spots = tuple(
        Spot(
            x=x,
            y=y,
            left=across(point.x_low),
            right=across(point.x_high),
            top=up(point.y_high),
            bottom=up(point.y_low),
            label_x=x + (-9 if x > _RIGHT - _NARROW else 9),
            label_y=label,
            to_left=x > _RIGHT - _NARROW,
        )
        for point, (x, y), label in zip(points, places, labels, strict=True)
    )
    middle = sum(p.x for p in points) / max(len(points), 1)
    weight = sum(p.y for p in points) / max(len(points), 1)
    return Quadrants(
        WIDTH, HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM, across(middle), up(weight), spots,
        tuple(Tick(across(value), value) for value in _steps(x_low, x_high)),
        tuple(Tick(up(value), value) for value in _steps(0.0, y_high)),
    )  # fmt: skip


def _padded(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * 0.08 or 0.5
    return low - room, high + room


def _steps(low: float, high: float) -> list[float]:
    """Round numbers within, four to nine of them."""
    span = high - low
    step = next(
        base * 10**power
        for power in range(-6, 7)
        for base in (1, 2, 5)
        if span / (base * 10**power) <= 8
    )
    first = -(-low // step)
    found = []
    while (value := round(first * step, 9)) <= high:
        found.append(value)
        first += 1
    return found


def _apart(places: Sequence[tuple[float, float]]) -> list[float]:
    """The heights of labels: those side by side give way to each other, first down, then up."""
    heights = [y - 6 for _, y in places]
    order = sorted(range(len(places)), key=lambda place: heights[place])
    for step, edge, turn in ((_LINE, _TOP + 10, order), (-_LINE, _BOTTOM - 4, order[::-1])):
        for at, place in enumerate(turn):
            choose = max if step > 0 else min
            height = choose(heights[place], edge)
            for other in turn[:at]:
                near = abs(places[place][0] - places[other][0]) < _NARROW
                if near and abs(height - heights[other]) < _LINE:
                    height = heights[other] + step
            heights[place] = height
    return [round(height, 1) for height in heights]
