"""Clearing one batch: touchpoints, values of records, former values; each in one transaction.

Entering: what is past its limit. Leaving: a store without it: values, former versions, search
terms, blocking keys, the folded person, totals. A record of which nothing is left goes as a whole,
and the same row does not come back; a changed one does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from klantbeeld.pipeline.landing.legal_duty import order_types
from klantbeeld.pipeline.landing.suppression import Suppression
from klantbeeld.pipeline.rights.erase_records import change_settled, erase_records, forget_index
from klantbeeld.pipeline.rights.find import make_findable
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.fold import fold_totals
from klantbeeld.profile.held import HeldRecords
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.retention", "retention.sql")

Row = Mapping[str, Any]


def clear_touchpoints(services: Services, kind: str, rows: Sequence[Row]) -> None:
    """Removes these touchpoints of one type, the lines of orders with them."""
    with services.database.transaction() as transaction:
        if kind in order_types(services.catalogue):
            orders = {
                "sources": [row["source"] for row in rows],
                "keys": [row["touchpoint_key"] for row in rows],
            }
            transaction.execute(SQL["forget_lines"], orders)
        numbers = np.array([row["touchpoint_no"] for row in rows], np.int64)
        transaction.execute(SQL["forget_touchpoints"], {"touchpoints": numbers})
        touched = {row["record_no"] for row in rows if row["record_no"] is not None}
        fold_totals(transaction, sorted(touched))


def clear_values(services: Services, over: Mapping[int, Sequence[str]]) -> None:
    """Takes values out of records: record -> attributes."""
    pairs = [(record, name) for record, names in over.items() for name in names]
    parameters = {
        "records": [record for record, _ in pairs],
        "attributes": [name for _, name in pairs],
    }

    def change(transaction: Transaction, held: HeldRecords) -> int:
        forget_index(transaction, services, held)
        rows = transaction.execute(SQL["clear_records"], parameters).fetchall()
        transaction.execute(SQL["clear_versions"], parameters)
        transaction.execute(SQL["drop_empty_versions"], parameters)
        transaction.execute(SQL["clear_corrections"], parameters)
        make_findable(services.catalogue, transaction, rows)
        return len(rows)

    change_settled(services, list(over), change)


def clear_whole_records(services: Services, records: Sequence[int]) -> None:
    """Removes records of which nothing is left; the same row does not come back."""

    def first(transaction: Transaction, numbers: Sequence[int]) -> None:
        suppression = Suppression.made(services.project)
        rows = transaction.execute(SQL["digests_of"], {"records": list(numbers)}).fetchall()
        digests = [
            int(suppression.digests("record", row["source"], [row["source_record_id"]])[0])
            for row in rows
        ]
        transaction.execute(
            SQL["remember"],
            {
                "digests": digests,
                "sources": [row["source"] for row in rows],
                "contents": [suppression.content(row["digest"]) for row in rows],
                "now": services.clock(),
            },
        )

    erase_records(services, records, first=first)


def clear_former(services: Services, rows: Sequence[tuple[int, int, str]]) -> None:
    """Takes values out of former versions: (record, version, attribute)."""
    with services.database.transaction() as transaction:
        parameters = {
            "records": [record for record, _, _ in rows],
            "versions": [version for _, version, _ in rows],
            "attributes": [name for _, _, name in rows],
        }
        transaction.execute(SQL["clear_former"], parameters)
        transaction.execute(SQL["drop_empty_versions"], parameters)
