"""Where a customer stands: prospect, new, active, loyal, at risk, lost, won back.

Entering: order days and the organisation's rules. Leaving: the stage of each person at any date,
from nothing but the orders up to it; and how many went from which stage to which between two dates.
The stages and their order are this project's own; every number in them is the organisation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from klantbeeld.core.errors import InputError
from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.purchases import PurchaseDays


class Stage(IntEnum):
    """In the order of a picture, from stranger to customer and away."""

    PROSPECT = 0
    NEW = 1
    ACTIVE = 2
    LOYAL = 3
    WON_BACK = 4
    AT_RISK = 5
    LOST = 6


@dataclass(frozen=True, slots=True)
class StageRules:
    """Days, and how many purchases make a loyal customer. The first that holds decides:

    nothing bought: prospect; nothing for ``lost_days``: lost; nothing for ``at_risk_days``: at
    risk; back within ``won_back_days`` after a silence of ``lost_days``: won back; first purchase
    within ``new_days``: new; ``loyal_purchases`` within ``loyal_days``: loyal; else active.
    """

    new_days: int = 90
    at_risk_days: int = 180
    lost_days: int = 365
    won_back_days: int = 180
    loyal_purchases: int = 4
    loyal_days: int = 365

    def __post_init__(self) -> None:
        positive = (self.new_days, self.at_risk_days, self.won_back_days, self.loyal_days)
        if min(*positive, self.loyal_purchases) < 1:
            raise InputError.single(
                "a rule below one", "lifecycle", "Give whole numbers from 1 on."
            )
        if self.lost_days <= self.at_risk_days:
            raise InputError.single(
                "a customer would be lost before being at risk",
                "lifecycle: lost_days",
                "Make it more than at_risk_days.",
            )


def stages(
    purchases: PurchaseDays, people: Ints, day: int, rules: StageRules | None = None
) -> Ints:
    """The ``Stage`` of each of ``people`` (rising) at the end of the day."""
    rules = rules or StageRules()
    known = purchases.until(day)
    known = known.only(np.isin(known.person, people))
    seen = known.seen(day)
    silent = seen.age_days - seen.recency_days
    recent = known.count(seen.person, day - rules.loyal_days, day)
    stage = np.full(len(seen.person), int(Stage.ACTIVE))
    stage[recent >= rules.loyal_purchases] = Stage.LOYAL
    stage[seen.age_days < rules.new_days] = Stage.NEW
    stage[_came_back(known, seen.person, day, rules)] = Stage.WON_BACK
    stage[silent >= rules.at_risk_days] = Stage.AT_RISK
    stage[silent >= rules.lost_days] = Stage.LOST
    out = np.full(len(people), int(Stage.PROSPECT))
    out[np.searchsorted(people, seen.person)] = stage
    return out.astype(np.int64)


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
    gone = np.isin(after, (Stage.AT_RISK, Stage.LOST)) & (after > before) & (value >= at_least)
    place = np.flatnonzero(gone)
    return place[np.argsort(-value[place], kind="stable")]


def _came_back(known: PurchaseDays, people: Ints, day: int, rules: StageRules) -> Bools:
    """Who bought, no longer than ``won_back_days`` ago, after a silence of ``lost_days``."""
    same = known.person[1:] == known.person[:-1]
    silent = np.diff(known.day) >= rules.lost_days
    late = known.day[1:] > day - rules.won_back_days
    return np.isin(people, known.person[1:][same & silent & late])
