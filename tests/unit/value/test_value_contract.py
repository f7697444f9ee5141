"""With a contract: the formulas against their sums, survival against known curves."""

from __future__ import annotations

import numpy as np
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.value.contract import contract_value, contract_value_by_tenure
from klantbeeld.value.survival import kaplan_meier


def test_the_simple_formula_is_its_sum() -> None:
    exact = sum(100 * 0.8**t / 1.1**t for t in range(1, 2000))
    assert contract_value(100, 0.8, 0.1) == pytest.approx(100 * 0.8 / (1 + 0.1 - 0.8))
    assert contract_value(100, 0.8, 0.1) == pytest.approx(exact)


def test_a_finite_horizon_is_its_sum() -> None:
    exact = sum(100 * 0.8**t / 1.1**t for t in range(1, 6))
    assert contract_value(100, 0.8, 0.1, periods=5) == pytest.approx(exact)
    assert contract_value(100, 1.0, 0.0, periods=5) == pytest.approx(500)
    assert contract_value([10, -10], [0, 0.5], 0, 3).tolist() == pytest.approx([0, -8.75])


@pytest.mark.parametrize(
    ("retention", "discount", "periods"), [(1.2, 0.1, 3), (0.8, -0.1, 3), (1, 0, None), (1, 0, 0)]
)
def test_terms_without_an_answer(retention: float, discount: float, periods: int | None) -> None:
    with pytest.raises(InputError):
        contract_value(100, retention, discount, periods)


def test_kaplan_meier_of_a_textbook() -> None:
    """Freireich's remissions, 6-MP group (Kalbfleisch & Prentice 2002, table 1.1)."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    curve = kaplan_meier(weeks, ended)
    assert curve.time.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.survival == pytest.approx(
        [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4
    )
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (curve.low < curve.survival).all()
    assert (curve.survival < curve.high).all()
    assert curve.at([0, 5.9, 6, 30]) == pytest.approx([1, 1, 0.857, 0.448], abs=5e-4)


def test_leaving_depends_on_how_long_one_stayed() -> None:
    curve = kaplan_meier([1] * 50 + [10] * 50, [True] * 50 + [False] * 50)
    assert curve.p_leaves([0, 2], 1) == pytest.approx([0.5, 0])
    # Beyond what was seen the mean pace goes on: 50 ends in 550 periods.
    assert curve.p_leaves([20], 1) == pytest.approx(1 - np.exp(-50 / 550))


def test_value_by_tenure_equals_the_formula_where_retention_is_even() -> None:
    """Of 4,096 contracts half end each period: tenure makes no difference then."""
    length = np.repeat(np.arange(1, 13), 2 ** np.arange(11, -1, -1))
    curve = kaplan_meier(length, np.ones(len(length), bool))
    told = contract_value_by_tenure(100, [0, 3], curve, 0.1, periods=5)
    assert told == pytest.approx(np.full(2, float(contract_value(100, 0.5, 0.1, 5))), rel=0.01)


def test_no_contracts_and_all_ended() -> None:
    assert kaplan_meier([], []).p_leaves([5], 12) == pytest.approx([0])
    gone = kaplan_meier([2, 2], [True, True])
    assert gone.survival.tolist() == [0]
    told = gone.p_leaves([3], 1)
    assert np.isfinite(told).all()
    assert 0 < told[0] < 1
    with pytest.raises(InputError):
        kaplan_meier([-1], [True])
