"""How a figure stands to its target and to other periods, and how that is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.metrics import Direction, Metric, Unit
from klantbeeld.catalog.periods import first_day, next_period
from klantbeeld.metrics.periods import before, year_before
from klantbeeld.metrics.registry import supplied
from klantbeeld.metrics.targets import Standing, better, difference, standing
from klantbeeld.metrics.wording import change_words, period_words, worded

DUTCH = Locale.parse("nl_NL")


def metric(name: str, target: float | None, high: float | None = None) -> Metric:
    return supplied()[name].model_copy(update={"target": target, "target_high": high})


@pytest.mark.parametrize(
    ("name", "target", "high", "value", "stands"),
    [
        ("new_customers", None, None, 5, Standing.NO_TARGET),
        ("new_customers", 50, None, None, Standing.NO_FIGURE),
        ("new_customers", 50, None, 50, Standing.REACHED),
        ("new_customers", 50, None, 49, Standing.SHORT),
        ("churn", 0.05, None, 0.05, Standing.REACHED),
        ("churn", 0.05, None, 0.06, Standing.SHORT),
        ("churn", 0.05, None, 0.0, Standing.REACHED),
        ("linked_data", 0.9, 0.95, 0.97, Standing.OVER),
        ("linked_data", 0.9, 0.95, 0.9, Standing.REACHED),
        ("linked_data", 0.9, 0.95, 0.8, Standing.SHORT),
    ],
)
def test_a_figure_stands_to_its_target(
    name: str, target: float | None, high: float | None, value: float | None, stands: Standing
) -> None:
    assert standing(metric(name, target, high), value) is stands


def test_shares_differ_in_points_and_amounts_in_percent() -> None:
    assert difference(Unit.SHARE, 0.3, 0.2) == pytest.approx(10)
    assert difference(Unit.POINTS, 30, 20) == 10
    assert difference(Unit.MONEY, 30, 20) == 50
    assert difference(Unit.MONEY, 10, -20) == 150
    assert difference(Unit.COUNT, 5, 0) is None
    assert difference(Unit.COUNT, None, 5) is None


def test_less_can_be_better() -> None:
    assert better(-1.0, Direction.DOWN)
    assert better(-1.0, Direction.UP) is False
    assert better(0.01, Direction.UP) is None
    assert better(5.0, Direction.CONTEXT) is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(Grain))
def test_the_period_before_ends_where_this_one_begins(day: date, grain: Grain) -> None:
    first = first_day(day, grain)
    assert next_period(before(first, grain), grain) == first
    earlier = year_before(first, grain)
    assert first_day(earlier, grain) == earlier
    assert timedelta(days=360) < first - earlier < timedelta(days=370)


def test_values_and_periods_are_written_as_the_reader_does() -> None:
    assert worded(0.99999, Unit.SHARE, "EUR", DUTCH) == "99,9\N{NO-BREAK SPACE}%"
    assert worded(1234.5, Unit.MONEY, "EUR", DUTCH) == "€\N{NO-BREAK SPACE}1.234,50"
    assert worded(None, Unit.MONEY, "EUR", DUTCH) == "–"
    assert worded(2.25, Unit.HOURS, "EUR", DUTCH) == "2,2\N{NO-BREAK SPACE}uur"
    assert change_words(-1234.0, Unit.COUNT, DUTCH) == "\N{MINUS SIGN}1.234,0\N{NO-BREAK SPACE}%"
    assert change_words(13.6, Unit.COUNT, Locale.parse("en_GB")) == "+13.6%"
    assert change_words(None, Unit.COUNT, DUTCH) == ""
    assert worded(-4.12, Unit.POINTS, "EUR", DUTCH) == "\N{MINUS SIGN}4,1"
    assert worded(-0.01, Unit.POINTS, "EUR", DUTCH) == "0"
    written = [period_words(date(2026, 10, 1), grain, DUTCH) for grain in Grain]
    assert written == ["1 okt 2026", "week 40, 2026", "oktober 2026", "4e kwartaal 2026"]
