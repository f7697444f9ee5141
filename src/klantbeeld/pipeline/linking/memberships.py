"""Who belongs to whom: memberships, and the history of merges and splits.

Entering: records with the person they belonged to and the one they belong to now. Leaving: rows in
``membership`` and ``person_event``. An anchor record that belongs to another person now: its person
was merged into that one. A new anchor that belonged to another person: it was split off.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from klantbeeld.identity.records import Rows
from klantbeeld.profile.held import NOBODY
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "memberships.sql")


def move_members(
    transaction: Transaction, record_no: Rows, old: Rows, new: Rows, now: datetime, cause: str
) -> Rows:
    """Stores what changed; returns everybody who gained or lost a record."""
    moving = old != new
    if not moving.any():
        return np.empty(0, np.int64)
    numbers, old, new = record_no[moving], old[moving], new[moving]
    transaction.execute(SQL["move"], {"records": numbers, "people": new})
    _tell(transaction, numbers, old, new, now, cause)
    return _people(old, new)


def end_members(transaction: Transaction, record_no: Rows) -> tuple[set[int], set[int]]:
    """Ends the memberships of erased records; returns their people, and the others' records."""
    rows = transaction.execute(SQL["end"], {"records": record_no}).fetchall()
    others = {row["record_no"] for row in rows if row["record_no"] is not None}
    return {row["person_id"] for row in rows}, others


def replace_members(
    transaction: Transaction, record_no: Rows, old: Rows, new: Rows, now: datetime, cause: str
) -> Rows:
    """As ``move_members``, for all records: stores every membership anew."""
    transaction.execute(SQL["clear"])
    copy_numbers(transaction, SQL["copy"], (record_no, new))
    moving = old != new
    _tell(transaction, record_no[moving], old[moving], new[moving], now, cause)
    return _people(old[moving], new[moving])


def _people(old: Rows, new: Rows) -> Rows:
    people: Rows = np.unique(np.concatenate([old, new]))
    known: Rows = people[people != NOBODY]
    return known


def _tell(
    transaction: Transaction, record_no: Rows, old: Rows, new: Rows, now: datetime, cause: str
) -> None:
    split = (new == record_no) & (old != NOBODY)
    merged = (old == record_no) & ~split
    told = split | merged
    if not told.any():
        return
    transaction.execute(
        SQL["tell"],
        {
            "kinds": np.where(split, "split", "merged")[told].tolist(),
            "people": np.where(split, old, new)[told],
            "others": record_no[told],
            "now": now,
            "cause": cause,
        },
    )
