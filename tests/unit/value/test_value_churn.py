"""Churn without a contract: out of time, calibrated, better than its baseline; never P(alive)."""

from __future__ import annotations

import numpy as np
import pytest
from value_data import cdnow_full, crowd

from klantbeeld.value.arrays import Reason
from klantbeeld.value.churn import (
    ChurnForecast,
    ChurnTest,
    backtest_churn,
    forecast_churn,
    train_churn,
    training_origins,
)
from klantbeeld.value.churn_features import COLUMNS, PurchaseLines


def lines(seed: int = 2, people: int = 1500, days: int = 420) -> PurchaseLines:
    bought = crowd(seed, people, days, start_within=100)
    money = np.random.default_rng(seed).gamma(4, 10, len(bought.day))
    return PurchaseLines.of(bought.person, bought.day, money)


def test_cdnow_out_of_time() -> None:
    """13 weeks from week 39 on, all 23,570 customers, nothing seen of them.

    Published practice: closed form .765 / .1177 / .025, logistic .779 / .1162 / .013.
    """
    data = cdnow_full()
    told = backtest_churn(
        PurchaseLines.of(data.person, data.day, data.money, data.items), 272 + 91, 91
    )
    assert isinstance(told, ChurnTest)
    assert told.logistic is not None
    assert told.logistic.people == 23_570
    assert told.logistic.auc >= 0.779
    assert told.logistic.brier <= 0.116
    assert told.logistic.ece <= 0.012
    assert told.closed_form.auc == pytest.approx(0.765, abs=0.002)
    assert told.closed_form.brier == pytest.approx(0.1177, abs=0.0005)


def test_every_moment_of_training_has_its_outcome_before_today() -> None:
    bought = lines()
    origins = training_origins(bought, 300, 90)
    assert origins[0] == 210
    assert all(origin + 90 <= 300 for origin in origins)
    assert all(origin - bought.days.day.min() >= 90 for origin in origins)
    model = train_churn(bought, 300, 90)
    again = train_churn(bought.only(bought.days.day <= 300), 300, 90)
    assert model.logistic is not None
    assert again.logistic is not None
    assert model.logistic.coefficient == pytest.approx(again.logistic.coefficient)


def test_a_forecast_says_why() -> None:
    bought = lines()
    model = train_churn(bought, 400, 60)
    told = forecast_churn(model, bought, 400)
    assert isinstance(told, ChurnForecast)
    assert model.logistic is not None
    assert told.contributions is not None
    assert told.contributions.shape == (len(told.person), len(COLUMNS))
    odds = model.logistic.intercept + told.contributions.sum(axis=1)
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(told.probability)
    assert ((told.probability > 0) & (told.probability < 1)).all()


def test_too_short_a_past_leaves_the_closed_form() -> None:
    bought = lines(days=150)
    model = train_churn(bought, 149, 90)
    assert model.logistic is None
    assert model.trouble == Reason("too_short")
    told = forecast_churn(model, bought, 149)
    assert isinstance(told, ChurnForecast)
    assert told.probability is told.closed_form
    assert told.trouble == Reason("too_short")


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_and_one_customer(people: int) -> None:
    bought = PurchaseLines.of(
        [7] * 5 * people, [0, 90, 180, 270, 360] * people, [10.0] * 5 * people
    )
    told = forecast_churn(train_churn(bought, 400, 90), bought, 400)
    assert isinstance(told, Reason)
    assert told.code == "too_few_customers"
    assert isinstance(backtest_churn(bought, 400, 90), Reason)


def test_a_reseller_among_customers_breaks_nothing() -> None:
    bought = lines()
    days = np.tile(np.arange(0, 420), 240)[:100_000]
    all_of_it = PurchaseLines.of(
        np.append(bought.days.person, np.full(len(days), 99_999)),
        np.append(bought.days.day, days),
        np.append(bought.money, np.full(len(days), 1000.0)),
    )
    told = forecast_churn(train_churn(all_of_it, 419, 60), all_of_it, 419)
    assert isinstance(told, ChurnForecast)
    assert np.isfinite(told.probability).all()
    assert told.probability[-1] < 0.1


def test_everybody_came_back_teaches_nothing() -> None:
    person = np.repeat(np.arange(60), 60)
    day = np.tile(np.arange(0, 420, 7), 60) + person % 7
    bought = PurchaseLines.of(person, day, np.ones(len(day)))
    model = train_churn(bought, 420, 60)
    assert model.trouble == Reason("one_outcome")
    told = forecast_churn(model, bought, 420)
    assert isinstance(told, ChurnForecast)
    assert (told.probability < 0.05).all()
