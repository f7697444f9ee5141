"""What a partner reads by its key: one person at a time, by the number that the partner knows.

Entering: the partner, its purpose, and a number of the source by which it knows people. Leaving:
exactly the attributes and touchpoints that the catalogue gives that partner for that purpose; each
read leaves a line with the partner's name (Articles 5(1)(b), 5(1)(c) and 28(3) AVG/GDPR). Somebody
who objected, is restricted or did not consent is not there for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.partners.visitor import partner_actor, purposes_of
from klantbeeld.privacy.present import timeline_item
from klantbeeld.profile import reading
from klantbeeld.profile.survivorship import fold

MOST_TOUCHPOINTS = 1_000

_NOBODY = "There is nobody under this number for this partner and purpose."
"""The same whether the number is unknown or the person is left out: why is not the partner's."""


@dataclass(frozen=True, slots=True)
class SharedTouchpoint:
    """One touchpoint as a partner may know it."""

    type: str
    occurred_at: datetime
    amount: Decimal | None
    currency: str | None
    status: str | None
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SharedPerson:
    """One person as a partner may know him."""

    record: str
    """The number by which the partner asked."""
    purpose: str
    values: Mapping[str, str]
    """Attribute -> value."""
    touchpoints: tuple[SharedTouchpoint, ...]
    """The newest first, a thousand at most."""


class PartnerReads:
    """The one way in which a partner reads."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def purposes(self, partner: str) -> tuple[str, ...]:
        """The purposes for which the partner may read now, in declared order."""
        return purposes_of(self._door.catalogue, partner, self._door.clock())

    def person(self, partner: str, purpose: str, record: str, key: str) -> SharedPerson:
        """The person of a number of the source that the partner knows people by; ``key``: the name
        of the key, for the log. Raises Refused and NotFound."""
        view: SharedPerson | None = None
        with self._door.read(partner_actor(partner), purpose, "partner_person") as read:
            known_by = self._door.catalogue.partners[partner].knows_by
            number = known_by and reading.person_of_record(read.transaction, known_by, record)
            rows = read.records(number) if number else []
            if rows and not read.bars:
                view = self._view(read, rows, purpose, record)
                read.detail = {
                    "key": key,
                    "attributes": tuple(view.values),
                    "touchpoints": len(view.touchpoints),
                }
            else:
                read.missing = _NOBODY
                read.detail = {"key": key, "left_out": int(bool(rows))}
        return cast(SharedPerson, view)

    def _view(self, read: Read, rows: list[reading.Row], purpose: str, record: str) -> SharedPerson:
        golden = fold([reading.held_record(row) for row in rows], self._door.catalogue)
        found = reading.read_timeline(
            read.transaction,
            [row["record_no"] for row in rows],
            read.sight.touchpoint_types,
            (),
            None,
            MOST_TOUCHPOINTS,
        )
        items = (timeline_item(read.sight, row) for row in found)
        return SharedPerson(
            record=record,
            purpose=purpose,
            values=read.sight.within(golden.values),
            touchpoints=tuple(
                SharedTouchpoint(
                    item.type, item.occurred_at, item.amount, item.currency, item.status,
                    item.detail,
                )
                for item in items
            ),
        )  # fmt: skip
