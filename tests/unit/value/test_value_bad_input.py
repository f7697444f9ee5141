"""Whatever the orders: an answer or a reason, and never a figure that is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_data import crowd

from klantbeeld.value import gamma_gamma
from klantbeeld.value.arrays import Reason
from klantbeeld.value.backtest import choose_model
from klantbeeld.value.churn import forecast_churn, train_churn
from klantbeeld.value.churn_features import PurchaseLines
from klantbeeld.value.lifetime_value import LifetimeValue, Terms, lifetime_value
from klantbeeld.value.summary import Summary, summarise

YEAR = Terms(weeks=52, margin=0.25, yearly_discount=0.08)


def worth(told: Summary, currency: str) -> LifetimeValue | Reason:
    """The whole way from a summary to money."""
    spending = told.spending.get(currency)
    if spending is None:
        return Reason("no_orders")
    value = gamma_gamma.fit(spending.days, spending.mean_value)
    choice = choose_model(told.purchases, told.today)
    return lifetime_value(choice, told.history(), value, spending, YEAR)


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    people=st.integers(1, 150),
    orders=st.integers(0, 1500),
    span=st.integers(1, 900),
    refunds=st.floats(0, 1),
    largest=st.sampled_from([1e-2, 1.0, 1e3, 1e9]),
)
def test_any_orders_have_an_answer(
    seed: int, people: int, orders: int, span: int, refunds: float, largest: float
) -> None:
    random = np.random.default_rng(seed)
    person = np.sort(random.integers(0, people, orders))
    day = random.integers(0, span, orders)
    amount = random.uniform(0, largest, orders).round(2)
    amount = np.where(random.random(orders) < refunds, -2 * amount, amount)
    currency = np.where(random.random(orders) < 0.8, "EUR", "SEK")
    told = summarise(person, day, amount, currency, span)
    lines = PurchaseLines.of(person, day, amount)
    for one in ("EUR", "SEK"):
        money = worth(told, one)
        if isinstance(money, LifetimeValue):
            figures = np.concatenate([money.expected, money.low, money.high, [money.total_high]])
            assert np.isfinite(figures).all()
            assert (figures >= 0).all()
            assert (money.low <= money.high).all()
    said = forecast_churn(train_churn(lines, span, 60), lines, span)
    if not isinstance(said, Reason):
        assert ((said.probability >= 0) & (said.probability <= 1)).all()


def test_a_reseller_among_customers() -> None:
    """100,000 orders of one person are at most one purchase a day, and move nobody else far."""
    days = crowd(seed=12, people=1200, days=400, start_within=100)
    random = np.random.default_rng(12)
    paid = random.gamma(4, 10, len(days.day))
    heavy = np.sort(random.integers(0, 400, 100_000))
    person = np.append(days.person, np.full(len(heavy), 5000))
    day, amount = np.append(days.day, heavy), np.append(paid, np.full(len(heavy), 40.0))
    told = summarise(person, day, amount, np.full(len(day), "EUR"), 399)
    assert told.seen.frequency[-1] == 399
    money = worth(told, "EUR")
    assert isinstance(money, LifetimeValue)
    mean = told.spending["EUR"].mean_value[-1]
    assert money.expected[-1] == pytest.approx(0.25 * 365 * mean, rel=0.35)
    alone = summarise(days.person, days.day, paid, np.full(len(days.day), "EUR"), 399)
    without = worth(alone, "EUR")
    assert isinstance(without, LifetimeValue)
    assert money.expected[:-1].sum() == pytest.approx(without.total, rel=0.25)
