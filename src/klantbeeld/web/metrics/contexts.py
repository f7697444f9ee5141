"""One metric as the lists of several pages show it.

Leaving: ``MetricLine``; ``metric_lines`` fills it.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.trend import Trend
from klantbeeld.metrics.targets import Standing


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against another period."""

    words: str
    """With its sign; empty where there is none."""
    better: bool | None
    """None where neither or unknown."""
    period: str
    """Which period it is compared with."""
    value: str
    """What it was then."""


@dataclass(frozen=True, slots=True)
class MetricLine:
    """One metric in a list."""

    id: str
    name: Words
    formula: Words
    value: str
    before: Change
    """Against the period before."""
    year: Change
    """Against the same period a year before."""
    period: str
    n: int | None
    picture: Trend | None
    needs: tuple[str, ...]
    trouble: str
    """Why the query of the project's own metric gives no figure; empty for all others."""
    target: str
    """Empty where there is none."""
    standing: Standing
    too_few: bool
    """Whether fewer than a small group stand behind the value: then it is not told."""
    made_up: bool
    """Whether something that feeds it is made up."""
