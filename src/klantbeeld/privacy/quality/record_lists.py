"""The records behind a fault, for who mends them: what was delivered, and how it was read.

Entering: who reads, and which fault of which attribute in which source. Leaving: some of the
records that have it, with the value as far as the reader may see it; how many are left out of the
purpose, and why; one line in the log that names who was shown. People are read for the one purpose
that the catalogue names for this work. Behind a fault of fewer records than ``SMALLEST_GROUP`` only
those look whose duty is one person at a time (as ``lists``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.privacy.barring import counted
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.errors import Refused, TooFewPeople
from klantbeeld.privacy.lists import PeopleLists
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor
from klantbeeld.profile.reading import Row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.privacy.quality", "record_lists.sql")

ACTION = "fault_records"
MOST_SHOWN = 50
_STILL_TO_SEE = frozenset({"missing", "not_delivered"})


@dataclass(frozen=True, slots=True)
class FaultyRecord:
    """One record that has the fault."""

    record_no: int
    person_id: int
    display_name: str
    source_record_id: str
    delivered: str | None
    """None where nothing was delivered, or the fault is of no one attribute."""
    standard: str | None
    """How it was read; None where there is no standard form."""
    at: datetime
    """When the source says that it changed, else when it landed."""


@dataclass(frozen=True, slots=True)
class RecordList:
    """Some of the records that have one fault."""

    records: tuple[FaultyRecord, ...] = ()
    total: int = 0
    """How many records had it when they were counted last."""
    left_out: Mapping[Bar, int] = field(default_factory=dict)
    hidden: int = 0
    """How many of those looked at are not shown, because their people are left out."""


class RecordLists:
    """The one way from a fault to the records that have it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    @property
    def purpose(self) -> str:
        """For which purpose records are looked at."""
        return self._door.catalogue.quality.purpose

    def behind(
        self, actor: Actor, source: str, attribute: str, fault: str, total: int
    ) -> RecordList:
        """The newest records with this fault, ``MOST_SHOWN`` at most; ``attribute`` empty for a
        fault of the whole record. ``total``: how many there are.

        Raises Refused, also where the attribute is out of the reader's sight, and TooFewPeople.
        """
        self._door.check(actor, self.purpose, ACTION)
        self._check_sight(actor, attribute)
        lists = PeopleLists(self._door)
        if lists.too_few(actor, total):
            self._door.log_refusal(actor, self.purpose, ACTION)
            roles = tuple(
                name
                for name in self._door.catalogue.roles
                if not lists.too_few(Actor(actor.name, name, actor.via), 1)
            )
            raise TooFewPeople(actor.role, self.purpose, SMALLEST_GROUP, allowed_roles=roles)
        found = RecordList(total=total)
        with self._door.read(actor, self.purpose, ACTION) as read:
            rows = read.transaction.execute(
                SQL["behind"],
                {"source": source, "issue": f"{attribute}:{_stored(fault)}", "most": MOST_SHOWN},
            ).fetchall()
            still = [row for row in rows if _still(row, attribute, fault)]
            found = _list(read, still, attribute, total)
            shown = found.records
            read.detail = {
                "attributes": [attribute] if attribute and shown else [],
                "people": list(dict.fromkeys(record.person_id for record in shown)),
            }
        return found

    def _check_sight(self, actor: Actor, attribute: str) -> None:
        catalogue = self._door.catalogue
        if not attribute or attribute in catalogue.visible_attributes(actor.role, self.purpose):
            return
        self._door.log_refusal(actor, self.purpose, ACTION)
        able = tuple(
            role
            for role in catalogue.roles
            if attribute in catalogue.visible_attributes(role, self.purpose)
        )
        raise Refused(
            actor.role,
            self.purpose,
            allowed_purposes=self._door.purposes(actor.role),
            allowed_roles=able,
        )


def _stored(fault: str) -> str:
    """The store knows what is missing; that its source has no column for it, the catalogue does."""
    return "missing" if fault in _STILL_TO_SEE else fault


def _still(row: Row, attribute: str, fault: str) -> bool:
    """Whether a record has the fault still, as far as the record itself tells."""
    if fault in _STILL_TO_SEE:
        return attribute not in row["standard"]
    return "." not in fault or row["faults"].get(attribute) == fault


def _list(read: Read, rows: Sequence[Row], attribute: str, total: int) -> RecordList:
    left_out = read.left_out([row["person_id"] for row in rows])
    shown = [row for row in rows if row["person_id"] not in left_out]
    return RecordList(
        records=tuple(
            FaultyRecord(
                record_no=row["record_no"],
                person_id=row["person_id"],
                display_name=read.sight.name_of(row["standard"], row["person_id"]),
                source_record_id=row["source_record_id"],
                delivered=row["delivered"].get(attribute),
                standard=row["standard"].get(attribute),
                at=row["at"],
            )
            for row in shown
        ),
        total=total,
        left_out=counted(left_out.values()),
        hidden=len(rows) - len(shown),
    )
