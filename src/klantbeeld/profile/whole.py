"""A person as a page or a call reads it: everything in one statement and one moment.

Entering: a number, and which types of touchpoint are asked for. Leaving: rows, unfiltered but for
those types. Only ``privacy`` calls this: it checks before, filters after and writes the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain

import orjson

from klantbeeld.profile.reading import Row
from klantbeeld.store.database import Transaction, unsealed
from klantbeeld.store.keyring import PREFIX
from klantbeeld.store.sql import load_sql
from klantbeeld.store.text_arrays import array_of_texts

_SQL = load_sql("klantbeeld.profile", "whole.sql")

_SEALED = ("delivered", "standard", "detail", "golden")
"""Fields that hold values under names, some of which may be sealed."""
_TIMES = (
    "updated_at", "recorded_at", "gone_at", "first_at", "last_at", "occurred_at", "due_at", "at"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Which touchpoints are asked for."""

    types: Sequence[str]
    """Those that count in the totals."""
    order_types: Sequence[str]
    """Those with lines to count."""
    open_statuses: Sequence[tuple[str, str]]
    """(type, status) of what is open."""
    shown_types: Sequence[str]
    """Those of the timeline."""
    before: tuple[datetime, int] | None
    """After which place in the timeline, newest first; None from the newest."""
    limit: int
    most_open: int


@dataclass(frozen=True, slots=True)
class Whole:
    """What the store holds of a person."""

    person_id: int
    marked: bool
    """Whether anything must not be done with the data: what, ``marks`` says."""
    folded_at: datetime | None
    """None while the person is being folded for the first time."""
    records: list[Row]
    totals: list[Row]
    timeline: list[Row]
    open_matters: list[Row]
    events: list[Row]
    bonds: list[Row]
    """What every two people of the household share, as bits; a pair may stand twice."""
    mates: dict[int, Row]
    """The folded rows of the others in the household."""


def read_whole(transaction: Transaction, number: int, asked: Asked, currency: str) -> Whole | None:
    """The person of this number now; None when it is unknown.

    ``currency`` stands for totals without an amount.
    """
    before_at, before_no = asked.before or (None, None)
    row = transaction.execute(
        _SQL["whole"],
        {
            "number": number,
            "currency": currency,
            "types": array_of_texts(asked.types),
            "order_types": array_of_texts(asked.order_types),
            "shown_types": array_of_texts(asked.shown_types),
            "open_types": array_of_texts([kind for kind, _ in asked.open_statuses]),
            "open_statuses": array_of_texts([status for _, status in asked.open_statuses]),
            "before_at": before_at,
            "before_no": before_no,
            "limit": asked.limit,
            "most_open": asked.most_open,
        },
    ).fetchone()
    if row is None:
        return None
    lists: dict[str, list[Row]] = orjson.loads(row["lists"])
    sealed = _SEALED if PREFIX in row["lists"] else ()
    for each in chain.from_iterable(lists.values()):
        _as_python(transaction, each, sealed)
    mates = {mate["person_id"]: mate for mate in lists.pop("mates")}
    return Whole(row["person_id"], row["marked"], row["folded_at"], **lists, mates=mates)


def of_types(rows: Iterable[Row], types: Sequence[str]) -> list[Row]:
    """The rows of these touchpoint types."""
    return [row for row in rows if row["type"] in types]


def _as_python(transaction: Transaction, row: Row, sealed: Sequence[str]) -> None:
    """Times, amounts and sealed values of a row in JSON as Python has them."""
    for name in _TIMES:
        if row.get(name) is not None:
            row[name] = datetime.fromisoformat(row[name])
    if row.get("amount") is not None:
        row["amount"] = Decimal(row["amount"])
    for name in sealed:
        if name in row:
            row[name] = unsealed(transaction, row[name])
