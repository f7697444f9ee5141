"""Reading people as they are stored: records, timeline, totals, links; unfiltered.

Entering: numbers, in the caller's transaction. Leaving: rows. Only ``privacy`` calls this: it
checks before, filters after and writes the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from klantbeeld.profile.survivorship import HeldRecord
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "reading.sql")

Row = dict[str, Any]


def resolve(transaction: Transaction, number: int) -> int | None:
    """The person that this person id (or record number) stands for now; None when unknown."""
    row = transaction.execute(_SQL["resolve"], {"number": number}).fetchone()
    return None if row is None else int(row["person_id"])


def person_of_record(transaction: Transaction, source: str, source_record_id: str) -> int | None:
    """The person of a source's own number; None when unknown or not yet linked."""
    row = transaction.execute(
        _SQL["person_of_record"], {"source": source, "source_record_id": source_record_id}
    ).fetchone()
    return None if row is None else int(row["person_id"])


def read_records(transaction: Transaction, person_id: int) -> list[Row]:
    """The rows of ``source_record`` of a person."""
    return transaction.execute(_SQL["records"], {"person_id": person_id}).fetchall()


def read_numbered(transaction: Transaction, records: Sequence[int]) -> list[Row]:
    """The rows of ``source_record`` with these numbers."""
    return transaction.execute(
        _SQL["numbered"], {"records": np.asarray(records, np.int64)}
    ).fetchall()


def held_record(row: Row) -> HeldRecord:
    """A row of ``source_record`` as survivorship takes it."""
    return HeldRecord(
        record_no=row["record_no"],
        source=row["source"],
        source_record_id=row["source_record_id"],
        standard=row["standard"],
        delivered=row["delivered"],
        faults=row["faults"],
        updated_at=row["updated_at"],
        recorded_at=row["recorded_at"],
        gone_at=row["gone_at"],
    )


def read_totals(
    transaction: Transaction, records: Sequence[int], types: Sequence[str], currency: str
) -> list[Row]:
    """Touchpoints, amount, first and last moment per type and currency, summed over the records.

    ``currency`` stands for what has no amount.
    """
    return transaction.execute(
        _SQL["totals"],
        {"records": np.asarray(records, np.int64), "types": list(types), "currency": currency},
    ).fetchall()


def read_timeline(
    transaction: Transaction,
    records: Sequence[int],
    types: Sequence[str],
    order_types: Sequence[str],
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[Row]:
    """Touchpoints of these types, newest first, with the number of lines of orders."""
    before_at, before_no = before or (None, None)
    return transaction.execute(
        _SQL["timeline"],
        {
            "records": np.asarray(records, np.int64),
            "types": list(types),
            "order_types": list(order_types),
            "before_at": before_at,
            "before_no": before_no,
            "limit": limit,
        },
    ).fetchall()


def read_touchpoint(transaction: Transaction, touchpoint_no: int) -> Row | None:
    """One touchpoint with its person."""
    return transaction.execute(_SQL["touchpoint"], {"touchpoint_no": touchpoint_no}).fetchone()


def read_order_lines(transaction: Transaction, source: str, order_key: str) -> list[Row]:
    """The lines of an order."""
    return transaction.execute(
        _SQL["order_lines"], {"source": source, "order_key": order_key}
    ).fetchall()


def read_feed(
    transaction: Transaction, types: Sequence[str], now: datetime, limit: int
) -> list[Row]:
    """The touchpoints of these types that happened last."""
    return transaction.execute(
        _SQL["feed"], {"types": list(types), "now": now, "limit": limit}
    ).fetchall()


def read_events(transaction: Transaction, records: Sequence[int]) -> list[Row]:
    """Merges and splits of these records' people."""
    return transaction.execute(
        _SQL["events"], {"records": np.asarray(records, np.int64)}
    ).fetchall()


def read_links(transaction: Transaction, records: Sequence[int]) -> list[Row]:
    """The links between these records."""
    return transaction.execute(_SQL["links"], {"records": np.asarray(records, np.int64)}).fetchall()


def read_household_bonds(transaction: Transaction, person_id: int) -> list[Row]:
    """What every two people of a person's household share, as bits (``household_link.shared``);
    each pair stands twice, once from either side. Nothing for who has no housemates."""
    return transaction.execute(_SQL["household_bonds"], {"person_id": person_id}).fetchall()
