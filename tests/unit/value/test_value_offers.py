"""Offers: three lists kept apart, masks obeyed, reasons true, measures as defined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Reason
from klantbeeld.value.offers.backtest import OfferTest, backtest_offers
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.choosing import choose_recipe
from klantbeeld.value.offers.ease import EVENED, fit_together
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.ranking import best, ranking_measures
from klantbeeld.value.offers.recommend import (
    OfferModel,
    Recipe,
    offers,
    train_offers,
    why_again,
    why_new,
    why_upgrade,
)

COFFEE, FILTER, TEA, POT, MACHINE, ROBOT, NEVER = range(7)
PRICE = np.array([5.0, 2, 4, 20, 100, 250, 9])
CATEGORY = np.array([0, 0, 0, 1, 2, 2, 3])


def shop() -> Baskets:
    """Forty people: who buys coffee buys filters; who had a machine went on to the robot."""
    rows = []
    for person in range(40):
        if person % 2:
            rows += [(person, COFFEE, day) for day in (10, 38, 66, 94)]
            rows += [(person, FILTER, 66)] if person > 6 else []
            rows += [(person, MACHINE, 20)]
            rows += [(person, ROBOT, 90)] if person > 10 else []
        else:
            rows += [(person, TEA, 50), (person, POT, 52)]
    who, what, when = zip(*rows, strict=True)
    return Baskets.of(who, what, when, today=100, persons=41, items=7)


@pytest.fixture(scope="module")
def model() -> OfferModel:
    return train_offers(shop(), Recipe(1.0), PRICE, CATEGORY)


def test_three_lists_kept_apart(model: OfferModel) -> None:
    told = offers(model, np.array([1]), 2)
    assert told.again[0].tolist() == [COFFEE, MACHINE]
    assert told.new[0, 0] == FILTER
    assert told.upgrade[0].tolist() == [ROBOT, -1]


def test_reasons(model: OfferModel) -> None:
    assert why_again(shop(), 1, COFFEE) == Reason(
        "bought_every", {"times": 4, "every_days": 28, "days_ago": 6}
    )
    assert why_again(shop(), 1, MACHINE) == Reason("bought_before", {"days_ago": 80})
    assert why_new(model, 1, FILTER) == Reason("goes_with", {"item": COFFEE})
    assert why_new(model, 1, NEVER) == Reason("popular", {"buyers": 0})
    assert why_upgrade(model, 1, ROBOT) == Reason("upgrade_of", {"item": MACHINE, "people": 15})


def test_stock_and_what_is_barred(model: OfferModel) -> None:
    stock = np.ones(7, bool)
    stock[ROBOT] = False
    barred = csr_matrix(([1.0], ([1], [COFFEE])), shape=(41, 7))
    told = offers(model, np.array([1, 3]), 7, in_stock=stock, barred=barred)
    assert ROBOT not in told.upgrade
    assert ROBOT not in told.new
    assert COFFEE not in told.again[0]
    assert COFFEE in told.again[1]


def test_who_never_bought_is_offered_what_many_buy(model: OfferModel) -> None:
    told = offers(model, np.array([40]), 3)
    assert told.again[0].tolist() == [-1, -1, -1]
    assert not {-1, NEVER} & set(told.new[0].tolist())
    assert told.upgrade[0].tolist() == [-1, -1, -1]


def test_without_prices_there_are_no_upgrades() -> None:
    told = offers(train_offers(shop(), Recipe(1.0)), np.array([1]), 2)
    assert told.upgrade[0].tolist() == [-1, -1]


def test_few_people_are_no_pattern_and_not_shown() -> None:
    rows = [(p, MACHINE, 1) for p in range(30)] + [(p, ROBOT, 9) for p in range(2)]
    person, item, day = zip(*rows, strict=True)
    baskets = Baskets.of(person, item, day, 10, 30, 7)
    told = offers(train_offers(baskets, Recipe(1.0), PRICE, CATEGORY), np.array([20]), 1)
    assert told.upgrade[0].tolist() == [-1]


def test_ease_is_its_formula() -> None:
    random = np.random.default_rng(3)
    x = (random.random((60, 8)) < 0.3).astype(float)
    told = fit_together(csr_matrix(x), x.sum(axis=0), 5.0)
    number = x.sum(axis=1)
    x /= ((np.maximum(number, 1) / number[number > 0].mean()) ** EVENED)[:, None]
    inverse = np.linalg.inv(x.T @ x + 5 * np.eye(8))
    exact = np.eye(8) - inverse / np.diag(inverse)
    assert told.weight == pytest.approx(exact, abs=1e-5)


def test_old_purchases_fade_and_the_future_is_unknown() -> None:
    baskets = Baskets.of([0, 0, 0], [0, 1, 2], [0, 180, 200], 180, 1, 3)
    assert baskets.own().toarray()[0] == pytest.approx([np.exp(-1), 1, 0])


def test_what_buyers_come_back_for_and_what_is_new_to_them() -> None:
    """Item 0 is bought every week by all, 1 once by all, 2 of late by who had not had it."""
    rows = [(p, 0, day) for p in range(100) for day in range(2, 101, 7)]
    rows += [(p, 1, 1) for p in range(100)]
    rows += [(p, 2, 95) for p in range(100)]
    person, item, day = zip(*rows, strict=True)
    baskets = Baskets.of(person, item, day, today=100, persons=100, items=4)
    back = baskets.comes_back()
    assert back[0] == pytest.approx((100 * 3 + 20) / 120)
    assert back[1:] == pytest.approx([20 / 120, 20 / 120, 1])
    bought, none = 105 / (200 / 3 + 5), 5 / (200 / 3 + 5)
    assert baskets.trend() == pytest.approx([bought, none, bought, 1])
    first, before = 105 / (100 / 3 + 5), 5 / (100 / 3 + 5)
    assert baskets.first_trend() == pytest.approx([before, before, first, 1])


def test_measures_by_hand() -> None:
    offered = best(np.array([[3.0, 2, 1, 0], [0, 1, 2, -np.inf], [1, 1, 1, 1]]), 2)
    assert offered.tolist()[:2] == [[0, 1], [2, 1]]
    bought = csr_matrix(np.array([[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]]))
    told = ranking_measures(offered, bought)
    assert told.people == 2
    assert told.recall == pytest.approx((0.5 + 1) / 2)
    first, second = 1.0, 1 / np.log2(3)
    assert told.ndcg == pytest.approx((second / (first + second) + 1) / 2)


def test_backtest_finds_the_pattern_and_beats_popularity() -> None:
    random = np.random.default_rng(5)
    taste = random.integers(0, 5, 400)
    person = np.repeat(np.arange(400), 30)
    own = random.random(len(person)) < 0.9
    item = np.where(own, taste[person] * 20, 0) + random.integers(0, 20, len(person))
    day = random.integers(0, 200, len(person))
    told = backtest_offers(Lines.of(person, item, day), 28)
    assert isinstance(told, OfferTest)
    assert told.ours_new.recall > 2 * told.popular_new.recall
    assert told.ours_new.people > 300


def test_a_recipe_is_chosen_on_the_past_alone() -> None:
    """A third of the range is bought again every fortnight, the rest never: that is found out."""
    random = np.random.default_rng(7)
    person, item = (each.ravel() for each in np.mgrid[0:200, 0:60])
    kept = random.random(len(person)) < 0.4
    person, item = person[kept], item[kept]
    first = random.integers(0, 170, len(person))
    times = np.where(item < 20, 9, 1)
    day = np.repeat(first, times) + 14 * np.concatenate([np.arange(n) for n in times])
    lines = Lines.of(np.repeat(person, times), np.repeat(item, times), np.minimum(day, 200))
    told = choose_recipe(lines, 150, 28)
    assert told.comes_back > 0
    known = lines.day <= 150
    past = Lines(lines.person[known], lines.item[known], lines.day[known], 200, 60)
    assert choose_recipe(past, 150, 28) == told
    assert choose_recipe(lines, int(lines.day.min()) + 28, 28) == Recipe()
    assert choose_recipe(lines, 400, 28) == Recipe()  # nobody bought in the two periods before


def test_too_little_to_test() -> None:
    assert backtest_offers(Lines.of([], [], []), 28) == Reason("no_orders")
    assert backtest_offers(Lines.of([1, 1], [2, 3], [0, 30]), 28) == Reason("too_short")
