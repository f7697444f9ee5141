"""Touchpoints land: orders, invoices, cases, visits and the like, hung on source records.

Entering: rows as delivered. Leaving: ``touchpoint`` rows (and order lines where the order carries
them), and folded totals of the source records that they hang on. A touchpoint whose source record
has not come yet waits for it. Times that name no time zone are local where the source is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import xxhash

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import ObjectionReading
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.sources import LineColumns, TouchpointDelivery
from klantbeeld.pipeline.landing.batch import (
    Landed,
    Letter,
    Place,
    Rows,
    json_text,
    lock_source,
    own_key,
    too_large,
)
from klantbeeld.pipeline.landing.erased import hold_back_touchpoints
from klantbeeld.pipeline.landing.orders import LineError, land_lines, parse_line
from klantbeeld.pipeline.landing.staged import Line, Staged
from klantbeeld.privacy.consent.delivered import state_delivered
from klantbeeld.privacy.delivered_marks import mark_delivered
from klantbeeld.profile.fold import fold_totals
from klantbeeld.quality import standardise_value
from klantbeeld.quality.numbers import currency
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "touchpoints.sql")

_BEFORE, _AFTER, _ZERO = "1900-01-02", "2999-12-30", "1970-01-01T00:00:00+00:00"
"""The zeros and ends of databases, spreadsheets and clocks: 1 January 1 and 1900, 31 December 2999
and 9999, and the second at which Unix begins."""

_MOMENTS = (Meaning.CLOSED, Meaning.DELIVERED)
"""Meanings of detail fields that hold a moment."""


class _RowError(Exception):
    """A row that cannot land; says why and how to mend it."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def land_touchpoints(
    transaction: Transaction, place: Place, delivery: TouchpointDelivery, rows: Rows
) -> Landed:
    """Lands one batch of touchpoints in the caller's transaction."""
    landed = Landed(read=len(rows))
    if not landed.read:
        return landed
    habits = _habits(place, delivery)
    read: list[Staged] = []
    lines: list[Line] = []
    for position, row in zip(rows.positions.tolist(), rows.by_row(), strict=True):
        try:
            touchpoint = _touchpoint(delivery, row, habits)
            if delivery.lines is not None:
                lines += _lines(delivery.lines, row, position, touchpoint[0])
            read.append(Staged(position, *touchpoint))
        except (_RowError, LineError) as fault:
            landed.letters.append(Letter(position, fault.reason, fault.mend, row))
    lock_source(transaction, place.source)
    staged = hold_back_touchpoints(transaction, place, delivery, read, landed)
    transaction.execute(SQL["create_stage"])
    with transaction.cursor().copy(SQL["copy_stage"]) as copy:
        for values in staged:
            copy.write_row(values)
    changes = transaction.execute(
        SQL["land_stage"],
        {
            "source": place.source,
            "type": delivery.type,
            "load_no": place.load_no,
            "now": place.now,
        },
    ).fetchall()
    changed = [row["touchpoint_no"] for row in changes if row["touchpoint_no"] is not None]
    if delivery.consent is not None:
        state_delivered(transaction, place.catalogue, changed, place.now)
    if delivery.objection is not None:
        mark_delivered(transaction, place.catalogue, changed, place.now)
    land_lines(transaction, place, lines)
    landed.touched = sorted({row["record_no"] for row in changes if row["record_no"] is not None})
    landed.new = sum(row["is_new"] is True for row in changes)
    landed.changed = sum(row["is_new"] is False for row in changes)
    fold_totals(transaction, landed.touched)
    return landed


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a source writes money and times."""

    currency: str
    """Of amounts without one."""
    zone: str
    """Of times without one."""
    moments: frozenset[str]
    """The detail fields with a moment, where that zone is not the organisation's."""


def _habits(place: Place, delivery: TouchpointDelivery) -> _Habits:
    organisation, zone = place.catalogue.organisation, place.catalogue.time_zone_of(place.source)
    means = place.catalogue.touchpoints[delivery.type].means
    elsewhere = zone != organisation.time_zone
    told = {field for meaning, field in means.items() if elsewhere and meaning in _MOMENTS}
    return _Habits(organisation.currency, zone, frozenset(told))


def _touchpoint(
    delivery: TouchpointDelivery, row: Mapping[str, str | None], habits: _Habits
) -> tuple[Any, ...]:
    key = own_key(row.get(delivery.key))
    if key is None:
        raise _RowError(
            f"no usable number in the key column {delivery.key}",
            "Give the row its number in the source, then deliver it again.",
        )
    record = own_key(row.get(delivery.record))
    occurred_at = _standard(AttributeType.TIMESTAMP, delivery.occurred_at, row, habits.zone)
    if occurred_at is None:
        raise _RowError(
            f"no date and time in the column {delivery.occurred_at}",
            "Give the row the moment that it happened, then deliver it again.",
        )
    if not _BEFORE < occurred_at < _AFTER or occurred_at == _ZERO:
        raise _RowError(
            f"the date in the column {delivery.occurred_at} is one that systems fill in where "
            "there is none",
            "Give the row the moment that it happened, then deliver it again.",
        )
    amount = _standard(AttributeType.MONEY, delivery.amount, row, habits.zone)
    status = _text(delivery.status, row)
    due_at = _standard(AttributeType.TIMESTAMP, delivery.due_at, row, habits.zone)
    detail = {
        name: _with_offset(value, habits.zone) if name in habits.moments else value
        for column, name in delivery.columns.items()
        if (value := _text(column, row)) is not None
    }
    if delivery.objection is not None and delivery.objection.read(detail) is None:
        raise _RowError(
            f"the word in the column {_told_in(delivery, delivery.objection)} says of no declared "
            "objection",
            "Declare the source's word under `objection` of the delivery, then replay.",
        )
    said_currency = _currency(delivery, row, habits.currency)
    content = json_text([record, occurred_at, amount, said_currency, status, due_at, detail])
    return (
        key,
        record,
        occurred_at,
        amount,
        said_currency if amount is not None else None,
        status,
        due_at,
        json_text(detail),
        xxhash.xxh3_128_digest(content.encode()),
    )


def _currency(delivery: TouchpointDelivery, row: Mapping[str, str | None], otherwise: str) -> str:
    said = _text(delivery.currency, row)
    code = otherwise if said is None else currency(said)
    if code is None:
        raise _RowError(
            f"no currency in the column {delivery.currency}",
            "Write its code of three letters, such as EUR, then deliver the row again.",
        )
    return code


def _told_in(delivery: TouchpointDelivery, reading: ObjectionReading) -> str:
    """The column that says what must not be done."""
    fields = {field: column for column, field in delivery.columns.items()}
    return fields.get(reading.about.field or "", reading.about.field or "")


def _with_offset(text: str, zone: str) -> str:
    """A moment that names no time zone, with the offset of the place where it was written; a day
    alone, and what is no moment, stay as they are."""
    moment = standardise_value(AttributeType.TIMESTAMP, text, zone=zone).value
    if moment is None or ":" not in text:
        return text
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).isoformat()


def _standard(
    kind: AttributeType, column: str | None, row: Mapping[str, str | None], zone: str
) -> str | None:
    """The standard form of a column; a value that is there but not valid refuses the row."""
    text = _text(column, row)
    if text is None:
        return None
    standard = standardise_value(kind, text, zone=zone)
    if standard.value is None:
        raise _RowError(
            f"the value in the column {column} is not valid ({standard.fault})",
            f"Mend the {kind.value.replace('_', ' ')} in the source, then deliver the row again.",
        )
    if kind is AttributeType.MONEY and too_large(standard.value):
        raise _RowError(
            f"the amount in the column {column} is too large",
            "Amounts have at most 11 digits before the point; mend it in the source.",
        )
    return standard.value


def _text(column: str | None, row: Mapping[str, str | None]) -> str | None:
    value = row.get(column) if column is not None else None
    return value.strip() or None if value is not None else None


def _lines(
    columns: LineColumns, row: Mapping[str, str | None], position: int, order: str
) -> Sequence[Line]:
    text = row.get(columns.column)
    if text is None:
        return ()
    try:
        items = orjson.loads(text)
    except orjson.JSONDecodeError:
        items = None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _RowError(
            f"the column {columns.column} holds no list of order lines",
            "Deliver the lines as a JSON list of objects.",
        )
    return [
        parse_line(
            position,
            order,
            number,
            {name: None if value is None else str(value) for name, value in item.items()},
            columns,
        )
        for number, item in enumerate(items, start=1)
    ]
