"""Stages at any date, the flow between two, and scores by fifths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.core.errors import InputError
from klantbeeld.value.lifecycle import Stage, StageRules, flow, slipping, stages
from klantbeeld.value.purchases import PurchaseDays
from klantbeeld.value.rfm import fifths, rfm_scores

RULES = StageRules()


def stage(*days: int, at: int = 1000) -> Stage:
    """The stage of one person with purchases on these days."""
    bought = PurchaseDays.of([1] * len(days), days)
    return Stage(int(stages(bought, np.array([1]), at, RULES)[0]))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], Stage.PROSPECT),
        ([1001], Stage.PROSPECT),
        ([950], Stage.NEW),
        ([911], Stage.NEW),
        ([910], Stage.ACTIVE),
        ([700, 900], Stage.ACTIVE),
        ([700, 750, 800, 900], Stage.LOYAL),
        ([700, 820], Stage.AT_RISK),
        ([100, 635], Stage.LOST),
        ([100, 500, 990], Stage.WON_BACK),
        ([100, 500, 700, 990], Stage.ACTIVE),
    ],
)
def test_stage(days: list[int], expected: Stage) -> None:
    assert stage(*days) is expected


def test_the_flow_between_two_dates() -> None:
    bought = PurchaseDays.of([1, 2, 2, 3], [10, 20, 150, 160])
    people = np.array([1, 2, 3, 4])
    moved = flow(stages(bought, people, 100), stages(bought, people, 200))
    assert moved.sum() == 4
    assert moved[Stage.ACTIVE, Stage.AT_RISK] == 1
    assert moved[Stage.NEW, Stage.ACTIVE] == 1
    assert moved[Stage.PROSPECT, Stage.NEW] == 1
    assert moved[Stage.PROSPECT, Stage.PROSPECT] == 1


def test_who_slips_and_what_goes_with_them() -> None:
    before = np.array([Stage.LOYAL, Stage.ACTIVE, Stage.AT_RISK, Stage.LOYAL, Stage.AT_RISK])
    after = np.array([Stage.AT_RISK, Stage.LOST, Stage.LOST, Stage.AT_RISK, Stage.AT_RISK])
    value = np.array([100.0, 500, 20, 300, 900])
    assert slipping(before, after, value, 50).tolist() == [1, 3, 0]
    lost = flow(before, after, value)
    assert lost[Stage.LOYAL, Stage.AT_RISK] == 400
    assert lost.sum() == value.sum()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1500)), max_size=40), st.integers(0, 1500)
)
def test_everybody_has_one_stage_and_the_future_no_say(
    pairs: list[tuple[int, int]], at: int
) -> None:
    people = np.arange(6)
    told = [
        stages(PurchaseDays.of([p for p, _ in part], [d for _, d in part]), people, at)
        for part in (pairs, [pair for pair in pairs if pair[1] <= at])
    ]
    assert told[0].tolist() == told[1].tolist()
    assert set(told[0]) <= set(Stage)
    never = [person for person in people if not any(p == person and d <= at for p, d in pairs)]
    assert [int(i) for i in np.flatnonzero(told[0] == Stage.PROSPECT)] == never


@pytest.mark.parametrize(
    "rules", [{"new_days": 0}, {"lost_days": 100}, {"loyal_purchases": 0}], ids=str
)
def test_rules_that_contradict(rules: dict[str, int]) -> None:
    with pytest.raises(InputError):
        StageRules(**rules)


def test_fifths_of_different_values_are_even() -> None:
    assert np.bincount(fifths(np.arange(100.0)))[1:].tolist() == [20] * 5


def test_equal_values_score_alike() -> None:
    assert fifths(np.array([1.0] * 6 + [2.0] * 3 + [9.0])).tolist() == [1] * 6 + [4] * 3 + [5]
    assert fifths(np.array([7.0])).tolist() == [1]
    assert fifths(np.array([])).tolist() == []


def test_recent_is_good() -> None:
    told = rfm_scores(np.array([300.0, 5, 50, 20, 90]), np.arange(5.0), np.arange(5.0))
    assert told.recency.tolist() == [1, 5, 3, 4, 2]
    assert told.cell()[1] == 522
