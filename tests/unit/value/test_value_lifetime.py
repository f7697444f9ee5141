"""Lifetime value: discounting, currencies, terms, and answers where there is no model."""

from __future__ import annotations

import numpy as np
import pytest
from value_data import cdnow_sample, crowd

from klantbeeld.core.errors import InputError
from klantbeeld.value import gamma_gamma
from klantbeeld.value.arrays import Reason
from klantbeeld.value.backtest import choose_model
from klantbeeld.value.history import History
from klantbeeld.value.lifetime_value import (
    LifetimeValue,
    Terms,
    discounted_purchases,
    lifetime_value,
)
from klantbeeld.value.purchase_models import BG_NBD, fit_purchases
from klantbeeld.value.purchases import PurchaseDays
from klantbeeld.value.summary import Spending, summarise

YEAR = Terms(weeks=52, margin=0.3, yearly_discount=0.1)


def test_gamma_gamma_has_the_published_parameters() -> None:
    """Fader & Hardie (2013): p 6.25, q 3.74, gamma 15.44 on the CDNOW sample."""
    data = cdnow_sample()
    told = summarise(data.person, data.day, data.money, np.full(len(data.day), "USD"), 272)
    dollars = told.spending["USD"]
    # The published mean is over all repeat transactions, also those of nothing.
    found = gamma_gamma.fit(told.seen.frequency.astype(float), dollars.mean_value)
    assert found.trouble is None
    assert found.parameters == pytest.approx([6.25, 3.74, 15.44], abs=0.01)


def test_gamma_gamma_draws_to_the_mean_of_all() -> None:
    at = np.array([6.25, 3.74, 15.44])
    told = gamma_gamma.expected_value(at, np.array([0.0, 1, 50]), np.array([0.0, 200, 200]))
    everybody = 6.25 * 15.44 / 2.74
    assert told[0] == pytest.approx(everybody)
    assert everybody < told[1] < told[2] < 200


@pytest.mark.parametrize(
    ("values", "code"),
    [([], "too_few_amounts"), ([0.0] * 50, "too_few_amounts"), ([9.95] * 50, "one_price")],
)
def test_gamma_gamma_without_anything_to_learn(values: list[float], code: str) -> None:
    found = gamma_gamma.fit(np.ones(len(values)), np.array(values, float))
    assert found.trouble is not None
    assert found.trouble.code == code


def test_discounting_is_the_sum_over_days() -> None:
    fitted = fit_purchases(BG_NBD, crowd(1, 800, 200, 60).seen(199).history())
    history = History.of_days([0, 3, 9], [0, 100, 180], [50, 180, 190])
    steps = np.linspace(0, 52, 1041)
    told = fitted.expected_at(history, steps.tolist())
    middle = (steps[1:] + steps[:-1]) / 2
    factor = 1.1 ** -(middle * 7 / 365.25)
    exact = (np.diff(told, axis=0) * factor[:, None]).sum(axis=0)
    assert discounted_purchases(fitted, history, 52, 0.1) == pytest.approx(exact, rel=1e-5)
    assert discounted_purchases(fitted, history, 52, 0) == pytest.approx(told[-1])


def test_each_currency_is_worth_its_share() -> None:
    days = crowd(seed=8, people=600, days=300, start_within=60)
    random = np.random.default_rng(8)
    amount = random.gamma(3, 10, len(days.day))
    currency = np.where(days.person % 2, "EUR", "SEK")
    told = summarise(days.person, days.day, amount, currency, 299)
    choice, history = choose_model(told.purchases, told.today), told.history()
    value = gamma_gamma.fit(told.spending["EUR"].days, told.spending["EUR"].mean_value)
    euro = lifetime_value(choice, history, value, told.spending["EUR"], YEAR)
    assert isinstance(euro, LifetimeValue)
    ours = told.seen.person % 2 == 1
    assert (euro.expected[ours] > 0).all()
    assert (euro.expected[~ours] == 0).all()
    assert euro.total == pytest.approx(euro.expected.sum())
    assert euro.total_low < euro.total < euro.total_high
    assert (euro.low <= euro.high).all()
    assert np.isfinite([euro.low, euro.high, euro.expected]).all()


def test_without_a_model_there_is_a_reason() -> None:
    nobody = np.zeros(0)
    choice = choose_model(PurchaseDays.of([], []), 100)
    value = gamma_gamma.fit(nobody, nobody)
    told = lifetime_value(
        choice, History.of_days([], [], []), value, Spending(nobody, nobody, nobody), YEAR
    )
    assert told == Reason("too_short", {"have": 0, "need": 56})


@pytest.mark.parametrize(
    "terms", [(0, 0.3, 0.1), (52, 1.3, 0.1), (52, 0.3, -0.1), (float("nan"), 0.3, 0.1)]
)
def test_terms_that_make_no_sense(terms: tuple[float, float, float]) -> None:
    with pytest.raises(InputError):
        Terms(*terms)
