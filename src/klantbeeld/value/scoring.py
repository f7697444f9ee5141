"""Scores of people under frozen models: what they are worth, what moved it, who will not buy.

Entering: purchases of anybody, one day to look from and an earlier one to compare with. Leaving: a
row per buyer. Money comes in whole cents, so that parts add up exactly, to the last one.

What moved a person's worth since the earlier day, under one and the same model: all of it for who
bought first since; else more or fewer purchases to be expected (of who bought since, and of who
stayed away), and more or less per purchase, each at the mean of the other, so that no rest is left
(Bennet 1920).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.value.arrays import Bools, Floats, Ints, Reason
from klantbeeld.value.churn import forecast_churn
from klantbeeld.value.churn_features import PurchaseLines
from klantbeeld.value.frozen import FrozenChurn, LifetimeModel
from klantbeeld.value.lifetime_value import expected_worth, lifetime_value
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.summary import Gap, Spending, Summary, observed_days, summarise

OTHER = ""
"""Stands for whatever currency is not the organisation's."""


@dataclass(frozen=True, slots=True)
class ValueScores:
    """Whole cents per buyer; ``person`` rises. ``before`` and the four that follow make ``value``.

    ``high`` is no less than ``value``: of who will most likely buy nothing the bounds alone are 0.
    ``first_day`` and ``last_day`` are calendar days of the first and the last purchase.
    """

    person: Ints
    first_day: Ints
    last_day: Ints
    value: Ints
    low: Ints
    high: Ints
    before: Ints
    arrived: Ints
    bought: Ints
    away: Ints
    per_purchase: Ints
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class ChurnScores:
    """Per buyer the probability of no purchase in the horizon, of the closed form too; and what
    each column moved its log-odds (None where nothing was learnt)."""

    person: Ints
    probability: Floats
    closed_form: Floats
    contributions: Floats | None


def score_value(
    model: LifetimeModel, purchases: Purchases, today: int, before: int
) -> ValueScores | Reason:
    """Everybody who bought by the end of ``today``, beside the end of the day ``before``."""
    now = summary_of(purchases, today, model.gaps)
    own = _spending(now, purchases.currency)
    worth = lifetime_value(model.choice, now.history(), model.amounts, own, model.terms)
    if isinstance(worth, Reason):
        return worth
    person = now.seen.person
    then = summary_of(purchases, before, model.gaps)
    known = np.isin(person, then.seen.person)
    purchases_before, worth_before = np.zeros(len(person)), np.zeros(len(person))
    purchases_before[known], worth_before[known] = expected_worth(
        model.choice, then.history(), model.amounts, _spending(then, purchases.currency),
        model.terms,
    )  # fmt: skip
    first, last = _first_and_last(purchases, person, today)
    value, told = cents(worth.expected), cents(purchases_before * worth_before)
    more = cents((worth.purchases - purchases_before) * (worth.worth + worth_before) / 2)
    since = last > before
    arrived = np.where(known, 0, value)
    bought, away = np.where(known & since, more, 0), np.where(known & ~since, more, 0)
    high = np.maximum(cents(worth.high), value)
    return ValueScores(
        person, first, last, value, cents(worth.low), high, told, arrived, bought, away,
        value - told - arrived - bought - away, worth.total_low, worth.total_high,
    )  # fmt: skip


def expected_cents(model: LifetimeModel, purchases: Purchases, day: int) -> tuple[Ints, Ints]:
    """Who had bought by the end of the day, and what they were worth then: no bounds."""
    then = summary_of(purchases, day, model.gaps)
    own = _spending(then, purchases.currency)
    number, worth = expected_worth(model.choice, then.history(), model.amounts, own, model.terms)
    return then.seen.person, cents(number * worth)


def score_churn(model: FrozenChurn, purchases: Purchases, today: int) -> ChurnScores | Reason:
    """Everybody who bought by the end of ``today``."""
    lines, last = lines_of(purchases, model.gaps), _observed(today, model.gaps)
    told = forecast_churn(model.model, lines, last, model.closed_form)
    if isinstance(told, Reason):
        return told
    return ChurnScores(told.person, told.probability, told.closed_form, told.contributions)


def brought(purchases: Purchases, people: Ints, after: int, until: int) -> Ints:
    """Cents that each of ``people`` (rising) paid less what they sent back in these days."""
    inside = (purchases.day > after) & (purchases.day <= until)
    inside &= np.isin(purchases.person, people)
    place = np.searchsorted(people, purchases.person[inside])
    net = np.bincount(place, purchases.net[inside], len(people))
    return cents(net.astype(float))


def summary_of(purchases: Purchases, until: int, gaps: tuple[Gap, ...] = ()) -> Summary:
    """As the models read it: refunds lower what was bought, other currencies count as days."""
    ordered, back = purchases.own_orders > 0, purchases.refunded > 0
    foreign = (purchases.orders > 0) & ~ordered
    parts = (ordered, foreign, back)
    sizes = [int(part.sum()) for part in parts]
    money = (purchases.paid[ordered], np.zeros(sizes[1]), -purchases.refunded[back])
    return summarise(
        np.concatenate([purchases.person[part] for part in parts]),
        np.concatenate([purchases.day[part] for part in parts]),
        np.concatenate(money),
        np.repeat([purchases.currency, OTHER, purchases.currency], sizes),
        until, gaps=gaps,
    )  # fmt: skip


def lines_of(purchases: Purchases, gaps: tuple[Gap, ...] = ()) -> PurchaseLines:
    """As the churn model reads it, on the clock that stands still in gaps."""
    bought = purchases.orders > 0
    days = observed_days(purchases.day[bought], gaps)
    return PurchaseLines.of(purchases.person[bought], days, purchases.paid[bought])


def cents(money: Floats) -> Ints:
    """Whole cents, the nearest."""
    return np.rint(money * 100).astype(np.int64)


def _observed(day: int, gaps: tuple[Gap, ...]) -> int:
    return int(observed_days(np.array([day]), gaps)[0])


def _spending(summary: Summary, currency: str) -> Spending:
    """Of the currency; nothing where nobody paid in it."""
    nothing = np.zeros(len(summary.seen.person))
    return summary.spending.get(currency, Spending(nothing, nothing, nothing))


def _first_and_last(purchases: Purchases, people: Ints, today: int) -> tuple[Ints, Ints]:
    known: Bools = (purchases.orders > 0) & (purchases.day <= today)
    person, day = purchases.person[known], purchases.day[known]
    _, first, count = np.unique(person, return_index=True, return_counts=True)
    if len(first) != len(people):
        raise ValueError("the people are not those who bought")
    return day[first], day[first + count - 1]
