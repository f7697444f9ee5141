"""Households in the store: all of them anew, or those that hang together with what was touched.

Entering: pairs of records that speak for one household, people judged not to live together, and who
is who, in the linker's own transaction. Leaving: ``household_link`` and ``household_member``.
Households are a function of the stored links, memberships and judgements, component by component,
so both ways leave the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from psycopg import Cursor
from psycopg.rows import TupleRow, tuple_row

from klantbeeld.identity import HouseholdPairs, households
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "households.sql")


def store_households(
    transaction: Transaction, record_no: Rows, pairs: HouseholdPairs, person_id: Rows
) -> None:
    """All households, from all pairs (as rows) and the person of each row."""
    transaction.execute(SQL["clear_links"])
    copy_numbers(transaction, SQL["copy_links"], home_columns(record_no, pairs))
    apart = transaction.execute(SQL["apart"]).fetchall()
    judged = [(row["person_a"], row["person_b"]) for row in apart]
    found = households(
        person_id[pairs.a],
        person_id[pairs.b],
        pairs.weight,
        pairs.shared,
        _ends(judged),
    )
    transaction.execute(SQL["clear_members"])
    copy_numbers(transaction, SQL["copy_members"], (found.person_id, found.household_id))


def forget_household_links(transaction: Transaction, records: Rows) -> Iterator[int]:
    """Forgets the links of these records; the records that had one, on either side, when they are
    asked for."""
    gone = transaction.execute(SQL["forget_links"], {"records": records})
    return (row["record_no"] for row in gone)


def ask_households(transaction: Transaction, people: Rows, records: Rows) -> Cursor[TupleRow]:
    """Asks what speaks of the households that hang together with these people and records.

    ``people`` may hold ids that are nobody's any more: they leave their households.
    """
    cursor = transaction.cursor(row_factory=tuple_row, binary=True)
    return cursor.execute(SQL["component"], {"people": people, "records": records})


def regroup_households(transaction: Transaction, asked: Cursor[TupleRow]) -> None:
    """Computes those households anew, from the answer."""
    with asked:
        rows = asked.fetchall()
    pairs = [row for row in rows if row[2] is not None]
    apart = [(a, b) for a, b, weight, _ in rows if weight is None and b is not None]
    before = {a: household for a, b, _, household in rows if b is None}
    found = _grouped(pairs, apart) if pairs else {}
    if gone := sorted(before.keys() - found.keys()):
        transaction.execute(SQL["dissolve"], {"people": np.array(gone, np.int64)})
    if moved := sorted(found.items() - before.items()):
        into = np.array(moved, np.int64).T
        transaction.execute(SQL["settle"], {"people": into[0], "households": into[1]})


def _grouped(
    pairs: Sequence[tuple[int, int, float, int]], apart: Sequence[tuple[int, int]]
) -> dict[int, int]:
    """Person -> household, of those who have housemates."""
    one, other, weight, shared = zip(*pairs, strict=True)
    found = households(
        np.array(one, np.int64),
        np.array(other, np.int64),
        np.array(weight, np.float64),
        np.array(shared, np.int64),
        _ends(apart),
    )
    return dict(zip(found.person_id.tolist(), found.household_id.tolist(), strict=True))


def home_columns(record_no: Rows, pairs: HouseholdPairs) -> tuple[Rows, Rows, Floats, Rows]:
    """The pairs (as rows) as they are stored: the lower number, the higher, weight and shared."""
    one, other = record_no[pairs.a], record_no[pairs.b]
    return np.minimum(one, other), np.maximum(one, other), pairs.weight, pairs.shared


def _ends(pairs: Sequence[tuple[int, int]]) -> tuple[Rows, Rows]:
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]
