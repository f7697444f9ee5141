"""Where something was refused, and which texts wait for the officer's eye: places, never values.

Entering: what screening a batch found. Leaving: lines in ``refusal``, counts in ``number_column``,
and ``flagged_text`` for rows that landed, all in the transaction of the batch.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from klantbeeld.catalog.sources import Delivery, RecordDelivery, TouchpointDelivery
from klantbeeld.pipeline.landing.batch import Place
from klantbeeld.quality.number_columns import Numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "refusals.sql")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value, or a column of values, that was not taken in."""

    column: str
    position: int | None
    """None for a whole column."""
    rule: str
    """bsn, bsn_column or special_category."""
    amount: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A text that somebody should look at."""

    key: str
    """The source's own number for the row that holds it."""
    field: str
    category: str


@dataclass(slots=True)
class Refusals:
    """What screening one batch found."""

    refused: list[Refusal] = field(default_factory=list)
    numbers: dict[str, Numbers] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)


def column_history(transaction: Transaction, place: Place, column: str) -> Numbers:
    """What this column delivered before."""
    row = transaction.execute(
        SQL["column_history"],
        {"source": place.source, "delivery": place.delivery, "field": column},
    ).fetchone()
    return Numbers(row["numbers"], row["passing"]) if row else Numbers()


def known_keys(transaction: Transaction, place: Place, numbers: Collection[str]) -> frozenset[str]:
    """Those of the numbers that a source delivered as its own, of a record or of a touchpoint."""
    if not numbers:
        return frozenset()
    parameters = {"sources": list(place.catalogue.sources), "numbers": sorted(numbers)}
    rows = transaction.execute(SQL["known_keys"], parameters).fetchall()
    return frozenset(row["number"] for row in rows)


def store_refusals(
    transaction: Transaction, place: Place, delivery: Delivery, found: Refusals
) -> None:
    """Writes what was found; after the batch has landed, for flags hang on what landed."""
    where = {"source": place.source, "delivery": place.delivery, "load_no": place.load_no}
    if found.refused:
        transaction.execute(
            SQL["add_refusals"],
            {
                **where,
                "now": place.now,
                "fields": [each.column for each in found.refused],
                "positions": [each.position for each in found.refused],
                "rules": [each.rule for each in found.refused],
                "amounts": [each.amount for each in found.refused],
            },
        )
    if found.numbers:
        transaction.execute(
            SQL["count_numbers"],
            {
                **where,
                "fields": list(found.numbers),
                "numbers": [each.total for each in found.numbers.values()],
                "passing": [each.passing for each in found.numbers.values()],
            },
        )
    if found.flags:
        flags = {
            **where,
            "now": place.now,
            "keys": [flag.key for flag in found.flags],
            "fields": [flag.field for flag in found.flags],
            "categories": [flag.category for flag in found.flags],
        }
        if isinstance(delivery, RecordDelivery):
            transaction.execute(SQL["flag_records"], flags)
        elif isinstance(delivery, TouchpointDelivery):
            transaction.execute(SQL["flag_touchpoints"], {**flags, "type": delivery.type})
