"""Erasures hold when a backup is restored: the journal and the store are brought together.

Entering: the journal beside the database and the store's own list. Leaving: both with everything;
what stands in the journal and came back with the store is erased again. Article 17 AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.core.errors import InternalError
from klantbeeld.pipeline.landing.suppression import Suppression, missing_key
from klantbeeld.pipeline.rights import journal
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.rights.erasure import SQL, forget_letters, remember, retain
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Restored:
    """What bringing both together came to."""

    journal_lines: int
    erased_again: int
    """Records that had come back."""
    remembered_again: int
    """Hashes that the store did not know."""
    written_again: int
    """Lines that the journal lacked."""
    fault: journal.JournalFault | None


def reapply(services: Services) -> Restored:
    """Brings the journal and the store together. Raises InternalError where the key is gone."""
    lines, fault = journal.read(services.project)
    with services.database.transaction() as transaction:
        stored = _stored(transaction)
        if not lines and not stored:
            return Restored(0, 0, 0, 0, fault)
        suppression = Suppression.of(services.project)
        if suppression is None:
            raise missing_key()
        digests = np.array([line.digest for line in lines], np.int64)
        rows = transaction.execute(SQL["known"], {"digests": digests}).fetchall()
        unknown = {row["digest"] for row in rows}
        lost = [line for line in lines if line.digest in unknown]
        back = _came_back(transaction, suppression, lost)
        _remember(transaction, lost)
    written = {line.digest for line in lines}
    missing = [one for one in stored if one.digest not in written]
    journal.append(services.project, missing)
    erased = _erase_again(services, back) if back else 0
    return Restored(len(lines), erased, len(lost), len(missing), fault)


def journal_faults(services: Services) -> tuple[int, tuple[str, ...]]:
    """How many lines of the journal were checked, and what is wrong with it or in the store."""
    lines, fault = journal.read(services.project)
    faults = []
    if fault is not None:
        faults.append(f"journal of erasures line {fault.line}: not what was written.")
    with services.database.transaction() as transaction:
        digests = np.array([line.digest for line in lines], np.int64)
        unknown = transaction.execute(SQL["known"], {"digests": digests}).rowcount
        stored = {one.digest for one in _stored(transaction)}
    missing = len(stored - {line.digest for line in lines})
    if unknown or missing:
        faults.append(
            f"journal of erasures and store differ: {unknown} lines only there, {missing} only "
            "here. Restart: both are brought together."
        )
    return len(lines), tuple(faults)


def _stored(transaction: Transaction) -> list[journal.Erased]:
    rows = transaction.execute(SQL["remembered"]).fetchall()
    return [
        journal.Erased(row["digest"], row["source"], row["at"], row["request_no"]) for row in rows
    ]


def _came_back(
    transaction: Transaction, suppression: Suppression, lost: Sequence[journal.Erased]
) -> list[int]:
    """The records whose hash stands in the journal: looked for only where the store lost any."""
    if not lost:
        return []
    sources = sorted({line.source for line in lost})
    wanted = {line.digest for line in lost}
    rows = transaction.execute(SQL["numbers_of_sources"], {"sources": sources}).fetchall()
    found = []
    for source in sources:
        own = [row for row in rows if row["source"] == source]
        digests = suppression.digests("record", source, (row["source_record_id"] for row in own))
        found += [
            row["record_no"]
            for row, digest in zip(own, digests.tolist(), strict=True)
            if digest in wanted
        ]
    return found


def _remember(transaction: Transaction, lost: Sequence[journal.Erased]) -> None:
    for line in lost:
        transaction.execute(
            SQL["remember"],
            {
                "digests": np.array([line.digest], np.int64),
                "kinds": ["record"],
                "sources": [line.source],
                "now": line.at,
                # The register of requests is as old as the backup: its number may not be there.
                "request_no": None,
            },
        )


def _erase_again(services: Services, records: Sequence[int]) -> int:
    def first(transaction: Transaction, numbers: Sequence[int]) -> None:
        retain(services, transaction, numbers, None)
        remember(services, transaction, numbers, None)
        forget_letters(services, transaction, numbers)

    erased = erase_records(services, records, first=first)
    if erased < len(records):
        raise InternalError("Some erased records that came back could not be erased. Try again.")
    return erased
