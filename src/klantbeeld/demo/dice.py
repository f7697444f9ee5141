"""Chance from one seed: the same seed gives the same company, on every machine.

Enters: a numpy generator. Leaves: yes or no, a pick, a number; drawn from a buffer, as numpy's
calls for a single value are slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

T = TypeVar("T")

BUFFER = 1 << 15


class Dice:
    """Buffered uniform draws in [0, 1)."""

    def __init__(self, seed: Sequence[int]) -> None:
        self._generator = np.random.default_rng(list(seed))
        self._buffer: list[float] = []

    def roll(self) -> float:
        if not self._buffer:
            self._buffer = self._generator.random(BUFFER).tolist()
        return self._buffer.pop()

    def chance(self, probability: float) -> bool:
        return self.roll() < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but not including ``limit``."""
        return int(self.roll() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[T, float]]) -> T:
        """One of (option, weight); the weights add up to 1."""
        left = self.roll()
        for option, weight in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][0]

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``; ``first`` when the span is empty."""
        return first + timedelta(days=self.below(max(1, (last - first).days + 1)))

    def digits(self, count: int) -> str:
        return str(self.below(10**count)).zfill(count)
