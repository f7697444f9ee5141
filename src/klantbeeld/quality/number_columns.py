"""Whether the numbers of nine digits in a column are citizen service numbers (BSN) or others.

Entering: a column as delivered, and what the same column delivered before, as counts. Leaving: a
verdict on the column. One in eleven numbers passes the eleven-test by chance, and nearly every BSN
does: one number says little, twenty say it all. So

- a column of which no more numbers pass than chance lets pass is the company's own: all are kept;
- a column of which nearly all pass holds BSNs: the whole column is refused;
- of any other column, and of one with fewer than twenty numbers, those that pass are refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

ENOUGH = 20
"""Numbers before a column is judged as a whole: own numbers then pass for BSNs once in 10,000
columns, and a column of BSNs never for own numbers."""

DEVIATIONS = 4.0
"""How far above chance the share may lie, in standard deviations of a binomial count."""

NEARLY_ALL = 0.8
"""From this share on the column itself is one of BSNs."""

_CHANCE = 1 / 11
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_LEAST = 10_000_000


class Verdict(StrEnum):
    """What a column's numbers are."""

    OWN = "own"
    BSN = "bsn"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many numbers of nine digits a column held, and how many of them pass the eleven-test."""

    total: int = 0
    passing: int = 0

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(self.total + other.total, self.passing + other.passing)


def judge(numbers: Numbers) -> Verdict:
    """What the numbers of a column are."""
    if numbers.total < ENOUGH:
        return Verdict.UNSURE
    expected = numbers.total * _CHANCE
    spread = math.sqrt(numbers.total * _CHANCE * (1 - _CHANCE))
    if numbers.passing <= expected + DEVIATIONS * spread:
        return Verdict.OWN
    return Verdict.BSN if numbers.passing >= NEARLY_ALL * numbers.total else Verdict.UNSURE


def passing(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of these numbers, of nine digits each with zeros in front, pass the eleven-test."""
    total = np.zeros(len(numbers), np.int64)
    rest = numbers.copy()
    for weight in reversed(_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += weight * digit
    mask: npt.NDArray[np.bool_] = (total % 11 == 0) & (numbers >= _LEAST)
    return mask
