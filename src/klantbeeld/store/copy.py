"""Numbers into the store by COPY's binary format, straight from numpy.

Entering: columns of 64-bit integers or floats. Leaving: the bytes that ``copy ... from stdin
(format binary)`` reads (PostgreSQL documentation, COPY, "Binary Format"), without a Python object
per row.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
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
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for number, column in enumerate(columns):
        kind = ">f8" if column.dtype.kind == "f" else ">i8"
        layout += [(f"length{number}", ">i4"), (f"value{number}", kind)]
    out: npt.NDArray[Any] = np.empty(len(columns[0]), np.dtype(layout))
    out["fields"] = len(columns)
    for number, column in enumerate(columns):
        out[f"length{number}"] = 8
        out[f"value{number}"] = column
    return out.tobytes()


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
