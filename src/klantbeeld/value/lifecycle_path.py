"""The way of each person through the stages: since when, and which moves from month to month.

Entering: the steps of ``lifecycle``, and what was spent on each day. Leaving: the day on which the
present stage began; the moves between the ends of two months (of the running one: up to today); and
what somebody brought in the year up to a purchase, which is what goes with them when they leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.value.arrays import Floats, Ints
from klantbeeld.value.lifecycle import (
    NEVER,
    Stage,
    StageRules,
    Steps,
    first_of,
    last_rows,
    month_of,
    stage_on,
)

YEAR_DAYS = 365
_FAR = 10**9
"""A day after all days."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Who was in another stage at the end of a month than at the end of the month before."""

    person: Ints
    month: Ints
    """Counted from January 1970."""
    before: Ints
    after: Ints
    row: Ints
    """The step of the person's last purchase by then."""


def since(found: Steps, today: int, rules: StageRules) -> Ints:
    """The day on which each person's present stage began: rising by person.

    Looks back from the last purchase to the one before, as long as the stage was the same: at the
    few days between two purchases on which a stage can change at all.
    """
    row = last_rows(found.person)
    out = found.day[row].copy()
    place, end = np.arange(len(row)), np.full(len(row), today)
    stage = stage_on(found, row, today, rules)
    while len(row):
        ends = _ends(found, row, rules)
        inside = (ends > found.day[row]) & (ends <= end)
        other = np.stack([stage_on(found, row, each - 1, rules) != stage for each in ends])
        changed = np.where(inside & other, ends, NEVER).max(axis=0)
        first = found.day[row] == found.first_day[row]
        earlier = stage_on(found, np.maximum(row - 1, 0), found.day[row] - 1, rules)
        changed = np.where(
            (changed == NEVER) & (first | (earlier != stage)), found.day[row], changed
        )
        out[place] = changed
        on = changed == NEVER
        end = found.day[row[on]] - 1
        place, row, stage = place[on], row[on] - 1, stage[on]
    return out


def moves(found: Steps, today: int, rules: StageRules, from_month: int | None = None) -> Moves:
    """The moves up to today, by month; with ``from_month`` only those of that month and later.

    Looks in each month only at who bought in it, or whose stage can change in it by itself.
    """
    who = np.cumsum(np.append(0, found.person[1:] != found.person[:-1])[: len(found.person)])
    bought = month_of(found.day)
    order = np.argsort(bought, kind="stable")
    end = int(month_of(today))
    start = int(bought.min(initial=end)) if from_month is None else from_month
    cuts = np.searchsorted(bought[order], np.arange(start, end + 2))
    people = int(who[-1]) + 1 if len(who) else 0
    last, stage = np.full(people, -1), np.full(people, int(Stage.PROSPECT))
    next_change = np.full(people, _FAR)
    earlier, before = order[: cuts[0]], int(first_of(start)) - 1
    last[who[earlier]] = earlier  # by month, then by person and day: the last one stays
    known = np.flatnonzero(last >= 0)
    stage[known] = stage_on(found, last[known], before, rules)
    next_change[known] = _next_change(found, last[known], before, rules)
    parts = [np.zeros((4, 0), np.int64)]
    for month, low, high in zip(range(start, end + 1), cuts[:-1], cuts[1:], strict=True):
        day = min(int(first_of(month + 1)) - 1, today)
        rows = order[low:high]
        last[who[rows]] = rows
        next_change[who[rows]] = day
        due = np.flatnonzero(next_change <= day)
        now = stage_on(found, last[due], day, rules)
        next_change[due] = _next_change(found, last[due], day, rules)
        moved = now != stage[due]
        place = due[moved]
        parts.append(np.stack([last[place], np.full(len(place), month), stage[place], now[moved]]))
        stage[due] = now
    row, month_no, before_it, after = np.concatenate(parts, axis=1)
    return Moves(found.person[row], month_no, before_it, after, row)


def _ends(found: Steps, row: Ints, rules: StageRules) -> Ints:
    """The days on which a stage can change without a purchase: [five, rows]."""
    return np.stack(
        [
            found.first_day[row] + rules.new_days,
            found.back_day[row] + rules.won_back_days,
            found.loyal_until[row],
            found.risk_day[row],
            found.lost_day[row],
        ]
    )


def _next_change(found: Steps, row: Ints, day: int, rules: StageRules) -> Ints:
    ends = _ends(found, row, rules)
    return np.asarray(np.where(ends > day, ends, _FAR).min(axis=0), np.int64)


def brought(
    person: Ints, day: Ints, amount: Floats, who: Ints, bought: Ints, until: Ints
) -> Floats:
    """What each of ``who`` spent in the year up to ``bought`` (their last purchase), less what came
    back since, up to ``until``.

    ``person``, ``day`` and ``amount`` stand by person and day.
    """
    if not len(person):
        return np.zeros(len(who))
    low = int(day.min()) - YEAR_DAYS - 1
    span = int(max(day.max(), until.max(initial=low))) - low + 2
    people, place = np.unique(person, return_inverse=True)
    key = place * span + (day - low)
    total = np.append(0.0, np.cumsum(amount))
    own = np.searchsorted(people, who) * span
    upto = np.searchsorted(key, own + (until - low), "right")
    before = np.searchsorted(key, own + np.maximum(bought - YEAR_DAYS - low, 0), "right")
    return np.asarray(np.round(total[upto] - total[before], 2), float)
