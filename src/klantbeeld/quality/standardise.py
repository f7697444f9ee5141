"""Standardising a value, a record (live) and a table (bulk) by the same functions.

Entering: text as delivered (None or null: nothing delivered). Leaving: standard forms and codes of
faults. A table's column is dictionary-encoded and each *distinct* value is read once; the steps
across fields run once per distinct pair of values. So a million rows and one row are the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.core.clock import system_clock
from klantbeeld.core.errors import InternalError
from klantbeeld.quality.columns import (
    Codes,
    StandardColumn,
    TextColumn,
    empty_column,
    text_column,
)
from klantbeeld.quality.crossfields import CrossStep, Field, planned
from klantbeeld.quality.dates import LOCAL_ZONE
from klantbeeld.quality.standard import ABSENT, Standard, StandardRecord, StandardTable
from klantbeeld.quality.values import Reader, readers

_EMPTY = Field(None, ABSENT)


def standardise_value(
    kind: AttributeType,
    text: str | None,
    *,
    today: date | None = None,
    zone: str = LOCAL_ZONE.key,
) -> Standard:
    """The standard form of one value; never raises, whatever the text.

    ``today`` decides which birth dates are future; by default the present day in UTC. ``zone``:
    where times are local that name no time zone.
    """
    if text is None:
        return ABSENT
    return readers(today or system_clock().date(), zone)[kind](text)


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
    """``standardise_columns`` of a table of string columns (null: nothing delivered)."""
    columns = {name: text_column(table.column(name)) for name in table.column_names}
    standard = standardise_columns(columns, types, today=today)
    arrays = {name: column.to_arrow() for name, column in standard.items()}
    return StandardTable(
        pa.table({name: values for name, (values, _) in arrays.items()}),
        pa.table({name: faults for name, (_, faults) in arrays.items()}),
    )


def standardise_columns(
    columns: Mapping[str, TextColumn],
    types: Mapping[str, AttributeType],
    *,
    today: date | None = None,
    zone: str = LOCAL_ZONE.key,
) -> dict[str, StandardColumn]:
    """Columns of equal length, row by row as ``standardise_record``.

    They come out in the order delivered; after them a declared name prefix or house number that was
    not delivered but could stand in another column. A column that ``types`` does not declare is an
    InternalError.
    """
    read = readers(today or system_clock().date(), zone)
    standard = {name: _read(column, _reader(read, types, name)) for name, column in columns.items()}
    for step, first, second in planned(columns, types):
        if second not in standard:
            standard[second] = empty_column(len(standard[first].codes))
        standard[first], standard[second] = _run(step, standard[first], standard[second])
    return standard


def _read(column: TextColumn, read: Reader) -> StandardColumn:
    values: list[str | None] = [None]
    faults: list[str | None] = [None]
    for text in column.texts[1:]:
        value, fault = read(text) if text is not None else ABSENT
        values.append(value)
        faults.append(fault)
    return StandardColumn(column.codes, column.texts, values, faults)


def _field(column: StandardColumn, code: int) -> Field:
    return Field(column.texts[code], Standard(column.values[code], column.faults[code]))


def _replaced(
    column: StandardColumn, rows: Codes, at: Codes, fields: list[Field]
) -> StandardColumn:
    """The column with ``fields[at[n]]`` in row ``rows[n]``."""
    codes = column.codes.copy()
    codes[rows] = len(column.texts) + at
    return StandardColumn(
        codes,
        column.texts + [field.text for field in fields],
        column.values + [field.standard.value for field in fields],
        column.faults + [field.standard.fault for field in fields],
    )


def _reader(
    read: Mapping[AttributeType, Reader], types: Mapping[str, AttributeType], name: str
) -> Reader:
    if name not in types:
        raise InternalError(f"attribute {name!r} reached standardising without a declared type")
    return read[types[name]]


def _run(
    step: CrossStep, first: StandardColumn, second: StandardColumn
) -> tuple[StandardColumn, StandardColumn]:
    """The step on every distinct pair of fields whose first one needs it."""
    count = len(first.texts)
    needed = np.fromiter((step.needed(_field(first, code)) for code in range(count)), bool, count)
    if not needed.any():
        return first, second
    rows = np.flatnonzero(needed[first.codes])
    width = len(second.texts)
    pairs, at = np.unique(first.codes[rows] * width + second.codes[rows], return_inverse=True)
    first_after: list[Field] = []
    second_after: list[Field] = []
    for pair in pairs.tolist():
        a, b = _field(first, pair // width), _field(second, pair % width)
        new_a, new_b = step.run(a, b)
        first_after.append(Field(a.text, new_a))
        second_after.append(Field(b.text, new_b))
    return _replaced(first, rows, at, first_after), _replaced(second, rows, at, second_after)
