"""A trend: values over time as coordinates for the pages' SVG, or as an SVG of its own for print.

Entering: values with their bounds and a target. Leaving: frozen coordinates in the units of a
``viewBox``. The line is broken where there is no value; the uncertain part is a shape of its own.
What is written stands beside what it tells (Tufte 1983): no legend.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from xml.sax.saxutils import escape

_MARGIN = 6.0
_LETTER = 7.0
"""About the width of one."""

Value = float | None
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Label:
    """Where the words of a dot stand."""

    place: int
    """Which dot."""
    x: float
    y: float
    anchor: Anchor
    last: bool
    """Whether it is of the last period that is over."""


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
    ticks: tuple[tuple[float, str], ...] = ()
    """Where along the time something begins, such as a year, and its name."""

    @property
    def labels(self) -> tuple[Label, ...]:
        """The last period that is over, and the highest and lowest where they stand clear of it."""
        return tuple(self._labels()) if self.dots else ()

    def _labels(self) -> Iterator[Label]:
        heights = [y for _, y in self.dots]
        last = max(self.whole - 1, 0)
        last_x, last_y = self.dots[last]
        for place, below in ((heights.index(min(heights)), -10), (heights.index(max(heights)), 20)):
            x, y = self.dots[place]
            told = last_y + self._beside(last)
            clear = abs(last_x - x) > self.width / 8 or abs(y + below - told) > 20
            if y != last_y and clear:
                yield Label(place, x, y + below, self._anchor(x), last=False)
        yield Label(last, last_x, last_y + self._beside(last), self._anchor(last_x), last=True)

    def _beside(self, place: int) -> int:
        """Above the dot, or below where the line comes from above."""
        around = [self.dots[at][1] for at in (place - 1, place + 1) if 0 <= at < len(self.dots)]
        return 20 if around and sum(around) / len(around) < self.dots[place][1] - 1 else -10

    def _anchor(self, x: float) -> Anchor:
        if x < self.width / 8:
            return "start"
        return "end" if x > self.width * 7 / 8 else "middle"

    def beside_target(self, letters: int) -> tuple[float, float]:
        """Where a text of so many letters begins that names the target: on its level, where the
        line and the other labels are farthest."""
        level = self.target or 0.0
        wide = letters * _LETTER
        taken = [*self.dots, *((label.x, label.y - 4) for label in self.labels)]

        def room(spot: tuple[float, float]) -> float:
            x, y = spot
            near = (abs(at - y + 4) for left, at in taken if x - 40 < left < x + wide + 40)
            outside = 100 if not -14 < y < self.height - (4 if self.ticks else -14) else 0
            return min(near, default=float(self.height)) - outside

        spots = [
            (round(share * max(self.width - wide, 0), 1), round(level + off, 1))
            for share in (0, 0.25, 0.5, 0.75)
            for off in (-5, 14)
        ]
        return max(spots, key=room)


def trend(
    values: Sequence[Value],
    bounds: Sequence[tuple[Value, Value]],
    *,
    target: float | None = None,
    running: bool = False,
    ticks: Sequence[tuple[int, str]] = (),
    width: int = 720,
    height: int = 200,
) -> Trend:
    """Values from left to right, one step each, from zero where that costs little height; ``ticks``
    name the value at which something begins."""
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
    return Trend(
        width,
        height,
        tuple(lines),
        tuple(bands),
        tuple(dots),
        target=None if target is None else at(0, target)[1],
        whole=len(dots) - (1 if running and values and values[-1] is not None else 0),
        ticks=tuple((round(_MARGIN + step * place, 1), name) for place, name in ticks),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


_INK, _SOFT, _ACCENT, _RULE = "#1b2023", "#596166", "#0b6477", "#ddd8cb"
_CLEAR = 'paint-order="stroke" stroke="#fff" stroke-width="3"'
"""A rim of paper, so that what lies beneath does not run through the letters."""
_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{_ACCENT}" stroke-width="1" '
    'stroke-opacity="0.35"/></pattern></defs>'
)
_ABOVE, _BELOW = 20, 34
"""Room for labels, and for the names of the periods."""
_END = 90
"""So much room the name of the first or last period takes."""


def as_svg(
    picture: Trend, name: str, ends: tuple[str, str], said: Sequence[str], aim: str = ""
) -> str:
    """The picture by itself, on white paper. ``ends``: the names of the first and last period;
    ``said``: what each dot says; ``aim``: the target in words."""
    height = picture.height + _ABOVE + _BELOW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-_ABOVE} {picture.width} {height}" '
        f'width="{picture.width}" height="{height}" font-size="11" font-family="sans-serif">'
        f"<title>{escape(name)}</title>" + "".join(_drawn(picture, ends, said, aim)) + "</svg>"
    )


def _drawn(picture: Trend, ends: tuple[str, str], said: Sequence[str], aim: str) -> Iterator[str]:
    below = picture.height + _BELOW - 6
    if picture.bands:
        yield _HATCH
    for x, text in picture.ticks:
        yield f'<path d="M{x} 0V{picture.height}" stroke="{_RULE}" stroke-width="1"/>'
        if _END < x < picture.width - _END:
            yield _text(x, below, "middle", text, f'fill="{_SOFT}"')
    for band in picture.bands:
        yield f'<path d="{band}" fill="url(#hatch)"/>'
    if picture.target is not None:
        yield f'<path d="M0 {picture.target}H{picture.width}" stroke="{_INK}" stroke-width="0.75"/>'
    for line in picture.lines:
        yield f'<path d="{line}" fill="none" stroke="{_ACCENT}" stroke-width="2"/>'
    told = {label.place for label in picture.labels}
    for place, (x, y) in enumerate(picture.dots):
        running = place >= picture.whole
        if running or place in told or place in (0, picture.whole - 1):
            yield (
                f'<circle cx="{x}" cy="{y}" r="3" fill="{"#fff" if running else _ACCENT}" '
                f'stroke="{_ACCENT}" stroke-width="1.5"/>'
            )
    if picture.target is not None and aim:
        yield _text(*picture.beside_target(len(aim)), "start", aim, f'fill="{_SOFT}" {_CLEAR}')
    for label in picture.labels:
        weight = ' font-weight="bold"' if label.last else ""
        look = f'fill="{_INK}"{weight} {_CLEAR}'
        yield _text(label.x, label.y, label.anchor, said[label.place], look)
    yield _text(0, below, "start", ends[0], f'fill="{_SOFT}"')
    yield _text(picture.width, below, "end", ends[1], f'fill="{_SOFT}"')


def _text(x: float, y: float, anchor: str, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {look}>{escape(text)}</text>'
