"""A trend: values over time as coordinates for the pages' SVG, or as an SVG of its own for print.

Entering: values with their bounds and a target. Leaving: frozen coordinates in the units of a
``viewBox``. The line is broken where there is no value; the uncertain part is a shape of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A line, the band around it and the target as a level."""

    width: int
    height: int
    lines: tuple[str, ...]
    """One path for each stretch without a gap."""
    bands: tuple[str, ...]
    """Closed shapes of what is uncertain."""
    dots: tuple[tuple[float, float], ...]
    """Where each value stands; only those that have one."""
    target: float | None
    """The height of the target."""
    whole: int
    """How many dots are of periods that are over: the last may still be running."""


Value = float | None


def trend(
    values: Sequence[Value],
    bounds: Sequence[tuple[Value, Value]],
    *,
    target: float | None = None,
    running: bool = False,
    width: int = 720,
    height: int = 200,
) -> Trend:
    """Values from left to right, one step each, from zero where that costs little height."""
    told = [value for value in values if value is not None]
    edges = [edge for pair in bounds for edge in pair if edge is not None]
    reached = [*told, *edges, *([target] if target is not None else [])]
    low, high = min(reached, default=0.0), max(reached, default=1.0)
    if 0 < low < high / 2:
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    step = (width - 2 * _MARGIN) / max(len(values) - 1, 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return (
            round(_MARGIN + step * place, 1),
            round(height - _MARGIN - (value - low) / span * (height - 2 * _MARGIN), 1),
        )

    lines, bands, dots = [], [], []
    stretches = groupby(enumerate(values), key=lambda each: each[1] is not None)
    for has_value, stretch in stretches:
        if not has_value:
            continue
        own = [(place, value) for place, value in stretch if value is not None]
        points = [at(place, value) for place, value in own]
        dots += points
        lines.append(_path(points))
        around = [(place, *bounds[place]) for place, _ in own]
        upper = [at(place, top) for place, _, top in around if top is not None]
        lower = [at(place, bottom) for place, bottom, _ in around if bottom is not None]
        if len(upper) == len(lower) == len(points) > 1:
            bands.append(_path([*upper, *reversed(lower)]) + "Z")
    level = None if target is None else at(0, target)[1]
    whole = len(dots) - (1 if running and values and values[-1] is not None else 0)
    return Trend(width, height, tuple(lines), tuple(bands), tuple(dots), level, whole)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


_INK, _ACCENT, _BAND = "#1b2023", "#0b6477", "#dcebed"


def as_svg(picture: Trend, name: str, ends: tuple[str, str]) -> str:
    """The picture by itself, on white paper; ``ends``: the names of the first and last period."""
    drawn = [f'<path d="{band}" fill="{_BAND}"/>' for band in picture.bands]
    if picture.target is not None:
        drawn.append(
            f'<path d="M0 {picture.target}H{picture.width}" stroke="{_INK}" stroke-width="1" '
            'stroke-dasharray="5 3"/>'
        )
    drawn += [
        f'<path d="{line}" fill="none" stroke="{_ACCENT}" stroke-width="2"/>'
        for line in picture.lines
    ]
    drawn += [
        f'<circle cx="{x}" cy="{y}" r="3" fill="{"#fff" if running else _ACCENT}" '
        f'stroke="{_ACCENT}" stroke-width="1.5"/>'
        for place, (x, y) in enumerate(picture.dots)
        if (running := place >= picture.whole) or place in (0, picture.whole - 1)
    ]
    below = picture.height + 16
    drawn += [
        f'<text x="{x}" y="{below}" text-anchor="{anchor}" font-size="12" '
        f'font-family="sans-serif" fill="{_INK}">{escape(text)}</text>'
        for x, anchor, text in ((0, "start", ends[0]), (picture.width, "end", ends[1]))
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {below + 4}" '
        f'width="{picture.width}" height="{below + 4}"><title>{escape(name)}</title>'
        + "".join(drawn)
        + "</svg>"
    )
