"""Standardising a value, a record (live) and a table (bulk) by the same functions.

Entering: text as delivered (None or null: nothing delivered). Leaving: standard forms and codes of
faults. A table's column is dictionary-encoded and each *distinct* value is read once; the steps
across fields run once per distinct pair of values. So a million rows and one row are the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.core.clock import system_clock
from klantbeeld.core.errors import InternalError
from klantbeeld.quality.crossfields import CrossStep, Field, planned
from klantbeeld.quality.standard import ABSENT, Standard, StandardRecord, StandardTable
from klantbeeld.quality.values import Reader, readers

FAULT_TYPE = pa.dictionary(pa.int32(), pa.string())
"""The Arrow type of every column of ``StandardTable.faults``."""

_EMPTY = Field(None, ABSENT)


def standardise_value(
    kind: AttributeType, text: str | None, *, today: date | None = None
) -> Standard:
    """The standard form of one value; never raises, whatever the text.

    ``today`` decides which birth dates are future; by default the present day in UTC.
    """
    if text is None:
        return ABSENT
    return readers(today or system_clock().date())[kind](text)


def standardise_record(
    values: Mapping[str, str | None],
    types: Mapping[str, AttributeType],
    *,
    today: date | None = None,
) -> StandardRecord:
    """One record: attribute name to delivered text in, attribute name to standard form out.

    Every name in ``values`` must be in ``types`` (InternalError). ``types`` may declare more: a
    name prefix or house number found in another attribute then comes out under its own name.
    """
    read = readers(today or system_clock().date())
    fields = {
        name: _EMPTY if text is None else Field(text, _reader(read, types, name)(text))
        for name, text in values.items()
    }
    for step, first, second in planned(fields, types):
        if step.needed(fields[first]):
            before = fields[first], fields.get(second, _EMPTY)
            after = step.run(*before)
            fields[first] = Field(before[0].text, after[0])
            fields[second] = Field(before[1].text, after[1])
        elif second not in fields:
            fields[second] = _EMPTY
    return StandardRecord(
        values={name: field.standard.value for name, field in fields.items()},
        faults={
            name: field.standard.fault for name, field in fields.items() if field.standard.fault
        },
    )


def standardise_table(
    table: pa.Table, types: Mapping[str, AttributeType], *, today: date | None = None
) -> StandardTable:
    """A table of string columns (null: nothing delivered), row by row as ``standardise_record``.

    Columns come out in the order delivered; after them a declared name prefix or house number that
    was not delivered but could stand in another column. A column that ``types`` does not declare is
    an InternalError.
    """
    read = readers(today or system_clock().date())
    plan = planned(table.column_names, types)
    shared = {name for _, *pair in plan for name in pair}
    values: dict[str, pa.Array] = {}
    faults: dict[str, pa.Array] = {}
    waiting: dict[str, _Column] = {}
    for name in table.column_names:
        column = _Column.read(table.column(name), _reader(read, types, name))
        if name in shared:
            waiting[name] = column
            values[name] = faults[name] = None
        else:
            values[name], faults[name] = column.to_arrow()
    for step, first, second in plan:
        other = waiting.get(second) or _Column.empty(table.num_rows)
        waiting[first], waiting[second] = _run(step, waiting[first], other)
    for name, column in waiting.items():
        values[name], faults[name] = column.to_arrow()
    return StandardTable(pa.table(values), pa.table(faults))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as codes into its distinct texts, values and faults; the first entry is null.

    Three lists of strings instead of one of tuples: a million live tuples would keep Python's
    garbage collector busier than the standardising itself.
    """

    codes: npt.NDArray[np.int64]
    texts: list[str | None]
    values: list[str | None]
    faults: list[str | None]

    @classmethod
    def empty(cls, rows: int) -> _Column:
        return cls(np.zeros(rows, np.int64), [None], [None], [None])

    @classmethod
    def read(cls, column: pa.ChunkedArray, read: Reader) -> _Column:
        if column.type != pa.string():  # a column without any value has no type of its own yet
            column = column.cast(pa.string())
        chunks = column.dictionary_encode().unify_dictionaries().chunks
        texts: list[str | None] = [None]
        values: list[str | None] = [None]
        faults: list[str | None] = [None]
        if chunks:
            texts += chunks[0].dictionary.to_pylist()
        for text in texts[1:]:
            value, fault = read(text) if text is not None else ABSENT
            values.append(value)
            faults.append(fault)
        codes = [
            chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
            for chunk in chunks
        ]
        return cls(np.concatenate(codes) if codes else np.zeros(0, np.int64), texts, values, faults)

    def field(self, code: int) -> Field:
        return Field(self.texts[code], Standard(self.values[code], self.faults[code]))

    def replaced(
        self, rows: npt.NDArray[np.int64], at: npt.NDArray[np.int64], fields: list[Field]
    ) -> _Column:
        """The column with ``fields[at[n]]`` in row ``rows[n]``."""
        codes = self.codes.copy()
        codes[rows] = len(self.texts) + at
        return _Column(
            codes,
            self.texts + [field.text for field in fields],
            self.values + [field.standard.value for field in fields],
            self.faults + [field.standard.fault for field in fields],
        )

    def to_arrow(self) -> tuple[pa.Array, pa.Array]:
        indices = pa.array(self.codes)
        values = pa.array(self.values, pa.string()).take(indices)
        found = sorted({fault for fault in self.faults if fault})
        if not found:
            return values, pa.nulls(len(indices), FAULT_TYPE)
        code_of: dict[str | None, int] = {fault: at for at, fault in enumerate(found)}
        codes = pa.array([code_of.get(fault) for fault in self.faults], pa.int32())
        faults = pa.DictionaryArray.from_arrays(codes.take(indices), pa.array(found, pa.string()))
        return values, faults


def _reader(
    read: Mapping[AttributeType, Reader], types: Mapping[str, AttributeType], name: str
) -> Reader:
    if name not in types:
        raise InternalError(f"attribute {name!r} reached standardising without a declared type")
    return read[types[name]]


def _run(step: CrossStep, first: _Column, second: _Column) -> tuple[_Column, _Column]:
    """The step on every distinct pair of fields whose first one needs it."""
    count = len(first.texts)
    needed = np.fromiter((step.needed(first.field(code)) for code in range(count)), bool, count)
    rows = np.flatnonzero(needed[first.codes])
    width = len(second.texts)
    pairs, at = np.unique(first.codes[rows] * width + second.codes[rows], return_inverse=True)
    first_after: list[Field] = []
    second_after: list[Field] = []
    for pair in pairs.tolist():
        a, b = first.field(pair // width), second.field(pair % width)
        new_a, new_b = step.run(a, b)
        first_after.append(Field(a.text, new_a))
        second_after.append(Field(b.text, new_b))
    return first.replaced(rows, at, first_after), second.replaced(rows, at, second_after)
