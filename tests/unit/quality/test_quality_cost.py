"""The cost of wrong data: the formula, how it adds up, and which repairs pay most."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.quality.cost import (
    DUPLICATE,
    MISSING,
    RECORD,
    Issue,
    Pattern,
    Task,
    cost_factor,
    cost_lines,
    repairs,
    weighted_score,
)

EMAIL, PHONE = Issue("email", MISSING), Issue("phone", "phone.length")
TWICE = Issue(RECORD, DUPLICATE)
MAILINGS = Task("marketing", "mailings", frozenset({"email"}), ("shop",), 100.0)
CALLS = Task("service", "calls", frozenset({"email", "phone"}), ("shop", "till"), 1000.0)


def pattern(source: str, records: int, *issues: Issue) -> Pattern:
    return Pattern(source, frozenset(issues), records)


HELD = (
    pattern("shop", 60),
    pattern("shop", 20, EMAIL),
    pattern("shop", 20, EMAIL, PHONE),
    pattern("till", 50),
    pattern("till", 50, PHONE),
)


def test_the_cost_of_pollution_follows_the_rule_of_ten() -> None:
    assert cost_factor(0, 10) == 1
    assert cost_factor(0.01, 10) == pytest.approx(1.09)
    assert cost_factor(0.25, 5) == pytest.approx(2)
    assert cost_factor(0.25, 1) == 1


def test_work_is_spread_over_the_sources_by_their_records() -> None:
    mail, shop, till = cost_lines((MAILINGS, CALLS), HELD, 10)
    assert (mail.records, mail.polluted, mail.share) == (100, 40, 0.4)
    assert mail.extra == pytest.approx(100 * 9 * 0.4)
    assert (shop.base, till.base) == (500, 500)
    # As though the whole were one: 1000 a month, 90 of 200 polluted.
    assert (shop.extra or 0) + (till.extra or 0) == pytest.approx(1000 * 9 * 90 / 200)


def test_a_fault_of_what_no_work_needs_costs_nothing() -> None:
    (line,) = cost_lines((MAILINGS,), (pattern("shop", 3, PHONE),), 10)
    assert (line.polluted, line.extra) == (0, 0)
    assert repairs((MAILINGS,), (pattern("shop", 3, PHONE),), 10) == ()


def test_a_record_that_is_double_is_wrong_for_all_work() -> None:
    (line,) = cost_lines((MAILINGS,), (pattern("shop", 1), pattern("shop", 1, TWICE)), 10)
    assert line.polluted == 1


def test_repairs_tell_their_part_what_they_save_alone_and_together() -> None:
    # One call is 9000 / 200 records; 20 records miss the address, 20 the address and the number.
    first, second, third = repairs((CALLS,), HELD, 10)
    assert (first.source, first.attribute, first.records) == ("till", "phone", 50)
    assert (first.part, first.alone, first.together) == (2250, 2250, 2250)
    assert (second.source, second.attribute, second.records) == ("shop", "email", 40)
    assert (second.part, second.alone) == (1350, 900)
    # With the address mended all that is left of the last 20 is the number.
    assert (third.attribute, third.part, third.alone) == ("phone", 900, 0)
    assert third.together == pytest.approx(9000 * 90 / 200)


def test_without_costs_repairs_count_the_records_that_come_right() -> None:
    bare = Task("", "", frozenset({"email", "phone"}), ("shop", "till"))
    assert [repair.together for repair in repairs((bare,), HELD, 10)] == [50, 70, 90]
    assert [line.extra for line in cost_lines((bare,), HELD, 10)] == [None, None]


def test_no_record_no_line_and_at_k_1_nothing_is_lost() -> None:
    assert cost_lines((CALLS,), (), 10) == ()
    assert repairs((CALLS,), (), 10) == ()
    assert sum(line.extra or 0 for line in cost_lines((CALLS,), HELD, 1)) == 0
    assert {repair.together for repair in repairs((CALLS,), HELD, 1)} == {0}


def test_a_score_weighs_the_dimensions_that_were_measured() -> None:
    counts = [
        ("validity", 8, 10),
        ("validity", 0, 10),
        ("completeness", 10, 10),
        ("accuracy", 0, 0),
    ]
    assert weighted_score(counts, {}) == pytest.approx(0.7)
    assert weighted_score(counts, {"validity": 0.0}) == 1
    assert weighted_score(counts, {"validity": 0.0, "completeness": 0.0}) is None
    assert weighted_score([], {}) is None


@given(
    st.lists(
        st.builds(
            Pattern,
            st.sampled_from(["shop", "till"]),
            st.frozensets(st.sampled_from([EMAIL, PHONE, TWICE])),
            st.integers(1, 1000),
        ),
        max_size=12,
    ),
    st.floats(1, 100),
)
def test_all_repairs_together_save_the_whole_cost_and_none_more(
    patterns: list[Pattern], k: float
) -> None:
    found = repairs((MAILINGS, CALLS), patterns, k)
    whole = sum(line.extra or 0 for line in cost_lines((MAILINGS, CALLS), patterns, k))
    together = [repair.together for repair in found]
    assert together == sorted(together)
    assert math.isclose(together[-1] if together else 0, whole, rel_tol=1e-9, abs_tol=1e-6)
    # Mended alone it saves its part at the most, and the parts are those of what is left.
    assert all(repair.alone <= repair.part * (1 + 1e-9) + 1e-9 for repair in found[:1])
