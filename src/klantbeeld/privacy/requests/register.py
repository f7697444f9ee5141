"""The register of requests: opened, identified, extended, carried out, answered; each step a line.

Entering: who acts, for which purpose, and about whom. Leaving: the request as it stands. It holds
no personal value: numbers of records, names of attributes, codes and counts. Articles 12 and 5(2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.requests.clock import last_day, received_on
from klantbeeld.privacy.requests.state import (
    EXTENSIONS,
    REFUSALS,
    Done,
    Event,
    Identified,
    Kind,
    Request,
    State,
    Why,
    not_before,
    standing,
)
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.requests", "requests.sql")

WAYS_IN = ("own_page", "email", "phone", "letter", "in_person", "other")
"""How a request can come in; no form may be demanded (EDPB Guidelines 01/2022, 52)."""
MOST_SHOWN = 200

Act = Callable[[Transaction, Request], Mapping[str, Any]]
"""Carries a request out, in its transaction; returns codes and counts for the register."""


class Requests:
    """The one register."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def open(
        self,
        actor: Actor,
        purpose: str,
        kind: Kind,
        person_id: int,
        *,
        via: str = "other",
        received_at: datetime | None = None,
        language: str | None = None,
        attributes: Sequence[str] = (),
    ) -> Request:
        """Writes a request of this person into the register. Raises InputError for a moment in the
        future, Refused, and NotFound for somebody who does not exist."""
        now = self._door.clock()
        received = received_at or now
        if received > now:
            raise InputError.single(
                "a request cannot have come in after now", "received", "Give the day it came in."
            )
        if via not in WAYS_IN:
            raise InputError.single(
                "a way of coming in that is unknown", "via", f"Use one of: {', '.join(WAYS_IN)}."
            )
        organisation = self._door.catalogue.organisation
        self._door.check(actor, purpose, f"request.{kind}", Duty.HANDLE_REQUESTS)
        with self._database.transaction() as transaction:
            person = reading.resolve(transaction, person_id)
            if person is None:
                raise NotFound(f"There is no person {person_id}: nothing is held to ask about.")
            records = [row["record_no"] for row in reading.read_records(transaction, person)]
            parameters = {
                "kind": kind.value,
                "person_id": person,
                "received_at": received,
                "received_via": via,
                "language": language or organisation.language,
                "attributes": list(attributes),
                "records": records,
            }
            number = int(one_row(transaction, _SQL["add"], parameters)["request_no"])
            self._tell(transaction, actor, number, Done.RECEIVED, {}, now)
            self._log(transaction, actor, purpose, kind, Done.RECEIVED, number, [person])
            return self._read(transaction, number)

    def identified(self, actor: Actor, purpose: str, number: int, how: Identified) -> Request:
        """Who asks is the person. Raises InputError, Refused and NotFound."""
        return self._step(actor, purpose, number, Done.IDENTIFIED, {"how": how.value})

    def extend(self, actor: Actor, purpose: str, number: int, why: Why) -> Request:
        """Two more months, told to the person now with the reason.

        Raises InputError after the first month, for another reason than the law knows, and where it
        was extended before; Refused and NotFound.
        """
        if why not in EXTENSIONS:
            raise _fault(
                "the law knows no such reason to take longer",
                f"Use one of: {', '.join(EXTENSIONS)}.",
            )
        return self._step(actor, purpose, number, Done.EXTENDED, {"why": why.value})

    def refuse(self, actor: Actor, purpose: str, number: int, why: Why) -> Request:
        """Ends a request that is not carried out, told with the reason and the way to the authority
        (Article 12(4)). Raises InputError, Refused and NotFound."""
        if why not in REFUSALS:
            raise _fault("no reason to refuse", f"Use one of: {', '.join(REFUSALS)}.")
        return self._step(actor, purpose, number, Done.REFUSED, {"why": why.value})

    def withdraw(self, actor: Actor, purpose: str, number: int) -> Request:
        """The person asks no more. Raises InputError, Refused and NotFound."""
        return self._step(actor, purpose, number, Done.WITHDRAWN, {})

    def answered(self, actor: Actor, purpose: str, number: int) -> Request:
        """What was done is told to the person: the end. Raises InputError where nothing was carried
        out, Refused and NotFound."""
        return self._step(actor, purpose, number, Done.ANSWERED, {})

    def begin(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        number: int,
        kind: Kind,
        *,
        again: bool = False,
    ) -> Request:
        """The request, locked, ready to be carried out in this transaction; with ``again`` also one
        that was carried out before.

        Raises InputError where it is another kind, closed, done already, or where nobody made sure
        who asks; Refused and NotFound.
        """
        self._door.check(actor, purpose, f"request.{kind}", Duty.HANDLE_REQUESTS)
        request = self._read(transaction, number)
        if request.kind is not kind:
            raise _fault("this request asks for something else", "See the list of requests.")
        if request.state is State.NEW:
            raise _fault(
                "nobody made sure yet who asks",
                "Record first how the person was identified, in proportion to what is at stake.",
            )
        again = again and request.state in (State.CARRIED_OUT, State.ANSWERED)
        if request.state is not State.READY and not again:
            done = request.last(Done.CARRIED_OUT) or request.events[-1]
            raise _fault(
                f"this request was carried out or closed on {done.at:%Y-%m-%d %H:%M} UTC "
                f"by {done.actor}",
                "See what was done on the request's own page.",
            )
        return request

    def carried_out(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        request: Request,
        detail: Mapping[str, Any],
    ) -> None:
        """Writes that a request was carried out, in the transaction that does it; call it last."""
        now = not_before(self._door.clock(), request.events)
        self._tell(transaction, actor, request.request_no, Done.CARRIED_OUT, detail, now)
        self._log(
            transaction,
            actor,
            purpose,
            request.kind,
            Done.CARRIED_OUT,
            request.request_no,
            [request.person_id],
        )

    def carry_out(self, actor: Actor, purpose: str, number: int, kind: Kind, act: Act) -> Request:
        """Carries a request out in one transaction with its line in the register and the log."""
        with self._database.transaction() as transaction:
            request = self.begin(transaction, actor, purpose, number, kind)
            detail = act(transaction, request)
            self.carried_out(transaction, actor, purpose, request, detail)
            return self._read(transaction, number)

    def get(self, actor: Actor, purpose: str, number: int) -> Request:
        """One request. Raises Refused and NotFound."""
        with self._look(actor, purpose) as read:
            request = self._read(read.transaction, number)
            read.detail = {"requests": 1}
        return request

    def pending(self, actor: Actor, purpose: str) -> tuple[Request, ...]:
        """The open requests, the most urgent first. Raises Refused."""
        with self._look(actor, purpose) as read:
            found = self._stand(read.transaction, read.transaction.execute(_SQL["open"]).fetchall())
            read.detail = {"requests": len(found)}
        return tuple(sorted(found, key=lambda request: (request.due_on, request.request_no)))

    def newest(self, actor: Actor, purpose: str, limit: int = MOST_SHOWN) -> tuple[Request, ...]:
        """The requests that came last, open and closed. Raises Refused."""
        with self._look(actor, purpose) as read:
            rows = read.transaction.execute(
                _SQL["newest"], {"limit": max(0, min(limit, MOST_SHOWN))}
            ).fetchall()
            found = self._stand(read.transaction, rows)
            read.detail = {"requests": len(found)}
        return tuple(found)

    def of_person(self, actor: Actor, purpose: str, person_id: int) -> tuple[Request, ...]:
        """The requests of a person, the newest first. Raises Refused and NotFound."""
        found: tuple[Request, ...] = ()
        with self._door.read(actor, purpose, "requests") as read:
            records = [row["record_no"] for row in read.records(person_id)]
            rows = read.transaction.execute(_SQL["of_records"], {"records": records}).fetchall()
            found = tuple(self._stand(read.transaction, rows))
            read.detail = {"requests": len(found)}
        return found

    def _look(self, actor: Actor, purpose: str) -> AbstractContextManager[Read]:
        """For whoever handles requests, and for whoever oversees that they are handled."""
        handles = actor.role in self._door.holders(Duty.HANDLE_REQUESTS)
        duty = Duty.HANDLE_REQUESTS if handles else Duty.OVERSEE
        return self._door.read(actor, purpose, "requests", duty)

    def _step(
        self, actor: Actor, purpose: str, number: int, kind: Done, detail: Mapping[str, Any]
    ) -> Request:
        organisation = self._door.catalogue.organisation
        self._door.check(actor, purpose, f"request.{kind}", Duty.HANDLE_REQUESTS)
        with self._database.transaction() as transaction:
            request = self._read(transaction, number)
            now = not_before(self._door.clock(), request.events)
            _check_step(request, kind)
            if kind is Done.EXTENDED:
                first = last_day(request.received_on, organisation, extended=False)
                if received_on(now, organisation) > first:
                    raise _fault(
                        f"the first month ended on {first}: it is too late to take longer",
                        "Answer the request now; Article 12(3) asks for the notice within it.",
                    )
            self._tell(transaction, actor, number, kind, detail, now)
            people = [request.person_id]
            self._log(transaction, actor, purpose, request.kind, kind, number, people)
            return self._read(transaction, number)

    def _read(self, transaction: Transaction, number: int) -> Request:
        row = transaction.execute(_SQL["one"], {"request_no": number}).fetchone()
        if row is None:
            raise NotFound(f"There is no request {number}. See the list of requests.")
        return self._stand(transaction, [row])[0]

    def _stand(self, transaction: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Request]:
        numbers = [row["request_no"] for row in rows]
        events: dict[int, list[Event]] = {number: [] for number in numbers}
        for row in transaction.execute(_SQL["events"], {"requests": numbers}):
            events[row["request_no"]].append(
                Event(row["at"], row["actor"], row["role"], Done(row["kind"]), row["detail"])
            )
        organisation, now = self._door.catalogue.organisation, self._door.clock()
        return [standing(row, events[row["request_no"]], organisation, now) for row in rows]

    def _tell(
        self,
        transaction: Transaction,
        actor: Actor,
        number: int,
        kind: Done,
        detail: Mapping[str, Any],
        now: datetime,
    ) -> None:
        transaction.execute(
            _SQL["tell"],
            {
                "request_no": number,
                "at": now,
                "actor": actor.name,
                "role": actor.role,
                "kind": kind.value,
                "detail": Jsonb(dict(detail)),
            },
        )

    def _log(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        asked: Kind,
        done: Done,
        number: int,
        people: Sequence[int],
    ) -> None:
        self._door.record_change(
            transaction,
            actor,
            purpose,
            f"request.{asked}",
            people,
            {"request": number, "done": done.value},
            Duty.HANDLE_REQUESTS,
        )


def open_request_records(transaction: Transaction) -> frozenset[int]:
    """The records that an open request is about: nothing of them is cleared meanwhile."""
    rows = transaction.execute(_SQL["open_records"]).fetchall()
    return frozenset(row["record_no"] for row in rows)


def _check_step(request: Request, kind: Done) -> None:
    if not request.state.open:
        raise _fault(f"the request is closed: {request.state}", "Open a new one where it goes on.")
    if kind is Done.EXTENDED and request.extended:
        raise _fault("the term was extended before", "Answer the request; it cannot be again.")
    if kind is Done.ANSWERED and request.state is not State.CARRIED_OUT:
        raise _fault("nothing was carried out yet", "Carry the request out, or refuse it.")
    if kind in (Done.REFUSED, Done.WITHDRAWN) and request.state is State.CARRIED_OUT:
        raise _fault("the request was carried out", "Tell the person, and close it as answered.")


def _fault(what: str, mend: str) -> InputError:
    return InputError.single(what, "request", mend)
