"""Source records as linking and folding read them: columns, a few records or all of them.

Entering: numbers of records (or none, for all), in the caller's transaction. Leaving: one column
per declared attribute with the standard values, and what survivorship asks about a record. A few
come as rows and stay Python lists; all of them come by COPY and stay Arrow arrays, because a
million rows of Python strings would cost gigabytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, LiteralString, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from psycopg.rows import tuple_row
from pyarrow import csv

from klantbeeld.catalog.model import Catalogue
from klantbeeld.quality.faults import CORRECTED, FAULTS, Weight
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "held.sql")

Texts: TypeAlias = Any
"""A sequence of ``str | None``, or a ``pa.ChunkedArray`` of text (which brings no types)."""
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOBODY = 0
"""The person of a record that was never linked; ids begin at 1."""

_FIXED = (
    "r.record_no",
    "r.source",
    f"coalesce(m.person_id, {NOBODY})",
    "(extract(epoch from coalesce(r.updated_at, r.recorded_at)) * 1000000)::bigint",
    "(r.gone_at is not null)::int",
    "nullif(r.faults, '{}')::text",
)
_FIXED_TYPES = {
    "f0": pa.int64(), "f1": pa.string(), "f2": pa.int64(), "f3": pa.int64(), "f4": pa.int64(),
    "f5": pa.string(),
}  # fmt: skip


class Told(Protocol):
    """What records say, whichever way they were read: attribute -> column of values."""

    @property
    def record_no(self) -> Numbers: ...

    @property
    def source(self) -> Texts: ...

    @property
    def texts(self) -> Mapping[str, Texts]: ...


@dataclass(frozen=True, slots=True, repr=False)
class ToldRecords:
    """A few records, by rising number, with nothing but what they say."""

    record_no: Numbers
    source: Texts
    texts: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.record_no)


@dataclass(frozen=True, slots=True, repr=False)
class HeldRecords:
    """Records, by rising number as they are read.

    ``person_id`` is ``NOBODY`` before the first linking, ``at`` in microseconds since 1970,
    ``texts`` by declared attribute: missing values are None or null.
    """

    record_no: Numbers
    source: Texts
    person_id: Numbers
    at: Numbers
    gone: Flags
    faults: Texts
    """Attribute -> code as a JSON text; missing where there is none."""
    texts: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.record_no)

    def present(self, attribute: str) -> Flags:
        """Which records hold a value of the attribute."""
        return has_value(self.texts[attribute])

    def source_codes(self) -> tuple[list[str], Numbers]:
        """The sources, and which one each record comes from."""
        return _coded(self.source)

    def broken(self) -> dict[str, Flags]:
        """Attribute -> the records whose value of it breaks its rules; others break none."""
        return self._faulty(_breaking)

    def corrected(self) -> dict[str, Flags]:
        """Attribute -> the records in which the person corrected it; others nobody corrected."""
        return self._faulty(_corrected)

    def _faulty(self, attributes_of: Callable[[str], tuple[str, ...]]) -> dict[str, Flags]:
        distinct, codes = _coded(self.faults)
        rows: dict[str, list[int]] = {}
        for code, text in enumerate(distinct):
            for attribute in attributes_of(text):
                rows.setdefault(attribute, []).append(code)
        return {
            attribute: _marked(len(distinct), found)[codes] for attribute, found in rows.items()
        }

    def take(self, rows: Numbers | Flags) -> HeldRecords:
        """Some of the records; of a few, not of all."""
        chosen = np.flatnonzero(rows) if rows.dtype == bool else rows
        places = chosen.tolist()
        return HeldRecords(
            self.record_no[chosen],
            [self.source[row] for row in places],
            self.person_id[chosen],
            self.at[chosen],
            self.gone[chosen],
            [self.faults[row] for row in places],
            {name: [column[row] for row in places] for name, column in self.texts.items()},
        )

    def values(self, attribute: str, rows: Numbers) -> list[str | None]:
        """The values of some rows; None for row -1."""
        column = self.texts[attribute]
        if isinstance(column, pa.ChunkedArray):
            taken: list[str | None] = column.take(pa.array(rows, mask=rows < 0)).to_pylist()
            return taken
        return [column[row] if row >= 0 else None for row in rows.tolist()]


def has_value(column: Texts) -> Flags:
    """Where a column holds a value."""
    if isinstance(column, pa.ChunkedArray):
        return np.asarray(pc.is_valid(column))
    return np.array([value is not None for value in column], bool)


def _coded(texts: Texts) -> tuple[list[str], Numbers]:
    """The distinct texts, and which one each record has; -1 where it has none."""
    if isinstance(texts, pa.ChunkedArray):
        encoded = texts.combine_chunks().dictionary_encode()
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
        return encoded.dictionary.to_pylist(), codes
    distinct = sorted({text for text in texts if text is not None})
    number = {text: code for code, text in enumerate(distinct)}
    return distinct, np.array([number.get(text, -1) for text in texts], np.int64)


@lru_cache(maxsize=1 << 12)
def _breaking(faults: str) -> tuple[str, ...]:
    """The attributes whose fault makes the value a lesser one; a note does not, an unknown code
    does."""
    return tuple(
        attribute
        for attribute, fault in orjson.loads(faults).items()
        if fault not in FAULTS or FAULTS[fault].weight is not Weight.NOTE
    )


@lru_cache(maxsize=1 << 12)
def _corrected(faults: str) -> tuple[str, ...]:
    """The attributes that the person corrected."""
    return tuple(name for name, fault in orjson.loads(faults).items() if fault == CORRECTED)


def _marked(size: int, positions: list[int]) -> Flags:
    """One flag per code, and a last one, for code -1, that is never set."""
    flags = np.zeros(size + 1, bool)
    flags[positions] = True
    return flags


def read_some(
    transaction: Transaction, catalogue: Catalogue, record_nos: Numbers | Sequence[int]
) -> HeldRecords:
    """These records, as far as they exist."""
    rows = _rows(transaction, _SQL["held"], record_nos)
    numbers, source, person, at, gone, faults, standard = _columns(rows, 7)
    return HeldRecords(
        np.array(numbers, np.int64),
        source,
        np.array(person, np.int64),
        np.array(at, np.int64),
        np.array(gone, bool),
        faults,
        _texts(catalogue, standard),
    )


def read_told(
    transaction: Transaction, catalogue: Catalogue, record_nos: Numbers | Sequence[int]
) -> ToldRecords:
    """What these records say, as far as they exist: at half the cost of all that is held."""
    rows = _rows(transaction, _SQL["told"], record_nos)
    numbers, source, standard = _columns(rows, 3)
    return ToldRecords(np.array(numbers, np.int64), source, _texts(catalogue, standard))


def _rows(
    transaction: Transaction, statement: LiteralString, record_nos: Numbers | Sequence[int]
) -> list[tuple[Any, ...]]:
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        cursor.execute(statement, {"records": np.asarray(record_nos, np.int64)})
        return cursor.fetchall()


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) or [()] * count


def _texts(catalogue: Catalogue, standard: Sequence[str]) -> dict[str, Texts]:
    """JSON objects as a column for each declared attribute."""
    said = [orjson.loads(text) for text in standard]
    return {name: [values.get(name) for values in said] for name in catalogue.attributes}


def read_all(transaction: Transaction, catalogue: Catalogue) -> HeldRecords:
    """Every record."""
    names = [*_FIXED_TYPES, *(f"a{n}" for n in range(len(catalogue.attributes)))]
    # Attribute names come from the catalogue: they enter as values, never as SQL text.
    values = [
        sql.SQL("r.standard ->> {}").format(sql.Literal(name)) for name in catalogue.attributes
    ]
    query = sql.SQL(
        "copy (select {} from source_record r left join membership m using (record_no) "
        "order by r.record_no) to stdout (format csv)"
    ).format(sql.SQL(", ").join([*map(sql.SQL, _FIXED), *values]))
    buffer = io.BytesIO()
    with transaction.cursor().copy(query) as copy:
        for block in copy:
            buffer.write(block)
    table = _parse(buffer, names)
    numbers = {name: table[name].to_numpy() for name in ("f0", "f2", "f3", "f4")}
    return HeldRecords(
        numbers["f0"],
        table["f1"],
        numbers["f2"],
        numbers["f3"],
        numbers["f4"].astype(bool),
        table["f5"],
        {name: table[f"a{n}"] for n, name in enumerate(catalogue.attributes)},
    )


def _parse(buffer: io.BytesIO, names: list[str]) -> pa.Table:
    types = {name: _FIXED_TYPES.get(name, pa.string()) for name in names}
    if not buffer.tell():
        return pa.table({name: pa.chunked_array([], kind) for name, kind in types.items()})
    return csv.read_csv(
        pa.py_buffer(buffer.getbuffer()),
        csv.ReadOptions(column_names=names, use_threads=False, block_size=1 << 24),
        csv.ParseOptions(newlines_in_values=True),
        # An empty field is null, a quoted one an empty text.
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def concat(first: HeldRecords, second: HeldRecords) -> HeldRecords:
    """Both, one after the other; of a few records each."""
    return HeldRecords(
        np.append(first.record_no, second.record_no),
        [*first.source, *second.source],
        np.append(first.person_id, second.person_id),
        np.append(first.at, second.at),
        np.append(first.gone, second.gone),
        [*first.faults, *second.faults],
        {name: [*column, *second.texts[name]] for name, column in first.texts.items()},
    )
