"""Order lines as matrices: who bought what, how often, and how long ago.

Entering: one row per line: person, item, day. Leaving: distinct (person, item, day) up to a day,
and sparse matrices [persons, items] made of them. Several lines of one item on one day are one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Bools, Floats, Ints

DECAY_DAYS = 180.0
"""A purchase this long ago counts for 1/e of one today."""

STOPPED_AFTER, STOPPED = 4.0, 0.5
"""Who leaves out four of the usual intervals has most likely stopped: counts for half."""

FEWEST_FOR_RHYTHM = 3
"""Purchases before there is something usual."""

RECENT_DAYS = 28
TREND_PRIOR, BACK_PRIOR = 5.0, 20.0


@dataclass(frozen=True, slots=True)
class Baskets:
    """What was known at the end of the day ``today``: sorted by person, item and day.

    ``person`` and ``item`` are places from 0 on; ``ago`` is in days.
    """

    person: Ints
    item: Ints
    ago: Ints
    persons: int
    items: int

    @classmethod
    def of(
        cls,
        person: npt.ArrayLike,
        item: npt.ArrayLike,
        day: npt.ArrayLike,
        today: int,
        persons: int,
        items: int,
    ) -> Baskets:
        """Lines after ``today`` are left out. Leave returned goods out before."""
        who, what = np.asarray(person, np.int64), np.asarray(item, np.int64)
        days = np.asarray(day, np.int64)
        known = days <= today
        ago = today - days[known]
        span = int(ago.max(initial=0)) + 1
        pair = who[known] * items + what[known]
        key = np.sort(pair * span + (span - 1 - ago))
        key = key[np.append(True, key[1:] != key[:-1])[: len(key)]]
        pair = key // span
        return cls(pair // items, pair % items, span - 1 - key % span, persons, items)

    def matrix(self, weight: Floats) -> csr_matrix:
        """Summed weights: [persons, items]."""
        shape = (self.persons, self.items)
        return csr_matrix((weight, (self.person, self.item)), shape=shape)

    def own(self) -> csr_matrix:
        """How much each person's purchases of each item still count: a decayed count."""
        return self.matrix(np.exp(-self.ago / DECAY_DAYS))

    def again(self) -> csr_matrix:
        """The same, halved where somebody seems to have stopped buying it."""
        own = self.own()
        begin = self._first()
        times = np.diff(np.append(begin, len(self.person)))
        first, last = self.ago[begin], self.ago[begin + times - 1]
        place = (self.person[begin], self.item[begin])
        factor = still_buys(times, first, last)
        return csr_matrix(own.multiply(csr_matrix((factor, place), shape=own.shape)))

    def liking(self) -> csr_matrix:
        """The same, at most one and rooted: how much an item says about a person's taste."""
        liking = self.own()
        liking.data = np.sqrt(np.minimum(liking.data, 1))
        return liking

    def buyers(self) -> Floats:
        """How many people ever bought each item."""
        return self._people(np.ones(len(self.item), bool))

    def trend(self) -> Floats:
        """Factor per item: buyers in the last four weeks over those to be expected.

        Drawn to one where few bought: five expected buyers are added to both sides.
        """
        return self._beside_usual(self._people(self.ago < RECENT_DAYS))

    def first_trend(self) -> Floats:
        """The same of who bought an item for the first time: low once most who would have it do."""
        first = self._first()
        recent = self.item[first][self.ago[first] < RECENT_DAYS]
        return self._beside_usual(np.bincount(recent, minlength=self.items).astype(float))

    def comes_back(self) -> Floats:
        """Factor per item: its buyers who bought it on a second day, over those to be expected.

        Bread is bought again, a suitcase is not (Bhagat and others 2018, "Buy it again", KDD).
        Drawn to one where few bought: twenty buyers as all others are added.
        """
        first = self._first()
        again = np.diff(np.append(first, len(self.person))) > 1
        came = np.bincount(self.item[first], again, self.items).astype(float)
        usual = came.sum() / max(len(first), 1)
        if not usual:
            return np.ones(self.items)
        return np.asarray((came / usual + BACK_PRIOR) / (self.buyers() + BACK_PRIOR), float)

    def _beside_usual(self, now: Floats) -> Floats:
        """How often each item was bought beside its share in all that was ever bought."""
        buyers = self.buyers()
        usual = buyers * (now.sum() / max(buyers.sum(), 1))
        return np.asarray((now + TREND_PRIOR) / (usual + TREND_PRIOR), float)

    def _first(self) -> Ints:
        """The rows with each person's first purchase of each item."""
        pair = self.person * self.items + self.item
        return np.flatnonzero(np.append(True, pair[1:] != pair[:-1])[: len(pair)])

    def _people(self, rows: Bools) -> Floats:
        """Distinct persons per item among these rows; they are sorted, so a change tells."""
        person, item = self.person[rows], self.item[rows]
        other = np.append(True, (person[1:] != person[:-1]) | (item[1:] != item[:-1]))
        return np.bincount(item[other[: len(item)]], minlength=self.items).astype(float)


def still_buys(times: Ints, first_ago: Ints, last_ago: Ints) -> Floats:
    """One, or ``STOPPED`` where the last purchase is long ago beside the mean interval."""
    usual = (first_ago - last_ago) / np.maximum(times - 1, 1)
    stopped = (times >= FEWEST_FOR_RHYTHM) & (last_ago > STOPPED_AFTER * usual)
    return np.where(stopped, STOPPED, 1.0)
