"""Thin bars in a line of text or a cell of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spark:
    """A row of thin bars: (x, y, height) each; the last one is marked by the template."""

    width: int
    height: int
    bars: tuple[tuple[float, float, float], ...]


def spark(values: Sequence[int], *, step: int = 4, height: int = 24) -> Spark:
    """One bar per value; a value above zero is never less than a pixel and a half high."""
    most = max(values, default=0)
    bars = []
    for place, value in enumerate(values):
        tall = max(value / most * height, 1.5) if most and value else 0.5
        bars.append((float(place * step), round(height - tall, 1), round(tall, 1)))
    return Spark(len(values) * step, height, tuple(bars))
