"""Steps up beside a customer who buys all of a category."""

from __future__ import annotations

import numpy as np

from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.upgrade import MOST_OF_ONE, find_upgrades


def test_a_reseller_changes_nobodys_steps() -> None:
    """Who buys more of a category than is looked at stands before, between and after the others."""
    items, resellers = MOST_OF_ONE + 50, (0, 5, 9)
    rows = [(who, item, item) for who in resellers for item in range(items)]
    rows += [(who, item, day) for who in (1, 2, 3, 4, 6, 7, 8) for item, day in ((0, 1), (1, 9))]
    person, item, day = np.array(rows).T
    baskets = Baskets.of(person, item, day, 400, 10, items)
    price = np.where(np.arange(items) == 0, 1.0, 1.5)
    found = find_upgrades(baskets, price, np.zeros(items, np.int64))
    assert found.went_on[0, 1] == 10
    assert found.went_on[1, 0] == 0
    assert found.went_on[0, MOST_OF_ONE + 1] == 0, "not looked at"
