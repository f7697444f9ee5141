"""What linking compares of each record, kept beside it in comparable form.

Entering: records, or their numbers. Leaving: columns as ``linking_columns`` makes them. A live
record meets a dozen others; taking each out of its JSON and standardising it for comparing, every
time anew, cost more than scoring it. So linking stores the form of what it has linked, as one text.
A form is a copy: one that is not there, or was made under another catalogue, is made from the
record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from psycopg.rows import tuple_row
from pyarrow import csv

from klantbeeld.catalog.model import Catalogue
from klantbeeld.identity.records import SMALL, Rows
from klantbeeld.pipeline.linking.records import linking_columns, linking_names
from klantbeeld.profile.held import read_told
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "forms.sql")

VERSION = "1"
"""To be raised when comparable forms change: older ones are then made anew."""

BETWEEN = "\x1f"
"""Stands between the values; no comparable form holds it, nor the end of a line."""

Columns = Mapping[str, Sequence[Any]]


@lru_cache(maxsize=8)
def _layout(names: tuple[str, ...]) -> str:
    """What a form begins with: it tells which columns it has, in which order."""
    return xxhash.xxh3_64_hexdigest(BETWEEN.join((VERSION, *names)).encode())


def forms_of(columns: Columns) -> list[str]:
    """The forms of a few records, from their columns."""
    names = _compared(columns)
    parts = [[value or "" for value in columns[name]] for name in names]
    layout = _layout(names)
    return [BETWEEN.join((layout, *values)) for values in zip(*parts, strict=True)]


def columns_of(catalogue: Catalogue, record_no: Rows, forms: Sequence[str]) -> Columns:
    """The columns of records from their forms: plain lists of a few, Arrow of more."""
    names = ("record_no", *linking_names(catalogue))
    if len(forms) <= SMALL:
        parts = list(zip(*(form.split(BETWEEN) for form in forms), strict=True))
        _, *values = parts or [()] * len(names)
        return dict(zip(names, (record_no.tolist(), *values), strict=True))
    table = csv.read_csv(
        pa.py_buffer("\n".join(forms).encode()),
        csv.ReadOptions(column_names=["layout", *names[1:]], use_threads=False),
        csv.ParseOptions(delimiter=BETWEEN, quote_char=False),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names[1:], pa.string()),
            include_columns=names[1:],
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    columns: Columns = table.add_column(0, "record_no", pa.array(record_no))
    return columns


def read_forms(
    transaction: Transaction, catalogue: Catalogue, record_nos: Rows
) -> tuple[Rows, list[str]]:
    """These records, as far as they exist, by rising number; and their forms."""
    if not len(record_nos):
        return record_nos, []
    with transaction.cursor(row_factory=tuple_row, binary=True) as cursor:
        cursor.execute(SQL["read"], {"records": record_nos})
        rows = cursor.fetchall()
    layout = _layout(linking_names(catalogue))
    known = {number: form for number, form in rows if form.startswith(layout)}
    if len(known) < len(record_nos):
        missing = np.setdiff1d(record_nos, np.array([*known], np.int64))
        told = read_told(transaction, catalogue, missing)
        made = forms_of(linking_columns(told, catalogue))
        known.update(zip(told.record_no.tolist(), made, strict=True))
    numbers = sorted(known)
    return np.array(numbers, np.int64), [known[number] for number in numbers]


def store_forms(transaction: Transaction, record_no: Rows, forms: Sequence[str]) -> None:
    """Stores the forms of a few records, in the place of former ones."""
    parameters = {"records": record_no, "forms": "\n".join(forms)}
    transaction.execute(SQL["store"], parameters)


def forget_forms(transaction: Transaction, record_no: Rows) -> None:
    """Takes out the forms of erased records."""
    transaction.execute(SQL["forget"], {"records": record_no})


def replace_forms(transaction: Transaction, table: pa.Table) -> None:
    """Stores the forms of all records anew, from the table that linking is about to compare."""
    transaction.execute(SQL["clear"])
    names = _compared(table)
    columns = [pc.fill_null(table[name].cast(pa.string()), "") for name in names]
    numbers = pc.cast(table["record_no"], pa.string())
    parts = [part for column in columns for part in (pa.scalar(BETWEEN), column)]
    lines = pc.binary_join_element_wise(
        numbers, pa.scalar(f"\t{_layout(names)}"), *parts, pa.scalar("\n"), pa.scalar("")
    )
    with transaction.cursor().copy(SQL["copy"]) as copy:
        for chunk in lines.chunks:
            _, ends, letters = chunk.buffers()  # the lines stand one behind another
            start, end = np.frombuffer(ends, np.int32)[[chunk.offset, chunk.offset + len(chunk)]]
            copy.write(letters[start:end])


def _compared(columns: Columns) -> tuple[str, ...]:
    names = columns.column_names if isinstance(columns, pa.Table) else columns
    return tuple(name for name in names if name != "record_no")
