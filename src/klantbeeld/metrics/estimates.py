"""What answers to a survey say of all customers: a value, and between which it lies.

Entering: marks with how many gave each. Leaving: estimates at 95 %. Recommendation: the adjusted
Wald interval of a difference of two shares of one sample, 3/4 added to promoters and detractors and
3 to the answers, which Rocks (2016, The American Statistician 70(4), 365-372) found to cover best;
it has a width where everybody says the same, too. Shares: Wilson (1927). Means: Student's t on the
marks, within the scale; where everybody gives the same mark nothing shows the spread, so that there
is no interval, as with one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

from klantbeeld.catalog.experience import ItemKind, SurveyItem

Z = 1.959964

Levels = Mapping[float, int]
"""Mark -> how many gave it; only marks on the scale."""

PROMOTERS, DETRACTORS = 9, 6
"""Promoters from the first on, detractors up to the second (Reichheld 2003)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, with what it rests on."""

    value: float | None
    """None where nobody answered, or too few to tell."""
    n: int
    low: float | None = None
    high: float | None = None
    """Between which it lies with 95 % certainty; None where nothing shows how it spreads."""
    hidden: bool = False
    """Whether there are answers, but too few to tell anything of them."""


NOTHING = Estimate(None, 0)


def estimate(item: SurveyItem, levels: Levels) -> Estimate:
    """The figure of an item: NPS in points, CSAT as a share, else the mean mark."""
    if item.kind is ItemKind.NPS:
        return net_promoters(levels)
    if item.kind is ItemKind.CSAT:
        return share(best_two(item, levels), sum(levels.values()))
    return mean(levels, item.scale)


def net_promoters(levels: Levels) -> Estimate:
    """Percentage of 9 and 10 less percentage of 0 to 6: -100 to 100."""
    n = sum(levels.values())
    if not n:
        return NOTHING
    up = sum(count for mark, count in levels.items() if mark >= PROMOTERS)
    down = sum(count for mark, count in levels.items() if mark <= DETRACTORS)
    around, plus, minus = n + 3, (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    middle = plus - minus
    half = Z * sqrt((plus + minus - middle**2) / around)
    value = 100 * (up - down) / n
    return Estimate(
        value, n, min(value, max(-100.0, 100 * (middle - half))),
        max(value, min(100.0, 100 * (middle + half))),
    )  # fmt: skip


def best_two(item: SurveyItem, levels: Levels) -> int:
    """How many gave one of the two best marks."""
    return sum(
        count
        for mark, count in levels.items()
        if (mark <= item.top if item.low_is_good else mark >= item.top)
    )


def share(cases: float, n: int) -> Estimate:
    """A share in [0, 1]."""
    if not n:
        return NOTHING
    part = min(max(cases / n, 0.0), 1.0)
    middle = (part + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(part * (1 - part) / n + Z**2 / (4 * n**2))
    return Estimate(part, n, max(0.0, middle - half), min(1.0, middle + half))


def mean(levels: Levels, scale: tuple[int, int]) -> Estimate:
    """The mean mark on a scale."""
    n = sum(levels.values())
    if not n:
        return NOTHING
    value = sum(mark * count for mark, count in levels.items()) / n
    squares = sum(count * (mark - value) ** 2 for mark, count in levels.items())
    if n == 1 or squares == 0:
        return Estimate(value, n)
    half = float(stdtrit(n - 1, 0.975)) * sqrt(squares / (n - 1) / n)
    return Estimate(value, n, max(scale[0], value - half), min(scale[1], value + half))


def added(*each: Levels) -> dict[float, int]:
    """The marks of several groups together."""
    found: dict[float, int] = {}
    for levels in each:
        for mark, count in levels.items():
            found[mark] = found.get(mark, 0) + count
    return found
