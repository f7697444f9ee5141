"""The access log, searched by the officer: by person, who, role, purpose, action and period.

Entering: who searches, and for what. Leaving: lines, newest first, a page at a time by their number
(keyset: a later page costs what the first does). Only for roles with the duty ``oversee`` (Article
39(1)(b) AVG/GDPR: monitoring); the search leaves a line itself, about the person searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "log_search.sql")

MOST_LINES = 1_000
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which lines; what is None lets all through."""

    person_id: int | None = None
    actor: str | None = None
    role: str | None = None
    purpose: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to, not including."""
    refused: bool = False
    """Only what was refused."""
    before: int | None = None
    """Older than the line of this number."""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log."""

    entry_no: int
    at: datetime
    actor: str
    role: str
    department: Words | None
    """The department that the role belongs to, as declared now."""
    via: str
    purpose: str
    action: str
    allowed: bool
    person_id: int | None
    detail: Mapping[str, str | int | Sequence[str] | Sequence[int]]
    """Names of attributes, kinds and counts; never a value of a person."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of lines."""

    lines: tuple[LogLine, ...]
    more: bool
    """Whether older lines follow; ``before`` the last line's number shows them."""


class LogSearch:
    """The log, for who oversees."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def is_for(self, role: str) -> bool:
        """Whether this role may search, so that the pages show the way."""
        return role in self._door.holders(Duty.OVERSEE)

    def search(self, actor: Actor, purpose: str, query: LogQuery) -> LogPage:
        """A page of the log. Raises Refused for a role without the duty."""
        limit = max(1, min(query.limit, MOST_LINES))
        with self._door.read(actor, purpose, "log_search", Duty.OVERSEE) as read:
            lines = self._lines(read, replace(query, limit=limit + 1))
            read.detail = {"by": _named(query), "lines": min(len(lines), limit)}
        return LogPage(lines[:limit], len(lines) > limit)

    def export(self, actor: Actor, purpose: str, query: LogQuery) -> tuple[LogLine, ...]:
        """Every line that fits, the newest 100,000 at most. Raises Refused."""
        with self._door.read(actor, purpose, "log_export", Duty.OVERSEE) as read:
            lines = self._lines(read, replace(query, limit=MOST_EXPORTED))
            read.detail = {"by": _named(query), "lines": len(lines)}
        return lines

    def _lines(self, read: Read, query: LogQuery) -> tuple[LogLine, ...]:
        rows = read.transaction.execute(
            _SQL["lines"],
            {
                "people": self._numbers(read, query.person_id),
                "actor": _storable(query.actor),
                "role": _storable(query.role),
                "purpose": _storable(query.purpose),
                "action": _storable(query.action),
                "since": query.since,
                "until": query.until,
                "refused": query.refused,
                "before": query.before,
                "limit": query.limit,
            },
        )
        return tuple(self._line(row) for row in rows)

    def _numbers(self, read: Read, person_id: int | None) -> list[int] | None:
        """Every number under which the person may have been read: those of the records. Of
        somebody who was erased, the number itself."""
        if person_id is None:
            return None
        read.person_id = reading.resolve(read.transaction, person_id)
        if read.person_id is None:
            return [person_id]
        rows = reading.read_records(read.transaction, read.person_id)
        return [*{person_id, *(int(row["record_no"]) for row in rows)}]

    def _line(self, row: dict[str, Any]) -> LogLine:
        role = self._door.catalogue.roles.get(row["role"])
        return LogLine(**row, department=role.department if role is not None else None)


def _storable(text: str | None) -> str | None:
    """Without what no text of the store can hold."""
    return None if text is None else text.encode(errors="replace").decode().replace("\0", "")


def _named(query: LogQuery) -> list[str]:
    """By what was searched: the names of the filters, not their values."""
    return list(_filters(query))


def _filters(query: LogQuery) -> Iterator[str]:
    for name in ("person_id", "actor", "role", "purpose", "action", "since", "until"):
        if getattr(query, name) is not None:
            yield name.removesuffix("_id")
    if query.refused:
        yield "refused"
