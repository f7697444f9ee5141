"""Making a model of lifetime value or churn, with everything that its page must be able to say.

Entering: purchases of who may be profiled, and the day to look from. Leaving: a model with its
record (back-tests beside simple rivals, money held against what came), or the reason why there is
none; and its limits. Nothing later than a back-test's moment is known to what is tested there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from klantbeeld.value import gamma_gamma
from klantbeeld.value.arrays import Reason
from klantbeeld.value.backtest import ORIGINS, Foretold, choose_model
from klantbeeld.value.churn import ChurnTest, backtest_churn, train_churn
from klantbeeld.value.churn_features import features_at
from klantbeeld.value.fitting import FEWEST_CUSTOMERS, Fit, no_fit, too_few
from klantbeeld.value.frozen import FrozenChurn, LifetimeModel
from klantbeeld.value.history import DAYS_PER_WEEK
from klantbeeld.value.lifetime_value import Terms, lifetime_value
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.rivals import simple_forecasts
from klantbeeld.value.scoring import lines_of, summary_of
from klantbeeld.value.summary import Gap, Summary, empty_months, observed_days

STALE_DAYS = 31
"""So long after the last order nobody's clock runs on: nothing was delivered, for all we know."""

TWO_YEARS = 730
"""Less than this cannot tell a season from a trend."""

RESELLER_DAYS = 250
"""Who buys on more days a year than this is no household."""


@dataclass(frozen=True, slots=True)
class Period:
    """What was learnt from: the first and the last day, buyers, and days on which they bought."""

    first_day: int
    last_day: int
    customers: int
    came_back: int
    purchases: int


@dataclass(frozen=True, slots=True)
class MoneyTest:
    """Said of the money at a moment in the past, and what came by ``last_day``; bounds for 90 of
    100 times. ``margin`` as in the terms, no discount: what came is not discounted either."""

    origin_day: int
    last_day: int
    expected: float
    low: float
    high: float
    actual: float


@dataclass(frozen=True, slots=True)
class TrainedLifetime:
    """A model of lifetime value, with its record."""

    model: LifetimeModel
    period: Period
    record: Mapping[str, Sequence[Foretold]]
    rivals: Mapping[str, Sequence[Foretold]]
    money: MoneyTest | None
    limits: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class TrainedChurn:
    """A model of churn, with its record; ``test`` is the reason where there was no time for one."""

    model: FrozenChurn
    period: Period
    test: ChurnTest | Reason
    limits: Sequence[Reason]


def last_day(purchases: Purchases, today: int) -> int:
    """The day to look from: today, or the last day with an order where that is long ago."""
    days = purchases.day[(purchases.orders > 0) & (purchases.day <= today)]
    newest = int(days.max(initial=-(10**9)))
    return today if not len(days) or today - newest <= STALE_DAYS else newest


def gaps_of(purchases: Purchases, until: int) -> tuple[Gap, ...]:
    """Calendar months without any order, between the first one and the last."""
    days = purchases.day[(purchases.orders > 0) & (purchases.day <= until)]
    months = (np.datetime64(month, "M") for month in empty_months(days))
    return tuple(
        (int(month.astype("datetime64[D]").astype(int)), _last_of(month)) for month in months
    )


def train_lifetime(purchases: Purchases, until: int, terms: Terms) -> TrainedLifetime | Reason:
    """Chosen by back-test and fitted to everything known at the end of the day ``until``."""
    gaps = gaps_of(purchases, until)
    made = _fitted(purchases, until, terms, gaps)
    if isinstance(made, Reason):
        return made
    summary = summary_of(purchases, until, gaps)
    rivals: dict[str, list[Foretold]] = {}
    for told in next(iter(made.choice.record.values()), ()):
        simple = simple_forecasts(summary.purchases, told.origin_day, summary.today)
        for name, each in simple.items():
            rivals.setdefault(name, []).append(each)
    limits = [*_limits(purchases, until, gaps), *_left_out(summary.left_out)]
    if terms.margin == 1:
        limits.append(Reason("revenue_not_margin"))
    period, money = _period(purchases, until), _money_test(purchases, until, terms)
    return TrainedLifetime(made, period, made.choice.record, rivals, money, limits)


def train_churn_model(purchases: Purchases, until: int, horizon_days: int) -> TrainedChurn | Reason:
    """Learnt from every moment whose outcome is known by the end of the day ``until``."""
    gaps = gaps_of(purchases, until)
    lines = lines_of(purchases, gaps)
    today = int(observed_days(np.array([until]), gaps)[0])
    closed = features_at(lines, today, horizon_days).model
    if closed.trouble is not None:
        return closed.trouble
    learnt = train_churn(lines, today, horizon_days)
    test = backtest_churn(lines, today, horizon_days)
    limits = _limits(purchases, until, gaps)
    if isinstance(test, ChurnTest) and _plain_is_better(test):
        limits.append(Reason("closed_form_better"))
        learnt = replace(learnt, logistic=None, trouble=None)
    elif learnt.trouble is not None:
        limits.append(Reason("closed_form_only", {"why": learnt.trouble.code}))
    return TrainedChurn(FrozenChurn(learnt, closed, gaps), _period(purchases, until), test, limits)


def _plain_is_better(test: ChurnTest) -> bool:
    """Whether the closed form alone lay nearer to what came, by the Brier score."""
    return test.logistic is not None and test.closed_form.brier < test.logistic.brier


def _fitted(
    purchases: Purchases, until: int, terms: Terms, gaps: tuple[Gap, ...]
) -> LifetimeModel | Reason:
    summary = summary_of(purchases, until, gaps)
    few = _too_few(summary)
    if few is not None:
        return few
    choice = choose_model(summary.purchases, summary.today)
    if choice.fitted is None:
        return choice.trouble or Reason("no_model_settled")
    amounts = _amounts(purchases, until, gaps)
    return amounts.trouble or LifetimeModel(choice, amounts, terms, gaps)


def _too_few(summary: Summary) -> Reason | None:
    """The plainest reason first: nothing, too few, or too few when the back-tests begin."""
    if not len(summary.seen.person):
        return Reason("no_orders")
    few = too_few(len(summary.seen.person), int((summary.seen.frequency > 0).sum()))
    begin = int(summary.purchases.day.min())
    early = summary.purchases.seen(begin + round((summary.today - begin) * ORIGINS[0]))
    if few is None and too_few(len(early.person), int((early.frequency > 0).sum())) is not None:
        return Reason("too_few_early", {"have": len(early.person), "need": FEWEST_CUSTOMERS})
    return few


def _amounts(purchases: Purchases, until: int, gaps: tuple[Gap, ...]) -> Fit:
    own = summary_of(purchases, until, gaps).spending.get(purchases.currency)
    if own is None:
        return no_fit(len(gamma_gamma.NAMES), Reason("other_currency_only"))
    return gamma_gamma.fit(own.days, own.mean_value)


def _money_test(purchases: Purchases, until: int, terms: Terms) -> MoneyTest | None:
    """Stands at two thirds of the time observed, and looks to its end; None where no model stood
    then."""
    begin = int(purchases.day[purchases.orders > 0].min(initial=until))
    origin = begin + round((until - begin) * 2 / 3)
    past = purchases.only(purchases.day <= origin)
    weeks = (until - origin) / DAYS_PER_WEEK
    if weeks <= 0:
        return None
    undiscounted = Terms(weeks, terms.margin, 0.0)
    made = _fitted(past, origin, undiscounted, gaps_of(past, origin))
    if isinstance(made, Reason):
        return None
    summary = summary_of(past, origin, made.gaps)
    own = summary.spending[purchases.currency]
    said = lifetime_value(made.choice, summary.history(), made.amounts, own, undiscounted)
    if isinstance(said, Reason):
        return None
    after = (purchases.day > origin) & (purchases.day <= until)
    after &= np.isin(purchases.person, summary.seen.person)
    came = float(purchases.net[after].sum()) * terms.margin
    return MoneyTest(origin, until, said.total, said.total_low, said.total_high, came)


def _period(purchases: Purchases, until: int) -> Period:
    seen = purchases.days().until(until).seen(until)
    first = int(until - seen.age_days.max(initial=0))
    return Period(
        first, until, len(seen.person), int((seen.frequency > 0).sum()),
        int(seen.frequency.sum()) + len(seen.person),
    )  # fmt: skip


def _limits(purchases: Purchases, until: int, gaps: tuple[Gap, ...]) -> list[Reason]:
    """What the figures cannot know, or leave out."""
    period, limits = _period(purchases, until), []
    days = period.last_day - period.first_day
    if days < TWO_YEARS:
        limits.append(Reason("no_seasons", {"days": days}))
    if gaps:
        limits.append(Reason("empty_months", {"months": len(gaps)}))
    if purchases.other_currency:
        limits.append(Reason("other_currency", {"orders": purchases.other_currency}))
    late = int(purchases.orders[purchases.day > until].sum())
    if late:
        limits.append(Reason("after_end", {"orders": late}))
    _, bought = np.unique(purchases.days().person, return_counts=True)
    often = int((bought > RESELLER_DAYS * max(days, 91) / 365).sum())
    if often:
        limits.append(Reason("resellers", {"customers": often}))
    return limits


def _left_out(counts: Mapping[str, int]) -> list[Reason]:
    """Refunds of who never bought; the rest of what is left out has its own limit."""
    alone = counts.get("refund_without_purchase", 0)
    return [Reason("refund_without_purchase", {"refunds": alone})] if alone else []


def _last_of(month: np.datetime64) -> int:
    return int((month + 1).astype("datetime64[D]").astype(int)) - 1
