"""When people bought: distinct purchase days, seen as they stood on any day.

Entering: instants or days, and the person of each. Leaving: sorted distinct (person, day), and from
these what was known at the end of a day: how many repeat purchases, the last one, the first one.
Everything that looks back in time (back-tests, training out of time, lifecycle) starts here;
``Purchases`` is the same with the money, as the store tells it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.history import History


@dataclass(frozen=True, slots=True)
class Seen:
    """What was known of each buyer at the end of a day; ``person`` rises."""

    person: Ints
    frequency: Ints
    recency_days: Ints
    age_days: Ints

    def history(self) -> History:
        """The same, as the models want it."""
        return History.of_days(self.frequency, self.recency_days, self.age_days)


@dataclass(frozen=True, slots=True)
class PurchaseDays:
    """Distinct pairs, sorted by person and day. Days are counted from 1970-01-01."""

    person: Ints
    day: Ints

    @classmethod
    def of(cls, person: npt.ArrayLike, day: npt.ArrayLike) -> PurchaseDays:
        """Of one pair per purchase; several on one day are one."""
        people, days = np.asarray(person, np.int64), np.asarray(day, np.int64)
        same = people[1:] == people[:-1]
        if not ((people[1:] > people[:-1]) | (same & (days[1:] >= days[:-1]))).all():
            order = np.lexsort((days, people))
            people, days = people[order], days[order]
        other = np.append(True, (people[1:] != people[:-1]) | (days[1:] != days[:-1]))
        other = other[: len(people)]
        return cls(people[other], days[other])

    def until(self, day: int) -> PurchaseDays:
        """Only what happened up to and including the day."""
        return self.only(self.day <= day)

    def seen(self, day: int) -> Seen:
        """Each buyer at the end of the day; who had not bought yet is not there."""
        known = self.until(day)
        person, first, count = np.unique(known.person, return_index=True, return_counts=True)
        begin, last = known.day[first], known.day[first + count - 1]
        return Seen(person, count - 1, last - begin, day - begin)

    def count(self, people: Ints, after: int, until: int) -> Ints:
        """Purchase days of each of ``people`` (rising) later than ``after``, up to ``until``."""
        inside = self.person[(self.day > after) & (self.day <= until)]
        place = np.searchsorted(people, inside)
        place = place[np.take(people, place, mode="clip") == inside] if len(people) else place[:0]
        return np.bincount(place, minlength=len(people)).astype(np.int64)

    def sample(self, at_most: int) -> Bools:
        """Which rows to keep for every so manieth person whole, at most ``at_most`` people."""
        people, place = np.unique(self.person, return_inverse=True)
        step = max(-(-len(people) // at_most), 1)
        return np.asarray(place % step == 0)

    def only(self, rows: Bools) -> PurchaseDays:
        """The pairs of these rows."""
        return PurchaseDays(self.person[rows], self.day[rows])


@dataclass(frozen=True, slots=True)
class Purchases:
    """Orders and what came back: a row per person and local day, sorted by both.

    ``orders`` counts those of the day in whatever currency, ``own_orders`` those in ``currency``;
    ``paid`` and ``refunded`` (above zero) are money in ``currency``. A day may hold nothing but a
    refund. ``other_currency``: how many orders and refunds have no money here.
    """

    person: Ints
    day: Ints
    orders: Ints
    own_orders: Ints
    paid: Floats
    refunded: Floats
    currency: str
    other_currency: int

    @property
    def net(self) -> Floats:
        """What was paid less what came back, which may be below nothing."""
        return self.paid - self.refunded

    def days(self) -> PurchaseDays:
        """The days on which something was ordered."""
        bought = self.orders > 0
        return PurchaseDays(self.person[bought], self.day[bought])

    def only(self, rows: Bools) -> Purchases:
        """These rows; how many were in another currency is not told of a part."""
        return Purchases(
            self.person[rows], self.day[rows], self.orders[rows], self.own_orders[rows],
            self.paid[rows], self.refunded[rows], self.currency, 0,
        )  # fmt: skip


def local_days(instants: npt.NDArray[np.datetime64], zone: str) -> Ints:
    """The calendar day of each UTC instant in a time zone, clock changes and all.

    A shop with a clock of its own: call once per zone. Raises ``pyarrow.ArrowInvalid`` for a zone
    that does not exist.
    """
    utc = pa.array(np.asarray(instants, "datetime64[us]")).cast(pa.timestamp("us", zone))
    days = pc.local_timestamp(utc).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    return np.asarray(days.astype(np.int64), np.int64)
