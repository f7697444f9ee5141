"""Households in the store: all of them anew, or those that hang together with what was touched.

Entering: pairs of records that speak for one household, people judged not to live together, and who
is who, in the linker's own transaction. Leaving: ``household_link`` and ``household_member``.
Households are a function of the stored links, memberships and judgements, component by component,
so both ways leave the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from klantbeeld.identity import HouseholdPairs, households
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "households.sql")


def store_households(
    transaction: Transaction, record_no: Rows, pairs: HouseholdPairs, person_id: Rows
) -> None:
    """All households, from all pairs (as rows) and the person of each row."""
    transaction.execute(SQL["clear_links"])
    store_household_links(transaction, record_no, pairs)
    transaction.execute(SQL["clear_members"])
    apart = transaction.execute(SQL["apart"]).fetchall()
    _store_members(
        transaction, person_id[pairs.a], person_id[pairs.b], pairs.weight, pairs.shared, apart
    )


def forget_household_links(transaction: Transaction, records: Iterable[int]) -> set[int]:
    """Forgets the links of these records; returns the records that had one, on either side."""
    rows = transaction.execute(SQL["forget_links"], {"records": list(records)})
    return {row["record_no"] for row in rows}


def store_household_links(transaction: Transaction, record_no: Rows, pairs: HouseholdPairs) -> None:
    """Stores pairs (as rows) of which none is stored."""
    if not len(pairs.a):
        return
    one, other = record_no[pairs.a], record_no[pairs.b]
    columns = (np.minimum(one, other), np.maximum(one, other), pairs.weight, pairs.shared)
    copy_numbers(transaction, SQL["copy_links"], columns)


def regroup_households(
    transaction: Transaction, people: Iterable[int], records: Iterable[int]
) -> None:
    """Computes anew the households that hang together with these people and records.

    ``people`` may hold ids that are nobody's any more: they leave their households.
    """
    found = transaction.execute(
        SQL["component"], {"people": list(people), "records": list(records)}
    )
    component = {"people": [row["person_id"] for row in found]}
    transaction.execute(SQL["dissolve"], component)
    rows = transaction.execute(SQL["pairs_among"], component).fetchall()
    _store_members(
        transaction,
        np.array([row["person_a"] for row in rows], np.int64),
        np.array([row["person_b"] for row in rows], np.int64),
        np.array([row["weight"] for row in rows], np.float64),
        np.array([row["shared"] for row in rows], np.int64),
        transaction.execute(SQL["apart_among"], component).fetchall(),
    )


def _store_members(
    transaction: Transaction,
    person_a: Rows,
    person_b: Rows,
    weight: Floats,
    shared: Rows,
    apart: Sequence[Mapping[str, int]],
) -> None:
    judged = (
        np.array([row["person_a"] for row in apart], np.int64),
        np.array([row["person_b"] for row in apart], np.int64),
    )
    found = households(person_a, person_b, weight, shared, judged)
    if len(found.person_id):
        copy_numbers(transaction, SQL["copy_members"], (found.person_id, found.household_id))
