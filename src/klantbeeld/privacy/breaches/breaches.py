"""Breaches of personal data: opened, described, counted, reported, told, closed.

Entering: what the officer does, by role and purpose. Leaving: how the breach stands, after the door
has checked the duty to oversee and logged. Everything is added, nothing changed: the rows are the
organisation's own register of breaches (Article 33(5) AVG/GDPR). What the officer writes is refused
where it holds a citizen service number or an e-mail address: it is about groups, not about people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.audit.chain import Detail
from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.breaches.counting import (
    Export,
    Window,
    count_from_export,
    count_from_log,
)
from klantbeeld.privacy.breaches.state import breach_view, count_detail
from klantbeeld.privacy.breaches.views import (
    FIELDS,
    AffectedPerson,
    BreachEvent,
    BreachView,
    Count,
    EventKind,
    Step,
)
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.views import Actor
from klantbeeld.quality.refusals import find_bsn
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.breaches", "breaches.sql")

MOST_CHARACTERS = 4_000
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")

_REACH = (
    AttributeType.EMAIL, AttributeType.STREET, AttributeType.HOUSE_NUMBER, AttributeType.POSTCODE,
    AttributeType.CITY, AttributeType.COUNTRY,
)  # fmt: skip
"""What a letter needs."""


class Breaches:
    """The officer's register of breaches."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def all(self, actor: Actor, purpose: str) -> tuple[BreachView, ...]:
        """Every breach, the newest first. Raises Refused."""
        with self._door.read(actor, purpose, "breaches", Duty.OVERSEE) as read:
            rows = read.transaction.execute(_SQL["all"]).fetchall()
            views = self._views(read.transaction, rows)
            read.detail = {"breaches": len(views)}
        return views

    def show(self, actor: Actor, purpose: str, breach_no: int) -> BreachView:
        """One breach. Raises Refused and NotFound."""
        with self._door.read(actor, purpose, "breach", Duty.OVERSEE) as read:
            rows = read.transaction.execute(_SQL["breach"], {"breach_no": breach_no}).fetchall()
            views = self._views(read.transaction, rows)
            read.missing = None if views else _missing(breach_no)
            read.detail = {"breach": breach_no}
        return views[0]

    def open(self, actor: Actor, purpose: str, aware_at: datetime) -> int:
        """A new breach, known since this moment; returns its number.

        Raises Refused, and InputError for a moment that is still to come.
        """
        now = self._door.clock()
        if aware_at > now:
            raise InputError.single(
                "a breach cannot be known from a moment that is still to come",
                "aware_at",
                "Write when the organisation knew of it, with its time zone.",
            )
        with self._database.transaction() as transaction:
            row = one_row(
                transaction, _SQL["open"], {"aware_at": aware_at, "now": now, "actor": actor.name}
            )
            self._log(transaction, actor, purpose, "breach_open", {"breach": row["breach_no"]})
        return int(row["breach_no"])

    def describe(
        self, actor: Actor, purpose: str, breach_no: int, said: Mapping[str, Sequence[str]]
    ) -> None:
        """Records what is known: field of ``FIELDS`` -> texts or choices; empty takes it back.

        Raises Refused, NotFound, and InputError for a field, choice or text that cannot be.
        """
        detail = {key: _checked(key, values) for key, values in said.items()}
        self._add(actor, purpose, breach_no, "described", detail)

    def count_log(self, actor: Actor, purpose: str, breach_no: int, window: Window) -> Count:
        """Counts whom the reads of a window of the log touched. Raises Refused, NotFound, and
        InputError for a window that ends before it begins."""
        if window.until <= window.since:
            raise InputError.single(
                "the window ends before it begins", "until", "Write a later end than beginning."
            )
        now = self._door.clock()
        with self._database.transaction() as transaction:
            found = count_from_log(transaction, self._door.catalogue, window, now)
            return self._store_count(transaction, actor, purpose, breach_no, *found)

    def count_export(self, actor: Actor, purpose: str, breach_no: int, export: Export) -> Count:
        """Counts whom a leaked file touched. Raises Refused, NotFound, and InputError for an
        attribute, touchpoint type or source that is not declared, or an empty file."""
        catalogue = self._door.catalogue
        known = (
            ("attributes", export.attributes, catalogue.attributes),
            ("touchpoints", export.touchpoints, catalogue.touchpoints),
            ("source", tuple(dict.fromkeys(source for source, _ in export.keys)),
             catalogue.sources),
        )  # fmt: skip
        for where, names, declared in known:
            for name in names:
                if name not in declared:
                    mend = f"Known: {', '.join(declared)}."
                    raise InputError.single("there is no such name in the catalogue", where, mend)
        if not export.people and not export.keys:
            raise InputError.single(
                "the export names nobody", "export", "Give numbers of people, or a CSV of keys."
            )
        now = self._door.clock()
        with self._database.transaction() as transaction:
            found = count_from_export(transaction, catalogue, export, now)
            return self._store_count(transaction, actor, purpose, breach_no, *found)

    def reported(
        self, actor: Actor, purpose: str, breach_no: int, step: Step, reference: str
    ) -> None:
        """Records that the authority was told: ``first``, or a follow-up to it; ``reference``: the
        authority's own number. Raises Refused, NotFound and InputError."""
        detail = {"step": step, "reference": _text("reference", reference)}
        self._add(actor, purpose, breach_no, "reported", detail)

    def not_reported(self, actor: Actor, purpose: str, breach_no: int, reason: str) -> None:
        """Records why no risk is likely, so that it is not reported (Article 33(1)). Raises
        Refused, NotFound and InputError."""
        self._add(actor, purpose, breach_no, "not_reported", {"reason": _text("reason", reason)})

    def people_told(self, actor: Actor, purpose: str, breach_no: int, how: str) -> None:
        """Records that the affected people were told, and how (Article 34). Raises Refused,
        NotFound and InputError."""
        self._add(actor, purpose, breach_no, "people_told", {"how": _text("how", how)})

    def people_not_told(self, actor: Actor, purpose: str, breach_no: int, reason: str) -> None:
        """Records why the affected people need not be told (Article 34(3)). Raises Refused,
        NotFound and InputError."""
        self._add(actor, purpose, breach_no, "people_not_told", {"reason": _text("reason", reason)})

    def close(self, actor: Actor, purpose: str, breach_no: int) -> None:
        """Records that nothing more is to be done. Raises Refused, NotFound, and InputError while
        nobody decided whether to report it."""
        if not self.show(actor, purpose, breach_no).decided:
            raise InputError.single(
                "nobody has recorded yet whether it was reported", f"breach {breach_no}",
                "Record the report, or why none is needed.",
            )  # fmt: skip
        self._add(actor, purpose, breach_no, "closed", {})

    def affected(self, actor: Actor, purpose: str, breach_no: int) -> tuple[AffectedPerson, ...]:
        """Whom the last count found, as they are now, with what a letter needs of them as far as
        the reader may see it. Leaves a line about each. Raises Refused and NotFound."""
        found: tuple[AffectedPerson, ...] = ()
        with self._door.read(actor, purpose, "breach_affected", Duty.OVERSEE) as read:
            if not read.transaction.execute(_SQL["breach"], {"breach_no": breach_no}).fetchall():
                read.missing = _missing(breach_no)
            rows = read.transaction.execute(
                _SQL["people_of_count"], {"breach_no": breach_no}
            ).fetchall()
            certain = {row["person_id"]: row["certain"] for row in rows if not row["gone"]}
            people = read.transaction.execute(
                _SQL["contact_rows"], {"people": sorted(certain)}
            ).fetchall()
            reach = [name for name, kind in read.sight.types.items() if kind in _REACH]
            found = tuple(
                AffectedPerson(
                    person_id=row["person_id"],
                    certain=certain[row["person_id"]],
                    display_name=read.sight.name_of(row["golden"], row["person_id"]),
                    contact={name: row["golden"][name] for name in reach if name in row["golden"]},
                )
                for row in people
            )
            read.person_id = found[0].person_id if found else None
            read.others = tuple(each.person_id for each in found[1:])
            read.detail = {"breach": breach_no}
        return found

    def _views(
        self, transaction: Transaction, rows: Sequence[Mapping[str, Any]]
    ) -> tuple[BreachView, ...]:
        numbers = [row["breach_no"] for row in rows]
        events: dict[int, list[BreachEvent]] = {number: [] for number in numbers}
        for row in transaction.execute(_SQL["events"], {"breaches": numbers}):
            number = row.pop("breach_no")
            events[number].append(BreachEvent(**row))
        hours, now = self._door.catalogue.organisation.breach_hours, self._door.clock()
        return tuple(breach_view(row, events[row["breach_no"]], hours, now) for row in rows)

    def _store_count(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        breach_no: int,
        count: Count,
        people: Mapping[int, bool],
    ) -> Count:
        event_no = self._event(transaction, actor, breach_no, "counted", count_detail(count))
        transaction.execute(
            _SQL["add_people"],
            {"event_no": event_no, "records": list(people), "certain": list(people.values())},
        )
        detail: Detail = {"breach": breach_no, "least": count.least, "most": count.most}
        self._log(transaction, actor, purpose, "breach_counted", detail)
        return count

    def _add(
        self,
        actor: Actor,
        purpose: str,
        breach_no: int,
        kind: EventKind,
        detail: Mapping[str, Any],
    ) -> None:
        with self._database.transaction() as transaction:
            self._event(transaction, actor, breach_no, kind, detail)
            self._log(transaction, actor, purpose, f"breach_{kind}", {"breach": breach_no})

    def _event(
        self,
        transaction: Transaction,
        actor: Actor,
        breach_no: int,
        kind: EventKind,
        detail: Mapping[str, Any],
    ) -> int:
        if transaction.execute(_SQL["lock"], {"breach_no": breach_no}).fetchone() is None:
            raise NotFound(_missing(breach_no))
        row = one_row(
            transaction,
            _SQL["add_event"],
            {
                "breach_no": breach_no,
                "now": self._door.clock(),
                "actor": actor.name,
                "kind": kind,
                "detail": Jsonb(dict(detail)),
            },
        )
        return int(row["event_no"])

    def _log(
        self, transaction: Transaction, actor: Actor, purpose: str, action: str, detail: Detail
    ) -> None:
        self._door.record_change(transaction, actor, purpose, action, (), detail, Duty.OVERSEE)


def _missing(breach_no: int) -> str:
    return f"There is no breach {breach_no}. Take a number from the list of breaches."


def _checked(key: str, values: Sequence[str]) -> list[str]:
    field = FIELDS.get(key)
    if field is None:
        raise InputError.single("there is no such field", key, f"Known: {', '.join(FIELDS)}.")
    given = [value for value in dict.fromkeys(values) if value.strip()]
    if not field.choices:
        return [_text(key, "\n".join(given))] if given else []
    if not set(given) <= set(field.choices) or (len(given) > 1 and not field.several):
        raise InputError.single(
            "this is not one of the choices", key, f"Choose from {', '.join(field.choices)}."
        )
    return given


def _text(where: str, text: str) -> str:
    """What the officer wrote, when it is about groups and not about people."""
    plain = text.replace("\0", "").strip()
    if not plain or len(plain) > MOST_CHARACTERS:
        raise InputError.single(
            "the text is empty or too long", where, f"Write 1 to {MOST_CHARACTERS} characters."
        )
    if find_bsn(plain) or _ADDRESS.search(plain):
        raise InputError.single(
            "the text holds what looks like a citizen service number or an e-mail address",
            where,
            "Write about groups of people, never about one: leave it out.",
        )
    return plain
