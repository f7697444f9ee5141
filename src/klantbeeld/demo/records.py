"""Which system knows whom, under which number: the source records of the made-up people.

Enters: people, the day of each household's first basket, the households that got campaigns.
Leaves: source records as the five systems hold them; a person has one to five, now and then two in
one system (a lost card, a second account). Numbers have the form each system gives out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from klantbeeld.demo.corrupt import written_down
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.people import Person

KASSA, WEBSHOP, CRM = "kassa", "webshop", "crm"
NIEUWSBRIEF, KLANTENSERVICE = "nieuwsbrief", "klantenservice"
SOURCES = (KASSA, WEBSHOP, CRM, NIEUWSBRIEF, KLANTENSERVICE)

# The chance that a system knows the head, the partner and a grown child of a household.
_KNOWN = {
    KASSA: (0.82, 0.45, 0.35),
    WEBSHOP: (0.50, 0.45, 0.50),
    CRM: (0.36, 0.22, 0.06),
    NIEUWSBRIEF: (0.34, 0.20, 0.14),
    KLANTENSERVICE: (0.18, 0.12, 0.08),
}
_TWICE = {KASSA: 0.04, WEBSHOP: 0.04, CRM: 0.02, NIEUWSBRIEF: 0.03, KLANTENSERVICE: 0.12}


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One row of a system's customer file.

    ``values`` are keyed by the names of ``corrupt.FIELDS``; what the system lacks is absent.
    """

    source: str
    number: str
    entity_id: str
    household: int
    rank: int
    values: Mapping[str, str]
    created: date
    updated: date
    script: frozenset[str] = field(default_factory=frozenset)
    """What must happen to a customer of the tour: OVERDUE, OPEN_CASE, UNDER_WAY, WITHDRAWN."""


class Numbers:
    """Gives out each system's own customer numbers, none twice."""

    def __init__(self, dice: Dice, taken: Iterable[str]) -> None:
        self._dice = dice
        self._taken = set(taken)

    def new(self, source: str) -> str:
        while (number := self._draw(source)) in self._taken:
            pass
        self._taken.add(number)
        return number

    def _draw(self, source: str) -> str:
        dice = self._dice
        if source == KASSA:
            # EAN-13 in the range 20-29 that GS1 leaves to shops themselves.
            body = f"2620{dice.digits(8)}"
            odd_even = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
            return f"{body}{-odd_even % 10}"
        if source == WEBSHOP:
            return f"WS{dice.between(100_000, 399_999)}"
        if source == CRM:
            return f"R-{dice.between(10_000, 89_999):07}"
        if source == NIEUWSBRIEF:
            return f"sub_{dice.below(16**6):06x}"
        return f"KS-{dice.between(1, 99_999):06}"


def make_records(
    dice: Dice,
    numbers: Numbers,
    people: Sequence[Person],
    *,
    first_basket: Mapping[int, date],
    mailed: frozenset[int],
    today: date,
) -> list[SourceRecord]:
    """The source records of all people; ``people`` of one household stand together, head first."""
    found: list[SourceRecord] = []
    for person, sources in zip(people, _who_where(dice, people, mailed), strict=True):
        begin = first_basket[person.household]
        for source in sources:
            # Below 16 a parent decides (UAVG art. 5): nobody signed up before.
            of_age = person.birth + timedelta(days=366 * 16)
            created = max(_created(dice, source, begin, today), of_age)
            # The second of two is the younger one: a new card after a lost one.
            days = [created]
            if dice.chance(_TWICE[source]):
                days.append(dice.day(max(created, begin), today - timedelta(days=20)))
            for day in days:
                updated = dice.day(day, today - timedelta(days=2)) if dice.chance(0.5) else day
                moved_since = person.moved_on is not None and updated >= person.moved_on
                found.append(
                    SourceRecord(
                        source=source,
                        number=numbers.new(source),
                        entity_id=person.entity_id,
                        household=person.household,
                        rank=person.rank,
                        values=written_down(dice, person, source, moved_since),
                        created=day,
                        updated=updated,
                    )
                )
    return found


def _created(dice: Dice, source: str, begin: date, today: date) -> date:
    """Before the household's first basket; a household first seen late in the year is new."""
    year_begin = today - timedelta(days=375)
    if source == KLANTENSERVICE:
        return dice.day(year_begin, today - timedelta(days=3))
    if begin > year_begin + timedelta(days=90):
        return dice.day(begin - timedelta(days=20), begin - timedelta(days=1))
    return dice.day(today - timedelta(days=2600), year_begin)


def _who_where(
    dice: Dice, people: Sequence[Person], mailed: frozenset[int]
) -> list[tuple[str, ...]]:
    """The systems that know each person; each household has a card, each mailed one subscribes.

    A card, as the real baskets are those of loyalty cards.
    """
    known = [
        [source for source in SOURCES if dice.chance(_KNOWN[source][person.rank])]
        for person in people
    ]
    buyers = {
        person.household for person, sources in zip(people, known, strict=True) if KASSA in sources
    }
    readers = {
        person.household
        for person, sources in zip(people, known, strict=True)
        if NIEUWSBRIEF in sources
    }
    for person, sources in zip(people, known, strict=True):
        if person.rank == 0 and person.household not in buyers:
            sources.append(KASSA)
        if person.rank == 0 and person.household in mailed - readers:
            sources.append(NIEUWSBRIEF)
        if not sources:
            sources.append(KASSA)
    return [tuple(source for source in SOURCES if source in sources) for sources in known]
