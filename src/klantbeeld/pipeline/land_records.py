"""Source records land: mapped, standardised, compared with what is known, kept as versions.

Entering: rows as delivered. Leaving: ``source_record`` with the original beside the standard form,
superseded versions, search terms, and the records that now wait for linking. Columns that the
catalogue does not declare never get here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import RecordDelivery
from klantbeeld.pipeline.landing import Landed, Letter, Place, Rows, json_text, lock_source
from klantbeeld.pipeline.scores import score_batch
from klantbeeld.profile.fold import fold_totals
from klantbeeld.profile.terms import search_terms
from klantbeeld.quality import StandardTable, standardise_table, standardise_value
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "land_records.sql")


def land_records(
    transaction: Transaction, place: Place, delivery: RecordDelivery, rows: Rows
) -> Landed:
    """Lands one batch of source records in the caller's transaction."""
    rows = _of_this_source(delivery, rows)
    landed = Landed(read=rows.columns.num_rows)
    if not landed.read:
        return landed
    types = {
        attribute: place.catalogue.attributes[attribute].type
        for attribute in delivery.columns.values()
    }
    delivered = _by_attribute(delivery, rows)
    standard = standardise_table(delivered, types)
    updates = [
        standardise_value(AttributeType.TIMESTAMP, text).value
        for text in rows.column(delivery.updated_at)
    ]
    score_batch(transaction, place, standard, types, updates)
    lock_source(transaction, place.source)
    transaction.execute(SQL["create_stage"])
    _stage(transaction, delivery, rows, delivered, standard, types, updates, landed)
    parameters: dict[str, Any] = {
        "source": place.source,
        "load_no": place.load_no,
        "now": place.now,
        "full": delivery.full,
    }
    touched = transaction.execute(SQL["land_stage"], parameters).fetchall()
    with transaction.cursor().copy(SQL["copy_terms"]) as copy:
        for row in touched:
            for term in row["terms"]:
                kind, _, text = term.partition(":")
                copy.write_row((row["record_no"], kind, text))
    landed.touched = [row["record_no"] for row in touched]
    landed.new = sum(row["is_new"] for row in touched)
    landed.changed = len(touched) - landed.new
    attached = transaction.execute(
        SQL["attach_touchpoints"], {"source": place.source, "records": landed.touched}
    ).fetchall()
    fold_totals(transaction, [row["record_no"] for row in attached])
    return landed


def mark_gone(transaction: Transaction, place: Place, loads: list[int]) -> int:
    """Marks the records that none of these loads of a full delivery held; returns how many."""
    row = one_row(
        transaction,
        SQL["mark_gone"],
        {
            "source": place.source,
            "delivery": place.delivery,
            "loads": loads,
            "now": place.now,
        },
    )
    return int(row["gone"])


def _of_this_source(delivery: RecordDelivery, rows: Rows) -> Rows:
    """Keeps the rows that the delivery's ``only`` asks for."""
    mask = None
    for column, wanted in delivery.only.items():
        equal = pc.fill_null(pc.equal(rows.columns.column(column), wanted), False)
        mask = equal if mask is None else pc.and_(mask, equal)
    if mask is None:
        return rows
    return Rows(rows.columns.filter(mask), np.asarray(rows.positions)[mask.to_numpy()])


def _by_attribute(delivery: RecordDelivery, rows: Rows) -> pa.Table:
    """The delivered columns under the names of their attributes."""
    empty = pa.nulls(rows.columns.num_rows, pa.string())
    return pa.table(
        {
            attribute: rows.columns.column(column) if column in rows.columns.column_names else empty
            for column, attribute in delivery.columns.items()
        }
    )


def _stage(
    transaction: Transaction,
    delivery: RecordDelivery,
    rows: Rows,
    delivered: pa.Table,
    standard: StandardTable,
    types: dict[str, AttributeType],
    updates: list[str | None],
    landed: Landed,
) -> None:
    names = delivered.column_names
    originals = [delivered.column(name).to_pylist() for name in names]
    values = [standard.values.column(name).to_pylist() for name in names]
    faults = [standard.faults.column(name).to_pylist() for name in names]
    keys = rows.column(delivery.key)
    with transaction.cursor().copy(SQL["copy_stage"]) as copy:
        for index, position in enumerate(rows.positions):
            original = _present(names, originals, index)
            key = standardise_value(AttributeType.IDENTIFIER, keys[index]).value
            if key is None:
                landed.letters.append(
                    Letter(
                        int(position),
                        f"no value in the key column {delivery.key}",
                        "Give the row its number in the source, then deliver it again.",
                        _as_columns(delivery, original),
                    )
                )
                continue
            original_text = json_text(original)
            valid = _present(names, values, index)
            terms = [f"{kind}:{term}" for kind, term in sorted(search_terms(valid, types))]
            digest = xxhash.xxh3_128_digest(f"{original_text}\0{updates[index]}".encode())
            copy.write_row(
                (
                    int(position),
                    key,
                    original_text,
                    json_text(valid),
                    json_text(_present(names, faults, index)),
                    terms,
                    digest,
                    updates[index],
                )
            )


def _present(names: list[str], columns: list[list[str | None]], row: int) -> dict[str, str]:
    return {
        name: value
        for name, column in zip(names, columns, strict=True)
        if (value := column[row]) is not None
    }


def _as_columns(delivery: RecordDelivery, original: dict[str, str]) -> dict[str, str | None]:
    """The declared fields under their delivered names, so that a replay reads them the same way."""
    return {
        column: original[attribute]
        for column, attribute in delivery.columns.items()
        if attribute in original
    }
