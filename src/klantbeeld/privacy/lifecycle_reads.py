"""Reads of the gate about the lifecycle: somebody's stage, who is in one, who moved, whom to mind.

Entering: who reads, and for which purpose: where a customer stands is profiling, and is told only
for the purpose that it was worked out for (AVG/GDPR Articles 4(4) and 5(1)(b)). Leaving: the stage
with what it rests on, or lists of people through ``lists``; an alert taken in hand, and undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.lists import ListedPerson, PeopleList, PeopleLists
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.value.lifecycle import STAGE_NAMES

_SQL = load_sql("klantbeeld.privacy", "lifecycle_reads.sql")

PEOPLE, ALERTS, HANDLED, REOPENED = (
    "stage_people",
    "lifecycle_alerts",
    "alert_handled",
    "alert_reopened",
)
"""What is done, as the log calls it."""


@dataclass(frozen=True, slots=True)
class StageView:
    """Where somebody stands, and what that rests on."""

    stage: str
    since: date
    first_on: date
    last_on: date
    purchases: int
    """Days with a purchase."""
    recent: int
    """Of those, in the time in which a loyal customer is one."""
    rhythm_days: float | None
    """Mean days between purchases; None before there is a rhythm."""
    risk_on: date
    """At risk from then on, without a purchase."""
    lost_on: date
    """Lost from then on, without a purchase."""
    worth: Decimal
    """Ordered less returned in the year up to the last purchase."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A valuable customer who came to be at risk or lost."""

    person: ListedPerson
    since: date
    before: str
    after: str
    worth: Decimal
    handled_by: str | None
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Alerts:
    """Those that the reader may see, the dearest first, and who is left out."""

    alerts: tuple[Alert, ...]
    found: PeopleList


def stage_of(transaction: Transaction, person_id: int) -> StageView | None:
    """Somebody's stage; None for who never bought. Who may see it is for the caller to ask."""
    row = transaction.execute(_SQL["stage"], {"person_id": person_id}).fetchone()
    return StageView(**row) if row is not None else None


class LifecycleReads:
    """Who stands where."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def stage(self, actor: Actor, purpose: str, person_id: int) -> StageView | None:
        """Somebody's stage; None for who never bought or is left out of profiling.

        Raises Refused and NotFound.
        """
        self._check(actor, purpose, "stage")
        found: StageView | None = None
        with self._door.read(actor, purpose, "stage") as read:
            read.records(person_id)
            if read.person_id is not None and not read.bars:
                found = stage_of(read.transaction, read.person_id)
        return found

    def in_stage(
        self, actor: Actor, purpose: str, stage: str, start: int = 0, most: int = 50
    ) -> PeopleList:
        """A page of who is in a stage now. Raises Refused, TooFewPeople, and NotFound for a stage
        that does not exist."""
        _known(stage)
        found = self._people(actor, purpose, "people_in", {"stage": stage})
        return PeopleLists(self._door).people(
            actor, purpose, found, PEOPLE, most, start=start, detail={"stage": stage}
        )

    def moved(
        self,
        actor: Actor,
        purpose: str,
        period: tuple[date, date],
        move: tuple[str, str],
        start: int = 0,
        most: int = 50,
    ) -> PeopleList:
        """A page of who was in one stage before and in another after the months of the period
        (their first days). Raises Refused, TooFewPeople and NotFound."""
        before, after = (_known(stage) for stage in move)
        parameters = {
            "first": period[0], "last": period[1], "stages": list(STAGE_NAMES),
            "before": before, "after": after,
        }  # fmt: skip
        found = self._people(actor, purpose, "people_moved", parameters)
        detail = {"first": period[0].isoformat(), "last": period[1].isoformat(),
                  "before": move[0], "after": move[1]}  # fmt: skip
        return PeopleLists(self._door).people(
            actor, purpose, found, PEOPLE, most, start=start, detail=detail
        )

    def alerts(
        self, actor: Actor, purpose: str, *, handled: bool = False, start: int = 0, most: int = 20
    ) -> Alerts:
        """The alerts that nobody took in hand, or the last ones that somebody did. Raises Refused.

        Who objected to profiling since is not among them, whatever is still stored.
        """
        self._check(actor, purpose, ALERTS)
        with self._database.transaction() as transaction:
            rows = transaction.execute(_SQL["alerts"], {"handled": handled}).fetchall()
        people = [row["person_id"] for row in rows]
        found = PeopleLists(self._door).people(
            actor, purpose, people, ALERTS, most, start=start, of_figure=False
        )
        named = {person.person_id: person for person in found.people}
        alerts = (_alert(named[row["person_id"]], row) for row in rows if row["person_id"] in named)
        return Alerts(tuple(alerts), found)

    def waiting(self) -> tuple[int, Decimal]:
        """How many alerts wait, and what those people brought in a year: figures, nobody's name."""
        with self._database.transaction() as transaction:
            row = one_row(transaction, _SQL["waiting"])
        return row["alerts"], row["worth"]

    def may_see(self, role: str) -> bool:
        """Whether this role may read for the purpose that stages are told for."""
        return self._door.catalogue.value.purpose in self._door.purposes(role)

    def set_handled(
        self, actor: Actor, purpose: str, person_id: int, since: date, *, handled: bool
    ) -> None:
        """Takes an alert in hand, or undoes that. Doing it twice changes nothing.

        Raises Refused.
        """
        action = HANDLED if handled else REOPENED
        self._check(actor, purpose, action)
        now = self._door.clock()
        parameters = {
            "person_id": person_id,
            "since": since,
            "handled": handled,
            "by": actor.name if handled else None,
            "at": now if handled else None,
        }
        with self._database.transaction() as transaction:
            if transaction.execute(_SQL["set_handled"], parameters).fetchone() is None:
                return
            detail = {"since": since.isoformat()}
            self._door.record_change(transaction, actor, purpose, action, [person_id], detail)

    def _people(
        self, actor: Actor, purpose: str, name: str, parameters: dict[str, Any]
    ) -> Sequence[int]:
        """Numbers alone, within this process: the list decides who of them leaves it."""
        self._check(actor, purpose, PEOPLE)
        with self._database.transaction() as transaction:
            return [row["person_id"] for row in transaction.execute(_SQL[name], parameters)]

    def _check(self, actor: Actor, purpose: str, action: str) -> None:
        self._door.check(actor, purpose, action)
        needed = self._door.catalogue.value.purpose
        if purpose == needed:
            return
        self._door.log_refusal(actor, purpose, action)
        declared = self._door.catalogue.purposes.get(needed)
        raise Refused(
            actor.role,
            purpose,
            allowed_purposes=(needed,) if self.may_see(actor.role) else (),
            allowed_roles=declared.roles if declared is not None else (),
        )


def _known(stage: str) -> int:
    if stage not in STAGE_NAMES:
        raise NotFound("There is no such stage. Stages: " + ", ".join(STAGE_NAMES) + ".")
    return STAGE_NAMES.index(stage)


def _alert(person: ListedPerson, row: dict[str, Any]) -> Alert:
    return Alert(
        person, row["since"], row["from_stage"], row["to_stage"], row["worth"],
        row["handled_by"], row["handled_at"],
    )  # fmt: skip
