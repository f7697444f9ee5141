"""Purchase histories as the models want them: one row per distinct history, with its weight.

Entering: frequency (repeat purchase days), recency and age in weeks, one value per customer.
Leaving: the distinct (frequency, recency, age), how many customers share each, and the way back.
A million customers have some hundred thousand distinct histories, so that the likelihood costs a
tenth. The likelihood is unchanged: it is a sum over customers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.value.arrays import Floats, Ints

DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class History:
    """Distinct histories. ``row`` is the place of each customer's history in the other arrays.

    ``frequency`` counts repeat purchase days, ``recency`` and ``age`` are weeks from the first
    purchase to the last one and to the end of observation; 0 <= recency <= age, and recency is 0
    exactly where frequency is.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    weight: Floats
    row: Ints

    @classmethod
    def of_days(
        cls, frequency: npt.ArrayLike, recency_days: npt.ArrayLike, age_days: npt.ArrayLike
    ) -> History:
        """Of whole days, one value per customer."""
        columns = [np.asarray(c, np.int64) for c in (frequency, recency_days, age_days)]
        return cls._packed(columns, 1 / DAYS_PER_WEEK)

    @classmethod
    def of_weeks(
        cls, frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike
    ) -> History:
        """Of weeks with fractions, told apart to a ten-thousandth of a week (a minute)."""
        columns = [np.asarray(frequency, np.int64)]
        columns += [np.rint(np.asarray(c, float) * 10_000).astype(np.int64) for c in (recency, age)]
        return cls._packed(columns, 1e-4)

    @property
    def customers(self) -> float:
        """How many customers these are (a bootstrap's weights need not be whole)."""
        return float(self.weight.sum())

    def spread(self, per_history: Floats) -> Floats:
        """One value per customer from one per distinct history."""
        return per_history[self.row]

    def total(self, per_history: Floats) -> float:
        """The sum over customers of one value per distinct history."""
        return float(self.weight @ per_history)

    @classmethod
    def _packed(cls, columns: list[Ints], unit: float) -> History:
        """Columns of numbers from 0 on, put into one integer and made distinct in one sort."""
        frequency, recency, age = columns
        across = int(age.max(initial=0)) + 1
        tall = int(recency.max(initial=0)) + 1
        key = (frequency * tall + recency) * across + age
        distinct, row, count = np.unique(key, return_inverse=True, return_counts=True)
        rest, last = np.divmod(distinct, across)
        first, middle = np.divmod(rest, tall)
        return cls(
            first.astype(float), middle * unit, last * unit, count.astype(float), row.astype(int)
        )
