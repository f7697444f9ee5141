"""Parquet files to batches of declared text columns.

Entering: a path. Leaving: batches, a row group at a time. Dates and times become ISO 8601 text
(instants in UTC with ``+00:00``), numbers plain text, structs and lists JSON text, NaN a null.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Step
from klantbeeld.sources.csv_exact import too_large
from klantbeeld.sources.detect import header_faults, undeclared
from klantbeeld.sources.rows import (
    MAX_ROW_BYTES,
    Batch,
    FileFormat,
    FileShape,
    Position,
    RefusalCode,
    Refused,
    cut,
)

_BATCH_BYTES = 64 << 20
_FRACTION_ZEROS = r"(\.\d*?)0+$"


def _damaged(path: Path, row: int | None = None) -> InputError:
    where = str(path) if row is None else f"{path}, after row {row}"
    return InputError.single("the Parquet file is damaged", where, "Deliver the file again.")


def inspect_parquet(path: Path, declared: Collection[str]) -> FileShape:
    """Raises InputError for a damaged file or a schema that does not fit."""
    try:
        with pq.ParquetFile(path) as file:
            names, total = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path) from error
    faults = header_faults(names, declared, str(path))
    if faults:
        raise InputError(*faults)
    return FileShape(
        format=FileFormat.PARQUET,
        names=names,
        undeclared=undeclared(names, declared),
        total_bytes=path.stat().st_size,
        total_rows=total,
    )


def read_parquet(
    path: Path,
    shape: FileShape,
    declared: Collection[str],
    *,
    batch_rows: int,
    start_row: int = 0,
    step: Step | None = None,
) -> Iterator[Batch]:
    """Batches of at most ``batch_rows`` records after the ``start_row``-th."""
    names = [name for name in shape.names if name in declared]
    done = told = 0
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                facts = file.metadata.row_group(group)
                if done + facts.num_rows <= start_row:
                    done += facts.num_rows
                    continue
                row_bytes = max(1, facts.total_byte_size // max(1, facts.num_rows))
                size = max(1, min(batch_rows, _BATCH_BYTES // row_bytes))
                for piece in file.iter_batches(size, row_groups=[group], columns=names):
                    rows = np.arange(done + 1, done + 1 + len(piece), dtype=np.int64)
                    done += len(piece)
                    table, rows, refused = _as_text(path, piece.select(names), rows)
                    yield from cut(table, rows, refused, batch_rows=batch_rows, start_row=start_row)
                    if step is not None and shape.total_rows:
                        now = shape.total_bytes * done // shape.total_rows
                        step.advance(now - told)
                        told = now
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, done) from error
    if step is not None and shape.total_bytes > told:
        step.advance(shape.total_bytes - told)


def _as_text(path: Path, piece: pa.RecordBatch, rows: Any) -> tuple[pa.Table, Any, list[Refused]]:
    """All columns as text, and apart the rows with a value that no text column takes."""
    faults: dict[int, Refused] = {}
    arrays = []
    for name, column in zip(piece.schema.names, piece.columns, strict=True):
        array, bad = _column_text(column)
        lengths, data = _lengths_and_bytes(array)
        for index in np.flatnonzero(lengths > MAX_ROW_BYTES).tolist():
            faults.setdefault(index, too_large(Position(path.name, int(rows[index]), "row")))
        for index in _with_nul(array) if b"\0" in data else ():
            what, mend = f"column {name!r} holds a NUL byte", "Remove the NUL bytes at the source."
            position = Position(path.name, int(rows[index]), "row")
            faults.setdefault(index, Refused(position, RefusalCode.NUL_BYTE, what, mend))
        for index in bad:
            what, mend = f"column {name!r} is not UTF-8 text", "Write the column as UTF-8 strings."
            position = Position(path.name, int(rows[index]), "row")
            faults.setdefault(index, Refused(position, RefusalCode.BROKEN_ENCODING, what, mend))
        if np.count_nonzero(lengths == 0) > array.null_count:  # an empty text is a missing value
            array = pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)
        arrays.append(array)
    table = pa.table(arrays, names=piece.schema.names)
    if faults:
        keep = np.ones(len(rows), bool)
        keep[list(faults)] = False
        table, rows = table.filter(pa.array(keep)), rows[keep]
    return table, rows, [faults[index] for index in sorted(faults)]


def _lengths_and_bytes(array: pa.Array) -> tuple[npt.NDArray[np.int32], bytes]:
    """How many bytes each text has (a null: none, or whatever its writer left), and all bytes."""
    _, offsets, data = array.buffers()
    if not len(array):
        return np.zeros(0, np.int32), b""
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return np.diff(ends), memoryview(data)[ends[0] : ends[-1]].tobytes() if data else b""


def _with_nul(array: pa.Array) -> list[int]:
    """The rows whose text holds a NUL byte."""
    found = pc.fill_null(pc.match_substring(array, "\0"), fill_value=False)
    rows: list[int] = np.flatnonzero(found.to_numpy(zero_copy_only=False)).tolist()
    return rows


def _column_text(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """The column as ``pa.string()``, and the indexes whose bytes are not UTF-8 (null there)."""
    kind = column.type
    bad: list[int] = []
    if pa.types.is_dictionary(kind):
        text, bad = _column_text(column.cast(kind.value_type))
    elif _is_text(kind):
        try:
            column.validate(full=True)
            text = column.cast(pa.string())
        except pa.ArrowInvalid:
            text, bad = _decoded(column.cast(pa.large_binary()).to_pylist())
    elif pa.types.is_timestamp(kind):
        utc = column.cast(pa.timestamp(kind.unit, kind.tz and "UTC"))
        text = utc.cast(pa.timestamp(kind.unit)).cast(pa.string())
        text = _iso(text, "+00:00" if kind.tz else "")
    elif pa.types.is_time(kind):
        text = _iso(column.cast(pa.string()), "")
    elif pa.types.is_floating(kind):
        text = pc.if_else(pc.is_nan(column), pa.scalar(None, pa.string()), column.cast(pa.string()))
        text = _plain_numbers(text)
    elif pa.types.is_decimal(kind):
        text = _plain_numbers(column.cast(pa.string()))
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date(kind):
        text = column.cast(pa.string())
    elif _is_binary(kind):
        text, bad = _decoded(column.cast(pa.large_binary()).to_pylist())
    else:
        values = [None if value is None else _python_text(value) for value in column.to_pylist()]
        text = pa.array(values, pa.string())
    return text, bad


def _is_text(kind: pa.DataType) -> bool:
    types = pa.types
    return any((types.is_string(kind), types.is_large_string(kind), types.is_string_view(kind)))


def _is_binary(kind: pa.DataType) -> bool:
    types = pa.types
    sized = types.is_fixed_size_binary(kind) or types.is_binary_view(kind)
    return any((sized, types.is_binary(kind), types.is_large_binary(kind)))


def _decoded(values: list[bytes | None]) -> tuple[pa.Array, list[int]]:
    texts: list[str | None] = []
    bad = []
    for index, value in enumerate(values):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(None)
            bad.append(index)
    return pa.array(texts, pa.string()), bad


def _iso(text: pa.Array, zone: str) -> pa.Array:
    """``2024-01-31 09:00:00.500000`` to ``2024-01-31T09:00:00.5`` and the zone."""
    text = pc.replace_substring(text, " ", "T", max_replacements=1)
    text = pc.replace_substring_regex(text, _FRACTION_ZEROS, r"\1")
    text = pc.replace_substring_regex(text, r"\.$", "")
    return pc.binary_join_element_wise(text, zone, "") if zone else text


def _plain_numbers(text: pa.Array) -> pa.Array:
    """Writes powers of ten out: ``1e+20`` becomes 100000000000000000000."""
    powers = pc.match_substring_regex(text, "[eE]")
    if not pc.any(powers).as_py():
        return text
    plain = [
        format(Decimal(value), "f") if value and re.search("[eE]", value) else value
        for value in text.to_pylist()
    ]
    return pa.array(plain, pa.string())


def _python_text(value: Any) -> str:
    if isinstance(value, list | dict | tuple):
        return orjson.dumps(value, default=_json_value, option=orjson.OPT_NON_STR_KEYS).decode()
    return str(value)


def _json_value(value: Any) -> Any:
    match value:
        case Decimal():
            return orjson.Fragment(format(value, "f"))
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return str(value)
