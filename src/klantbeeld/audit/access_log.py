"""The access log: one line per read or change of a person, append-only and hash-chained.

Entering: entries, in the transaction of the read that they tell of. Leaving: a number per line, and
on request the proof that no line was altered, removed or moved (Articles 5(1)(f) and 5(2)). Lines
past their term give way to a checkpoint (``checkpoint``), from which the proof goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from psycopg import ClientCursor
from psycopg.errors import NotNullViolation

from klantbeeld.audit.chain import GENESIS, Entry, canonical, chained
from klantbeeld.core.errors import InternalError
from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.audit", "access_log.sql")
_BATCH = 5_000

CHECKPOINT = "log_checkpoint"
"""The action of a line that tells of a checkpoint."""

What = Literal["altered", "removed", "reordered", "cut short"]


@dataclass(frozen=True, slots=True)
class LogFault:
    """The first place where the log is not what was written."""

    entry_no: int
    what: What


@dataclass(frozen=True, slots=True)
class Verification:
    """What checking the log found.

    ``head_hash`` in hexadecimal pins down every line before it: kept outside the database it
    proves a later log to be a continuation of this one.
    """

    ok: bool
    checked: int
    first_fault: LogFault | None
    head_hash: str


def append(transaction: Transaction, entry: Entry, now: datetime) -> int:
    """Writes a line in the caller's transaction and returns its number.

    Call it last: from here to the commit every other writer of the log waits. Fails closed:
    any exception (InternalError, psycopg.Error) takes the caller's transaction with it, and so the
    read.
    """
    with _closed():
        row = one_row(transaction, _SQL["append_line"], {"line": canonical(entry, now).decode()})
    return int(row["entry_no"])


def append_and_commit(transaction: Transaction, entries: Sequence[Entry], now: datetime) -> None:
    """Writes lines, commits the caller's transaction and waits until the lines are on disk, all in
    one round trip.

    The head is locked for as long as the store takes to write, and no longer: who waits for the
    disk holds nobody up, and readers who wait together are served by one write. Hand nothing out
    before this returns. Fails closed as ``append`` does, also where the lines are written but
    cannot be made durable: then they tell of a read that gave nothing. After a crash in between
    the chain is whole, with or without its last lines: none of those was of a read that was told.
    """
    lines = orjson.dumps([canonical(entry, now).decode() for entry in entries]).decode()
    with _closed():
        # The client writes the values into the message: with parameters it holds one statement.
        ClientCursor(transaction).execute(_SQL["append_and_commit"], {"lines": lines})


def wait_for_disk(transaction: Transaction) -> None:
    """Commits, and waits until every line that was committed so far is on disk: for who is to tell
    of the head outside the database. Raises psycopg.Error."""
    transaction.execute(_SQL["wait_for_disk"])
    transaction.commit()


@contextmanager
def _closed() -> Iterator[None]:
    try:
        yield
    except NotNullViolation as error:
        raise InternalError(
            "The access log cannot be written: its head is missing. Nothing was read. "
            "Run `klantbeeld verify` and restore the table access_log_head from a backup."
        ) from error


def verify(transaction: Transaction, progress: Progress | None = None) -> Verification:
    """Recomputes the chain from the first line, or the last checkpoint, to the head.

    In constant memory. Lines appended meanwhile are not waited for and not counted.
    """
    head = one_row(transaction, _SQL["head_and_end"])
    if head["entry_no"] is None:
        return Verification(False, 0, LogFault(int(head["last_no"] or 0) + 1, "cut short"), "")
    head_no, head_hash, last_no = int(head["entry_no"]), bytes(head["hash"]), head["last_no"] or 0
    from_no, previous = int(head["from_no"] or 0), bytes(head["from_hash"] or GENESIS)
    checked, fault = 0, None
    vouched = from_no == 0
    with (progress or NoProgress()).step("checking the access log", head_no - from_no) as step:
        for line in _lines(transaction, from_no, head_no):
            fault = _fault_of(transaction, line, from_no + checked + 1, previous)
            if fault is not None:
                break
            checked, previous = checked + 1, bytes(line["hash"])
            vouched = vouched or _vouches(line, from_no, bytes(head["from_hash"]))
            if checked % _BATCH == 0:
                step.advance(_BATCH)
    if fault is None and not vouched:
        fault = LogFault(from_no, "altered")
    if fault is None and from_no + checked < head_no:
        fault = LogFault(from_no + checked + 1, "cut short")
    if fault is None and (previous != head_hash or max(last_no, from_no) > head_no):
        fault = LogFault(head_no + (last_no > head_no), "altered")
    return Verification(fault is None, checked, fault, head_hash.hex())


def _vouches(line: dict[str, Any], entry_no: int, digest: bytes) -> bool:
    """Whether the line tells of the checkpoint after this number, with this hash."""
    told = (line["detail"].get("entry_no"), line["detail"].get("hash"))
    return line["action"] == CHECKPOINT and told == (entry_no, digest.hex())


def _lines(transaction: Transaction, from_no: int, last_no: int) -> Iterator[dict[str, Any]]:
    with transaction.cursor(name="access_log_lines") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(_SQL["all_lines"], {"from_no": from_no, "last_no": last_no})
        yield from cursor


def _fault_of(
    transaction: Transaction, line: dict[str, Any], expected_no: int, previous: bytes
) -> LogFault | None:
    """What is wrong with the line that should be number ``expected_no`` after ``previous``."""
    entry = Entry(
        line["actor"], line["role"], line["via"], line["purpose"], line["action"],
        line["allowed"], line["person_id"], line["detail"],
    )  # fmt: skip
    number, follows = int(line["entry_no"]), bytes(line["previous_hash"])
    if chained(follows, canonical(entry, line["at"])) != bytes(line["hash"]):
        return LogFault(number, "altered")
    if follows == previous:
        return None if number == expected_no else LogFault(number, "altered")
    found = transaction.execute(_SQL["line_with_hash"], {"hash": follows}).fetchone()
    if found is not None and found["found"]:
        return LogFault(number, "reordered")
    if number != expected_no:
        return LogFault(expected_no, "removed")
    # The numbers run on, yet the line before is not the one that this line was chained to: it was
    # rewritten together with its hash.
    return LogFault(max(expected_no - 1, 1), "altered")
