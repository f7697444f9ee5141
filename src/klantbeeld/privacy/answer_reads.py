"""What people wrote beside their marks, through the gate.

Entering: who reads, for which purpose, and which question. Leaving: texts with whom they are of.
A text is personal data (Article 4(1) AVG/GDPR): it is shown where the role sees that type of survey
for the purpose, without those who are left out of it, and stands in the log with each person shown.
A text that seems to tell of health and the like (Article 9) is held back until somebody looked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from klantbeeld.metrics.experience import remark_days
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.errors import Refused
from klantbeeld.privacy.views import Actor
from klantbeeld.profile.search import read_people
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "answers.sql")


@dataclass(frozen=True, slots=True)
class Remark:
    """What one person wrote."""

    person_id: int
    display_name: str
    at: datetime
    mark: Decimal | None
    text: str | None
    """None where it seems to tell of health and the like: nobody has called it harmless yet."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """The texts of some days."""

    remarks: tuple[Remark, ...] = ()
    left_out: int = 0
    """Texts of people who are left out of the purpose."""
    unlinked: int = 0
    """Texts of whom it is not known who wrote them: not shown."""
    older: date | None = None
    """Up to which day older ones lie; None where there are none."""


class AnswerReads:
    """Answers as people gave them, one by one."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def remarks(
        self, actor: Actor, purpose: str, item: str, before: date | None = None, most: int = 25
    ) -> Remarks:
        """What people wrote beside the mark of a question up to a day, the newest first; whole
        days, so that it may be more than ``most``. Raises Refused."""
        catalogue = self._door.catalogue
        asked = catalogue.asked.items[item]
        self._door.check(actor, purpose, "remarks")
        if asked.touchpoint not in catalogue.visible_touchpoints(actor.role, purpose):
            self._door.log_refusal(actor, purpose, "remarks")
            declared = catalogue.touchpoints[asked.touchpoint]
            raise Refused(
                actor.role,
                purpose,
                allowed_purposes=tuple(
                    name
                    for name in catalogue.purposes_of(actor.role)
                    if asked.touchpoint in catalogue.visible_touchpoints(actor.role, name)
                ),
                allowed_roles=declared.roles,
            )
        found = Remarks()
        with self._door.read(actor, purpose, "remarks") as read:
            zone = ZoneInfo(catalogue.organisation.time_zone)
            until = before or self._door.clock().astimezone(zone).date()
            days = remark_days(read.transaction, item, until, most)
            if days:
                rows = read.transaction.execute(_SQL["remarks"], _asked(item, days, zone))
                found = _shown(read, rows.fetchall())
                earlier = min(days) - timedelta(days=1)
                if remark_days(read.transaction, item, earlier, 1):
                    found = replace(found, older=earlier)
            read.detail = {
                "item": item,
                "remarks": len(found.remarks),
            }
        return found


def _asked(item: str, days: Sequence[date], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "item": item,
        "days": list(days),
        "since": datetime.combine(min(days), time.min, zone),
        "until": datetime.combine(max(days) + timedelta(days=1), time.min, zone),
        "zone": zone.key,
    }


def _shown(read: Read, rows: Sequence[Mapping[str, Any]]) -> Remarks:
    people = list(dict.fromkeys(row["person_id"] for row in rows if row["person_id"] is not None))
    left_out = read.left_out(people)
    seen = [number for number in people if number not in left_out]
    known = read_people(read.transaction, seen)
    linked = [row for row in rows if row["person_id"] is not None]
    remarks = tuple(
        Remark(
            row["person_id"],
            read.sight.name_of(known[row["person_id"]]["golden"], row["person_id"]),
            row["occurred_at"],
            _mark(row["mark"]),
            None if row["flagged"] else row["remark"],
        )
        for row in linked
        if row["person_id"] in known
    )
    # Each of them can see in the log who read what they wrote.
    read.person_id, read.others = (seen[0], tuple(seen[1:])) if seen else (None, ())
    return Remarks(
        remarks,
        left_out=sum(row["person_id"] in left_out for row in linked),
        unlinked=len(rows) - len(linked),
    )


def _mark(text: str | None) -> Decimal | None:
    try:
        return Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
