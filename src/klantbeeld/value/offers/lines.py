"""Order lines of a company as places from 0 on, to be cut into what was known and what came.

Entering: numbers or texts that tell people and items apart, and days. Leaving: the baskets at the
end of a day, and who bought what in a time after it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Ints
from klantbeeld.value.offers.baskets import Baskets


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines with places from 0 on for people and items; ``day`` from 1970-01-01."""

    person: Ints
    item: Ints
    day: Ints
    persons: int
    items: int

    @classmethod
    def of(cls, person: npt.ArrayLike, item: npt.ArrayLike, day: npt.ArrayLike) -> Lines:
        """From numbers or texts that tell people and items apart."""
        who, place = np.unique(np.asarray(person), return_inverse=True)
        what, thing = np.unique(np.asarray(item), return_inverse=True)
        return cls(
            place.astype(np.int64), thing.astype(np.int64), np.asarray(day, np.int64),
            len(who), len(what),
        )  # fmt: skip

    def known(self, today: int) -> Baskets:
        """The baskets at the end of a day."""
        return Baskets.of(self.person, self.item, self.day, today, self.persons, self.items)

    def bought(self, after: int, until: int) -> csr_matrix:
        """Who bought what in a time: ones [persons, items]."""
        inside = (self.day > after) & (self.day <= until)
        place = (self.person[inside], self.item[inside])
        times = np.ones(int(inside.sum()))
        bought = csr_matrix((times, place), shape=(self.persons, self.items))
        bought.data[:] = 1
        return bought
