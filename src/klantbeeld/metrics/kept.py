"""Figures as they were read, kept for as long as nothing that they rest on was written.

Entering: a reading, and how often each table of figures was written (``metric_written``: the
store's triggers count it, so that nobody who writes can forget to tell) as the reader's own
transaction sees it. Leaving: the reading, done anew only where one of the tables was written since,
the local day is another one, or the catalogue is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from klantbeeld.catalog.model import Catalogue
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "kept.sql")

MOST_KEPT = 2_000
"""Readings; what was asked for longest ago goes first."""

MOST_STEPS = 500
"""So many are added at a look without anybody noticing."""

VIEWS: Mapping[str, tuple[str, ...]] = {
    "metric_figure_whole": ("metric_figure",),
    "metric_clv_month": ("metric_value_past", "metric_value_part", "value_state"),
}
"""What figures may be read from that is itself read from tables."""

STORES_DAY = "current_date"

Found = TypeVar("Found")
Written = Mapping[str, int]
"""Table -> how often it was written."""


def written(transaction: Transaction) -> Written:
    """How often each table was written, as this transaction sees the store. What is read beside it
    must see the same: ``repeatable read``."""
    return {row["figures"]: row["times"] for row in transaction.execute(SQL["written"])}


def add_up(database: Database) -> None:
    """Adds up what was noted of writing, where that is much."""
    with database.transaction() as transaction:
        if one_row(transaction, SQL["many"], {"most": MOST_STEPS})["many"]:
            transaction.execute(SQL["add_up"])


@dataclass(frozen=True, slots=True)
class _Reading:
    catalogue: Catalogue
    day: date
    times: tuple[int, ...]
    found: Any


@dataclass(slots=True)
class Kept:
    """Readings of one opened project. Safe to share between threads."""

    _readings: OrderedDict[Hashable, _Reading] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reading(
        self,
        key: Hashable,
        rests_on: Iterable[str],
        now: tuple[Written, Catalogue, date],
        read: Callable[[], Found],
        keep: Callable[[Found], bool] = lambda _: True,
    ) -> Found:
        """What ``read`` gives, or gave before: ``rests_on`` names the tables and views that it
        reads, ``now`` how they, the catalogue and the day stand. ``keep`` says of what was found
        whether it holds until one of these changes."""
        noted, catalogue, day = now
        tables = sorted(
            {table for name in (*rests_on, STORES_DAY) for table in VIEWS.get(name, (name,))}
        )
        times = tuple(noted.get(table, 0) for table in tables)
        with self._lock:
            kept = self._readings.get(key)
            if kept is not None:
                self._readings.move_to_end(key)
        if (
            kept is not None
            and kept.catalogue is catalogue
            and (kept.day, kept.times) == (day, times)
        ):
            return cast(Found, kept.found)
        found = read()
        if keep(found):
            with self._lock:
                self._readings[key] = _Reading(catalogue, day, times, found)
                if len(self._readings) > MOST_KEPT:
                    self._readings.popitem(last=False)
        return found
