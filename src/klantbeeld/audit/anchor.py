"""The log's head kept outside the database, so that a chain rewritten as a whole is found too.

Entering: the head. Leaving: a line in a small file beside the project, one JSON object each (JSON
Lines): when, the number of the newest line, its hash. Whoever owns the database but not this file
cannot rewrite what came before an anchor unseen; copied elsewhere, it holds against both.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klantbeeld.audit.access_log import wait_for_disk
from klantbeeld.core.errors import InputError
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.audit", "anchor.sql")

FILE = ".klantbeeld-log-heads"
"""In the project folder."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the log at a moment."""

    at: datetime
    entry_no: int
    digest: str
    """The hash of that line, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class AnchorFault:
    """Where the file and the log disagree."""

    line: int
    """Of the file, counted from 1."""
    entry_no: int | None
    """Of the log; None where the line of the file cannot be read."""


def read_anchors(file: Path) -> tuple[list[Anchor], AnchorFault | None]:
    """The anchors of the file, and the first line that cannot be read; none without a file."""
    anchors: list[Anchor] = []
    if not file.exists():
        return anchors, None
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines()):
        try:
            found = json.loads(line)
            at = datetime.fromisoformat(found["at"])
            anchors.append(Anchor(at, int(found["entry_no"]), str(found["hash"])))
        except (ValueError, KeyError, TypeError):
            return anchors, AnchorFault(number + 1, None)
    return anchors, None


def write_anchor(transaction: Transaction, file: Path, now: datetime) -> Anchor | None:
    """Appends the present head, durably; None where nothing was logged since the last anchor.

    Commits: the file must not know of a line that a crash could still take away. Raises InputError
    where the file cannot be written.
    """
    head = one_row(transaction, _SQL["head"])
    anchors, _ = read_anchors(file)
    if head["entry_no"] == (anchors[-1].entry_no if anchors else 0):
        return None
    wait_for_disk(transaction)
    made = Anchor(now, int(head["entry_no"]), bytes(head["hash"]).hex())
    text = json.dumps({"at": now.isoformat(), "entry_no": made.entry_no, "hash": made.digest})
    try:
        with file.open("a", encoding="ascii") as opened:
            # A line cut short by a full disk must not swallow the next one.
            opened.write(f"{text}\n" if _ends_whole(file) else f"\n{text}\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise InputError.single(
            f"the head of the log cannot be kept ({error.strerror})",
            str(file),
            "Give whoever runs Klantbeeld the right to write in the project folder.",
        ) from error
    return made


def check_anchors(transaction: Transaction, file: Path) -> tuple[int, AnchorFault | None]:
    """How many anchors were compared, and the first that the log does not bear out.

    An anchor before the last checkpoint says nothing any more: its line is gone, by the rules.
    """
    anchors, unreadable = read_anchors(file)
    wanted = [anchor.entry_no for anchor in anchors]
    rows = transaction.execute(_SQL["lines_or_checkpoints"], {"numbers": wanted}).fetchall()
    held = {int(row["entry_no"]): bytes(row["hash"]).hex() for row in rows}
    first_no = one_row(transaction, _SQL["first_number"])["first_no"]
    for line, anchor in enumerate(anchors, start=1):
        if anchor.entry_no >= first_no and held.get(anchor.entry_no) != anchor.digest:
            return line, AnchorFault(line, anchor.entry_no)
    return len(anchors), unreadable


def _ends_whole(file: Path) -> bool:
    with file.open("rb") as opened:
        if opened.seek(0, os.SEEK_END) == 0:
            return True
        opened.seek(-1, os.SEEK_END)
        return opened.read(1) == b"\n"
