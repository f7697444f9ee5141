"""Where a customer stands: prospect, new, active, loyal, at risk, lost, won back.

Entering: order days and the organisation's rules. Leaving: the stage of each person at any date,
from nothing but the orders up to it. What one purchase makes of a person until the next one is
worked out once per purchase (``Steps``); the stage on a day is then read off. The stages and their
order are this project's own; every number in them is the organisation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from klantbeeld.catalog.lifecycle import shortest_days
from klantbeeld.core.errors import InputError
from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.purchases import PurchaseDays

NEVER = -(10**9)
"""A day before all days."""

RHYTHM_FROM = 3
"""From so many purchases on somebody has a rhythm."""


class Stage(IntEnum):
    """In the order of a picture, from stranger to customer and away."""

    PROSPECT = 0
    NEW = 1
    ACTIVE = 2
    LOYAL = 3
    WON_BACK = 4
    AT_RISK = 5
    LOST = 6


STAGE_NAMES = tuple(stage.name.lower() for stage in Stage)
"""The stages as the store and addresses write them, in their order."""

SLIPPED = (Stage.AT_RISK, Stage.LOST)


@dataclass(frozen=True, slots=True)
class StageRules:
    """Days, months, and how many purchases make a loyal customer. The first that holds decides:

    nothing bought: prospect; nothing for ``lost_months`` whole calendar months: lost; nothing for
    ``at_risk_days``, or for ``rhythm`` times the mean time between the own purchases (but never
    sooner than ``rhythm_days``): at risk; back within ``won_back_days`` after having been lost: won
    back; first purchase within ``new_days``: new; ``loyal_purchases`` within ``loyal_days``: loyal;
    else active.
    """

    new_days: int = 90
    at_risk_days: int = 180
    lost_months: int = 12
    won_back_days: int = 180
    loyal_purchases: int = 4
    loyal_days: int = 365
    rhythm: float = 3.0
    rhythm_days: int = 45

    def __post_init__(self) -> None:
        days = (self.new_days, self.at_risk_days, self.won_back_days, self.loyal_days)
        least = min(*days, self.rhythm, self.rhythm_days, self.lost_months, self.loyal_purchases)
        if least < 1:
            raise InputError.single("a rule below one", "lifecycle", "Give numbers from 1 on.")
        if self.at_risk_days >= shortest_days(self.lost_months):
            raise InputError.single(
                "a customer would be lost before being at risk",
                "lifecycle: at_risk_days",
                f"Make it less than {shortest_days(self.lost_months)}, which is "
                f"{self.lost_months} months.",
            )


@dataclass(frozen=True, slots=True)
class Steps:
    """What each purchase day makes of its person until the next: rows by person and day."""

    person: Ints
    day: Ints
    first_day: Ints
    """Of the person's first purchase."""
    risk_day: Ints
    """From then on the silence is a risk."""
    lost_day: Ints
    """The first of the month in which the person counts as lost."""
    back_day: Ints
    """The last time that the person came back from being lost; NEVER for most."""
    loyal_until: Ints
    """The first day on which there are too few purchases for loyal; NEVER for most."""
    rhythm_days: Floats
    """Mean days between purchases so far; NaN before there is a rhythm."""

    def only(self, rows: slice) -> Steps:
        """These rows."""
        return Steps(*(getattr(self, name)[rows] for name in self.__slots__))


def steps(purchases: PurchaseDays, rules: StageRules) -> Steps:
    """One row for each purchase day, in the same order."""
    person, day = purchases.person, purchases.day
    row = np.arange(len(person))
    begins = np.append(True, person[1:] != person[:-1])[: len(person)]
    start = np.maximum.accumulate(np.where(begins, row, 0))
    first, before = day[start], row - start
    lost = _lost_day(day, rules.lost_months)
    back = np.zeros(len(day), bool)
    back[1:] = ~begins[1:] & (day[1:] >= lost[:-1])
    last_back = np.maximum.accumulate(np.where(back, row, -1))
    nth = row - (rules.loyal_purchases - 1)
    enough = nth >= start
    has_rhythm = before >= RHYTHM_FROM - 1
    mean = np.where(has_rhythm, (day - first) / np.maximum(before, 1), np.nan)
    return Steps(
        person=person,
        day=day,
        first_day=first,
        risk_day=day + _patience(mean, rules),
        lost_day=lost,
        back_day=np.where(last_back >= start, day[last_back], NEVER),
        loyal_until=np.where(enough, day[np.maximum(nth, 0)] + rules.loyal_days, NEVER),
        rhythm_days=mean,
    )


def stage_on(found: Steps, rows: Ints, day: Ints | int, rules: StageRules) -> Ints:
    """The ``Stage`` at the end of the day of people whose last purchase by then these rows are."""
    stage = np.full(len(rows), int(Stage.ACTIVE))
    stage[day < found.loyal_until[rows]] = Stage.LOYAL
    stage[day < found.first_day[rows] + rules.new_days] = Stage.NEW
    stage[day < found.back_day[rows] + rules.won_back_days] = Stage.WON_BACK
    stage[day >= found.risk_day[rows]] = Stage.AT_RISK
    stage[day >= found.lost_day[rows]] = Stage.LOST
    return stage


def stages(
    purchases: PurchaseDays, people: Ints, day: int, rules: StageRules | None = None
) -> Ints:
    """The ``Stage`` of each of ``people`` (rising) at the end of the day."""
    rules = rules or StageRules()
    known = purchases.until(day)
    known = known.only(np.isin(known.person, people))
    found = steps(known, rules)
    rows = last_rows(known.person)
    out = np.full(len(people), int(Stage.PROSPECT))
    out[np.searchsorted(people, known.person[rows])] = stage_on(found, rows, day, rules)
    return out.astype(np.int64)


def last_rows(person: Ints) -> Ints:
    """The last row of each person, where rows stand by person."""
    ends = np.append(person[1:] != person[:-1], True)[: len(person)]
    return np.flatnonzero(ends)


def flow(before: Ints, after: Ints, value: Floats | None = None) -> Floats:
    """How many went from each stage to each: [stages, stages], rows are ``before``.

    With ``value`` (money per person): how much money went with them, which shows where in the
    lifecycle it is lost. All arrays hold the same people, in the same order.
    """
    size = len(Stage)
    cells = np.bincount(before * size + after, value, size * size)
    return cells.astype(float).reshape(size, size)


def slipping(before: Ints, after: Ints, value: Floats, at_least: float) -> Ints:
    """Places of the people worth ``at_least`` who came to be at risk or lost, the dearest first."""
    gone: Bools = np.isin(after, SLIPPED) & (after > before) & (value >= at_least)
    place = np.flatnonzero(gone)
    return place[np.argsort(-value[place], kind="stable")]


def month_of(day: npt.ArrayLike) -> Ints:
    """Which month a day is in, counted from January 1970."""
    days = np.asarray(day, np.int64).astype("datetime64[D]")
    return np.asarray(days.astype("datetime64[M]").astype(np.int64), np.int64)


def first_of(month: npt.ArrayLike) -> Ints:
    """The first day of a month."""
    months = np.asarray(month, np.int64).astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]").astype(np.int64), np.int64)


def _lost_day(day: Ints, months: int) -> Ints:
    """After so many whole calendar months without a purchase, as the figures count it."""
    return first_of(month_of(day) + months + 1)


def _patience(mean: Floats, rules: StageRules) -> Ints:
    """After how many days of silence each purchase is followed by being at risk."""
    own = np.maximum(np.ceil(np.nan_to_num(mean, nan=np.inf) * rules.rhythm), rules.rhythm_days)
    return np.minimum(own, rules.at_risk_days).astype(np.int64)
