"""Statements of consent as they are stored, and adding one.

Entering: numbers of records or people, in the caller's transaction. Leaving: ``Statement`` values
for ``state``, which decides what they mean. Rows are added, never changed (Article 7(1)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel, ConsentDecision
from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.consent.state import Statement, born_latest, under_age
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.consent", "statements.sql")

FIELDS = (
    "statement_no", "record_no", "purpose", "channel", "decision", "at", "recorded_at",
    "text_version", "by_representative", "superseded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be recorded: who said what, to which words, and who writes it down."""

    purpose: str
    channel: Channel | None
    """None: every channel."""
    decision: ConsentDecision
    text_version: str | None
    by_representative: bool
    given_via: str | None
    actor: str
    via: str


def statements_of(transaction: Transaction, record_nos: Sequence[int]) -> tuple[Statement, ...]:
    """Everything that was said on these records."""
    rows = transaction.execute(_SQL["of_records"], {"records": list(record_nos)}).fetchall()
    return tuple(
        Statement(
            **{name: row[name] for name in FIELDS},
            given_via=row["given_via"],
            actor=row["actor"],
            via=row["via"],
        )
        for row in rows
    )


def statements_of_people(
    transaction: Transaction, people: Sequence[int], purpose: str
) -> dict[int, list[Statement]]:
    """Person -> what was said for one purpose; people who said nothing are absent."""
    rows = transaction.execute(_SQL["of_people"], {"people": list(people), "purpose": purpose})
    found: dict[int, list[Statement]] = {}
    for row in rows:
        statement = Statement(**{name: row[name] for name in FIELDS})
        found.setdefault(row["person_id"], []).append(statement)
    return found


def births_of_people(
    transaction: Transaction, people: Sequence[int], catalogue: Catalogue
) -> dict[int, date]:
    """Person -> the latest birth date that any of the records tells."""
    attributes = birth_attributes(catalogue)
    if not attributes:
        return {}
    rows = transaction.execute(_SQL["births"], {"people": list(people), "attributes": attributes})
    told: dict[int, list[str]] = {}
    for row in rows:
        told.setdefault(row["person_id"], []).append(row["born"])
    births = ((person_id, born_latest(dates)) for person_id, dates in told.items())
    return {person_id: born for person_id, born in births if born is not None}


def birth_attributes(catalogue: Catalogue) -> list[str]:
    """The attributes that hold a birth date."""
    attributes = catalogue.attributes.items()
    return [name for name, each in attributes if each.type is AttributeType.BIRTH_DATE]


def born_of(rows: Sequence[dict[str, Any]], catalogue: Catalogue) -> date | None:
    """The latest birth date that these rows of ``source_record`` tell."""
    attributes = birth_attributes(catalogue)
    return born_latest(row["standard"].get(name) for row in rows for name in attributes)


def add_statement(
    transaction: Transaction, record_nos: Sequence[int], said: Said, now: datetime
) -> tuple[int, ...]:
    """Records one thing that was said, on each of these records; returns the statements' numbers.

    It is said after everything that was said before, whatever the clock says. The caller has
    checked that the records are one person's; those that were erased meanwhile get nothing.
    """
    records = lock_records(transaction, record_nos)
    newest = one_row(transaction, _SQL["newest_moment"], {"records": records})["at"]
    at = now if newest is None or newest < now else newest + timedelta(microseconds=1)
    rows = transaction.execute(
        _SQL["add"],
        {
            "records": records,
            "purpose": said.purpose,
            "channel": said.channel.value if said.channel else "",
            "decision": said.decision.value,
            "at": at,
            # A clock that jumped back must not make it a statement of the future.
            "now": max(now, at),
            "text_version": said.text_version,
            "by_representative": said.by_representative,
            "given_via": said.given_via,
            "actor": said.actor,
            "via": said.via,
        },
    ).fetchall()
    return tuple(row["statement_no"] for row in rows)


def is_under_age(rows: Sequence[dict[str, Any]], catalogue: Catalogue, now: datetime) -> bool:
    """Whether any of these rows of ``source_record`` tells of somebody under 16."""
    born = born_of(rows, catalogue)
    today = now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
    return born is not None and under_age(born, today)


def lock_records(transaction: Transaction, record_nos: Sequence[int]) -> list[int]:
    """Whoever else records something for the same person waits; returns the records there are."""
    rows = transaction.execute(_SQL["lock_records"], {"records": list(record_nos)}).fetchall()
    return [row["record_no"] for row in rows]


def read_statement(transaction: Transaction, statement_no: int) -> dict[str, Any] | None:
    """One statement as it is stored; None when its record was erased."""
    return transaction.execute(_SQL["statement"], {"statement_no": statement_no}).fetchone()


def purposes_said(transaction: Transaction) -> dict[str, int]:
    """Purpose -> how many statements there are for it, declared today or not."""
    return {row["purpose"]: row["statements"] for row in transaction.execute(_SQL["purposes_said"])}
