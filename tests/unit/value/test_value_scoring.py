"""Frozen models: the same alone as among all, parts that add up, and reasons instead of figures."""

from __future__ import annotations

import json

import numpy as np
import pytest

from klantbeeld.value.arrays import Reason
from klantbeeld.value.frozen import FrozenChurn, LifetimeModel
from klantbeeld.value.lifetime_value import Terms
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.scoring import brought, expected_cents, score_churn, score_value
from klantbeeld.value.training import (
    TrainedChurn,
    TrainedLifetime,
    gaps_of,
    last_day,
    train_churn_model,
    train_lifetime,
)

TERMS = Terms(52.0, 0.3, 0.1)
TODAY = 20_000


def _purchases(rows: list[tuple[int, int, float]], foreign: int = 0) -> Purchases:
    """Of (person, day, amount); below zero is a refund."""
    rows = sorted(rows)
    person, day = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
    amount = np.array([row[2] for row in rows], float)
    orders = (amount >= 0).astype(np.int64)
    return Purchases(
        person, day, orders, orders, np.maximum(amount, 0), np.maximum(-amount, 0), "EUR", foreign
    )


def _shop(people: int = 300, days: int = 400, seed: int = 3) -> Purchases:
    dice = np.random.default_rng(seed)
    rows = set()
    for person in range(1, people + 1):
        at, pace = dice.uniform(0, days * 0.7), dice.gamma(2, 15) + 2
        ends, worth = at + dice.exponential(days), dice.gamma(6, 5) + 1
        while at < min(ends, days):
            rows.add((person, TODAY - days + int(at), round(worth * dice.gamma(4, 0.25), 2)))
            at += dice.exponential(pace) + 1
    return _purchases([*rows])


@pytest.fixture(scope="module")
def shop() -> Purchases:
    return _shop()


@pytest.fixture(scope="module")
def lifetime(shop: Purchases) -> TrainedLifetime:
    made = train_lifetime(shop, TODAY, TERMS)
    assert isinstance(made, TrainedLifetime)
    return made


@pytest.fixture(scope="module")
def churn(shop: Purchases) -> TrainedChurn:
    made = train_churn_model(shop, TODAY, 56)
    assert isinstance(made, TrainedChurn)
    return made


def test_a_kept_model_scores_one_person_as_among_all(
    shop: Purchases, lifetime: TrainedLifetime, churn: TrainedChurn
) -> None:
    kept = LifetimeModel.of(json.loads(json.dumps(lifetime.model.plain())))
    stays = FrozenChurn.of(json.loads(json.dumps(churn.model.plain())))
    everybody = score_value(kept, shop, TODAY, TODAY - 30)
    leaves = score_churn(stays, shop, TODAY)
    alone = score_value(kept, shop.only(shop.person == 7), TODAY, TODAY - 30)
    leaves_alone = score_churn(stays, shop.only(shop.person == 7), TODAY)
    assert not isinstance(everybody, Reason)
    assert not isinstance(alone, Reason)
    assert not isinstance(leaves, Reason)
    assert not isinstance(leaves_alone, Reason)
    place = int(np.searchsorted(everybody.person, 7))
    assert alone.value[0] == everybody.value[place]
    assert (alone.low[0], alone.high[0]) == (everybody.low[place], everybody.high[place])
    assert leaves_alone.probability[0] == pytest.approx(leaves.probability[place], abs=1e-9)


def test_what_moved_it_adds_up_to_the_cent(shop: Purchases, lifetime: TrainedLifetime) -> None:
    scores = score_value(lifetime.model, shop, TODAY, TODAY - 30)
    assert not isinstance(scores, Reason)
    parts = scores.before + scores.arrived + scores.bought + scores.away + scores.per_purchase
    assert np.array_equal(parts, scores.value)
    assert (scores.low <= scores.value).all()
    assert (scores.value <= scores.high).all()
    new = scores.first_day > TODAY - 30
    assert (scores.before[new] == 0).all()
    assert np.array_equal(scores.arrived[new], scores.value[new])
    assert (scores.away[~new & (scores.last_day <= TODAY - 30)] <= 0).mean() > 0.95
    people, then = expected_cents(lifetime.model, shop, TODAY - 30)
    assert np.array_equal(people, scores.person[~new])
    assert np.array_equal(then, scores.before[~new])


def test_a_model_comes_with_its_record(lifetime: TrainedLifetime, churn: TrainedChurn) -> None:
    assert {"bg_nbd", "same_again", "average"} <= {*lifetime.record, *lifetime.rivals}
    assert lifetime.money is not None
    assert lifetime.money.low <= lifetime.money.expected <= lifetime.money.high
    assert {limit.code for limit in lifetime.limits} == {"no_seasons"}
    assert lifetime.period.customers == 300
    assert not isinstance(churn.test, Reason)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "no_orders"),
        ([(1, TODAY - 200, 10.0), (1, TODAY - 3, 10.0)], "too_few_customers"),
        ([(1, TODAY - 9, -10.0)], "no_orders"),
        ([(n % 60, TODAY - n % 45, 5.0) for n in range(500)], "too_short"),
        (
            [(n % 60, TODAY - (n % 25), 5.0) for n in range(500)] + [(1, TODAY - 90, 1.0)],
            "too_few_early",
        ),
        ([(n, TODAY - 300 + n, 5.0) for n in range(50)], "too_few_repeat_customers"),
        (
            [(n, TODAY - d, 5.0) for n in range(60) for d in range(n % 9, 300, 9 + n)],
            "one_price",
        ),
    ],
)
def test_too_little_has_a_reason(rows: list[tuple[int, int, float]], code: str) -> None:
    made = train_lifetime(_purchases(rows), TODAY, TERMS)
    assert isinstance(made, Reason)
    assert made.code == code


def test_refunds_over_orders_are_worth_nothing_and_never_less(lifetime: TrainedLifetime) -> None:
    back = _purchases([(1, TODAY - 100, 10), (1, TODAY - 50, 10), (1, TODAY - 40, -5_000)])
    scores = score_value(lifetime.model, back, TODAY, TODAY - 30)
    assert not isinstance(scores, Reason)
    ordinary = score_value(lifetime.model, back.only(back.refunded == 0), TODAY, TODAY - 30)
    assert not isinstance(ordinary, Reason)
    assert 0 <= scores.low[0] <= scores.value[0] < ordinary.value[0]
    assert brought(back, np.array([1]), TODAY - 60, TODAY).tolist() == [-499_000]


def test_a_reseller_buys_at_most_once_a_day(lifetime: TrainedLifetime, churn: TrainedChurn) -> None:
    daily = _purchases([(1, TODAY - day, 1e6) for day in range(400)])
    scores = score_value(lifetime.model, daily, TODAY, TODAY - 30)
    stays = score_churn(churn.model, daily, TODAY)
    assert not isinstance(scores, Reason)
    assert not isinstance(stays, Reason)
    assert np.isfinite(scores.value).all()
    assert 0 <= stays.probability[0] < 0.05


def test_who_paid_in_another_currency_is_worth_nothing_in_ours(lifetime: TrainedLifetime) -> None:
    abroad = Purchases(
        np.array([1, 1]), np.array([TODAY - 60, TODAY - 5]), np.array([1, 1]), np.array([0, 0]),
        np.zeros(2), np.zeros(2), "EUR", 2,
    )  # fmt: skip
    scores = score_value(lifetime.model, abroad, TODAY, TODAY - 30)
    assert not isinstance(scores, Reason)
    assert scores.value.tolist() == [0]
    assert scores.last_day.tolist() == [TODAY - 5]


def test_the_clock_stands_where_nothing_was_delivered() -> None:
    begin = int(np.datetime64("2024-01-10").astype(int))
    march = int(np.datetime64("2024-03-10").astype(int))
    quiet = _purchases([(1, begin, 1.0), (1, march, 1.0)])
    (gap,) = gaps_of(quiet, march + 10)
    assert gap == tuple(int(np.datetime64(day).astype(int)) for day in ("2024-02-01", "2024-02-29"))
    assert last_day(quiet, march + 10) == march + 10
    assert last_day(quiet, march + 100) == march
