"""What changed, as it changes: the stream behind the live pages.

The worker notifies in the transaction that changes something, so a notice is seen only after what
it tells of can be read. A notice carries numbers, never a value; the reader fetches the change
through the gate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from klantbeeld.store.database import Database, Transaction

CHANNEL = "klantbeeld_changes"
WAITING = "klantbeeld_waiting"
_MOST_PER_NOTICE = 500
"""PostgreSQL limits a notice to 8,000 bytes."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a page may show changed."""

    kind: Literal["person", "load"]
    number: int
    """The person_id (also of one that ceased to be), or the load_no."""


def announce(transaction: Transaction, kind: str, numbers: Sequence[int]) -> None:
    """Tells every listener, when and only when the transaction commits."""
    for payload in notices(kind, numbers):
        transaction.execute("select pg_notify(%s, %s)", (CHANNEL, payload))


def notices(kind: str, numbers: Sequence[int]) -> list[str]:
    """What to say on the channel that this changed."""
    return [
        json.dumps({"kind": kind, "numbers": numbers[start : start + _MOST_PER_NOTICE]})
        for start in range(0, len(numbers), _MOST_PER_NOTICE)
    ]


def wake_worker(transaction: Transaction) -> None:
    """Tells the worker that records wait, when the transaction commits."""
    transaction.execute("select pg_notify(%s, '')", (WAITING,))


def waits(database: Database) -> Iterator[None]:
    """Endless: one item each time that records wait."""
    for _ in database.listen(WAITING):
        yield None


def changes(database: Database) -> Iterator[Change]:
    """Endless: blocks until something changes. Run it in a thread of its own."""
    for notice in database.listen(CHANNEL):
        payload = json.loads(notice.payload)
        for number in payload["numbers"]:
            yield Change(payload["kind"], number)
