"""Pairs of records and what people said of them, in the store.

Entering: scored pairs. Leaving: rows in ``link``; judgements as clustering takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from psycopg.rows import tuple_row

from klantbeeld.identity import HouseholdPairs, Judgement, PairScores
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.pipeline.linking.households import home_columns
from klantbeeld.store.copy import copy_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "links.sql")

NEAR_MISS = -6.0
"""Pairs down to these log2 odds (one in 64) are kept: they are what reviewers are asked about, and
the answer to "why not". Components are computed over those above 0 alone."""


@dataclass(frozen=True, slots=True)
class Component:
    """Records that hang together: their numbers, rising, the links among them as places in that
    list, and what people said."""

    record_no: Rows
    a: Rows
    b: Rows
    weight: Floats
    judgements: list[Judgement]


def replace_links(transaction: Transaction, record_no: Rows, scores: PairScores) -> None:
    """Stores all links anew, from scored pairs of rows."""
    transaction.execute(SQL["clear"])
    copy_numbers(transaction, SQL["copy"], _columns(record_no, scores))


def forget_links(transaction: Transaction, record_nos: Rows) -> Iterator[int]:
    """Forgets the links of these records; all records that lost a likely one, when they are asked
    for."""
    gone = transaction.execute(SQL["forget"], {"records": record_nos})
    return (row[side] for row in gone for side in ("record_a", "record_b"))


def add_links(
    transaction: Transaction, record_no: Rows, scores: PairScores, homes: HouseholdPairs
) -> None:
    """Stores scored pairs of rows, and those that speak for a household; none is stored yet."""
    one, other, weight = _columns(record_no, scores)
    if not len(one) and not len(homes.a):
        return
    home_a, home_b, home_weight, shared = home_columns(record_no, homes)
    parameters = {
        "a": one, "b": other, "weight": weight,
        "home_a": home_a, "home_b": home_b, "home_weight": home_weight, "shared": shared,
    }  # fmt: skip
    transaction.execute(SQL["add"], parameters)


def judgements(transaction: Transaction) -> list[Judgement]:
    """All judgements in force that say who is one person."""
    rows = transaction.execute(SQL["judgements"]).fetchall()
    return [(row["record_a"], row["record_b"], row["verdict"]) for row in rows]


def component(transaction: Transaction, record_nos: Iterable[int]) -> Component:
    """Everything that hangs together with these records, by links and by judgements of a match."""
    with transaction.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(SQL["component"], {"records": np.array(sorted(record_nos), np.int64)})
        rows = cursor.fetchall()
    members = np.array(sorted(a for a, b, _, _ in rows if b is None), np.int64)
    links = [(a, b, weight) for a, b, weight, _ in rows if weight is not None]
    ends = np.array([(a, b) for a, b, _ in links], np.int64).reshape(-1, 2)
    # Of several judgements about one pair the newest, which comes last, counts.
    said = {(a, b): verdict for a, b, _, verdict in rows if verdict is not None}
    return Component(
        members,
        np.searchsorted(members, ends[:, 0]),
        np.searchsorted(members, ends[:, 1]),
        np.array([weight for _, _, weight in links], np.float64),
        [(a, b, verdict) for (a, b), verdict in said.items()],
    )


def _columns(record_no: Rows, scores: PairScores) -> tuple[Rows, Rows, Floats]:
    kept = scores.match_weight > NEAR_MISS
    one, other = record_no[scores.a[kept]], record_no[scores.b[kept]]
    return np.minimum(one, other), np.maximum(one, other), scores.match_weight[kept]
