"""What was known of each buyer on a day, as columns for the churn model.

Entering: orders with day, amount and items. Leaving: one row per buyer who had bought by then:
recency, frequency, money, the closed form of BG/NBD (or the first
sibling that settles), and how warm the buying still is: the sum over
purchases of 1 / (days ago + c), in which one month ago counts for more than two years ago, but two
years ago counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.history import DAYS_PER_WEEK, History
from klantbeeld.value.purchase_models import (
    BG_NBD,
    MBG_NBD,
    PARETO_NBD,
    FittedPurchases,
    fit_purchases,
)
from klantbeeld.value.purchases import PurchaseDays

COLUMNS = (
    "purchases", "days_since_last", "days_since_first", "mean_spend", "items",
    "closed_form", "warmth_10", "warmth_40", "item_warmth_20", "item_warmth_80",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PurchaseLines:
    """Distinct purchase days with what was paid and how many items came with it.

    Money must be of one currency, or converted; where items are not known, give ones.
    """

    days: PurchaseDays
    money: Floats
    items: Floats

    def only(self, rows: Bools) -> PurchaseLines:
        """The purchases of these rows."""
        return PurchaseLines(self.days.only(rows), self.money[rows], self.items[rows])

    @classmethod
    def of(
        cls,
        person: npt.ArrayLike,
        day: npt.ArrayLike,
        amount: npt.ArrayLike,
        items: npt.ArrayLike | None = None,
    ) -> PurchaseLines:
        """Of one row per order; refunds (below zero) are no purchases."""
        people, days = np.asarray(person, np.int64), np.asarray(day, np.int64)
        money = np.asarray(amount, float)
        number = np.ones(len(money)) if items is None else np.asarray(items, float)
        bought = money >= 0
        people, days, money, number = people[bought], days[bought], money[bought], number[bought]
        distinct = PurchaseDays.of(people, days)
        order = np.lexsort((days, people))
        people, days = people[order], days[order]
        other = np.append(True, (people[1:] != people[:-1]) | (days[1:] != days[:-1]))
        place = np.cumsum(other[: len(people)]) - 1
        size = len(distinct.day)
        return cls(
            distinct,
            np.bincount(place, money[order], size).astype(float),
            np.bincount(place, np.maximum(number[order], 0), size).astype(float),
        )


@dataclass(frozen=True, slots=True)
class Features:
    """One row per buyer: [buyers, columns], and the closed form's probability of no purchase."""

    person: Ints
    values: Floats
    closed_form: Floats
    model: FittedPurchases


def features_at(
    lines: PurchaseLines, day: int, horizon_days: int, fitted: FittedPurchases | None = None
) -> Features:
    """What was known at the end of the day, for a question about the coming ``horizon_days``.

    The closed form is that of ``fitted``, or fitted to these buyers. ``model`` has the trouble
    where none could be fitted; there are no rows then.
    """
    seen = lines.days.seen(day)
    history = seen.history()
    model = fitted or _settled(history)
    if model.trouble is not None:
        return Features(seen.person, np.zeros((0, len(COLUMNS))), np.zeros(0), model)
    none = history.spread(model.p_no_purchase(history, horizon_days / DAYS_PER_WEEK))
    known = lines.days.day <= day
    buyer = np.searchsorted(seen.person, lines.days.person[known])
    money, items = lines.money[known], lines.items[known]
    ago = (day - lines.days.day[known]).astype(float)
    root = np.sqrt(np.maximum(items, 1e-9))

    def total(what: Floats) -> Floats:
        return np.bincount(buyer, what, len(seen.person)).astype(float)

    values = (
        np.log1p(seen.frequency),
        np.log1p(seen.age_days - seen.recency_days),
        np.log1p(seen.age_days),
        np.log1p(total(money) / (seen.frequency + 1)),
        np.log1p(total(items)),
        logit(np.clip(none, 1e-6, 1 - 1e-6)),
        *(np.log(total(1 / (ago + c))) for c in (10, 40)),
        *(np.log(total(root / (ago + c)) + 1e-5) for c in (20, 80)),
    )
    return Features(seen.person, np.column_stack(values), none, model)


def _settled(history: History) -> FittedPurchases:
    """BG/NBD; where that does not settle, the first sibling that does."""
    fitted = [fit_purchases(BG_NBD, history)]
    for model in (MBG_NBD, PARETO_NBD):
        if fitted[-1].trouble is None:
            break
        fitted.append(fit_purchases(model, history))
    return fitted[0] if fitted[-1].trouble is not None else fitted[-1]
