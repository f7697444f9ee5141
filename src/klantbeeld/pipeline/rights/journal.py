"""The journal of erasures beside the database: a restored backup does not bring anybody back.

Entering: the hashes of what is being erased. Leaving: one line each in ``.klantbeeld-erasures`` in
the project folder, on the disk before the erasure commits; a line tells nothing to who has not the
key. Lines are chained by their hashes, so that one that was taken out or altered shows. What stands
in the journal and not in the store (a backup was restored, the power failed at the last moment) is
erased again when the project is opened, and the reverse is written into the journal.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from klantbeeld.core.errors import InputError

JOURNAL = ".klantbeeld-erasures"
_GENESIS = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """One source record that was erased: its keyed hash, where it came from, when."""

    digest: int
    source: str
    at: datetime
    request_no: int | None


@dataclass(frozen=True, slots=True)
class JournalFault:
    """The first line of the journal that is not what was written."""

    line: int


def append(project: Path, erased: Sequence[Erased]) -> None:
    """Writes these at the end, durably. Raises InputError where the file cannot be written, before
    which nothing is erased."""
    if not erased:
        return
    try:
        with _locked(project / JOURNAL) as file:
            previous = _last_hash(file)
            for one in erased:
                line = _chained(_fields(one), previous)
                previous = line["hash"]
                file.write(json.dumps(line, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputError.single(
            f"the journal of erasures cannot be written ({error.strerror})",
            str(project / JOURNAL),
            "Check the disk's space and your rights; nothing was erased.",
        ) from error


def read(project: Path) -> tuple[list[Erased], JournalFault | None]:
    """Every line that can be read, and the first that is not what was written.

    A line cut in half at the end (the power failed) was never followed by a commit: it counts as
    not written.
    """
    path = project / JOURNAL
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return [], None
    found, previous, fault = [], _GENESIS, None
    whole, rest = lines[:-1], lines[-1]
    for number, text in enumerate(whole, start=1):
        try:
            line = json.loads(text)
            erased = Erased(
                line["digest"],
                line["source"],
                datetime.fromisoformat(line["at"]),
                line["request_no"],
            )
            good = line == _chained(_fields(erased), previous)
        except (ValueError, KeyError, TypeError):
            fault = fault or JournalFault(number)
            continue
        found.append(erased)
        fault = fault or (None if good else JournalFault(number))
        previous = str(line.get("hash", ""))
    if rest and fault is None:
        fault = JournalFault(len(lines))
    return found, fault


def _fields(one: Erased) -> dict[str, Any]:
    return {
        "digest": one.digest,
        "source": one.source,
        "at": one.at.astimezone(UTC).isoformat(),
        "request_no": one.request_no,
    }


def _chained(fields: dict[str, Any], previous: str) -> dict[str, Any]:
    body = json.dumps({**fields, "previous": previous}, sort_keys=True)
    return {**fields, "previous": previous, "hash": sha256(body.encode()).hexdigest()}


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    """The file, for one writer at a time, at the end of its last whole line."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last_hash(file: Any) -> str:
    content = file.read()
    end = content.rfind(b"\n") + 1
    file.seek(end)
    file.truncate()
    if not end:
        return _GENESIS
    last = content[:end].rstrip(b"\n").rsplit(b"\n", 1)[-1]
    try:
        return str(json.loads(last)["hash"])
    except (ValueError, KeyError, TypeError):
        return _GENESIS
