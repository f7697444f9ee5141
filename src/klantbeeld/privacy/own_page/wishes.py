"""Who asks for a link to his own page by his e-mail address.

Entering: an address that anybody may have typed. Leaving: a wish, where exactly that address stands
for somebody; nothing comes back, so that nobody learns whom we know. Where several people share the
address the message holds no link: it would show one of them the other's data. The wish holds no
address: it is read when the message is sent, and the link is made then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from klantbeeld.audit.access_log import append
from klantbeeld.audit.chain import Entry
from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.subject import CUSTOMER, DATA_SUBJECT, OWN_DATA
from klantbeeld.privacy.views import Actor
from klantbeeld.profile.search import Query, Reader, find_people, read_people
from klantbeeld.profile.terms import email_term
from klantbeeld.quality import standardise_value
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.own_page", "wishes.sql")

LONGEST_ADDRESS = 254
"""RFC 5321: no address is longer."""

MOST_A_DAY = 3
"""Messages for one person: nobody's mailbox is filled by somebody else."""

_MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who waits for a link."""

    wish_no: int
    person_id: int
    shared: bool
    """Several people are known by the address."""
    asked_at: datetime
    attempts: int
    failure: str | None


class OwnWishes:
    """The wishes in the store."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def ask(self, address: str, language: str) -> None:
        """Writes the wish of whoever has this address as it stands for him now; of nobody else."""
        value = standardise_value(AttributeType.EMAIL, address[:LONGEST_ADDRESS]).value
        if value is None:
            return
        now = self._door.clock()
        with self._database.transaction() as transaction:
            people = self.people_at(transaction, value)
            if not people:
                return
            person_id, attribute = people[0]
            recent = one_row(
                transaction,
                _SQL["recent"],
                {"person_id": person_id, "since": now - timedelta(days=1)},
            )
            if recent["waiting"] or recent["asked"] >= MOST_A_DAY:
                return
            transaction.execute(
                _SQL["add"],
                {
                    "record_no": person_id,
                    "attribute": attribute,
                    "kind": "link" if len(people) == 1 else "shared",
                    "language": language,
                    "now": now,
                },
            )
            for number, _ in people:
                append(transaction, _told(number), now)

    def waiting(self, actor: Actor, purpose: str) -> tuple[Wish, ...]:
        """Who waits for a link, the longest first. Raises Refused without the duty."""
        with self._door.read(actor, purpose, "own_link.wishes", Duty.HANDLE_REQUESTS) as read:
            rows = read.transaction.execute(_SQL["waiting"]).fetchall()
            read.detail = {"people": sorted({row["person_id"] for row in rows})}
        return tuple(Wish(**row) for row in rows)

    def people_at(self, transaction: Transaction, value: str) -> list[tuple[int, str]]:
        """Whose present address this is, each with the attribute that holds it."""
        attributes = self._door.catalogue.attributes
        types = {name: a.type for name, a in attributes.items() if a.type is AttributeType.EMAIL}
        query = Query(frozenset({("email", email_term(value))}), frozenset(), None, None)
        found = find_people(transaction, query, Reader(types, (), ()), _MOST_PEOPLE)
        golden = read_people(transaction, [match.person_id for match in found])
        return [
            (number, attribute)
            for number, row in sorted(golden.items())
            if (attribute := _holding(row["golden"], list(types), value)) is not None
        ]


def _holding(golden: dict[str, Any], attributes: Sequence[str], value: str) -> str | None:
    """The attribute that holds this address, whatever its capitals."""
    wanted = email_term(value)
    return next((name for name in attributes if email_term(golden.get(name, "")) == wanted), None)


def _told(person_id: int) -> Entry:
    return Entry(CUSTOMER, DATA_SUBJECT, "web", OWN_DATA, "own_link.asked", True, person_id)
