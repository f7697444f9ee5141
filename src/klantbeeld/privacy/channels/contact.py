"""May this person be reached, and who of many may: the door, the facts and the rules together.

Entering: who asks, for which purpose they read, about whom, and what they want to do. Leaving: an
answer with its ground or its reasons, or a selection with how many are left out and why. The rules
are those of the day that is asked about; consents and objections count as they stand now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.organisation import Duty
from klantbeeld.privacy.channels.facts import facts_of, points_of_records
from klantbeeld.privacy.channels.rules import Answer, Contact, Reason, Storage, judge, judge_storage
from klantbeeld.privacy.channels.suppression import (
    ADDRESSED,
    Imported,
    SuppressedCount,
    SuppressionList,
    point_of,
    read_points,
)
from klantbeeld.privacy.consent.state import Asked, consent_state
from klantbeeld.privacy.consent.statements import born_of, statements_of
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.marks import MarkKind, is_direct_marketing, marks_of
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import checked_note, numbers_of
from klantbeeld.store.database import Database, Transaction

BATCH = 20_000

NOBODY = Answer(False, None, (Reason("purpose_off", "AVG 5(1)(b)"),))
"""Of a purpose that is not declared or not switched on."""


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """Whether one person may be reached, and how that was asked."""

    person_id: int
    purpose: str
    channel: Channel
    message: str
    on: date
    allowed: bool
    ground: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many are left out for one reason; somebody may count under several."""

    code: str
    article: str
    people: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Who of many may be reached."""

    asked: int
    allowed: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    """Most people first."""


class ContactRules:
    """Asks the rules for people of the store."""

    def __init__(self, database: Database, door: Door, suppression: SuppressionList) -> None:
        self._database = database
        self._door = door
        self._suppression = suppression

    def may_contact(
        self,
        actor: Actor,
        purpose: str,
        person_id: int,
        contacts: Sequence[Contact],
        on: date | None = None,
    ) -> tuple[ContactAnswer, ...]:
        """Whether a person may be reached in each of these ways. Raises Refused and NotFound."""
        day = on or self._today()
        found: tuple[ContactAnswer, ...] = ()
        with self._door.read(actor, purpose, "may_contact") as read:
            read.records(person_id)
            if (known := read.person_id) is not None:
                found = tuple(
                    self._answer(read.transaction, known, contact, day) for contact in contacts
                )
            read.detail = {"contacts": len(found), "allowed": sum(each.allowed for each in found)}
        return found

    def selection(
        self,
        actor: Actor,
        purpose: str,
        people: Sequence[int],
        contact: Contact,
        on: date | None = None,
    ) -> Selection:
        """Who of these people may be reached, and how many may not and why. Raises Refused."""
        day = on or self._today()
        wanted = list(dict.fromkeys(people))
        answers: dict[int, Answer] = {}
        with self._door.read(actor, purpose, "selection") as read:
            for start in range(0, len(wanted), BATCH):
                batch = wanted[start : start + BATCH]
                answers |= self.answers(read.transaction, batch, contact, day)
            allowed = tuple(number for number in wanted if answers[number].allowed)
            read.detail = {"asked": len(wanted), "allowed": len(allowed)}
        return Selection(len(wanted), allowed, _counted(answers.values()))

    def answers(
        self, transaction: Transaction, people: Sequence[int], contact: Contact, day: date
    ) -> dict[int, Answer]:
        """The answer for each of these people, in the caller's transaction, which logs."""
        facts = facts_of(
            transaction, self._door.catalogue, self._suppression, people, contact, day,
            self._door.clock(),
        )  # fmt: skip
        return {
            person_id: judge(facts[person_id], contact, day) if person_id in facts else NOBODY
            for person_id in people
        }

    def _answer(
        self, transaction: Transaction, person_id: int, contact: Contact, day: date
    ) -> ContactAnswer:
        answer = self.answers(transaction, (person_id,), contact, day)[person_id]
        return _told(person_id, contact, day, answer)

    def may_store(
        self, actor: Actor, purpose: str, person_id: int, for_purpose: str, storage: Storage
    ) -> Answer:
        """Whether something may be stored or read on the person's device. Raises Refused and
        NotFound."""
        answer = NOBODY
        with self._door.read(actor, purpose, "may_store") as read:
            rows = read.records(person_id)
            if read.person_id is not None:
                state = consent_state(
                    statements_of(read.transaction, numbers_of(rows)),
                    Asked.of(self._door.catalogue, for_purpose),
                    Channel.DEVICE,
                    born_of(rows, self._door.catalogue),
                    self._door.clock(),
                )
                answer = judge_storage(storage, state.standing)
            read.detail = {"storage": storage.value}
        return answer

    def suppress(
        self,
        actor: Actor,
        purpose: str,
        points: Sequence[str],
        channel: Channel,
        source: str,
        since: datetime | None = None,
    ) -> int:
        """Puts contact points in standard form on the list of those to leave alone; returns how
        many were new. Raises InputError and Refused."""
        now = self._door.clock()
        told = checked_note(source, "source", 60) or "unknown"
        with self._database.transaction() as transaction:
            added = self._suppression.add(
                transaction, channel, points, source=told, since=since or now, now=now
            )
            detail = {"channel": channel.value, "contacts": len(points)}
            self._door.record_change(
                transaction, actor, purpose, "suppression.add", (), detail, Duty.HANDLE_REQUESTS
            )
        return added

    def suppress_texts(
        self, actor: Actor, purpose: str, texts: Sequence[str], channel: Channel, source: str
    ) -> tuple[int, list[int]]:
        """Puts addresses as somebody writes them on the list; returns how many were new, and which,
        counted from 1, hold no address of the channel. Raises InputError and Refused."""
        points = [point_of(channel, text) for text in texts]
        unusable = [number for number, point in enumerate(points, start=1) if point is None]
        good = [point for point in points if point is not None]
        return self.suppress(actor, purpose, good, channel, source), unusable

    def suppress_file(
        self, actor: Actor, purpose: str, file: Path, channel: Channel, source: str
    ) -> Imported:
        """Puts the addresses of a file, one a line, on the list. Raises InputError and Refused."""
        points, read, unusable = read_points(file, channel)
        added = self.suppress(actor, purpose, points, channel, source)
        return Imported(read, added, len(points) - added, tuple(unusable[:1_000]))

    def leave_alone(self, transaction: Transaction, record_nos: Sequence[int]) -> int:
        """Before these records are erased: whoever objected to marketing, or withdrew for a
        channel, stays left alone should the same address come back. Returns how many addresses
        went on the list. In the caller's transaction, which logs."""
        now = self._door.clock()
        objected = marks_of(transaction, record_nos).has(MarkKind.MARKETING_OBJECTION)
        withdrawn = {
            said.channel
            for said in statements_of(transaction, record_nos)
            if said.decision == "withdrawn" and self._is_marketing(said.purpose)
        }
        added = 0
        for channel in ADDRESSED:
            if objected or withdrawn & {"", channel}:
                catalogue = self._door.catalogue
                points = points_of_records(transaction, catalogue, channel, record_nos)
                added += self._suppression.add(
                    transaction, channel, points, source="erasure", since=now, now=now
                )
        return added

    def _is_marketing(self, purpose: str) -> bool:
        """A purpose that is declared no longer may have been one."""
        declared = self._door.catalogue.purposes.get(purpose)
        return declared is None or is_direct_marketing(declared)

    def suppressed(self, actor: Actor, purpose: str) -> tuple[SuppressedCount, ...]:
        """How many stand on the list, and where they came from. Raises Refused."""
        with self._door.read(actor, purpose, "suppression.count") as read:
            return self._suppression.counts(read.transaction)

    def _today(self) -> date:
        zone = ZoneInfo(self._door.catalogue.organisation.time_zone)
        return self._door.clock().astimezone(zone).date()


def _told(person_id: int, contact: Contact, day: date, answer: Answer) -> ContactAnswer:
    return ContactAnswer(
        person_id, contact.purpose, contact.channel, contact.message.value, day, answer.allowed,
        answer.ground, answer.reasons,
    )  # fmt: skip


def _counted(answers: Iterable[Answer]) -> tuple[LeftOut, ...]:
    counts: dict[tuple[str, str], int] = {}
    for answer in answers:
        for key in {(reason.code, reason.article) for reason in answer.reasons}:
            counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(LeftOut(code, article, people) for (code, article), people in ordered)
