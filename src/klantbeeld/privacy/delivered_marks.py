"""Objections and restrictions that sources deliver: touchpoints become marks, by declared words.

Entering: touchpoints that landed, in the transaction that lands them. Leaving: marks on the records
that they hang on, and notices for who holds the data as well (AVG/GDPR Articles 18, 19 and 21). A
source can only add: what it delivers never ends a mark, and what a colleague or the person ended
stays ended until the source tells of a later objection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from klantbeeld.catalog.consents import Objected, ObjectionReading
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.privacy.marks import Ground, MarkKind, is_direct_marketing
from klantbeeld.privacy.partners.notices import announce
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "delivered_marks.sql")

_BATCH = 20_000
_KINDS = {
    Objected.MARKETING.value: MarkKind.MARKETING_OBJECTION,
    Objected.PROFILING.value: MarkKind.NO_PROFILING,
    Objected.RESTRICTION.value: MarkKind.RESTRICTION,
}


def objection_readings(catalogue: Catalogue) -> dict[tuple[str, str], ObjectionReading]:
    """(source, touchpoint type) -> how its touchpoints are read as objections."""
    return {
        (name, delivery.type): delivery.objection
        for name, source in catalogue.sources.items()
        for delivery in source.deliveries.values()
        if isinstance(delivery, TouchpointDelivery) and delivery.objection is not None
    }


def mark_delivered(
    transaction: Transaction, catalogue: Catalogue, touchpoint_nos: Sequence[int], now: datetime
) -> int:
    """Marks the records that these touchpoints hang on; returns how many marks are new."""
    if not touchpoint_nos or not objection_readings(catalogue):
        return 0
    rows = transaction.execute(_SQL["some"], {"touchpoints": list(touchpoint_nos)}).fetchall()
    return _mark(transaction, catalogue, rows, now)


def mark_arrived(
    transaction: Transaction, catalogue: Catalogue, record_nos: Sequence[int], now: datetime
) -> int:
    """The same for touchpoints that waited for one of these records."""
    ways = objection_readings(catalogue)
    if not record_nos or not ways:
        return 0
    parameters = {
        "records": list(record_nos),
        "sources": [source for source, _ in ways],
        "types": [kind for _, kind in ways],
    }
    rows = transaction.execute(_SQL["of_records"], parameters).fetchall()
    return _mark(transaction, catalogue, rows, now)


def mark_again(transaction: Transaction, catalogue: Catalogue, now: datetime) -> None:
    """Reads all delivered objections anew, after the declarations changed."""
    for source, kind in objection_readings(catalogue):
        after = 0
        while True:
            parameters = {"source": source, "type": kind, "after": after, "limit": _BATCH}
            rows = transaction.execute(_SQL["all_after"], parameters).fetchall()
            if not rows:
                break
            _mark(transaction, catalogue, rows, now)
            after = rows[-1]["touchpoint_no"]


def _mark(
    transaction: Transaction, catalogue: Catalogue, rows: Iterable[dict[str, Any]], now: datetime
) -> int:
    ways = objection_readings(catalogue)
    asked = [
        (row, *kind)
        for row in rows
        if row["record_no"] is not None
        and (way := ways.get((row["source"], row["type"]))) is not None
        and (kind := _kind(catalogue, way.read(row["detail"]))) is not None
    ]
    if not asked:
        return 0
    parameters = {
        "records": [row["record_no"] for row, _, _ in asked],
        "kinds": [kind.value for _, kind, _ in asked],
        "purposes": [purpose for _, _, purpose in asked],
        "moments": [min(row["occurred_at"], now) for row, _, _ in asked],
        "actors": [row["source"] for row, _, _ in asked],
        "ground": Ground.ASKED.value,
    }
    new = transaction.execute(_SQL["add"], parameters).fetchall()
    _tell_recipients(transaction, catalogue, new, now)
    return len(new)


def _kind(catalogue: Catalogue, asked: str | None) -> tuple[MarkKind, str] | None:
    """The mark that a declared meaning stands for, with its purpose; None for none."""
    if asked is None or asked == Objected.NOTHING:
        return None
    if asked in _KINDS:
        return _KINDS[asked], ""
    purpose = catalogue.purposes.get(asked)
    if purpose is not None and is_direct_marketing(purpose):
        return MarkKind.MARKETING_OBJECTION, ""
    return MarkKind.OBJECTION, asked


def _tell_recipients(
    transaction: Transaction, catalogue: Catalogue, marks: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Whoever holds the data as well is told (Article 19), person by person."""
    for mark in marks if catalogue.partners else ():
        restricts = mark["kind"] == MarkKind.RESTRICTION
        if mark["kind"] == MarkKind.NO_PROFILING:
            continue
        same = transaction.execute(_SQL["of_one_person"], {"record": mark["record_no"]})
        records = [row["record_no"] for row in same] or [mark["record_no"]]
        announce(transaction, catalogue, now, "restriction" if restricts else "objection", records)
