"""The door of the gate: who may read or change what for which purpose, and the line that it leaves.

Entering: who, for which purpose, and what is done. Leaving: an open transaction with what may be
seen in it, or ``Refused``, which is logged as well. Check, read, filter and log are one
transaction, and nothing is handed out before it is durable: a read whose line cannot be written
gives nothing. Articles 5(1)(b), 5(1)(f), 5(2), 25 and 32 AVG/GDPR.

The log is locked from the first line of a read to its commit, so the two travel together, and the
wait for the disk comes after it (``access_log.append_and_commit``). One more thing to look up about
a person costs no round trip either where it is a flag in the statement that resolves the person
(``barring.resolve_marked``): only for whom it is set is more asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from klantbeeld.audit.access_log import append, append_and_commit
from klantbeeld.audit.chain import Detail, Entry
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.clock import Clock
from klantbeeld.privacy.barring import Bars, bars_of_one, people_left_out, resolve_marked
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused, SwitchedOff
from klantbeeld.privacy.marks import NO_MARKS, Bar, Mark, Marks, marks_of
from klantbeeld.privacy.partners import visitor
from klantbeeld.privacy.present import Sight
from klantbeeld.privacy.subject import OWN_DATA, OWN_DUTIES, OWN_READS, own_people
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import numbers_of
from klantbeeld.profile import reading
from klantbeeld.profile.whole import Asked, Whole, read_whole
from klantbeeld.store.database import Database, Transaction

UNDECLARED = "undeclared"
"""Stands in the log for a purpose that the catalogue does not know: free text never enters it."""


@dataclass(slots=True)
class Read:
    """One read under way: what it may see, and what its line in the log will say."""

    transaction: Transaction
    sight: Sight
    person_id: int | None = None
    others: tuple[int, ...] = ()
    """Further people who are read: each has a line of its own, to be found by."""
    detail: Detail = field(default_factory=dict)
    missing: str | None = None
    """Set when there is nothing to hand out: what is not there, and how to find it."""
    barring: Barring | None = None
    """How it is known who is left out; None where somebody reads about himself."""
    bars: tuple[Bar, ...] = ()
    """Why the data of somebody who is read may not be used for the purpose."""
    marks: tuple[Mark, ...] = ()
    """What must not be done with the data of the person read."""

    def records(self, number: int) -> list[reading.Row]:
        """The source records of whoever this number stands for, who becomes the person read; none,
        and ``missing`` set, when it is unknown."""
        person_id, marked = resolve_marked(self.transaction, number)
        if person_id is None:
            self._unknown(number)
            return []
        rows = reading.read_records(self.transaction, person_id)
        self._of(person_id, rows, marked)
        return rows

    def whole(self, number: int, asked: Asked) -> Whole | None:
        """As ``records``, with everything else that a page shows of the person."""
        currency = self.sight.catalogue.organisation.currency
        found = read_whole(self.transaction, number, asked, currency)
        if found is None:
            self._unknown(number)
            return None
        self._of(found.person_id, found.records, found.marked)
        return found

    def _unknown(self, number: int) -> None:
        self.missing = (
            f"There is no person {number}. It may have been erased, or its record is not linked "
            "yet; search by name or number."
        )

    def _of(self, person_id: int, rows: Sequence[reading.Row], marked: bool) -> None:
        self.person_id = person_id
        marks = marks_of(self.transaction, numbers_of(rows)) if marked else NO_MARKS
        self.marks = marks.marks
        if self.barring is not None:
            self._leave(self.barring.of_one(self.transaction, person_id, marks))

    def left_out(self, people: Sequence[int]) -> Bars:
        """Who of these is left out of the purpose, and why: their names may be shown, no more."""
        if self.barring is None or not people:
            return {}
        return self.barring.of_all(self.transaction, people)

    def beware(self, people: Sequence[int]) -> None:
        """Names alone are left in sight where one of these people is left out of the purpose."""
        for bars in self.left_out(people).values():
            self._leave(bars)

    def _leave(self, bars: tuple[Bar, ...]) -> None:
        if bars:
            self.bars = tuple(dict.fromkeys((*self.bars, *bars)))
            self.sight = self.sight.names_alone()


@dataclass(frozen=True, slots=True)
class Barring:
    """Who is left out of the purpose of one read."""

    catalogue: Catalogue
    purpose: str
    now: datetime
    handles: bool
    """Whether the reader handles requests: a restriction does not hide data from that work."""

    def of_one(self, transaction: Transaction, person_id: int, marks: Marks) -> tuple[Bar, ...]:
        """Why one person whose marks are known is left out."""
        bars = bars_of_one(transaction, self.catalogue, person_id, marks, self.purpose, self.now)
        return self._holding(bars)

    def of_all(self, transaction: Transaction, people: Sequence[int]) -> Bars:
        """Who is left out, and why."""
        found = people_left_out(transaction, self.catalogue, people, self.purpose, self.now)
        held = {person_id: self._holding(bars) for person_id, bars in found.items()}
        return {person_id: bars for person_id, bars in held.items() if bars}

    def _holding(self, bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
        return tuple(bar for bar in bars if not (self.handles and bar is Bar.RESTRICTED))


class Door:
    """Checks, opens, logs; knows nothing of what is read behind it."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self.catalogue = catalogue
        self.clock = clock

    def purposes(self, role: str) -> tuple[str, ...]:
        """The purposes that are switched on and for which this role may read, in declared order."""
        return self.catalogue.purposes_of(role)

    def holders(self, duty: Duty) -> tuple[str, ...]:
        """The roles that have this duty, in declared order."""
        return tuple(name for name, role in self.catalogue.roles.items() if duty in role.may)

    @contextmanager
    def read(
        self, actor: Actor, purpose: str, action: str, duty: Duty | None = None
    ) -> Iterator[Read]:
        """Check, read, log, commit; whatever goes wrong in between, nothing leaves.

        With ``duty`` only for roles that have it. Raises Refused, and NotFound when the block sets
        ``missing``.
        """
        self.check(actor, purpose, action, duty)
        with self._database.transaction() as transaction:
            read = Read(transaction, self._sight(actor, purpose))
            read.barring = self._barring(actor, purpose)
            yield read
            if actor.own and read.missing is None:
                allowed = action in OWN_READS
                self._only_own(transaction, actor, action, [read.person_id, *read.others], allowed)
            people = (read.person_id, *read.others)
            lines = [_entry(actor, purpose, action, True, each, read.detail) for each in people]
            append_and_commit(transaction, lines, self.clock())
        if read.missing is not None:
            raise NotFound(read.missing)

    def record_change(
        self,
        transaction: Transaction,
        actor: Actor,
        purpose: str,
        action: str,
        numbers: Sequence[int],
        detail: Detail,
        duty: Duty | None = None,
    ) -> None:
        """Checks and logs a change to whoever these numbers stand for, in its own transaction.

        Leaves a line about each of the people, in the order of the numbers; without numbers one
        line about nobody. Call it last in that transaction. Raises Refused: let it end the
        transaction, so that the change is undone.
        """
        self.check(actor, purpose, action, duty)
        people = dict.fromkeys(reading.resolve(transaction, number) for number in numbers)
        if actor.own:
            self._only_own(transaction, actor, action, list(people))
        for person_id in people or (None,):
            entry = _entry(actor, purpose, action, True, person_id, detail)
            append(transaction, entry, self.clock())

    def check(self, actor: Actor, purpose: str, action: str, duty: Duty | None = None) -> None:
        """Whether the role may do this for the purpose. Raises Refused, which the log tells of.

        A customer may, about himself, what Articles 15 to 22 give him, and nothing else.
        """
        if actor.own and purpose == OWN_DATA and duty in OWN_DUTIES:
            return
        if actor.role == visitor.PARTNER:
            self._check_partner(actor, purpose, action, duty)
            return
        declared = self.catalogue.purposes.get(purpose)
        has_duty = duty is None or actor.role in self.holders(duty)
        if declared is not None and declared.active and actor.role in declared.roles and has_duty:
            return
        logged = purpose if declared is not None else UNDECLARED
        self.log_refusal(actor, logged, action)
        if duty is not None and not has_duty:
            raise NotTheirDuty(actor.role, logged, duty, allowed_roles=self.holders(duty))
        refusal = SwitchedOff if declared is not None and not declared.active else Refused
        raise refusal(
            actor.role,
            purpose if declared is not None else "",
            allowed_purposes=self.purposes(actor.role),
            allowed_roles=declared.roles if declared is not None else (),
        )

    def _check_partner(self, actor: Actor, purpose: str, action: str, duty: Duty | None) -> None:
        """A partner reads people for its own purposes while its agreement holds, no more."""
        allowed = visitor.purposes_of(self.catalogue, actor.name, self.clock())
        if duty is None and purpose in allowed and action in visitor.PARTNER_READS:
            return
        known = purpose in self.catalogue.purposes
        self.log_refusal(actor, purpose if known else UNDECLARED, action)
        asked = purpose if known else ""
        raise Refused(actor.role, asked, allowed_purposes=allowed, allowed_roles=())

    def _barring(self, actor: Actor, purpose: str) -> Barring | None:
        if actor.own:
            return None
        handles = actor.role in self.holders(Duty.HANDLE_REQUESTS)
        return Barring(self.catalogue, purpose, self.clock(), handles)

    def _sight(self, actor: Actor, purpose: str) -> Sight:
        if actor.own:
            return Sight.of_oneself(self.catalogue)
        if actor.role == visitor.PARTNER:
            return visitor.sight_of(self.catalogue, actor.name, purpose)
        return Sight.of(self.catalogue, actor.role, purpose)

    def _only_own(
        self,
        transaction: Transaction,
        actor: Actor,
        action: str,
        people: Sequence[int | None],
        allowed: bool = True,
    ) -> None:
        """Raises Refused, logged, unless everybody that this is about is the customer himself."""
        if allowed and people and own_people(transaction, actor).issuperset(people):
            return
        self.log_refusal(actor, OWN_DATA, action)
        raise Refused(actor.role, OWN_DATA, allowed_purposes=(OWN_DATA,), allowed_roles=())

    def log_refusal(
        self, actor: Actor, purpose: str, action: str, person_id: int | None = None
    ) -> None:
        """Leaves the line of what was refused, in a transaction of its own: it stays whatever is
        raised afterwards."""
        with self._database.transaction() as transaction:
            entry = _entry(actor, purpose, action, False, person_id, {})
            append_and_commit(transaction, [entry], self.clock())


def _entry(
    actor: Actor, purpose: str, action: str, allowed: bool, person_id: int | None, detail: Detail
) -> Entry:
    return Entry(actor.name, actor.role, actor.via, purpose, action, allowed, person_id, detail)
