"""A value as a bar on its scale, with a whisker over what is uncertain."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH, HEIGHT = 160, 16


@dataclass(frozen=True, slots=True)
class Interval:
    """A bar from the low end of the scale, and the bounds; zero is where the bar begins."""

    width: int
    height: int
    x: float
    length: float
    low: float | None
    high: float | None


def interval(
    value: float,
    bounds: tuple[float | None, float | None],
    scale: tuple[float, float],
    *,
    zero: float | None = None,
    width: int = WIDTH,
) -> Interval:
    """The bar of a value; ``zero``: from where it is drawn, the low end of the scale by default."""
    start = scale[0] if zero is None else zero

    def at(number: float) -> float:
        inside = min(max(number, scale[0]), scale[1])
        return round((inside - scale[0]) / (scale[1] - scale[0]) * width, 1)

    left, right = sorted((at(start), at(value)))
    low, high = bounds
    return Interval(
        width,
        HEIGHT,
        left,
        max(round(right - left, 1), 1.0),
        None if low is None else at(low),
        None if high is None else at(high),
    )
