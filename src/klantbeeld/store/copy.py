"""Numbers into the store and out of it as bytes, straight from and to numpy.

Entering: columns of 64-bit integers or floats. Leaving: the bytes that ``copy ... from stdin
(format binary)`` reads (PostgreSQL documentation, COPY, "Binary Format"); and columns of a query,
which the store packs into a few large values: either way without a Python object per row.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import numpy as np
import numpy.typing as npt
from psycopg import sql

from klantbeeld.store.database import Transaction

_HEADER = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
_TRAILER = b"\xff\xff"
_CHUNK_ROWS = 200_000
_CHUNK_PAGES = 2_000
_PACKED = """
select count(*) as rows, string_agg({packed}, '') as packed
from ({query}) q ({names})
group by {first} / 4096
"""
"""The numbers of a query as PostgreSQL sends them. In parts, for no value may reach a gigabyte."""
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
    """Columns of a query: ``i`` for each bigint, ``f`` for each double precision; the first one
    must be an ``i``. Rows come in no order.

    Raises ValueError for a row with an empty value.
    """
    names = [sql.Identifier(f"c{number}") for number in range(len(kinds))]
    packed = [
        sql.SQL("float8send({})" if kind == "f" else "int8send({})").format(name)
        for name, kind in zip(names, kinds, strict=True)
    ]
    query = sql.SQL(_PACKED).format(
        query=sql.SQL(statement), names=sql.SQL(", ").join(names),
        packed=sql.SQL(" || ").join(packed), first=names[0],
    )  # fmt: skip
    layout = np.dtype([(f"c{number}", f">{kind}8") for number, kind in enumerate(kinds)])
    parts: list[npt.NDArray[Any]] = [np.empty(0, layout)]
    with transaction.cursor(binary=True) as cursor:
        # Planned for these parameters each time: a plan kept for everybody reads every row for one.
        for row in cursor.execute(query, parameters, prepare=False):
            parts.append(np.frombuffer(row["packed"] or b"", layout))
            if len(parts[-1]) != row["rows"]:
                raise ValueError("a row with an empty value")
    rows = np.concatenate(parts)
    return [_column(rows[f"c{number}"], kind) for number, kind in enumerate(kinds)]


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
