"""Relative weights share out what a regression explains, or say why they cannot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klantbeeld.metrics.importance import Lacking, Weights, importance, relative_weights

Marks = npt.NDArray[np.float64]
NAMES = ("outcome", "a", "b", "c", "d", "e", "f", "g")


def weigh(marks: Marks) -> Weights:
    """Weights of a table of forms, the outcome in the first column."""
    return importance(NAMES[: marks.shape[1]], len(marks), marks.sum(axis=0), marks.T @ marks)


def forms(seed: int, items: int, n: int = 300) -> Marks:
    dice = np.random.default_rng(seed)
    mood = dice.standard_normal((n, 1))
    drivers = np.clip(np.round(7 + mood + dice.standard_normal((n, items))), 0, 10)
    pull = dice.uniform(0, 1, items)
    outcome = np.clip(np.round(drivers @ pull / pull.sum() + dice.standard_normal(n)), 0, 10)
    return np.column_stack([outcome, drivers])


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(2, 7))
def test_the_weights_add_up_to_what_a_regression_explains(seed: int, items: int) -> None:
    marks = forms(seed, items)
    found = weigh(marks)
    design = np.column_stack([np.ones(len(marks)), marks[:, 1:]])
    fitted = design @ np.linalg.lstsq(design, marks[:, 0], rcond=None)[0]
    explained = (
        1 - ((marks[:, 0] - fitted) ** 2).sum() / ((marks[:, 0] - marks[:, 0].mean()) ** 2).sum()
    )
    assert found.r_squared == pytest.approx(explained)
    assert sum(weight.share for weight in found.weights) == pytest.approx(1)
    for weight in found.weights:
        assert 0 <= weight.low <= weight.high <= 1
        assert weight.share >= 0


def test_items_that_do_not_go_together_weigh_their_own_correlation() -> None:
    raw = relative_weights(np.eye(3), np.array([0.5, 0.3, -0.1]))
    assert raw == pytest.approx([0.25, 0.09, 0.01])


def test_two_items_that_go_together_weigh_as_johnson_shows() -> None:
    # With two items equally correlated with the outcome each gets half of R squared.
    raw = relative_weights(np.array([[1, 0.6], [0.6, 1]]), np.array([0.4, 0.4]))
    assert raw == pytest.approx([0.1, 0.1])  # R squared is 2 * .16 / 1.6


def test_the_same_forms_give_the_same_intervals() -> None:
    assert weigh(forms(5, 6)) == weigh(forms(5, 6))


def test_too_few_forms_say_nothing() -> None:
    found = weigh(forms(1, 4, n=99))
    assert (found.lacking, found.forms, found.weights) == (Lacking.TOO_FEW, 99, ())


def test_marks_that_do_not_move_explain_nothing() -> None:
    marks = forms(2, 3)
    marks[:, 2] = 7
    assert weigh(marks).unmoved == ("b",)
    assert {weight.item for weight in weigh(marks).weights} == {"a", "c"}
    marks[:, 1] = 8
    assert weigh(marks).lacking is Lacking.SAME_MARKS
    marks[:, 0] = 8
    assert weigh(marks).lacking is Lacking.SAME_OUTCOME


def test_twins_cannot_be_told_apart() -> None:
    marks = forms(3, 3)
    marks[:, 2] = marks[:, 1]
    assert weigh(marks).lacking is Lacking.TWINS


def test_an_outcome_that_is_one_of_the_items_is_explained_wholly() -> None:
    marks = forms(4, 3)
    marks[:, 0] = marks[:, 1]
    found = weigh(marks)
    assert found.r_squared == pytest.approx(1)
    assert found.weights[0].item == "a"
