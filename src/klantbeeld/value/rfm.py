"""Recency, frequency and monetary value in fifths.

Entering: one value per customer of each. Leaving: scores from 1 to 5, 5 the best. Equal values get
equal scores: a score says what part of the customers is strictly worse (5: four fifths or more), so
that where two thirds bought once these all have a 1, and no order of rows decides anything.
Source: Hughes (1994), "Strategic Database Marketing"; the rule for ties is this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.value.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class RfmScores:
    """1 to 5 each, one per customer."""

    recency: Ints
    frequency: Ints
    monetary: Ints

    def cell(self) -> Ints:
        """The three as one number: 543 is recency 5, frequency 4, monetary 3."""
        return self.recency * 100 + self.frequency * 10 + self.monetary


def rfm_scores(days_since_last: Floats, purchases: Floats, spent: Floats) -> RfmScores:
    """Few days since the last purchase, many purchases and much money are good."""
    return RfmScores(fifths(-np.asarray(days_since_last, float)), fifths(purchases), fifths(spent))


def fifths(value: Floats) -> Ints:
    """1 to 5 by the share of values that are strictly lower."""
    values = np.asarray(value, float)
    lower = np.searchsorted(np.sort(values), values, "left")
    return (1 + 5 * lower // max(len(values), 1)).astype(np.int64)
