"""JSON Lines to batches of declared text columns.

Entering: a path with one JSON object a line. Leaving: batches. A nested object is flattened with
dots (``address.postcode``); an array, and an object that is declared itself, stays JSON text.
Numbers keep the digits with which they were written. Follows RFC 8259; a key that is given twice is
refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import orjson

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Step
from klantbeeld.sources.byte_stream import CHUNK_BYTES, blocks, raw_chunks
from klantbeeld.sources.csv_exact import too_large
from klantbeeld.sources.detect import undeclared
from klantbeeld.sources.encoding import named_encoding
from klantbeeld.sources.rows import (
    Batch,
    FileFormat,
    FileShape,
    Position,
    ReadOptions,
    RefusalCode,
    Refused,
    cut,
    text_table,
)

_SAMPLE_LINES = 1000
_SURROGATE = re.compile("[\ud800-\udfff]")
_MEND = "Write one whole JSON object on each line."


class LineError(ValueError):
    """A line that is not a record."""

    def __init__(self, code: RefusalCode, what: str, mend: str = _MEND) -> None:
        super().__init__(what)
        self.code, self.what, self.mend = code, what, mend


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        mend = "Give every key of an object once."
        raise LineError(RefusalCode.FIELD_TWICE, "a key is given twice in one object", mend)
    return found


def _constant(name: str) -> NoReturn:
    raise LineError(RefusalCode.NOT_JSON, f"{name} is not JSON", "Write null instead.")


class _Digits(str):
    """A number as it was written; an array is written out again with the same digits."""

    __slots__ = ()


_DECODER = json.JSONDecoder(
    parse_float=_Digits,
    parse_int=_Digits,
    parse_constant=_constant,
    object_pairs_hook=_object,
)


def read_object(line: bytes, codec: str, declared: Collection[str]) -> dict[str, str | None]:
    """All fields of one object as text, the declared ones fit for the store; raises LineError."""
    fields = flatten(line, codec, declared)
    _storable(fields, declared)
    return fields


def read_item(item: Mapping[str, Any], declared: Collection[str]) -> dict[str, str | None]:
    """The same of an object that somebody else decoded."""
    if not all(value is None or type(value) is str for value in item.values()):
        return read_object(json.dumps(item).encode(), "utf-8", declared)
    fields = dict(item)  # texts alone: as they would be read
    _storable(fields, declared)
    return fields


def flatten(line: bytes, codec: str, declared: Collection[str]) -> dict[str, str | None]:
    """All fields of one line as text, by dotted name; raises LineError."""
    try:
        record = _DECODER.decode(line.decode(codec))
        if not isinstance(record, dict):
            raise LineError(RefusalCode.NOT_AN_OBJECT, "the line is not a JSON object")
        fields: dict[str, str | None] = {}
        _flatten(record, "", declared, fields)
    except UnicodeDecodeError as error:
        mend = "Save the whole file as UTF-8."
        what = f"the line is not {codec} from byte {error.start + 1} on"
        raise LineError(RefusalCode.BROKEN_ENCODING, what, mend) from error
    except json.JSONDecodeError as error:
        what = f"the line is not JSON from character {error.pos + 1} on"
        raise LineError(RefusalCode.NOT_JSON, what) from error
    except RecursionError as error:
        raise LineError(RefusalCode.NOT_JSON, "the line is nested too deeply") from error
    return fields


def _flatten(
    record: dict[str, Any], prefix: str, declared: Collection[str], fields: dict[str, str | None]
) -> None:
    for key, value in record.items():
        name = prefix + key
        if isinstance(value, dict) and name not in declared:
            _flatten(value, name + ".", declared, fields)
            continue
        if name in fields:
            what = f"the field {name!r} is given twice, as a key and within an object"
            raise LineError(RefusalCode.FIELD_TWICE, what, "Give every field once.")
        fields[name] = _text(value)


def _as_written(digits: _Digits) -> orjson.Fragment:
    return orjson.Fragment(str(digits))


def _text(value: Any) -> str | None:
    match value:
        case str():
            return str(value)
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case _:
            try:
                return orjson.dumps(
                    value, default=_as_written, option=orjson.OPT_PASSTHROUGH_SUBCLASS
                ).decode()
            except orjson.JSONEncodeError as error:
                mend = "Write whole Unicode characters."
                what = "a text holds half a character (a lone surrogate), or is nested too deeply"
                raise LineError(RefusalCode.BROKEN_ENCODING, what, mend) from error


def _storable(fields: dict[str, str | None], declared: Collection[str]) -> None:
    """Raises LineError for a declared text that no database takes."""
    for name in declared:
        value = fields.get(name)
        if value is None or (value.isascii() and "\0" not in value):
            continue
        if "\0" in value:
            mend = "Remove the NUL characters where the file is made."
            raise LineError(RefusalCode.NUL_BYTE, f"field {name!r} holds a NUL", mend)
        if _SURROGATE.search(value):
            what = f"field {name!r} holds half a character (a lone surrogate)"
            raise LineError(RefusalCode.BROKEN_ENCODING, what, "Write whole Unicode characters.")


def inspect_jsonl(path: Path, declared: Collection[str], options: ReadOptions) -> FileShape:
    """The shape by the first thousand lines; raises InputError when none of them is a record."""
    where = str(path)
    encoding = named_encoding(options.encoding, where) if options.encoding else "utf-8"
    if next(raw_chunks(path, 2), b"") in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    codec = "utf-8" if encoding.startswith("utf") else encoding
    names: dict[str, None] = {}
    lines: list[bytes] = []
    for block in blocks(path, encoding, chunk_bytes=1 << 20):
        lines += [line for line in block.data.split(b"\n") if line.strip()]
        if len(lines) >= _SAMPLE_LINES:
            break
    if not lines:
        raise InputError.single("the file is empty", where, "Deliver it again, with its records.")
    if lines[0].lstrip()[:1] == b"[":
        what = "the file is one JSON array, not JSON Lines"
        mend = "Write one object a line, for instance with: jq -c '.[]' old.json > new.jsonl"
        raise InputError.single(what, where, mend)
    for line in lines[:_SAMPLE_LINES]:
        try:
            names |= dict.fromkeys(flatten(line, codec, declared))
        except LineError:
            continue
    if not names:
        what = f"none of the first {min(len(lines), _SAMPLE_LINES)} lines is a JSON object"
        mend = "Write one object a line, for instance with: jq -c . old.json > new.jsonl"
        raise InputError.single(what, where, mend)
    if not set(names) & set(declared):
        listed = ", ".join(repr(name) for name in list(declared)[:8])
        what = f"none of the declared fields stands in the first lines ({listed})"
        raise InputError.single(what, where, "Check the source's mapping.")
    return FileShape(
        format=FileFormat.JSONL,
        names=tuple(names),
        undeclared=undeclared(tuple(names), declared),
        total_bytes=path.stat().st_size,
        encoding=encoding,
    )


def read_jsonl(
    path: Path,
    shape: FileShape,
    declared: Collection[str],
    *,
    batch_rows: int,
    start_row: int = 0,
    step: Step | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Iterator[Batch]:
    """Batches of at most ``batch_rows`` records from lines after ``start_row``."""
    codec = "utf-8" if shape.encoding.startswith("utf") else shape.encoding
    known = {*shape.names, *declared}
    for block in blocks(path, shape.encoding, chunk_bytes=chunk_bytes, step=step):
        columns: dict[str, list[str | None]] = {name: [] for name in declared}
        rows: list[int] = []
        refused: list[Refused] = []
        new_names: set[str] = set()
        if block.too_large and block.line > start_row:
            refused.append(too_large(Position(path.name, block.line)))
        for number, line in enumerate(block.data.split(b"\n"), start=block.line):
            if number <= start_row or not line.strip():
                continue
            try:
                fields = read_object(line, codec, declared)
            except LineError as error:
                position = Position(path.name, number)
                refused.append(Refused(position, error.code, error.what, error.mend))
                continue
            rows.append(number)
            new_names.update(fields.keys() - known)
            for name, column in columns.items():
                column.append(fields.get(name))
        yield from cut(
            text_table(list(columns), columns.values()),
            np.array(rows, np.int64),
            refused,
            batch_rows=batch_rows,
            start_row=start_row,
            undeclared=frozenset(new_names),
        )
