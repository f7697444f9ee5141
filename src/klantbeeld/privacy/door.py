"""The door of the gate: who may read or change what for which purpose, and the line that it leaves.

Entering: who, for which purpose, and what is done. Leaving: an open transaction with what may be
seen in it, or ``Refused``, which is logged as well. Check, read, filter and log are one
transaction, and nothing is handed out before it is durable: a read whose line cannot be written
gives nothing. Articles 5(1)(b), 5(1)(f), 5(2), 25 and 32 AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from klantbeeld.audit.access_log import append
from klantbeeld.audit.chain import Detail, Entry
from klantbeeld.catalog.model import Catalogue, Duty
from klantbeeld.core.clock import Clock
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused, SwitchedOff
from klantbeeld.privacy.present import Sight
from klantbeeld.privacy.subject import OWN_DATA, OWN_DUTIES, OWN_READS, own_people
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
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

    def records(self, number: int) -> list[reading.Row]:
        """The source records of whoever this number stands for, who becomes the person read; none,
        and ``missing`` set, when it is unknown."""
        self.person_id = reading.resolve(self.transaction, number)
        if self.person_id is None:
            self.missing = (
                f"There is no person {number}. It may have been erased, or its record is not "
                "linked yet; search by name or number."
            )
            return []
        return reading.read_records(self.transaction, self.person_id)


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
            yield read
            if actor.own and read.missing is None:
                allowed = action in OWN_READS
                self._only_own(transaction, actor, action, [read.person_id, *read.others], allowed)
            for person_id in (read.person_id, *read.others):
                entry = _entry(actor, purpose, action, True, person_id, read.detail)
                append(transaction, entry, self.clock())
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
        declared = self.catalogue.purposes.get(purpose)
        has_duty = duty is None or actor.role in self.holders(duty)
        if declared is not None and declared.active and actor.role in declared.roles and has_duty:
            return
        logged = purpose if declared is not None else UNDECLARED
        self._log_refusal(actor, logged, action)
        if duty is not None and not has_duty:
            raise NotTheirDuty(actor.role, logged, duty, allowed_roles=self.holders(duty))
        refusal = SwitchedOff if declared is not None and not declared.active else Refused
        raise refusal(
            actor.role,
            purpose if declared is not None else "",
            allowed_purposes=self.purposes(actor.role),
            allowed_roles=declared.roles if declared is not None else (),
        )

    def _sight(self, actor: Actor, purpose: str) -> Sight:
        if actor.own:
            return Sight.of_oneself(self.catalogue)
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
        self._log_refusal(actor, OWN_DATA, action)
        raise Refused(actor.role, OWN_DATA, allowed_purposes=(OWN_DATA,), allowed_roles=())

    def _log_refusal(self, actor: Actor, purpose: str, action: str) -> None:
        # A transaction of its own, committed before the refusal is raised: its line stays.
        with self._database.transaction() as transaction:
            append(transaction, _entry(actor, purpose, action, False, None, {}), self.clock())


def _entry(
    actor: Actor, purpose: str, action: str, allowed: bool, person_id: int | None, detail: Detail
) -> Entry:
    return Entry(actor.name, actor.role, actor.via, purpose, action, allowed, person_id, detail)
