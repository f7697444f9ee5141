"""Consents of a person: seeing them, giving, withdrawing, confirming.

Entering: who acts, for which purpose of their own, about whom, and what was said. Leaving: how it
stands, after the door has checked and logged. Giving and withdrawing take the same single call and
hold from the commit on, everywhere (AVG/GDPR Article 7(3)). Nothing is given by default: whoever
gives names the purpose and the channel, one at a time (Articles 4(11) and 7(2)).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from klantbeeld.catalog.consents import Channel, ConsentDecision
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.catalog.periods import duration
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.consent.delivered import LONGEST_WORD
from klantbeeld.privacy.consent.state import Asked, consent_state, consent_states
from klantbeeld.privacy.consent.statements import (
    Said,
    add_statement,
    born_of,
    is_under_age,
    lock_records,
    read_statement,
    statements_of,
)
from klantbeeld.privacy.consent.tokens import make_token, read_token
from klantbeeld.privacy.consent.views import ConsentsView, Recorded
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.marks import all_bars, history_of, marks_of
from klantbeeld.privacy.subject import OWN_DATA, data_subject
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import checked_note, numbers_of, person_records
from klantbeeld.profile import reading
from klantbeeld.store.database import Database, Transaction

Announce = Callable[[Transaction, Sequence[int]], None]
"""Tells open pages that these people changed, when the transaction commits."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says, as the caller names it."""

    purpose: str
    channel: Channel | None
    """None withdraws for every channel."""
    text_version: str | None = None
    """None: the text of today."""
    by_representative: bool = False
    given_via: str | None = None
    """Where it was said, in a word: ``phone``, ``shop``."""


def consents_view(
    transaction: Transaction,
    catalogue: Catalogue,
    person_id: int,
    rows: Sequence[reading.Row],
    now: datetime,
) -> ConsentsView:
    """What the person of these rows of ``source_record`` said; the caller has checked and logs."""
    records = numbers_of(rows)
    statements = statements_of(transaction, records)
    marks = marks_of(transaction, records)
    return ConsentsView(
        person_id=person_id,
        states=consent_states(statements, catalogue, born_of(rows, catalogue), now),
        statements=tuple(sorted(statements, key=lambda s: (s.at, s.statement_no)))[::-1],
        marks=marks.marks,
        past_marks=history_of(transaction, records),
        under_age=is_under_age(rows, catalogue, now),
        bars=all_bars(marks, catalogue),
    )


class Consents:
    """Reads and records what people said."""

    def __init__(
        self, database: Database, door: Door, key: Callable[[], bytes], announce: Announce
    ) -> None:
        self._database = database
        self._door = door
        self._key = key
        self._announce = announce

    def show(self, actor: Actor, purpose: str, person_id: int) -> ConsentsView:
        """What a person said and what follows from it. Raises Refused and NotFound."""
        view: ConsentsView | None = None
        with self._door.read(actor, purpose, "consents") as read:
            rows = read.records(person_id)
            if read.person_id is not None:
                view = consents_view(
                    read.transaction, self._catalogue, read.person_id, rows, self._door.clock()
                )
                read.detail = {"statements": len(view.statements), "marks": len(view.marks)}
        return cast(ConsentsView, view)

    def give(self, actor: Actor, purpose: str, person_id: int, wish: Wish) -> Recorded:
        """Records that somebody consents. Raises InputError, Refused and NotFound.

        Where the purpose asks a double opt-in it holds only when it was confirmed.
        """
        now = self._door.clock()
        version = self._valid(wish, now)
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            if not wish.by_representative and is_under_age(rows, self._catalogue, now):
                raise InputError.single(
                    "somebody under 16 cannot consent (UAVG Article 5)",
                    "by_representative",
                    "Ask the parent or guardian, and record that they consented.",
                )
            numbers = self._add(transaction, rows, wish, ConsentDecision.GIVEN, version, actor, now)
            recorded = self._recorded(transaction, found, rows, wish, now)
            self._log(transaction, actor, purpose, "consent.give", found, wish)
        request = self._catalogue.consents[wish.purpose]
        if wish.channel not in request.double_opt_in:
            return recorded
        token = make_token(self._key(), numbers, now + duration(request.confirm_within))
        return Recorded(recorded.person_id, recorded.states, token)

    def withdraw(self, actor: Actor, purpose: str, person_id: int, wish: Wish) -> Recorded:
        """Records that somebody does not consent, or no longer. Raises InputError, Refused and
        NotFound. Nothing else can stand in its way."""
        now = self._door.clock()
        with self._database.transaction() as transaction:
            found, rows = person_records(transaction, person_id)
            known = {said.purpose for said in statements_of(transaction, numbers_of(rows))}
            if wish.purpose not in known | set(self._catalogue.purposes):
                raise self._unknown_purpose(tuple(self._catalogue.consents))
            self._add(transaction, rows, wish, ConsentDecision.WITHDRAWN, None, actor, now)
            recorded = self._recorded(transaction, found, rows, wish, now)
            self._log(transaction, actor, purpose, "consent.withdraw", found, wish)
        return recorded

    def confirm(self, token: str) -> Recorded:
        """Confirms from the address itself what was given: the person acts, nobody else.

        Raises InputError for a token that is forged, too late, used, or overtaken.
        """
        now = self._door.clock()
        numbers = read_token(self._key(), token, now)
        with self._database.transaction() as transaction:
            given = read_statement(transaction, numbers[0]) if numbers else None
            if given is None:
                raise _no_confirmation()
            found, rows = person_records(transaction, given["record_no"])
            lock_records(transaction, numbers_of(rows))
            channel = Channel(given["channel"])
            wish = Wish(
                given["purpose"], channel, given["text_version"], given["by_representative"]
            )
            said = [
                one
                for one in statements_of(transaction, numbers_of(rows))
                if one.purpose == wish.purpose and one.channel in {"", channel}
            ]
            if any(one.at > given["at"] for one in said):
                raise _no_confirmation()
            version = given["text_version"]
            person = data_subject(numbers_of(rows))
            self._add(transaction, rows, wish, ConsentDecision.CONFIRMED, version, person, now)
            recorded = self._recorded(transaction, found, rows, wish, now)
            self._log(transaction, person, OWN_DATA, "consent.confirm", found, wish)
        return recorded

    @property
    def _catalogue(self) -> Catalogue:
        return self._door.catalogue

    def _day(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self._catalogue.organisation.time_zone)).date()

    def _valid(self, wish: Wish, now: datetime) -> str:
        """The version of the text that is agreed to. Raises InputError."""
        request = self._catalogue.consents.get(wish.purpose)
        purpose = self._catalogue.purposes.get(wish.purpose)
        if request is None or purpose is None or not purpose.active:
            raise self._unknown_purpose(tuple(self._catalogue.consents))
        if wish.channel not in request.channels:
            raise InputError.single(
                "nobody is asked this for this channel",
                "channel",
                f"Use one of: {', '.join(request.channels)}.",
            )
        today = self._day(now)
        version = wish.text_version or request.text_on(today)
        if version not in request.texts or request.texts[version].since > today:
            raise InputError.single(
                "this version of the text is not in use",
                "text_version",
                f"Use one of: {', '.join(request.texts)}.",
            )
        return version

    def _unknown_purpose(self, known: Sequence[str]) -> InputError:
        return InputError.single(
            "nobody is asked consent for this purpose",
            "for_purpose",
            f"Use one of: {', '.join(known) or 'none; declare one in catalog/consents.yaml'}.",
        )

    def _add(
        self,
        transaction: Transaction,
        rows: Sequence[reading.Row],
        wish: Wish,
        decision: ConsentDecision,
        version: str | None,
        actor: Actor,
        now: datetime,
    ) -> tuple[int, ...]:
        said = Said(
            purpose=wish.purpose,
            channel=wish.channel,
            decision=decision,
            text_version=version,
            by_representative=wish.by_representative,
            given_via=checked_note(wish.given_via, "given_via", LONGEST_WORD),
            actor=actor.name,
            via=actor.via,
        )
        numbers = add_statement(transaction, numbers_of(rows), said, now)
        if not numbers:
            raise NotFound("The person was erased in the meantime. Nothing was recorded.")
        return numbers

    def _recorded(
        self,
        transaction: Transaction,
        person_id: int,
        rows: Sequence[reading.Row],
        wish: Wish,
        now: datetime,
    ) -> Recorded:
        asked = Asked.of(self._catalogue, wish.purpose)
        declared = asked.request.channels if asked.request else ()
        channels = declared if wish.channel is None else (wish.channel,)
        statements, born = (
            statements_of(transaction, numbers_of(rows)),
            born_of(rows, self._catalogue),
        )
        states = tuple(consent_state(statements, asked, channel, born, now) for channel in channels)
        return Recorded(person_id, states)

    def _log(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        action: str,
        person_id: int,
        wish: Wish,
    ) -> None:
        self._announce(transaction, (person_id,))
        self._door.record_change(
            transaction, actor, purpose, action, (person_id,), _told(wish), Duty.HANDLE_REQUESTS
        )


def _told(wish: Wish) -> dict[str, str]:
    """What the log tells of it."""
    return {"purpose": wish.purpose, "channel": wish.channel or "all"}


def _no_confirmation() -> InputError:
    return InputError.single(
        "this confirmation does not count: it is used, too late, damaged or overtaken",
        "token",
        "Give the consent again; a new link is sent.",
    )
