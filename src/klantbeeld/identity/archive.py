"""Models as bytes: a zip of one JSON of parameters and Arrow IPC files of vocabularies.

Entering: parameters and tables, or bytes. Leaving: bytes and a fingerprint, or parameters and
tables. The same content gives the same bytes, whenever and wherever it is packed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

Parts = Mapping[str, bytes]
"""File name in the archive -> content."""

_PARAMETERS = "parameters.json"
_TABLE = ".arrow"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class UnreadableError(ValueError):
    """The bytes are no archive of the wanted format; says why."""


def parts_of(parameters: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> Parts:
    """The files of an archive."""
    told = json.dumps(parameters, indent=1, ensure_ascii=False).encode()
    return {_PARAMETERS: told} | {f"{name}{_TABLE}": _ipc(table) for name, table in tables.items()}


def fingerprint_of(parts: Parts) -> str:
    """SHA-256 of the content, 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def pack(parts: Parts) -> bytes:
    """The files as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(content: bytes, wanted: int) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """Parameters and tables; raises UnreadableError unless the bytes are of format ``wanted``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parameters: dict[str, Any] = json.loads(archive.read(_PARAMETERS))
            found = parameters["format"]
            tables = {
                name.removesuffix(_TABLE): pa.ipc.open_file(archive.read(name)).read_all()
                for name in archive.namelist()
                if name.endswith(_TABLE)
            }
    except (zipfile.BadZipFile, KeyError, ValueError, pa.ArrowInvalid) as error:
        raise UnreadableError(type(error).__name__) from error
    if found != wanted:
        raise UnreadableError(f"format {found} is not {wanted}")
    return parameters, tables


def _ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def count_table(counts: Mapping[str, int]) -> pa.Table:
    """Values with their counts, sorted."""
    items = sorted(counts.items())
    return pa.table(
        {
            "value": pa.array([value for value, _ in items], pa.string()),
            "count": pa.array([count for _, count in items], pa.int64()),
        }
    )


def read_counts(table: pa.Table) -> dict[str, int]:
    """``count_table`` read again."""
    return dict(zip(table["value"].to_pylist(), table["count"].to_pylist(), strict=True))
