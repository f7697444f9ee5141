"""From orders to what the models read: frequency, recency, age, and mean value per currency.

Entering: one row per order or refund: person, calendar day, amount, currency. Leaving: one row per
buyer. The rules, all of them on purpose:

- Several orders on one day are one purchase, in whatever currency. The first purchase begins the
  customer; ``frequency`` counts the others (Fader, Hardie & Lee 2005).
- A purchase is an order of nothing or more: who orders what is free buys, too. A refund (a negative
  amount) is no purchase: it lowers what the person's purchases were worth, all of them alike, never
  below nothing. Returned goods were still bought.
- Currencies are never added: how often is counted over all, how much per currency.
- Orders after ``until`` or before ``since`` are left out, as is an amount that is no number; how
  many is in ``left_out``.
- Days in a gap (a month that no source delivered) do not count: the clock of every customer stands
  still. An order in it counts as on its last day before the clock stood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.history import History
from klantbeeld.value.purchases import PurchaseDays, Seen

Gap = tuple[int, int]
"""First and last day without data, both included."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Money in one currency, one value per buyer.

    ``days``: repeat purchases paid in it; ``mean_value``: what one of these was worth after refunds
    (0 where there are none); ``share``: the part of all purchase days that were paid in it.
    """

    days: Floats
    mean_value: Floats
    share: Floats


@dataclass(frozen=True, slots=True)
class Summary:
    """One row per buyer. Who never bought is not in it.

    ``purchases`` and ``today`` are on the clock that stands still in gaps: give these two to
    ``backtest.choose_model``.
    """

    purchases: PurchaseDays
    today: int
    seen: Seen
    spending: Mapping[str, Spending]
    left_out: Mapping[str, int]

    def history(self) -> History:
        """What the purchase models read."""
        return self.seen.history()


def summarise(
    person: npt.ArrayLike,
    day: npt.ArrayLike,
    amount: npt.ArrayLike,
    currency: npt.ArrayLike,
    until: int,
    since: int | None = None,
    gaps: Sequence[Gap] = (),
) -> Summary:
    """All buyers at the end of the day ``until``; the arrays have one value per order."""
    people, days = np.asarray(person, np.int64), np.asarray(day, np.int64)
    money, kind = np.asarray(amount, float), np.asarray(currency, str)
    known = np.isfinite(money)
    early = np.zeros(len(days), bool) if since is None else days < since
    late = days > until
    kept = known & ~early & ~late
    people, days, money, kind = people[kept], days[kept], money[kept], kind[kept]
    days, last = observed_days(days, gaps), int(observed_days(np.array([until]), gaps)[0])
    bought = money >= 0
    purchases = PurchaseDays.of(people[bought], days[bought])
    seen = purchases.seen(last)
    ours = np.isin(people, seen.person)
    left_out = {
        "amount_missing": int((~known).sum()),
        "before_start": int((known & early).sum()),
        "after_end": int((known & ~early & late).sum()),
        "refund_without_purchase": int((~ours & (money < 0)).sum()),
    }
    place = np.searchsorted(seen.person, people[ours])
    spending = {
        str(one): _spending(seen, place, days[ours], money[ours], kind[ours] == one, last)
        for one in np.unique(kind[ours])
    }
    return Summary(
        purchases, last, seen, spending, {code: count for code, count in left_out.items() if count}
    )


def observed_days(day: Ints, gaps: Sequence[Gap]) -> Ints:
    """Days on a clock that stands still in the gaps; gaps may touch and overlap."""
    out = np.asarray(day, np.int64).copy()
    for first, last in sorted(_joined(gaps), reverse=True):
        length = last - first + 1
        out -= np.where(day > last, length, np.clip(day - first + 1, 0, length))
    return out


def empty_months(day: npt.ArrayLike) -> list[str]:
    """Calendar months without any order between the first one and the last (``2026-02``)."""
    months = np.unique(np.asarray(day, np.int64).astype("datetime64[D]").astype("datetime64[M]"))
    if not len(months):
        return []
    every = np.arange(months[0], months[-1] + 1)
    return [str(month) for month in np.setdiff1d(every, months)]


def _joined(gaps: Sequence[Gap]) -> list[Gap]:
    joined: list[Gap] = []
    for first, last in sorted(gaps):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _spending(
    seen: Seen, place: Ints, day: Ints, money: Floats, ours: Bools, last: int
) -> Spending:
    """Of the orders in one currency (``ours``); ``place`` is the buyer of each order."""
    buyers = len(seen.person)
    place, day, money = place[ours], day[ours], money[ours]
    paid = money >= 0
    begin = last - seen.age_days
    again = paid & (day > begin[place])
    distinct = PurchaseDays.of(place[paid], day[paid])
    all_days = np.bincount(distinct.person, minlength=buyers).astype(float)
    repeat = distinct.person[distinct.day > begin[distinct.person]]
    days = np.bincount(repeat, minlength=buyers).astype(float)
    gross = np.bincount(place[paid], money[paid], buyers)
    net = np.bincount(place, money, buyers)
    kept = np.clip(net / np.where(gross > 0, gross, 1), 0, 1)
    repeat_money = np.bincount(place[again], money[again], buyers)
    mean = repeat_money / np.maximum(days, 1) * kept
    return Spending(days, mean, all_days / (seen.frequency + 1))
