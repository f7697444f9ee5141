"""Erasure: exactly what goes and what must stay and why, then all of it at once, then the proof.

Entering: a person's number; for the erasure itself also a request that is ready and the records
that the preview named. Leaving: a store that holds nothing about them but what a legal duty keeps,
out of everybody's sight; hashes by which they stay away; a line in the journal beside the database;
notices for the recipients. Articles 17 and 19 AVG/GDPR.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline.landing.legal_duty import duty_of, order_types
from klantbeeld.pipeline.landing.suppression import Kind as Number
from klantbeeld.pipeline.landing.suppression import Suppression
from klantbeeld.pipeline.rights import journal
from klantbeeld.pipeline.rights.about import SQL as ABOUT
from klantbeeld.pipeline.rights.about import about, counts_about, rows_about
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.partners.notices import announce
from klantbeeld.privacy.requests.state import Done, Kind, Request
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "erasure.sql")

STAYING = frozenset(
    {
        "access_log",
        "blocking_since",
        "rights_request",
        "rights_request_record",
        "rights_event",
        "recipient_notice",
        "retained_touchpoint",
    }
)
"""Tables whose rows about the person stay: numbers that stand for nobody any more, who did what
with them (Articles 5(2) and 19), that the index's word on them counts no more, and what a legal
duty keeps."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Touchpoints that a legal duty keeps."""

    type: str
    purpose: str
    touchpoints: int
    first_until: datetime
    last_until: datetime
    """When the first and the last of them may go."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would do now."""

    person_id: int
    records: tuple[int, ...]
    """To be named by whoever carries it out: what was seen is what is erased."""
    by_source: tuple[tuple[str, int], ...]
    """Source -> records: these systems still hold the person, and must be told."""
    goes: tuple[tuple[str, int], ...]
    """Table -> rows."""
    stays: tuple[tuple[str, int], ...]
    """The same, of rows without a value of the person."""
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody was erased, without telling who."""

    request_no: int
    at: datetime
    actor: str
    records: int
    removed: tuple[tuple[str, int], ...]
    kept: tuple[tuple[str, int], ...]
    """Touchpoint type -> how many a legal duty keeps."""
    left: tuple[tuple[str, int], ...]
    """Rows found afterwards that should not be there: none."""
    digest: str
    """SHA-256 of the above as canonical JSON: it stands in the register too."""


def preview(services: Services, actor: Actor, purpose: str, person_id: int) -> Preview:
    """What erasing this person would remove, and what must stay and why.

    Raises Refused and NotFound.
    """
    found: Preview | None = None
    with services.gate.door.read(actor, purpose, "request.erasure", Duty.HANDLE_REQUESTS) as read:
        rows = read.records(person_id)
        if read.person_id is not None:
            records = [row["record_no"] for row in rows]
            sources = Counter(row["source"] for row in rows)
            counted = _counts(services, read.transaction, records)
            kept = kept_by_law(services, read.transaction, records)
            found = Preview(
                person_id=read.person_id,
                records=tuple(records),
                by_source=tuple(sources.items()),
                goes=tuple((t, n) for t, n in counted.items() if t not in STAYING),
                stays=tuple((t, n) for t, n in counted.items() if t in STAYING),
                kept=_summed(kept),
            )
            read.detail = {"records": len(records)}
    if found is None:
        raise RuntimeError("a read without a person raises")
    return found


def erase(
    services: Services, actor: Actor, purpose: str, number: int, records: Sequence[int]
) -> Request:
    """Carries out a request for erasure of exactly these records, which the preview named.

    Raises InputError where the person has others by now, where the request is not ready or was
    carried out by somebody else meanwhile; Refused and NotFound.
    """
    done = _Erasure(services, actor, purpose, number, tuple(sorted(records)))
    erase_records(services, records, first=done.begin, last=done.end)
    # The figures are sums over people: without this one, from now on.
    fold(services.database, services.catalogue)
    return services.requests.get(actor, purpose, number)


def proof(services: Services, request: Request) -> Proof | None:
    """What the register says of an erasure, checked against the store as it is now; None where
    nothing was erased."""
    event = request.last(Done.CARRIED_OUT)
    if event is None or request.kind is not Kind.ERASURE:
        return None
    with services.database.transaction() as transaction:
        counted = _counts(services, transaction, request.records)
    return Proof(
        request_no=request.request_no,
        at=event.at,
        actor=event.actor,
        records=event.detail["records"],
        removed=tuple(event.detail["removed"].items()),
        kept=tuple(event.detail["kept"].items()),
        left=tuple((t, n) for t, n in counted.items() if t not in STAYING),
        digest=event.detail["digest"],
    )


def kept_by_law(
    services: Services, transaction: Transaction, records: Sequence[int]
) -> list[dict[str, Any]]:
    """The touchpoints of these records that a legal duty keeps, each with its purpose and end."""
    catalogue = services.catalogue
    duties = {
        kind: duty
        for kind in catalogue.touchpoints
        if (duty := duty_of(catalogue, kind)) is not None
    }
    rows = transaction.execute(
        SQL["kept_by_law"], {"records": list(records), "types": list(duties)}
    ).fetchall()
    now = services.clock()
    kept = [
        {
            **row,
            "purpose": duties[row["type"]].purpose,
            "until": duties[row["type"]].until(row["occurred_at"]),
        }
        for row in rows
    ]
    return [row for row in kept if row["until"] > now]


def remember(
    services: Services,
    transaction: Transaction,
    records: Sequence[int],
    request_no: int | None,
) -> list[journal.Erased]:
    """Stores the hashes of these records and of their orders; returns the records' own."""
    suppression = Suppression.made(services.project)
    which = about(transaction, services.catalogue, records)
    now = services.clock()
    asked: tuple[tuple[Number, str, str], ...] = (
        ("record", "sources", "keys"),
        ("order", "order_sources", "order_keys"),
    )
    numbers = [
        (kind, source, key)
        for kind, sources, keys in asked
        for source, key in zip(which.parameters[sources], which.parameters[keys], strict=True)
    ]
    found = [
        (int(suppression.digests(kind, source, [key])[0]), kind, source)
        for kind, source, key in numbers
    ]
    transaction.execute(
        SQL["remember"],
        {
            "digests": np.array([digest for digest, _, _ in found], np.int64),
            "kinds": [kind for _, kind, _ in found],
            "sources": [source for _, _, source in found],
            "now": now,
            "request_no": request_no,
        },
    )
    return [
        journal.Erased(digest, source, now, request_no)
        for digest, kind, source in found
        if kind == "record"
    ]


def retain(
    services: Services, transaction: Transaction, records: Sequence[int], request_no: int | None
) -> list[dict[str, Any]]:
    """Moves what a legal duty keeps out of everybody's sight; returns what it was."""
    kept = kept_by_law(services, transaction, records)
    transaction.execute(
        SQL["retain"],
        {
            "touchpoints": [row["touchpoint_no"] for row in kept],
            "keys": [row["source_record_id"] for row in kept],
            "purposes": [row["purpose"] for row in kept],
            "until": [row["until"] for row in kept],
            "order_types": order_types(services.catalogue),
            "request_no": request_no,
            "now": services.clock(),
        },
    )
    return kept


class _Erasure:
    """One erasure under way: what happens before anything goes, and when all is gone."""

    def __init__(
        self,
        services: Services,
        actor: Actor,
        purpose: str,
        number: int,
        records: tuple[int, ...],
    ) -> None:
        self._services, self._actor, self._purpose = services, actor, purpose
        self._number, self._records = number, records
        self._request: Request | None = None
        self._detail: dict[str, Any] = {}
        self._lines: list[journal.Erased] = []

    def begin(self, transaction: Transaction, numbers: Sequence[int]) -> None:
        services = self._services
        self._request = services.requests.begin(
            transaction, self._actor, self._purpose, self._number, Kind.ERASURE
        )
        self._check(transaction, numbers)
        counted = _counts(services, transaction, numbers)
        kept = retain(services, transaction, numbers, self._number)
        services.contacts.leave_alone(transaction, numbers)
        self._lines = remember(services, transaction, numbers, self._number)
        # While it is still known by which number each recipient knows the person.
        announce(transaction, services.catalogue, services.clock(), "erasure", numbers)
        forget_letters(services, transaction, numbers)
        self._detail = {
            "records": len(numbers),
            "removed": {table: rows for table, rows in counted.items() if table not in STAYING},
            "kept": dict(Counter(row["type"] for row in kept)),
        }

    def end(self, transaction: Transaction, _: Sequence[int]) -> None:
        if self._request is None:
            raise RuntimeError("an erasure ends after it began")
        body = json.dumps({"request": self._number, **self._detail}, sort_keys=True)
        detail = {**self._detail, "digest": sha256(body.encode()).hexdigest()}
        self._services.requests.carried_out(
            transaction, self._actor, self._purpose, self._request, detail
        )
        # Last, before the commit: whatever goes wrong after it is erased when we start again.
        journal.append(self._services.project, self._lines)

    def _check(self, transaction: Transaction, numbers: Sequence[int]) -> None:
        """What was seen is what is erased: all records of one person, no more and no less."""
        people = transaction.execute(SQL["whose"], {"records": list(self._records)}).fetchall()
        now = sorted(row["record_no"] for row in people)
        if not numbers or now != list(self._records) or len(set(_people(people))) != 1:
            raise InputError.single(
                "the person has other records by now than the preview showed",
                "records",
                "Look at the preview again, and erase what it names.",
            )


def forget_letters(services: Services, transaction: Transaction, records: Sequence[int]) -> None:
    """Removes rows that could not be read and that are about these records."""
    letters = rows_about(
        transaction, about(transaction, services.catalogue, records), "dead_letter"
    )
    numbers = [row["dead_letter_no"] for row in letters]
    transaction.execute(ABOUT["forget_letters"], {"letters": numbers})


def _people(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    return [row["person_id"] for row in rows]


def _counts(services: Services, transaction: Transaction, records: Sequence[int]) -> dict[str, int]:
    return counts_about(transaction, about(transaction, services.catalogue, records))


def _summed(kept: Sequence[Mapping[str, Any]]) -> tuple[Kept, ...]:
    found: dict[tuple[str, str], list[datetime]] = {}
    for row in kept:
        found.setdefault((row["type"], row["purpose"]), []).append(row["until"])
    return tuple(
        Kept(kind, purpose, len(until), min(until), max(until))
        for (kind, purpose), until in found.items()
    )
