"""What answers say: values within their bounds, whatever the marks."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ItemKind, SurveyItem
from klantbeeld.metrics.estimates import Estimate, Levels, added, estimate, mean, net_promoters

W = Words(nl="x", en="x")


def item(
    kind: ItemKind, scale: tuple[int, int] = (1, 5), *, low_is_good: bool = False
) -> SurveyItem:
    return SurveyItem(
        name=W, text=W, kind=kind, scale=scale, low_is_good=low_is_good, touchpoint="survey",
        question="x",
    )  # fmt: skip


def test_nps_is_nines_and_tens_less_zero_to_six_with_the_adjusted_wald_interval() -> None:
    found = net_promoters({10: 10, 9: 9, 8: 5, 7: 3, 6: 4, 2: 5})
    assert found.value == pytest.approx(100 * (19 - 9) / 36)
    # 19.75 and 9.75 of 39: middle 25.6, standard error sqrt((.7564 - .2564^2) / 39) = 13.3.
    assert found.low == pytest.approx(25.641 - 1.959964 * 13.308, abs=0.01)
    assert found.high == pytest.approx(25.641 + 1.959964 * 13.308, abs=0.01)


@pytest.mark.parametrize(
    ("levels", "value"), [({10: 40}, 100), ({0: 40}, -100), ({8: 40}, 0), ({9: 1}, 100)]
)
def test_nps_has_a_width_where_everybody_says_the_same(levels: Levels, value: float) -> None:
    found = net_promoters(levels)
    assert found.value == value
    assert found.low is not None
    assert found.high is not None
    assert -100 <= found.low <= value <= found.high <= 100
    assert found.high > found.low


def test_csat_counts_the_two_best_marks_of_whatever_scale() -> None:
    levels: Levels = {1: 1, 2: 2, 3: 3, 4: 4, 5: 10}
    assert estimate(item(ItemKind.CSAT), levels).value == 14 / 20
    assert estimate(item(ItemKind.CSAT, low_is_good=True), levels).value == 3 / 20
    assert estimate(item(ItemKind.CSAT, (1, 7)), {6: 1, 5: 1}).value == 0.5


def test_a_mean_of_one_or_of_all_the_same_has_no_interval() -> None:
    assert mean({3: 1}, (1, 5)) == Estimate(3.0, 1)
    assert mean({3: 50}, (1, 5)) == Estimate(3.0, 50)


@pytest.mark.parametrize("kind", list(ItemKind))
def test_nobody_answered(kind: ItemKind) -> None:
    assert estimate(item(kind, (0, 10)), {}) == Estimate(None, 0)


@given(
    st.sampled_from(list(ItemKind)),
    st.dictionaries(st.integers(0, 10).map(float), st.integers(1, 10**6), min_size=1),
)
def test_a_value_lies_within_its_bounds_and_its_scale(
    kind: ItemKind, levels: dict[float, int]
) -> None:
    found = estimate(item(kind, (0, 10)), levels)
    ends = {ItemKind.NPS: (-100, 100), ItemKind.CSAT: (0, 1)}.get(kind, (0, 10))
    assert found.value is not None
    assert isfinite(found.value)
    if found.low is not None and found.high is not None:
        assert ends[0] - 1e-9 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= ends[1] + 1e-9


@pytest.mark.parametrize(("find", "truth"), [(net_promoters, None), (None, 7.05)])
def test_intervals_hold_the_truth_as_often_as_they_say(
    find: Callable[[Levels], Estimate] | None, truth: float | None
) -> None:
    dice = np.random.default_rng(3)
    marks = np.arange(11)
    chances = np.array([0.02, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2, 0.3, 0.15, 0.08])
    real = 100 * (chances[9:].sum() - chances[:7].sum()) if find else float(chances @ marks)
    hits = 0
    for _ in range(800):
        counts = dice.multinomial(60, chances)
        levels = {float(m): int(c) for m, c in zip(marks, counts, strict=True) if c}
        found = find(levels) if find else mean(levels, (0, 10))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= real <= found.high
    assert 0.93 < hits / 800 < 0.975
    assert truth is None or real == pytest.approx(truth, abs=0.3)


def test_groups_are_added_mark_by_mark() -> None:
    assert added({1: 2, 2: 1}, {2: 4}) == {1: 2, 2: 5}
