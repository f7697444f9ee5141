"""Source records land: mapped, standardised, compared with what is known, kept as versions.

Entering: rows as delivered. Leaving: ``source_record`` with the original beside the standard form,
superseded versions, search terms, and the records that now wait for linking. Columns that the
catalogue does not declare never get here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import RecordDelivery
from klantbeeld.pipeline.landing import Landed, Letter, Place, Rows, lock_source, own_key
from klantbeeld.pipeline.scores import score_batch
from klantbeeld.pipeline.staging import copy_csv, json_objects
from klantbeeld.profile.fold import fold_totals
from klantbeeld.profile.terms import search_terms
from klantbeeld.quality import StandardTable, standardise_table
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "land_records.sql")

# Columns beside the delivered ones; no file's column can have such a name.
_KEY = "\0key"
_UPDATED_AT = "\0updated_at"


def land_records(
    transaction: Transaction, place: Place, delivery: RecordDelivery, rows: Rows
) -> Landed:
    """Lands one batch of source records in the caller's transaction."""
    rows = _of_this_source(delivery, rows)
    landed = Landed(read=rows.columns.num_rows)
    rows = _with_key(delivery, rows, landed)
    if not rows.columns.num_rows:
        return landed
    # A name prefix or house number that stands in another column gets the attribute that is
    # declared for it, whether this source delivers that or not.
    types = {name: attribute.type for name, attribute in place.catalogue.attributes.items()}
    delivered = _by_attribute(delivery, rows)
    standard = standardise_table(delivered, types)
    moments = rows.columns.column(_UPDATED_AT)
    score_batch(transaction, place, standard, types, moments)
    lock_source(transaction, place.source)
    transaction.execute(SQL["create_stage"])
    _stage(transaction, rows, delivered, standard)
    parameters: dict[str, Any] = {
        "source": place.source,
        "load_no": place.load_no,
        "now": place.now,
        "full": delivery.full,
    }
    touched = transaction.execute(SQL["land_stage"], parameters).fetchall()
    _store_terms(transaction, rows, standard, types, touched)
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


def _with_key(delivery: RecordDelivery, rows: Rows, landed: Landed) -> Rows:
    """The rows that have a key, with key and moment beside them; the others become letters."""
    keys = pa.array([own_key(text) for text in rows.column(delivery.key)], pa.string())
    moments = standardise_table(
        pa.table({_UPDATED_AT: pa.array(rows.column(delivery.updated_at), pa.string())}),
        {_UPDATED_AT: AttributeType.TIMESTAMP},
    ).values.column(_UPDATED_AT)
    has_key = pc.is_valid(keys).to_numpy(zero_copy_only=False)
    positions = np.asarray(rows.positions)
    for row, position in zip(
        rows.columns.filter(~has_key).to_pylist(), positions[~has_key].tolist(), strict=True
    ):
        landed.letters.append(
            Letter(
                position,
                f"no usable number in the key column {delivery.key}",
                "Give the row its number in the source, then deliver it again.",
                {name: value for name, value in row.items() if value is not None},
            )
        )
    whole = rows.columns.append_column(_KEY, keys).append_column(_UPDATED_AT, moments)
    return Rows(whole.filter(has_key), positions[has_key])


def _stage(
    transaction: Transaction, rows: Rows, delivered: pa.Table, standard: StandardTable
) -> None:
    originals = json_objects(delivered)
    updates = rows.columns.column(_UPDATED_AT)
    digests = [
        "\\x" + xxhash.xxh3_128_hexdigest(f"{original}\0{moment}".encode())
        for original, moment in zip(originals.to_pylist(), updates.to_pylist(), strict=True)
    ]
    staged = pa.table(
        {
            "position": np.asarray(rows.positions),
            "source_record_id": rows.columns.column(_KEY),
            "delivered": originals,
            "standard": json_objects(standard.values),
            "faults": json_objects(standard.faults),
            "digest": digests,
            "updated_at": updates,
        }
    )
    with transaction.cursor().copy(SQL["copy_stage"]) as copy:
        copy.write(copy_csv(staged))


def _store_terms(
    transaction: Transaction,
    rows: Rows,
    standard: StandardTable,
    types: Mapping[str, AttributeType],
    touched: Sequence[Mapping[str, Any]],
) -> None:
    """The search terms of the records that are new or changed."""
    place = {position: index for index, position in enumerate(np.asarray(rows.positions).tolist())}
    at = pa.array([place[row["position"]] for row in touched], pa.int64())
    changed = standard.values.take(at).to_pylist()
    found = [
        (row["record_no"], kind, term)
        for row, values in zip(touched, changed, strict=True)
        for kind, term in search_terms(
            {name: value for name, value in values.items() if value is not None}, types
        )
    ]
    if found:
        numbers, kinds, terms = zip(*found, strict=True)
        with transaction.cursor().copy(SQL["copy_terms"]) as copy:
            copy.write(copy_csv(pa.table({"record_no": numbers, "kind": kinds, "term": terms})))
