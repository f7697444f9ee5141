"""Offers at contact: one customer's figures are those that everybody's model gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.value.arrays import Reason
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.contact import counts_still, fitting, liking, rhythm
from klantbeeld.value.offers.recommend import Recipe, fits, train_offers
from klantbeeld.value.offers.sizes import package_size
from klantbeeld.value.offers.upgrade import find_upgrades


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 300)), min_size=1))
def test_one_customer_counts_as_in_the_model_of_all(lines: list[tuple[int, int, int]]) -> None:
    person, item, day = (np.array(column) for column in zip(*lines, strict=True))
    baskets = Baskets.of(person, item, day, 300, 8, 6)
    model = train_offers(baskets, Recipe(2.0))
    who = int(person[0])
    own = sorted({int(i) for i in item[person == who]})
    ago = [np.unique(300 - day[(person == who) & (item == i)]) for i in own]
    assert [counts_still(a) for a in ago] == pytest.approx(model.again[who].toarray()[0, own])
    taste = [liking(a) for a in ago]
    assert taste == pytest.approx(model.liking[who].toarray()[0, own])
    known = model.together.items
    weights = [(known, model.together.weight[np.searchsorted(known, i)] * model.new_factor[known])
               for i in own]  # fmt: skip
    told = fitting(taste, weights)
    everything = fits(model, np.array([who]))[0]
    assert told.score == pytest.approx(everything[told.item], abs=1e-4)
    assert (np.diff(told.score) <= 0).all()


def test_because_is_the_own_item_that_speaks_most() -> None:
    weights = [(np.array([4, 5]), np.array([0.1, 0.3])), (np.array([5, 6]), np.array([0.2, -1.0]))]
    told = fitting([1.0, 2.0], weights)
    assert told.item.tolist() == [5, 4]
    assert told.because.tolist() == [1, 0]
    everybody = np.array([0.2, 0.99])
    assert fitting([1.0, 2.0], weights, everybody).because.tolist() == [0, 0]
    assert fitting([], []).item.tolist() == []
    assert fitting([1.0], [(np.zeros(0, np.int64), np.zeros(0))]).item.tolist() == []


def test_rhythm_in_reasons() -> None:
    assert rhythm(np.array([16, 44, 30])).reason == Reason(
        "bought_every", {"days_ago": 16, "times": 3, "every_days": 14}
    )
    assert rhythm(np.array([9, 3])).reason == Reason("bought_times", {"days_ago": 3, "times": 2})
    assert rhythm(np.array([7])).reason == Reason("bought_before", {"days_ago": 7})
    assert not rhythm(np.array([6, 20, 34])).due
    assert rhythm(np.array([7, 21, 35])).due
    assert rhythm(np.array([0])).due


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("16 OZ", ("g", 453.592)),
        ("1,5 l", ("ml", 1500)),
        ("6 x 330 ml", ("ml", 1980)),
        ("64 FL OZ", ("ml", 1892.704)),
        ("20 ct", ("st", 20)),
        ("0 g", None),
        ("ABOUT A POUND", None),
        ("16", None),
        ("", None),
        (None, None),
    ],
)
def test_package_sizes(text: str | None, size: tuple[str, float] | None) -> None:
    found = package_size(text)
    assert (found is None) == (size is None)
    if found is not None and size is not None:
        assert found[0] == size[0]
        assert found[1] == pytest.approx(size[1])


def test_an_upgrade_is_larger_where_sizes_are_known() -> None:
    rows = [(p, i, d) for p in range(9) for i, d in ((0, 1), (1, 5), (2, 9))]
    person, item, day = zip(*rows, strict=True)
    baskets = Baskets.of(person, item, day, 10, 9, 3)
    price, kind = np.array([2.0, 3.0, 4.0]), np.zeros(3, np.int64)
    told = find_upgrades(baskets, price, kind, np.array([100.0, 100.0, 200.0]))
    assert told.went_on.toarray().tolist() == [[0, 0, 9], [0, 0, 9], [0, 0, 0]]


def test_a_reseller_of_everything_takes_no_time() -> None:
    items = 20_000
    baskets = Baskets.of(np.zeros(items, int), np.arange(items), np.arange(items), items, 1, items)
    told = find_upgrades(baskets, np.linspace(1, 2, items), np.zeros(items, np.int64))
    assert told.went_on.nnz == 0
