"""Stages at any date, since when, the moves and the flow between two."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.core.errors import InputError
from klantbeeld.value.lifecycle import (
    Stage,
    StageRules,
    first_of,
    flow,
    month_of,
    slipping,
    stages,
    steps,
)
from klantbeeld.value.lifecycle_path import brought, moves, since
from klantbeeld.value.purchases import PurchaseDays

RULES = StageRules()
EPOCH = date(1970, 1, 1).toordinal()


def on(day: str) -> int:
    """Days since 1970."""
    return date.fromisoformat(day).toordinal() - EPOCH


def stage(*days: int, at: int = 1000, rules: StageRules = RULES) -> Stage:
    """The stage of one person with purchases on these days."""
    bought = PurchaseDays.of([1] * len(days), days)
    return Stage(int(stages(bought, np.array([1]), at, rules)[0]))


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
        ([100, 600], Stage.LOST),
        ([100, 500, 990], Stage.WON_BACK),
        ([100, 500, 700, 990], Stage.ACTIVE),
        ([900, 907, 914, 921, 928, 935], Stage.AT_RISK),
        ([940, 947, 954, 961, 968], Stage.NEW),
        ([600, 700, 800, 900], Stage.ACTIVE),
    ],
)
def test_stage(days: list[int], expected: Stage) -> None:
    assert stage(*days) is expected


def test_lost_is_after_whole_months_as_the_figures_count_them() -> None:
    bought = on("2024-02-10")
    assert stage(bought, at=on("2025-02-28")) is Stage.AT_RISK
    assert stage(bought, at=on("2025-03-01")) is Stage.LOST
    assert stage(bought, on("2025-02-28"), at=on("2025-03-01")) is not Stage.WON_BACK
    assert stage(bought, on("2025-03-01"), at=on("2025-03-02")) is Stage.WON_BACK


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


histories = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1500)), max_size=40)
rules_drawn = st.builds(
    StageRules,
    new_days=st.integers(1, 120),
    at_risk_days=st.integers(1, 85),
    lost_months=st.integers(3, 12),
    won_back_days=st.integers(1, 200),
    loyal_purchases=st.integers(1, 5),
    loyal_days=st.integers(1, 400),
    rhythm=st.sampled_from([1.0, 2.5]),
    rhythm_days=st.integers(1, 60),
)


@given(histories, rules_drawn, st.integers(0, 1600))
def test_since_is_the_day_on_which_the_stage_last_changed(
    pairs: list[tuple[int, int]], rules: StageRules, today: int
) -> None:
    bought = PurchaseDays.of([p for p, _ in pairs], [d for _, d in pairs]).until(today)
    people = np.unique(bought.person)
    told = since(steps(bought, rules), today, rules)
    now = stages(bought, people, today, rules)
    for place in range(len(people)):
        by_day = [stages(bought, people, int(told[place]) - k, rules)[place] for k in (0, 1)]
        assert by_day[0] == now[place] != by_day[1]
        between = range(int(told[place]), today + 1, 7)
        assert {int(stages(bought, people, day, rules)[place]) for day in between} == {now[place]}


@given(histories, rules_drawn, st.integers(0, 1600), st.integers(0, 60))
def test_moves_lead_from_the_stage_of_one_month_to_that_of_the_next(
    pairs: list[tuple[int, int]], rules: StageRules, today: int, later: int
) -> None:
    bought = PurchaseDays.of([p for p, _ in pairs], [d for _, d in pairs]).until(today)
    found = steps(bought, rules)
    told = moves(found, today, rules)
    ends = [*(int(first_of(month + 1)) - 1 for month in range(int(month_of(today)))), today]
    people = np.arange(5)
    before = np.zeros(5, np.int64)
    rows = set(zip(*(part.tolist() for part in (told.person, told.month, told.before, told.after)),
                   strict=True))  # fmt: skip
    for month, end in enumerate(ends):
        after = stages(bought, people, end, rules)
        expected = {(p, month, before[p], after[p]) for p in people if before[p] != after[p]}
        assert {row for row in rows if row[1] == month} == expected
        before = after
    start = min(later, int(month_of(today)))
    from_then = moves(found, today, rules, start)
    assert from_then.person.tolist() == told.person[told.month >= start].tolist()
    assert from_then.before.tolist() == told.before[told.month >= start].tolist()


def test_what_they_brought_is_that_of_the_year_up_to_the_last_purchase() -> None:
    person, day = np.array([1, 1, 1, 1, 3]), np.array([100, 500, 700, 720, 10])
    amount = np.array([1000.0, 50, 30, -10, 7])
    who = np.array([1, 1, 3])
    told = brought(person, day, amount, who, np.array([700, 500, 10]), np.array([900, 600, 10]))
    assert told.tolist() == [70, 50, 7]
    nobody = np.zeros(0, np.int64)
    assert brought(nobody, nobody, np.zeros(0), nobody, nobody, nobody).tolist() == []


def test_nobody_moves_where_nobody_bought() -> None:
    found = steps(PurchaseDays.of([], []), RULES)
    assert moves(found, 1000, RULES).person.tolist() == []
    assert since(found, 1000, RULES).tolist() == []


@pytest.mark.parametrize(
    "rules", [{"new_days": 0}, {"at_risk_days": 363}, {"loyal_purchases": 0}], ids=str
)
def test_rules_that_contradict(rules: dict[str, int]) -> None:
    with pytest.raises(InputError):
        StageRules(**rules)
