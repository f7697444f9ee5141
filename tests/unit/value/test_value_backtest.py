"""The choice of a model, and forecasts: chosen on the past, held against what came."""

from __future__ import annotations

import numpy as np
import pytest
from value_data import cdnow_sample, crowd

from klantbeeld.value.backtest import choose_model, deviance
from klantbeeld.value.predictive import PurchaseDistribution, whole_purchases
from klantbeeld.value.purchases import PurchaseDays


def test_cdnow_holdout() -> None:
    """39 weeks after 39 weeks; the holdout decides nothing.

    Published figures to beat: mean absolute error .7545 (Pareto/NBD), total within 9.8 %.
    """
    data = cdnow_sample()
    days = PurchaseDays.of(data.person, data.day)
    seen = days.seen(272)
    history, came = seen.history(), days.count(seen.person, 272, 272 + 273)
    assert came.sum() == 1882
    choice = choose_model(days, 272)
    assert choice.fitted is not None
    expected = choice.expected_purchases(history, 39)
    none = choice.fitted.p_no_purchase(history, 39)
    shape = choice.fitted.fit.parameters[0] + history.frequency
    whole = whole_purchases(
        PurchaseDistribution.of(expected, none, shape), history.weight, history.total(expected)
    )
    error = np.abs(history.spread(whole) - came).mean()
    assert error < 0.7545
    assert history.total(whole) == pytest.approx(came.sum(), rel=0.098)
    assert history.total(expected) == pytest.approx(came.sum(), rel=0.098)


def test_nothing_after_today_decides() -> None:
    days = crowd(seed=3, people=1500, days=400, start_within=100)
    known = choose_model(days.until(200), 200)
    choice = choose_model(days, 200)
    assert choice.fitted is not None
    assert known.fitted is not None
    assert choice.fitted.parameters == known.fitted.parameters
    assert choice.level == known.level


def test_the_record_names_every_model_and_moment() -> None:
    choice = choose_model(crowd(seed=3, people=1500, days=300, start_within=100), 299)
    assert choice.trouble is None
    assert set(choice.record) == {"bg_nbd", "mbg_nbd", "pareto_nbd"}
    assert all([told.origin_day for told in r] == [150, 199, 249] for r in choice.record.values())
    assert choice.level == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("person", "day", "code"),
    [
        ([], [], "too_short"),
        ([1, 1, 1], [0, 50, 90], "no_model_settled"),
        ([1, 2, 3], [300, 299, 298], "too_short"),
    ],
    ids=["no orders", "one customer", "a few days"],
)
def test_too_little_is_an_answer(person: list[int], day: list[int], code: str) -> None:
    choice = choose_model(PurchaseDays.of(person, day), 300)
    assert choice.fitted is None
    assert choice.trouble is not None
    assert choice.trouble.code == code


def test_deviance_is_least_at_the_truth() -> None:
    came = np.array([0.0, 1, 2, 5])
    assert deviance(came, came) == pytest.approx(0, abs=1e-6)
    assert deviance(np.full(4, 2.0), came) < deviance(np.full(4, 3.0), came)
