"""Lists of people behind a figure, a cell or an alert, as far as a reader may see them.

Entering: who reads, for which purpose, and the ids that something else counted. Leaving: a page of
that list with names and cities in sight; how many are left out of the purpose, and why; and one
line in the log that names who was shown. Behind a figure of fewer people than ``SMALLEST_GROUP``
only those look whose duty is one person at a time: else the list would tell what the figure, told
of so few, is kept from telling (Articles 5(1)(c) and 25 AVG/GDPR).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from klantbeeld.audit.chain import Detail
from klantbeeld.catalog.organisation import Duty
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.privacy.barring import counted
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.errors import TooFewPeople
from klantbeeld.privacy.marks import Bar
from klantbeeld.privacy.views import Actor
from klantbeeld.profile.search import read_people

MOST_AT_ONCE = 100
"""A list is for looking at, not for taking everybody along."""

ONE_BY_ONE = frozenset({Duty.HANDLE_REQUESTS, Duty.JUDGE})
"""Duties that are about one person at a time: for these a small group is no secret."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of a list."""

    person_id: int
    display_name: str
    city: str | None
    """None where it is unknown or out of sight."""
    records: int


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A page of a list, and what of the whole is not on it."""

    people: tuple[ListedPerson, ...] = ()
    total: int = 0
    """Everybody behind it, left out or not."""
    left_out: Mapping[Bar, int] = field(default_factory=dict)
    """Why people are not shown, and how many for each reason; one may count under several."""
    hidden: int = 0
    """How many people are left out."""
    start: int = 0
    """How many were passed over before the first one shown."""

    @property
    def more(self) -> bool:
        """Whether people follow after those shown."""
        return self.start + len(self.people) < self.total - self.hidden


class PeopleLists:
    """The one way from a number of people to their names."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def people(
        self,
        actor: Actor,
        purpose: str,
        people: Sequence[int],
        action: str,
        most: int = 50,
        *,
        start: int = 0,
        of_figure: bool = True,
        detail: Detail | None = None,
    ) -> PeopleList:
        """These people in the given order, from the one after ``start`` on, ``most`` at most.

        ``of_figure``: whether a figure counts them, which must not be told of a few; without it
        each of them asks for somebody's hand, as an alert does. ``detail`` goes into the log's line
        besides. Raises Refused, and TooFewPeople, which is one.
        """
        found = PeopleList(total=len(set(people)), start=start)
        self._door.check(actor, purpose, action)
        if of_figure and self.too_few(actor, found.total):
            self._door.log_refusal(actor, purpose, action)
            raise TooFewPeople(
                actor.role, purpose, SMALLEST_GROUP, allowed_roles=self._one_by_one()
            )
        with self._door.read(actor, purpose, action) as read:
            found = _page(read, tuple(dict.fromkeys(people)), start, min(most, MOST_AT_ONCE))
            read.detail = {
                **(detail or {}),
                "attributes": read.sight.known_by if found.people else (),
                "people": [person.person_id for person in found.people],
            }
        return found

    def too_few(self, actor: Actor, people: int) -> bool:
        """Whether a figure of so many people may not be opened by this reader."""
        return 0 < people < SMALLEST_GROUP and actor.role not in self._one_by_one()

    def _one_by_one(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, role in self._door.catalogue.roles.items()
            if not ONE_BY_ONE.isdisjoint(role.may)
        )


def _page(read: Read, people: Sequence[int], start: int, most: int) -> PeopleList:
    left_out = read.left_out(people)
    shown = _without(people, left_out)[max(0, start) : max(0, start) + most]
    rows = read_people(read.transaction, shown)
    return PeopleList(
        people=tuple(
            ListedPerson(
                person_id=number,
                display_name=read.sight.name_of(row["golden"], number),
                city=read.sight.city_of(row["golden"]),
                records=row["records"],
            )
            for number in shown
            if (row := rows.get(number)) is not None
        ),
        total=len(people),
        left_out=counted(left_out.values()),
        hidden=len(left_out),
        start=max(0, start),
    )


def _without(people: Sequence[int], left_out: Collection[int]) -> list[int]:
    return [number for number in people if number not in left_out]
