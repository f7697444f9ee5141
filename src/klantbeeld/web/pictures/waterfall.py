"""Weights laid end to end, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True, slots=True)
class FallStep:
    """One step of a waterfall: where its bar starts, how wide it is, and on which side."""

    x: float
    width: float
    positive: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """A waterfall of match weights; ``zero`` is where neither answer is the likelier."""

    width: int
    zero: float
    steps: tuple[FallStep, ...]
    total: FallStep


def extent(series: Iterable[Sequence[float]]) -> tuple[float, float]:
    """How far left and right the sums of these weights reach; never narrower than one unit."""
    reached = [0.0]
    for weights in series:
        reached.extend(accumulate(weights))
    return min(reached), max(*reached, min(reached) + 1)


def waterfall(weights: Sequence[float], *, low: float, high: float, width: int = 240) -> Fall:
    """Match weights (log2, additive) laid end to end, then their sum from zero."""
    ends = list(accumulate(weights, initial=0.0))
    scale = (width - 4) / (high - low)

    def place(value: float) -> float:
        return round(2 + (value - low) * scale, 1)

    def bar(start: float, end: float) -> FallStep:
        left, right = sorted((place(start), place(end)))
        return FallStep(left, max(round(right - left, 1), 1.0), positive=end >= start)

    steps = tuple(bar(start, end) for start, end in pairwise(ends))
    return Fall(width, place(0.0), steps, bar(0.0, ends[-1]))
