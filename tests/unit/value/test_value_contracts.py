"""Contracts by their days: retention, the chance to end, what they are worth, and the test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.value.arrays import Reason
from klantbeeld.value.calibration import Measures
from klantbeeld.value.contracts import (
    DAYS_PER_MONTH,
    NEVER,
    Contracts,
    ContractTest,
    backtest,
    contract_curve,
    p_ends,
    retention,
    worth,
)
from klantbeeld.value.survival import SurvivalCurve

TODAY = 20_000


def _contracts(start: list[int], end: list[int], margin: float = 10.0) -> Contracts:
    days = np.array(start, np.int64)
    return Contracts(
        np.arange(len(start)), days, np.array(end, np.int64), np.full(len(start), margin)
    )


def test_retention_counts_ends_per_month_that_contracts_ran() -> None:
    """Two ran the whole year, one ended halfway: 2.5 years of contracts, one end."""
    held = _contracts([TODAY - 900] * 3, [NEVER, NEVER, TODAY - 182])
    kept = retention(held, TODAY)
    assert kept is not None
    months = (2 * 365 + 183) / DAYS_PER_MONTH
    assert kept.months == pytest.approx(months)
    assert kept.monthly == pytest.approx(np.exp(-1 / months))
    assert 0 < kept.low < kept.monthly < kept.high < 1
    # Garwood's bounds of one event: 0.0253 and 5.572.
    assert -np.log(kept.high) * months == pytest.approx(0.0253, abs=1e-4)
    assert -np.log(kept.low) * months == pytest.approx(5.572, abs=1e-3)


def test_nothing_ran_in_the_last_year() -> None:
    assert retention(_contracts([TODAY - 900], [TODAY - 800]), TODAY) is None
    assert retention(_contracts([], []), TODAY) is None


def test_the_worth_is_the_formula() -> None:
    start = [TODAY - 400] * 40
    end = [NEVER] * 30 + [TODAY - 100] * 10
    held = _contracts(start, end)
    kept, curve = retention(held, TODAY), contract_curve(held, TODAY)
    assert kept is not None
    assert isinstance(curve, SurvivalCurve)
    told = worth(held, curve, kept, TODAY, 365, 0.1)
    assert told is not None
    month = 1.1 ** (1 / 12)
    exact = sum(10 * kept.monthly**n / month**n for n in range(1, 13))
    assert told.each == pytest.approx(exact)
    assert told.ever == pytest.approx(10 * kept.monthly / (month - kept.monthly))
    assert told.low < told.each < told.high
    assert told.by_tenure > 0


def test_without_a_discount_and_an_end_there_is_no_worth_for_ever() -> None:
    held = _contracts([TODAY - 900] * 40, [NEVER] * 30 + [TODAY - 500] * 10)
    kept, curve = retention(held, TODAY), contract_curve(held, TODAY)
    assert kept is not None
    assert isinstance(curve, SurvivalCurve)
    told = worth(held, curve, kept, TODAY, 365, 0)
    assert told is not None
    assert told.each == pytest.approx(120)
    assert told.ever is None


@pytest.mark.parametrize(
    ("running", "ended", "code"),
    [(1, 0, "too_few_contracts"), (30, 9, "too_few_ended"), (0, 0, "too_few_contracts")],
)
def test_too_few_make_no_curve(running: int, ended: int, code: str) -> None:
    start = [TODAY - 100] * (running + ended)
    curve = contract_curve(_contracts(start, [NEVER] * running + [TODAY] * ended), TODAY)
    assert isinstance(curve, Reason)
    assert curve.code == code


def test_where_all_have_ended_nothing_is_worth_anything() -> None:
    held = _contracts([TODAY - 200] * 40, [TODAY - 100] * 40)
    kept, curve = retention(held, TODAY), contract_curve(held, TODAY)
    assert kept is not None
    assert isinstance(curve, SurvivalCurve)
    assert worth(held, curve, kept, TODAY, 365, 0.1) is None
    assert isinstance(backtest(held, TODAY, 91), Reason)


def test_chances_by_tenure_beat_one_chance_for_everybody() -> None:
    """Half of the contracts are tried and ended within a month or two, the rest stay long."""
    dice = np.random.default_rng(3)
    start = TODAY - dice.integers(1, 1_500, 3_000)
    lasts = np.where(dice.random(3_000) < 0.5, dice.exponential(50, 3_000), 3_000)
    end = start + lasts.astype(np.int64)
    held = _contracts(start.tolist(), np.where(end > TODAY, NEVER, end).tolist())
    test = backtest(held, TODAY, 91)
    assert isinstance(test, ContractTest)
    assert isinstance(test.measures, Measures)
    assert test.measures.brier < test.alike
    assert test.measures.auc > 0.7
    assert test.expected == pytest.approx(test.came, rel=0.3)


@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.one_of(st.none(), st.integers(0, 3_000))), max_size=60
    ),
    st.integers(1, 800),
)
def test_whatever_the_contracts_chances_are_chances(
    rows: list[tuple[int, int | None]], days: int
) -> None:
    start = [TODAY - ago for ago, _ in rows]
    end = [
        NEVER if lasts is None else day + lasts for day, (_, lasts) in zip(start, rows, strict=True)
    ]
    held = _contracts(start, end)
    kept = retention(held, TODAY)
    assert kept is None or 0 <= kept.low <= kept.monthly <= kept.high <= 1
    curve = contract_curve(held, TODAY)
    if isinstance(curve, Reason):
        return
    said = p_ends(curve, held.months(TODAY), days)
    assert ((said >= 0) & (said <= 1)).all()
    backtest(held, TODAY, days)
