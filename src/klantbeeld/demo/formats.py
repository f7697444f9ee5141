"""Writes rows the way the systems would: CSV, Excel, JSON Lines, Parquet; always the same bytes.

Enters: rows of one file. Leaves: the file. A CSV cell with the delimiter is quoted (RFC 4180).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

Row = Mapping[str, Any]

_CORE = (
    '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="http://schemas.'
    'openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Row], *, delimiter: str, encoding: str
) -> None:
    """Missing values are empty; a letter that the encoding lacks becomes "?", as in life."""
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([row.get(name) for name in columns] for row in rows)


def write_jsonl(path: Path, rows: Iterable[Row]) -> None:
    """Missing values are left out of the object."""
    with path.open("wb") as file:
        for row in rows:
            present = {name: value for name, value in row.items() if value is not None}
            file.write(orjson.dumps(present) + b"\n")


def write_excel(path: Path, sheet: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """One sheet with a header row; dates become date cells."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.append(list(columns))
    for row in rows:
        page.append([row.get(name) for name in columns])
    raw = io.BytesIO()
    book.save(raw)
    # Excel files carry the time of writing; without it the same rows give the same bytes.
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _CORE.encode() if name == "docProps/core.xml" else old.read(name)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def write_parquet(path: Path, table: pa.Table) -> None:
    """Zstandard, row groups of 256k."""
    pq.write_table(table, path, compression="zstd", row_group_size=1 << 18)


def table_of(columns: Mapping[str, pa.DataType], rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table with the given columns; a missing value is null."""
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], kind) for name, kind in columns.items()}
    )
