"""Source records land: mapped, standardised, compared with what is known, kept as versions.

Entering: rows as delivered. Leaving: ``source_record`` with the original beside the standard form,
superseded versions, search terms, and the records that now wait for linking. Columns that the
catalogue does not declare never get here. One row and a hundred thousand take the same way: new
records go straight into their table, only what is known already is compared row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
import xxhash
from psycopg import Cursor
from psycopg.rows import DictRow

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.sources import RecordDelivery
from klantbeeld.pipeline.landing.batch import Landed, Letter, Place, Rows, lock_source, own_key
from klantbeeld.pipeline.landing.scores import score, unique_attributes
from klantbeeld.pipeline.landing.sealing import fingerprints, seal_each
from klantbeeld.pipeline.landing.staging import NULL, Coded, copy_text, escaped, json_objects
from klantbeeld.pipeline.landing.suppression import NO_DIGESTS, Suppression, missing_key
from klantbeeld.privacy.consent.delivered import hang_statements
from klantbeeld.privacy.delivered_marks import mark_arrived
from klantbeeld.profile.fold import fold_totals
from klantbeeld.profile.term_pages import are_many, store_terms
from klantbeeld.profile.terms import CodedValues, table_terms
from klantbeeld.quality import (
    Distinct,
    StandardColumn,
    TextColumn,
    standardise_columns,
    text_column,
)
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.keyring import is_sealed
from klantbeeld.store.sql import load_sql
from klantbeeld.store.text_arrays import array_of_texts

SQL = load_sql("klantbeeld.pipeline.landing", "records.sql")


class RecordLanding:
    """Lands the batches of one load of source records, each in the caller's transaction.

    What should be unique is counted over the whole load; hence one instance per load. Rows up to
    ``settled`` were landed before: of them only those values are taken in. ``full``: what this load
    does not hold will be gone.
    """

    def __init__(self, delivery: RecordDelivery, settled: int = 0, *, full: bool = False) -> None:
        self._delivery, self._settled, self._full = delivery, settled, full
        self._met: dict[str, Distinct] = {}

    def __call__(self, transaction: Transaction, place: Place, rows: Rows) -> Landed:
        rows = of_this_source(self._delivery, rows)
        settled = rows.positions <= self._settled
        if settled.any():
            self._take_in(place, rows.where(settled), Landed())
            rows = rows.where(~settled)
        landed = Landed(read=len(rows))
        batch = self._take_in(place, rows, landed)
        if batch.keys:
            _land(transaction, place, batch, landed, full=self._full)
        return landed

    def _take_in(self, place: Place, rows: Rows, landed: Landed) -> _Batch:
        """Standardises and measures the rows that have a key; the others become letters."""
        keys, rows = _with_key(self._delivery, rows, landed)
        # A name prefix or house number that stands in another column gets the attribute that is
        # declared for it, whether this source delivers that or not.
        types = {name: attribute.type for name, attribute in place.catalogue.attributes.items()}
        missing: list[str | None] = [None] * len(rows)
        texts = {
            attribute: text_column(rows.columns.get(column, missing))
            for column, attribute in self._delivery.columns.items()
        }
        zone = place.catalogue.time_zone_of(place.source)
        columns = standardise_columns(texts, types, zone=zone)
        moments = _moments(rows.column(self._delivery.updated_at), zone)
        for name in unique_attributes(place.catalogue):
            self._met.setdefault(name, Distinct())
        if keys:
            landed.scores = score(place, columns, types, moments, self._met)
        return _Batch(keys, frozenset(texts), columns, moments, types)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows with a key, standardised."""

    keys: list[str]
    delivered: frozenset[str]
    """The columns that were delivered; standardising may have made others beside them."""
    columns: Mapping[str, StandardColumn]
    moments: TextColumn
    types: Mapping[str, AttributeType]


@dataclass(frozen=True, slots=True)
class _Version:
    """The rows of a batch as the store keeps them: JSON texts, digest in hexadecimal."""

    delivered: list[str]
    standard: list[str]
    faults: list[str]
    digest: list[str]
    updated_at: list[str | None]


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


def _land(
    transaction: Transaction, place: Place, batch: _Batch, landed: Landed, *, full: bool
) -> None:
    # The last row wins where a key stands twice.
    last = {key: row for row, key in enumerate(batch.keys)}
    version = _version(place, batch)
    suppression = Suppression.of(place.project)
    keys = {
        "source": place.source,
        "keys": array_of_texts(list(last)),
        "digests": suppression.digests("record", place.source, last) if suppression else NO_DIGESTS,
    }
    with transaction.pipeline():  # one way to the server and back
        lock_source(transaction, place.source)
        asked = transaction.execute(SQL["known_and_numbers"], keys)
    (found,) = asked.fetchall()
    if found["any_erased"]:
        last = _without_erased(transaction, place, suppression, version, last, found, landed)
    known = dict(
        zip(found["keys"], zip(found["records"], found["digests"], strict=True), strict=True)
    )
    new = sorted(row for key, row in last.items() if key not in known)
    changed = [
        (row, known[key][0])
        for key, row in last.items()
        if key in known and known[key][1] != version.digest[row]
    ]
    numbers = sorted(found["numbers"])[: len(new)]
    _insert(transaction, place, batch, version, new, numbers)
    landed.new, landed.changed = len(new), len(changed)
    landed.touched = [*numbers, *(number for _, number in changed)]
    rows = [*new, *(row for row, _ in changed)]
    values = {
        name: _values_of(column, rows)
        for name, column in batch.columns.items()
        if name not in place.catalogue.encrypted
    }
    terms = table_terms(values, batch.types)
    # One way to the server and back, but for terms that are so many that they are copied.
    with nullcontext() if are_many(terms) else transaction.pipeline():
        store_terms(transaction, landed.touched, terms)
        if full and known:
            seen = np.array([number for number, _ in known.values()], np.int64)
            transaction.execute(SQL["seen_records"], {"load_no": place.load_no, "records": seen})
        _change(transaction, place, batch, version, changed)
        attached = _settle_new(transaction, place, [batch.keys[row] for row in new], numbers)
    if attached is not None:
        _attach(transaction, place, [row["record_no"] for row in attached])


def _without_erased(
    transaction: Transaction,
    place: Place,
    suppression: Suppression | None,
    version: _Version,
    last: Mapping[str, int],
    found: Mapping[str, Any],
    landed: Landed,
) -> dict[str, int]:
    """The rows of nobody who was erased. Who went because the time was over, and comes back with
    other values than then, is a customer again."""
    erased = dict(zip(found["erased"], found["contents"], strict=True))
    late = suppression is None
    suppression = suppression or Suppression.of(place.project)
    if suppression is None:
        raise missing_key()
    digests = suppression.digests("record", place.source, last)
    if late:  # the very first erasure was made since this batch was begun
        rows = transaction.execute(SQL["erased"], {"digests": digests})
        erased = {row["digest"]: row["content"] for row in rows}
    kept, welcome = dict(last), []
    for key, digest in zip(last, digests.tolist(), strict=True):
        if digest not in erased:
            continue
        content = erased[digest]
        if content is None or content == suppression.content(version.digest[last[key]]):
            del kept[key]
        else:
            welcome.append(digest)
    if welcome:
        transaction.execute(SQL["welcome"], {"digests": np.array(welcome, np.int64)})
    landed.erased += len(last) - len(kept)
    return kept


def _insert(
    transaction: Transaction,
    place: Place,
    batch: _Batch,
    version: _Version,
    new: Sequence[int],
    numbers: Sequence[int],
) -> None:
    """Stores new records; their numbers follow the order of the rows."""
    if not new:
        return
    source, now = escaped([place.source])[0], place.now.isoformat()

    def of_new(texts: Sequence[str]) -> Sequence[str]:
        return texts if len(new) == len(texts) else [texts[row] for row in new]

    moments = of_new([NULL if text is None else text for text in version.updated_at])
    fixed = f"\t{source}\t", f"\t{place.load_no}\t{place.load_no}\t", f"\t{now}\n"
    data = copy_text(
        [
            map(str, numbers),
            escaped(of_new(batch.keys)),
            escaped(of_new(version.delivered)),
            escaped(of_new(version.standard)),
            escaped(of_new(version.faults)),
            of_new(version.digest),
            moments,
        ],
        ["", fixed[0], fixed[1], "\t", "\t", "\t\\\\x", "\t"],
        fixed[2],
    )
    with transaction.cursor().copy(SQL["copy_records"]) as copy:
        copy.write(data)


def _change(
    transaction: Transaction,
    place: Place,
    batch: _Batch,
    version: _Version,
    changed: Sequence[tuple[int, int]],
) -> None:
    """Stores new versions of records, and keeps those that they replace."""
    if not changed:
        return
    confirmed = _confirmed_sealed(transaction, place, batch, changed)
    transaction.execute(
        SQL["change_records"],
        {
            "load_no": place.load_no,
            "now": place.now,
            "records": [number for _, number in changed],
            "delivered": [version.delivered[row] for row, _ in changed],
            "standard": [version.standard[row] for row, _ in changed],
            "faults": [version.faults[row] for row, _ in changed],
            "digests": [bytes.fromhex(version.digest[row]) for row, _ in changed],
            "updates": [version.updated_at[row] for row, _ in changed],
            "confirmed_records": [number for number, _ in confirmed],
            "confirmed_attributes": [name for _, name in confirmed],
        },
    )
    records = np.array([number for _, number in changed], np.int64)
    transaction.execute(SQL["add_waiting"], {"records": records, "now": place.now})


def _confirmed_sealed(
    transaction: Transaction, place: Place, batch: _Batch, changed: Sequence[tuple[int, int]]
) -> list[tuple[int, str]]:
    """The corrections of encrypted attributes that the source says itself now, by record and
    attribute: sealed values are never equal, so they are opened here, where the keys are."""
    names = place.catalogue.encrypted & batch.columns.keys()
    if not names:
        return []
    rows = {number: row for row, number in changed}
    corrections = transaction.execute(
        SQL["corrections"], {"records": list(rows), "attributes": sorted(names)}
    )
    found = []
    for each in corrections:
        number, name, value = each["record_no"], each["attribute"], each["value"]
        column = batch.columns[name]
        right = place.keyring.unseal(value, name) if is_sealed(value) else value
        if column.values[int(column.codes[rows[number]])] == right:
            found.append((number, name))
    return found


def _settle_new(
    transaction: Transaction, place: Place, keys: list[str], numbers: Sequence[int]
) -> Cursor[DictRow] | None:
    """New records wait for linking; touchpoints that came before their record hang on it now.

    The records that got some, when they are asked for.
    """
    if not keys:
        return None
    return transaction.execute(
        SQL["settle_new"],
        {
            "source": place.source,
            "now": place.now,
            "keys": array_of_texts(keys),
            "records": np.array(numbers, np.int64),
        },
    )


def _attach(transaction: Transaction, place: Place, records: list[int]) -> None:
    """What touchpoints say of the records that they hang on now."""
    hang_statements(transaction, records)
    mark_arrived(transaction, place.catalogue, records, place.now)
    fold_totals(transaction, records)


def _version(place: Place, batch: _Batch) -> _Version:
    count = len(batch.keys)
    codes = {name: column.codes.tolist() for name, column in batch.columns.items()}
    secret = place.catalogue.encrypted & batch.columns.keys()

    def texts_of(name: str, texts: Sequence[str | None]) -> Coded:
        if name not in secret:
            return name, codes[name], texts
        return name, *seal_each(place.keyring, name, codes[name], texts)

    delivered = json_objects(
        (texts_of(name, batch.columns[name].texts) for name in batch.delivered), count
    )
    moments = [batch.moments.texts[code] for code in batch.moments.codes.tolist()]
    return _Version(
        delivered=delivered,
        standard=json_objects(
            (texts_of(name, column.values) for name, column in batch.columns.items()), count
        ),
        faults=json_objects(
            ((name, codes[name], column.faults) for name, column in batch.columns.items()), count
        ),
        digest=[
            xxhash.xxh3_128_hexdigest(f"{original}\0{moment}".encode())
            for original, moment in zip(
                _comparable(place, batch, codes) if secret & batch.delivered else delivered,
                moments,
                strict=True,
            )
        ],
        updated_at=moments,
    )


def _comparable(place: Place, batch: _Batch, codes: Mapping[str, list[int]]) -> list[str]:
    """What was delivered, for the digest: equal for equal rows, which sealed values are not."""
    secret = place.catalogue.encrypted
    texts = {name: batch.columns[name].texts for name in batch.delivered}
    return json_objects(
        (
            (name, codes[name], fingerprints(place.keyring, name, found))
            if name in secret
            else (name, codes[name], found)
            for name, found in texts.items()
        ),
        len(batch.keys),
    )


def _values_of(column: StandardColumn, rows: Sequence[int]) -> CodedValues:
    """The values of these rows, without those that none of them has."""
    if len(rows) == len(column.codes):
        return column.codes.tolist(), column.values
    used, codes = np.unique(column.codes[np.asarray(rows, np.int64)], return_inverse=True)
    return codes.tolist(), [column.values[code] for code in used.tolist()]


def of_this_source(delivery: RecordDelivery, rows: Rows) -> Rows:
    """Keeps the rows that the delivery's ``only`` asks for."""
    for name, wanted in delivery.only.items():
        column = rows.columns[name]
        if isinstance(column, list):
            mask = np.array([value == wanted for value in column], bool)
        else:
            mask = pc.fill_null(pc.equal(column, wanted), False).to_numpy()
        rows = rows.where(mask)
    return rows


def _with_key(delivery: RecordDelivery, rows: Rows, landed: Landed) -> tuple[list[str], Rows]:
    """The rows that have a key, and their keys; the others become letters."""
    keys = [own_key(text) for text in rows.column(delivery.key)]
    found = [key for key in keys if key is not None]
    if len(found) == len(keys):
        return found, rows
    has_key = np.array([key is not None for key in keys], bool)
    without = rows.where(~has_key)
    for position, row in zip(without.positions.tolist(), without.by_row(), strict=True):
        landed.letters.append(
            Letter(
                position,
                f"no usable number in the key column {delivery.key}",
                "Give the row its number in the source, then deliver it again.",
                {name: value for name, value in row.items() if value is not None},
            )
        )
    return found, rows.where(has_key)


def _moments(texts: list[str | None], zone: str) -> TextColumn:
    """When the source says that each row changed, standardised."""
    column = standardise_columns(
        {"updated_at": text_column(texts)}, {"updated_at": AttributeType.TIMESTAMP}, zone=zone
    )["updated_at"]
    return TextColumn(column.codes, column.values)
