"""Reads of the gate about what somebody is worth and whether they stay: estimates, never facts.

Entering: who reads, and for which purpose: a score is profiling, and is told for the purpose that
it was made for alone (AVG/GDPR Articles 4(4) and 5(1)(b)). Leaving: the estimates with their
bounds and what they rest on; of who is left out of the purpose nothing but why. Every read leaves
its line in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.lifecycle_reads import StageView, stage_of
from klantbeeld.privacy.lists import PeopleList, PeopleLists
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "value_reads.sql")

ACTION, PEOPLE = "value", "value_people"
"""What is done, as the log calls it."""

DIMENSIONS = {
    "channel": _SQL["people_by_channel"],
    "cohort": _SQL["people_by_cohort"],
    "chance": _SQL["people_by_chance"],
}
"""By what figures of value are parted, and who is in a part: the source of the first order, its
month (``2026-03``), and the tenth of the chance to stay away (``a0`` to ``a9`` of who bought of
late, ``s0`` to ``s9``)."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the estimates of one person rest on, told from the purchases."""

    purchases: int
    """Days with a purchase."""
    last_on: date
    silent_days: int
    """From the last purchase to the day of the estimate."""
    rhythm_days: float | None
    """Mean days between purchases; None where there was one alone."""
    mean_paid: Decimal | None
    """Per day with a purchase, less what came back; None where nothing was paid in the currency."""
    churn_then: float | None
    """The probability to stay away as it was on the day of the last purchase."""


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract of one person that runs."""

    since: date
    ends_on: date | None
    """The day on which it ends, where that is known already."""
    chance: float | None
    """To end within ``days``; None where the end is known, or too few contracts tell."""
    days: int


@dataclass(frozen=True, slots=True)
class ValueView:
    """What is estimated of one person; None where no model tells it."""

    person_id: int
    as_of: date | None
    currency: str
    horizon_days: int
    margin: float
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    """Nine of ten times between low and high."""
    churn: float | None
    churn_days: int | None
    """Within so many days nothing is bought."""
    behaviour: Behaviour | None
    """None for who never bought, or is left out."""
    stage: StageView | None
    left_out: tuple[Bar, ...] = ()
    """Why this person is not scored."""
    lifetime_version: int | None = None
    churn_version: int | None = None
    contracts: tuple[ContractView, ...] = ()
    """Those that run, the oldest first."""


Told = Callable[[Transaction, int, date], Behaviour | None]
"""What the estimates of a person rest on, as of a day: the caller's, who knows the models."""
Held = Callable[[Transaction, int], tuple[ContractView, ...]]
"""The running contracts of a person who is not left out: the caller's, who knows the curve."""


class ValueReads:
    """Estimates of one person, and who is behind figures of value."""

    def __init__(self, database: Database, door: Door, told: Told, held: Held) -> None:
        self._database = database
        self._door = door
        self._told = told
        self._held = held

    @property
    def purpose(self) -> str:
        """For which estimates are made and read."""
        return self._door.catalogue.value.purpose

    def may_read(self, actor: Actor) -> bool:
        """Whether this role may read estimates, for their own purpose."""
        declared = self._door.catalogue.purposes.get(self.purpose)
        profiles = declared is not None and declared.profiling
        return profiles and self.purpose in self._door.purposes(actor.role)

    def value(self, actor: Actor, purpose: str, person_id: int) -> ValueView:
        """The estimates of one person. Raises Refused and NotFound."""
        self._check(actor, purpose)
        view: ValueView | None = None
        with self._door.read(actor, purpose, ACTION) as read:
            read.records(person_id)
            if read.person_id is not None:
                view = self._view(read, read.person_id)
                read.detail = {
                    "models": [view.lifetime_version or 0, view.churn_version or 0],
                    "left_out": [bar.value for bar in view.left_out],
                }
        return cast(ValueView, view)

    def people(
        self,
        actor: Actor,
        purpose: str,
        part: tuple[str, str],
        start: int = 0,
        most: int = 50,
    ) -> PeopleList:
        """A page of the customers of a part: one of ``DIMENSIONS`` and which; those who are worth
        the most stand first. Raises Refused, TooFewPeople, and NotFound for another dimension."""
        by, which = part
        if by not in DIMENSIONS:
            raise NotFound("There is no such part. Parts: " + ", ".join(DIMENSIONS) + ".")
        self._check(actor, purpose, PEOPLE)
        with self._database.transaction() as transaction:
            rows = transaction.execute(DIMENSIONS[by], {"part": which})
            found = [row["person_id"] for row in rows]
        return PeopleLists(self._door).people(
            actor, purpose, found, PEOPLE, most, start=start, detail={"by": by, "part": which}
        )

    def _view(self, read: Read, person_id: int) -> ValueView:
        catalogue, transaction = self._door.catalogue, read.transaction
        row = transaction.execute(_SQL["value"], {"person_id": person_id}).fetchone() or {}
        seen = {} if read.bars else row
        day = row.get("day")
        told = self._told(transaction, person_id, day) if day and not read.bars else None
        return ValueView(
            person_id=person_id,
            as_of=day,
            currency=catalogue.organisation.currency,
            horizon_days=catalogue.value.lifetime_value.horizon_days,
            margin=catalogue.value.lifetime_value.margin,
            value=seen.get("value"),
            low=seen.get("low"),
            high=seen.get("high"),
            churn=None if seen.get("churn") is None else float(seen["churn"]),
            churn_days=row.get("churn_days"),
            behaviour=told,
            stage=None if read.bars else stage_of(transaction, person_id),
            left_out=read.bars,
            lifetime_version=row.get("lifetime_version"),
            churn_version=row.get("churn_version"),
            contracts=() if read.bars else self._held(transaction, person_id),
        )

    def _check(self, actor: Actor, purpose: str, action: str = ACTION) -> None:
        self._door.check(actor, purpose, action)
        if purpose == self.purpose and self.may_read(actor):
            return
        self._door.log_refusal(actor, purpose, action)
        declared = self._door.catalogue.purposes.get(self.purpose)
        raise Refused(
            actor.role,
            purpose,
            allowed_purposes=(self.purpose,) if self.may_read(actor) else (),
            allowed_roles=declared.roles if declared is not None else (),
        )
