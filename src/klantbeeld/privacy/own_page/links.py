"""Links by which somebody opens the page with his own data, once, and the visit that one opens.

Entering: a person, or the secret of a link or visit. Leaving: a link, a visit, or why there is
none. Secrets are 256 random bits, kept as their SHA-256 alone. A link stands for the source records
that the person had when it was made: when these are no longer one person, or when others were
merged into it, nobody can say any more whom the link was for, so it opens nothing (Article 12(6)
AVG/GDPR: reasonable doubts about the identity).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.subject import CUSTOMER, DATA_SUBJECT, OWN_DATA, data_subject
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.own_page", "links.sql")
_WISHES = load_sql("klantbeeld.privacy.own_page", "wishes.sql")

VISIT_IDLE = timedelta(minutes=30)
VISIT_LIFE = timedelta(hours=4)
_EXTEND_EVERY = timedelta(minutes=1)
"""A visit in use is written at most this often."""

BY_MAIL = "(mail)"
"""Who made a link that was sent to the customer's address: no account or key can be called so."""

_KEPT = timedelta(days=30)
"""So long after its end a link can still say that it was used or is too old."""


class Standing(StrEnum):
    """What is with a link."""

    OPEN = "open"
    UNKNOWN = "unknown"
    """There is no such link: mistyped, cut off, forged, or long gone."""
    USED = "used"
    EXPIRED = "expired"
    ENDED = "ended"
    """The visit is over: left, or idle for too long."""
    ERASED = "erased"
    """The data that it was for is not there any more."""
    MERGED = "merged"
    """Somebody else's records were put with these since."""
    SPLIT = "split"
    """The records turned out to be several people's."""
    UNSETTLED = "unsettled"
    """They are being linked at this moment."""


class ClosedError(Exception):
    """The link or visit opens nothing."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.value)
        self.standing = standing


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link; its secret cannot be shown again."""

    secret: str
    person_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who has his own page open."""

    actor: Actor
    person_id: int
    csrf_token: str
    until: datetime
    by_mail: bool
    """Whether the link was sent to the e-mail address: then this address is the customer's."""


class OwnLinks:
    """Links and visits in the store."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def make(self, actor: Actor, purpose: str, person_id: int) -> MadeLink:
        """A link for the person of this number, made by a colleague who has seen who asks.

        Raises Refused without the duty ``handle_requests``, and NotFound.
        """
        duty = Duty.HANDLE_REQUESTS
        self._door.check(actor, purpose, "own_link.made", duty)
        with self._database.transaction() as transaction:
            found = reading.resolve(transaction, person_id)
            if found is None:
                raise NotFound(f"There is no person {person_id}. It may have been erased.")
            link = self.write(transaction, found, actor.name)
            answered = {"person_id": found, "now": self._door.clock()}
            transaction.execute(_WISHES["answered"], answered)
            numbers = [person_id]
            self._door.record_change(
                transaction, actor, purpose, "own_link.made", numbers, {}, duty
            )
        return link

    def write(self, transaction: Transaction, person_id: int, made_by: str) -> MadeLink:
        """Stores a link for this person; whoever calls it has checked, and tells the log."""
        secret, now = secrets.token_urlsafe(32), self._door.clock()
        expires_at = now + timedelta(hours=self._door.catalogue.organisation.own_link_hours)
        transaction.execute(_SQL["forget"], {"before": now - _KEPT})
        transaction.execute(
            _SQL["make"],
            {
                "person_id": person_id,
                "digest": _digest(secret),
                "made_by": made_by,
                "now": now,
                "expires_at": expires_at,
            },
        )
        return MadeLink(secret, person_id, expires_at)

    def standing(self, secret: str) -> Standing:
        """What is with this link; asking changes nothing."""
        with self._database.transaction() as transaction:
            link = transaction.execute(_SQL["by_secret"], {"digest": _digest(secret)}).fetchone()
            return self._judged(transaction, link)[0]

    def open(self, secret: str) -> str:
        """Uses a link up and returns the secret of the visit. Raises ClosedError.

        A link that is known and opens nothing leaves a line: somebody else may have it.
        """
        opened, now = secrets.token_urlsafe(32), self._door.clock()
        with self._database.transaction() as transaction:
            found = transaction.execute(_SQL["lock"], {"digest": _digest(secret)}).fetchone()
            standing, records = self._judged(transaction, found)
            if found is not None and standing is Standing.OPEN:
                transaction.execute(
                    _SQL["open"],
                    {
                        "link_no": found["link_no"],
                        "session": _digest(opened),
                        "csrf_token": secrets.token_urlsafe(32),
                        "now": now,
                        "until": now + VISIT_IDLE,
                    },
                )
                self._door.record_change(
                    transaction, data_subject(records), OWN_DATA, "own_page.opened", records[:1], {}
                )
        if standing is not Standing.OPEN:
            if found is not None:
                somebody = Actor(CUSTOMER, DATA_SUBJECT, "web")
                self._door.log_refusal(somebody, OWN_DATA, "own_page.opened", found["person_id"])
            raise ClosedError(standing)
        return opened

    def visit(self, secret: str) -> Visit:
        """Who has this visit open, kept open by its use. Raises ClosedError."""
        now, digest = self._door.clock(), _digest(secret)
        with self._database.transaction() as transaction:
            found = transaction.execute(_SQL["by_session"], {"digest": digest}).fetchone()
            if found is None or found["session_until"] <= now:
                raise ClosedError(Standing.ENDED)
            standing, records, person_id = self._whose(transaction, found)
            if standing is not Standing.OPEN:
                raise ClosedError(standing)
            until: datetime = min(found["opened_at"] + VISIT_LIFE, now + VISIT_IDLE)
            if until - found["session_until"] >= _EXTEND_EVERY:
                transaction.execute(_SQL["extend"], {"digest": digest, "until": until})
        by_mail = found["made_by"] == BY_MAIL
        return Visit(data_subject(records), person_id, found["csrf_token"], until, by_mail)

    def leave(self, secret: str) -> None:
        """Ends a visit; an unknown one is no fault."""
        with self._database.transaction() as transaction:
            transaction.execute(_SQL["leave"], {"digest": _digest(secret)})

    def _judged(
        self, transaction: Transaction, link: dict[str, Any] | None
    ) -> tuple[Standing, list[int]]:
        if link is None:
            return Standing.UNKNOWN, []
        standing, records, _ = self._whose(transaction, link)
        if standing is Standing.ERASED:
            return standing, records
        if link["opened_at"] is not None:
            return Standing.USED, records
        if link["expires_at"] <= self._door.clock():
            return Standing.EXPIRED, records
        return standing, records

    def _whose(
        self, transaction: Transaction, link: dict[str, Any]
    ) -> tuple[Standing, list[int], int]:
        """Whether the link still stands for one person, its records, and who that is (or 0)."""
        now = one_row(
            transaction,
            _SQL["whose"],
            {"link_no": link["link_no"], "until": link["records_until"]},
        )
        records, people = now["records"] or [], now["people"] or []
        if not records:
            return Standing.ERASED, [], 0
        if now["unlinked"] or not people:
            return Standing.UNSETTLED, records, 0
        if len(people) > 1:
            return Standing.SPLIT, records, 0
        return (Standing.MERGED if now["joined"] else Standing.OPEN), records, people[0]


def _digest(secret: str) -> bytes:
    """Fast is right here: 256 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
