"""The distribution of a forecast: exact where it claims to be, and its intervals hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom
from value_data import crowd

from klantbeeld.value import gamma_gamma
from klantbeeld.value.backtest import choose_model
from klantbeeld.value.lifetime_value import LifetimeValue, Terms, lifetime_value
from klantbeeld.value.predictive import PurchaseDistribution, whole_purchases
from klantbeeld.value.summary import Spending


@settings(max_examples=60)
@given(
    st.floats(0.001, 0.99), st.floats(0.001, 60), st.floats(0.05, 200)
)  # takes part, mean of who does, shape
def test_mean_and_probability_of_none_are_exact(part: float, mean: float, shape: float) -> None:
    none = 1 - part + part * nbinom.pmf(0, shape, shape / (shape + mean))
    told = PurchaseDistribution.of(np.array([part * mean]), np.array([none]), np.array([shape]))
    assert told.takes_part * told.mean == pytest.approx(part * mean, rel=1e-6)
    again = 1 - told.takes_part * (1 - (1 + told.mean / shape) ** -shape)
    assert again == pytest.approx(none, abs=1e-6)
    assert told.variance() >= 0
    assert (np.diff([told.quantile(q)[0] for q in (0.05, 0.5, 0.9, 0.99)]) >= 0).all()


def test_whole_numbers_add_up() -> None:
    random = np.random.default_rng(4)
    mean = random.gamma(0.5, 2, 3000)
    told = PurchaseDistribution.of(mean * 0.6, 1 - 0.6 * (1 - (1 + mean) ** -1.0), np.ones(3000))
    whole = whole_purchases(told, np.ones(3000), float((mean * 0.6).sum()))
    assert whole.sum() == pytest.approx((mean * 0.6).sum(), rel=0.02)
    assert (whole == np.rint(whole)).all()


def test_intervals_hold_what_they_say() -> None:
    """Nine of ten customers within, and totals too, in a world made of the models' assumptions."""
    inside, totals = [], []
    for seed in range(10):
        told, came = _forecast(seed)
        low, high = told.low, told.high
        inside.append(((came >= low - 1e-9) & (came <= high + 1e-9)).mean())
        totals.append(told.total_low <= came.sum() <= told.total_high)
    assert np.mean(inside) == pytest.approx(0.93, abs=0.04)  # whole numbers: 0.9 or a little more
    assert sum(totals) >= 7  # 53 of 60 worlds, where 54 are meant


def _forecast(seed: int) -> tuple[LifetimeValue, np.ndarray]:
    """What was said on day 250 of the year that followed, and what then came, in margin."""
    days = crowd(seed, people=1000, days=616, start_within=120)
    random = np.random.default_rng(seed + 1000)
    scale = 1 / random.gamma(4.0, 1 / 15.0, 1000)
    paid = random.gamma(6.0, scale[days.person])
    seen = days.seen(250)
    known = days.day <= 250
    first = np.append(True, days.person[1:] != days.person[:-1])
    repeat = known & ~first
    size = len(seen.person)
    place = np.searchsorted(seen.person, days.person)
    money = np.bincount(place[repeat], paid[repeat], size) / np.maximum(seen.frequency, 1)
    spending = Spending(seen.frequency.astype(float), money, np.ones(size))
    value = gamma_gamma.fit(spending.days, spending.mean_value)
    told = lifetime_value(
        choose_model(days, 250), seen.history(), value, spending, Terms(365 / 7, 0.3, 0.0)
    )
    assert isinstance(told, LifetimeValue)
    later = (days.day > 250) & (days.day <= 615) & np.isin(days.person, seen.person)
    return told, 0.3 * np.bincount(place[later], paid[later], size)
