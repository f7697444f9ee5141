"""Numpy arrays as parameters of statements: one array for a batch instead of a row at a time.

Entering: one-dimensional arrays of 64-bit integers or floats. Leaving: PostgreSQL's binary form of
``bigint[]`` and ``double precision[]`` (src/backend/utils/adt/arrayfuncs.c, ``array_send``),
without a Python object per element.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_DIMENSIONS, _NO_NULLS, _FIRST = 1, 0, 1


class _ArrayDumper(Dumper):
    """Dumps integers as ``bigint[]``; a subclass of the same form dumps floats."""

    format = Format.BINARY
    element = psycopg.adapters.types["int8"].oid
    oid = psycopg.adapters.types["int8"].array_oid
    kind = ">i8"

    def get_key(self, obj: npt.NDArray[Any], format: Any) -> Any:  # noqa: A002 - psycopg names it
        return (np.ndarray, obj.dtype.kind)

    def upgrade(self, obj: npt.NDArray[Any], format: Any) -> Dumper:  # noqa: A002 - psycopg names it
        return _FloatsDumper(np.ndarray) if obj.dtype.kind == "f" else self

    def dump(self, obj: npt.NDArray[Any]) -> Buffer:
        if obj.ndim != 1 or obj.dtype.kind not in "if":
            raise psycopg.DataError(f"no array of numbers: {obj.dtype}, {obj.ndim} dimensions")
        elements = np.empty(len(obj), np.dtype([("length", ">i4"), ("value", self.kind)]))
        elements["length"] = 8
        elements["value"] = obj
        head = struct.pack("!5i", _DIMENSIONS, _NO_NULLS, self.element, len(obj), _FIRST)
        return head + elements.tobytes()


class _FloatsDumper(_ArrayDumper):
    element = psycopg.adapters.types["float8"].oid
    oid = psycopg.adapters.types["float8"].array_oid
    kind = ">f8"

    def upgrade(self, obj: npt.NDArray[Any], format: Any) -> Dumper:  # noqa: A002 - psycopg names it
        return self


def register_arrays(connection: psycopg.Connection[Any]) -> None:
    """Lets this connection take numpy arrays as parameters."""
    connection.adapters.register_dumper(np.ndarray, _ArrayDumper)
