"""From orders to frequency, recency, age and value: every rule once, and the awkward input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from value_data import cdnow_sample

from klantbeeld.value.purchases import PurchaseDays, local_days
from klantbeeld.value.summary import Summary, empty_months, observed_days, summarise


def summary(*orders: tuple[int, int, float, str], until: int = 100, **rest: object) -> Summary:
    """Orders as (person, day, amount, currency)."""
    columns = zip(*orders, strict=True) if orders else ([], [], [], [])
    person, day, amount, currency = (list(column) for column in columns)
    return summarise(person, day, amount, currency, until, **rest)  # type: ignore[arg-type]  # keywords of one test


def test_several_orders_on_a_day_are_one_purchase() -> None:
    told = summary((1, 10, 5, "EUR"), (1, 10, 7, "EUR"), (1, 40, 20, "EUR"), (1, 40, 10, "EUR"))
    assert told.seen.frequency.tolist() == [1]
    assert told.seen.recency_days.tolist() == [30]
    assert told.seen.age_days.tolist() == [90]
    assert told.spending["EUR"].mean_value.tolist() == [30]


def test_currencies_are_kept_apart() -> None:
    told = summary((1, 0, 5, "EUR"), (1, 10, 8, "EUR"), (1, 20, 600, "SEK"))
    assert told.seen.frequency.tolist() == [2]
    assert told.spending["EUR"].mean_value.tolist() == [8]
    assert told.spending["SEK"].mean_value.tolist() == [600]
    assert told.spending["EUR"].share.tolist() == pytest.approx([2 / 3])
    assert told.spending["SEK"].share.tolist() == pytest.approx([1 / 3])


def test_a_refund_lowers_what_purchases_were_worth_and_is_none() -> None:
    told = summary((1, 0, 50, "EUR"), (1, 10, 50, "EUR"), (1, 12, -25, "EUR"))
    assert told.seen.frequency.tolist() == [1]
    assert told.seen.recency_days.tolist() == [10]
    assert told.spending["EUR"].mean_value.tolist() == pytest.approx([37.5])


def test_refunds_larger_than_orders_leave_nothing_and_no_debt() -> None:
    told = summary((1, 0, 50, "EUR"), (1, 10, 50, "EUR"), (1, 12, -500, "EUR"))
    assert told.spending["EUR"].mean_value.tolist() == [0]


def test_what_cannot_count_is_left_out_and_counted() -> None:
    told = summary(
        (1, -5, 10, "EUR"), (1, 5, 10, "EUR"), (1, 200, 10, "EUR"),
        (1, 6, float("nan"), "EUR"), (2, 7, -3, "EUR"), since=0,
    )  # fmt: skip
    assert told.seen.person.tolist() == [1]
    assert told.left_out == {
        "before_start": 1, "after_end": 1, "amount_missing": 1, "refund_without_purchase": 1,
    }  # fmt: skip


def test_no_orders_make_an_empty_summary() -> None:
    told = summary()
    assert told.seen.person.tolist() == []
    assert told.history().customers == 0
    assert told.spending == {}


def test_the_clock_stands_still_in_a_month_without_data() -> None:
    told = summary((1, 0, 5, "EUR"), (1, 70, 5, "EUR"), gaps=[(31, 59), (55, 61)])
    assert told.seen.recency_days.tolist() == [70 - 31]
    assert told.seen.age_days.tolist() == [100 - 31]
    assert told.purchases.day.tolist() == [0, 39]
    assert told.today == 69


@given(
    st.lists(st.integers(-50, 150), min_size=2),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 20)).map(lambda g: (g[0], sum(g)))),
)
def test_a_gap_never_turns_time_back(days: list[int], gaps: list[tuple[int, int]]) -> None:
    day = np.sort(np.array(days))
    clock = observed_days(day, gaps)
    assert (np.diff(clock) >= 0).all()
    assert (np.diff(clock) <= np.diff(day)).all()


def test_months_without_orders_are_named() -> None:
    days = np.array(["2026-01-03", "2026-03-01", "2026-06-30"], "datetime64[D]").astype(int)
    assert empty_months(days) == ["2026-02", "2026-04", "2026-05"]
    assert empty_months([]) == []


def test_a_day_is_that_of_the_zone_also_when_the_clock_changes() -> None:
    instants = np.array(
        ["2026-03-28T22:59", "2026-03-28T23:00", "2026-03-29T21:59", "2026-03-29T22:00"],
        "datetime64[us]",
    )
    told = local_days(instants, "Europe/Amsterdam").astype("datetime64[D]").astype(str)
    assert told.tolist() == ["2026-03-28", "2026-03-29", "2026-03-29", "2026-03-30"]


def test_cdnow_comes_out_as_published() -> None:
    data = cdnow_sample()
    told = summarise(data.person, data.day, data.money, np.full(len(data.day), "USD"), 272)
    assert len(told.seen.person) == 2357
    assert told.seen.frequency.sum() == 2457
    mean = told.spending["USD"]
    assert mean.mean_value[mean.mean_value > 0].mean() == pytest.approx(35.08, abs=0.1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60), st.integers(0, 60))
def test_the_past_does_not_know_the_future(pairs: list[tuple[int, int]], today: int) -> None:
    person = [p for p, _ in pairs]
    day = [d for _, d in pairs]
    whole = PurchaseDays.of(person, day)
    known = [(p, d) for p, d in pairs if d <= today]
    part = PurchaseDays.of([p for p, _ in known], [d for _, d in known])
    for one, other in zip(
        (whole.seen(today).person, whole.seen(today).frequency, whole.seen(today).recency_days),
        (part.seen(today).person, part.seen(today).frequency, part.seen(today).recency_days),
        strict=True,
    ):
        assert one.tolist() == other.tolist()
    people = whole.seen(60).person
    counted = whole.count(people, today, 60) + whole.count(people, -1, today)
    assert counted.tolist() == [len({d for p, d in pairs if p == one}) for one in people]
