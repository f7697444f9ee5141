"""Whose records they are, for whoever records something about a person.

What is recorded of a person hangs on its source records: written on every record that it has at
that moment, so that a merge or split needs no moving.
"""

from __future__ import annotations

from collections.abc import Sequence

from klantbeeld.core.errors import InputError
from klantbeeld.privacy.errors import NotFound
from klantbeeld.profile import reading
from klantbeeld.quality.refusals import find_bsn
from klantbeeld.store.database import Transaction

LONGEST_NOTE = 1_000


def person_records(transaction: Transaction, number: int) -> tuple[int, list[reading.Row]]:
    """The person that this number stands for now, and the records it has. Raises NotFound."""
    person_id = reading.resolve(transaction, number)
    rows = [] if person_id is None else reading.read_records(transaction, person_id)
    if person_id is None or not rows:
        raise NotFound(
            f"There is no person {number}. It may have been erased, or its record is not linked "
            "yet; search by name or number."
        )
    return person_id, rows


def numbers_of(rows: Sequence[reading.Row]) -> list[int]:
    """The numbers of these records."""
    return [row["record_no"] for row in rows]


def checked_note(note: str | None, where: str = "note", longest: int = LONGEST_NOTE) -> str | None:
    """What a colleague typed, as it may be kept; None for nothing.

    Raises InputError where it is too long or holds a citizen service number (UAVG 46).
    """
    text = (note or "").strip()
    if len(text) > longest:
        raise InputError.single(
            f"the text is longer than {longest} characters", where, "Make it shorter."
        )
    if find_bsn(text):
        raise InputError.single(
            "a citizen service number (BSN) stands in it, which may not be kept",
            where,
            "Leave the number out.",
        )
    return text or None
