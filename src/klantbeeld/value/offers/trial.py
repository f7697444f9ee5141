"""A past day on which offers are made, and what people bought of them in the time that followed.

Entering: order lines, a day and an end. Leaving: the people known by then who bought in that time,
what they held and what they bought, so that any way to score items can be measured on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.ranking import RankingMeasures, best, ranking_measures

CHUNK = 2000
"""Customers scored at a time: 2,000 by 4,000 items are 64 MB."""


class Trial:
    """Offers made at the end of the day ``after``, held against purchases until ``until``.

    With ``most``, every so-manieth of the people, so that they are about as many at most.
    """

    def __init__(
        self, lines: Lines, after: int, until: int, k: int, most: int | None = None
    ) -> None:
        self.baskets = lines.known(after)
        held = self.baskets.matrix(np.ones(len(self.baskets.person)))
        bought = lines.bought(after, until)
        known = np.flatnonzero((np.diff(held.indptr) > 0) & (np.diff(bought.indptr) > 0))
        self.people: Ints = known[:: -(-len(known) // most) or 1] if most else known
        self._held, self._bought, self._k = held[self.people], bought[self.people], k
        self._bought_new = csr_matrix(self._bought - self._bought.multiply(self._held > 0))
        self._bought_new.eliminate_zeros()

    def chunks(self) -> Iterator[slice]:
        """The people in parts, as places among them."""
        return (slice(at, at + CHUNK) for at in range(0, len(self.people), CHUNK))

    def held(self, part: slice) -> Bools:
        """What these people had bought before."""
        return np.asarray(self._held[part].toarray() > 0)

    def offered(self, score: Floats) -> Ints:
        """The k best of each row of ``score``."""
        return best(score, self._k)

    def measure(self, score: Callable[[Ints], Floats], new: bool = False) -> RankingMeasures:
        """Of the k best by ``score`` (of what was not held, where ``new``)."""
        parts = []
        for part in self.chunks():
            said = score(self.people[part])
            parts.append(self.offered(np.where(self.held(part), -np.inf, said) if new else said))
        return self.measures(parts, new)

    def measures(self, parts: list[Ints], new: bool) -> RankingMeasures:
        """Of what was offered to the people of each chunk."""
        rows = np.vstack(parts) if parts else np.zeros((0, self._k), np.int64)
        return ranking_measures(rows, self._bought_new if new else self._bought)
