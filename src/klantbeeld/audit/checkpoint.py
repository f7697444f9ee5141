"""Retention of the log without breaking its chain (Article 5(1)(e) AVG/GDPR).

Entering: a moment. Leaving: the lines before it are gone, and a checkpoint stands in their place:
how many they were, and the hash of the last. A line appended to the log tells of the checkpoint, so
that whoever forges one must rewrite every line after it; verification goes on from the checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klantbeeld.audit.access_log import CHECKPOINT, append
from klantbeeld.audit.chain import Detail, Entry
from klantbeeld.core.progress import Progress
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.audit", "checkpoint.sql")
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What took the place of the oldest lines."""

    entry_no: int
    lines: int


def due(database: Database, before: datetime) -> Checkpoint | None:
    """The checkpoint that ``make_checkpoint`` would make now; None where no line is old enough."""
    with database.transaction() as transaction:
        row = transaction.execute(_SQL["last_past_its_term"], {"before": before}).fetchone()
    return None if row is None else Checkpoint(int(row["entry_no"]), int(row["lines"]))


def make_checkpoint(
    database: Database, before: datetime, entry: Entry, now: datetime, progress: Progress
) -> Checkpoint | None:
    """Replaces the lines older than ``before``; None where there are none.

    ``entry`` says who does it; its action and detail are set here. The checkpoint and the line that
    tells of it are one transaction; the lines go in batches after it, and when that stops halfway
    the next call takes the rest along.
    """
    made = None
    with database.transaction() as transaction:
        row = transaction.execute(_SQL["last_past_its_term"], {"before": before}).fetchone()
        if row is not None:
            made = Checkpoint(int(row["entry_no"]), int(row["lines"]))
            digest = bytes(row["hash"])
            values = {"entry_no": made.entry_no, "hash": digest, "lines": made.lines, "now": now}
            transaction.execute(_SQL["store_checkpoint"], values)
            detail: Detail = {
                "entry_no": made.entry_no, "hash": digest.hex(), "lines": made.lines
            }  # fmt: skip
            told = Entry(
                entry.actor, entry.role, entry.via, entry.purpose, CHECKPOINT, True, None, detail
            )
            append(transaction, told, now)
    with progress.step("removing old lines of the log", made.lines if made else None) as step:
        while removed := _remove_some(database):
            step.advance(removed)
    return made


def _remove_some(database: Database) -> int:
    with database.transaction() as transaction:
        return transaction.execute(_SQL["remove_lines"], {"limit": _BATCH}).rowcount
