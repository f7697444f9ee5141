"""Numbers into the store and out of it by COPY's binary format, straight from and to numpy.

Entering: columns of 64-bit integers or floats. Leaving: the bytes that ``copy ... from stdin
(format binary)`` reads (PostgreSQL documentation, COPY, "Binary Format"), without a Python object
per row; and columns from what ``copy ... to stdout`` writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import numpy as np
import numpy.typing as npt

from klantbeeld.store.database import Transaction

_HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
_TRAILER = b"\xff\xff"
_CHUNK_ROWS = 200_000
_CHUNK_PAGES = 2_000
_KEY_AND_BYTES = struct.Struct("!hiqi")
"""Fields, length and value of the key, length of the bytes."""

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


def copy_numbers(
    transaction: Transaction, statement: LiteralString, columns: Sequence[Numbers]
) -> None:
    """Runs a binary COPY of equally long columns (bigint or double precision)."""
    rows = len(columns[0])
    with transaction.cursor().copy(statement) as copy:
        copy.write(_HEADER)
        for start in range(0, rows, _CHUNK_ROWS):
            copy.write(_rows([column[start : start + _CHUNK_ROWS] for column in columns]))
        copy.write(_TRAILER)


def _rows(columns: Sequence[Numbers]) -> bytes:
    kinds = "".join("f" if column.dtype.kind == "f" else "i" for column in columns)
    out: npt.NDArray[Any] = np.empty(len(columns[0]), np.dtype(_layout(kinds)))
    out["fields"] = len(columns)
    for number, column in enumerate(columns):
        out[f"length{number}"] = 8
        out[f"value{number}"] = column
    return out.tobytes()


def _layout(kinds: str) -> list[tuple[str, str]]:
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for number, kind in enumerate(kinds):
        layout += [(f"length{number}", ">i4"), (f"value{number}", f">{kind}8")]
    return layout


def read_numbers(
    transaction: Transaction,
    statement: LiteralString,
    parameters: Mapping[str, Any],
    kinds: str,
) -> list[Numbers]:
    """Columns of a binary COPY to stdout: ``i`` for each bigint, ``f`` for each double precision.

    Raises ValueError for a row that is not so wide, as one with an empty value.
    """
    with transaction.cursor().copy(statement, parameters) as copy:
        data = b"".join(copy)
    layout = np.dtype(_layout(kinds))
    body = memoryview(data)[len(_HEADER) : len(data) - len(_TRAILER)]
    if len(body) % layout.itemsize:
        raise ValueError(f"rows of another width than {len(kinds)} numbers")
    rows: npt.NDArray[Any] = np.frombuffer(body, layout)
    if len(rows) and (rows["fields"] != len(kinds)).any():
        raise ValueError(f"rows of another width than {len(kinds)} numbers")
    return [_column(rows[f"value{number}"], kind) for number, kind in enumerate(kinds)]


def _column(values: npt.NDArray[Any], kind: str) -> Numbers:
    return values.astype(np.float64) if kind == "f" else values.astype(np.int64)


def copy_bytes(
    transaction: Transaction,
    statement: LiteralString,
    keys: Iterable[int],
    values: Iterable[bytes | memoryview],
) -> None:
    """Runs a binary COPY of a bigint and a bytea column."""
    with transaction.cursor().copy(statement) as copy:
        copy.write(_HEADER)
        chunk: list[bytes | memoryview] = []
        for key, value in zip(keys, values, strict=True):
            chunk += (_KEY_AND_BYTES.pack(2, 8, key, len(value)), value)
            if len(chunk) >= _CHUNK_PAGES:
                copy.write(b"".join(chunk))
                chunk.clear()
        copy.write(b"".join([*chunk, _TRAILER]))
