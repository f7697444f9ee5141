"""Terms on the calendar: months, holidays, and the working day on which a term ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.core.calendar import after, before, month_named
from klantbeeld.core.errors import InputError
from klantbeeld.core.working_days import easter_sunday, end_of_term, is_working_day

DAYS = st.dates(date(1995, 1, 1), date(2150, 1, 1))


@pytest.mark.parametrize(
    ("day", "period", "then"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2026-11-22", "3 months", "2027-02-22"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-02-01", "10 days", "2026-02-11"),
        ("2026-02-01", "2 weeks", "2026-02-15"),
    ],
)
def test_a_period_later(day: str, period: str, then: str) -> None:
    assert after(date.fromisoformat(day), period) == date.fromisoformat(then)


@given(DAYS, st.integers(1, 40), st.sampled_from(("day", "week", "month", "year")))
def test_before_never_comes_later_than_the_way_back(day: date, number: int, unit: str) -> None:
    # Months differ in length: the way there and back may lose days, it never gains one.
    period = f"{number} {unit}s"
    assert after(before(day, period), period) <= day
    assert before(day, period) < day < after(day, period)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "04-02"), (2000, "04-23"), (2024, "03-31"), (2026, "04-05"), (2038, "04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-11-20", "2026-11-20"),  # a Friday
        ("2026-11-21", "2026-11-23"),  # a Saturday
        ("2026-12-25", "2026-12-28"),  # Christmas on Friday and Saturday
        ("2026-04-03", "2026-04-07"),  # Good Friday up to Easter Monday
        ("2026-04-27", "2026-04-28"),  # the King's birthday
        ("2025-04-26", "2025-04-28"),  # it is kept on the Saturday where the 27th is a Sunday
        ("2026-05-05", "2026-05-06"),
        ("2026-05-14", "2026-05-15"),  # Ascension
    ],
)
def test_a_term_ends_on_a_working_day(day: str, end: str) -> None:
    assert end_of_term(date.fromisoformat(day), "NL") == date.fromisoformat(end)


@given(DAYS, st.sampled_from(("NL", "DE")))
def test_a_term_never_ends_early_nor_more_than_five_days_late(day: date, country: str) -> None:
    end = end_of_term(day, country)
    assert is_working_day(end, country)
    assert 0 <= (end - day).days <= 5


def test_a_month_is_read_as_it_is_written() -> None:
    assert month_named("2025-03", "month") == date(2025, 3, 1)
    for text in ("", "2025", "2025-13", "march", "0001-01", "2025-03-01"):
        with pytest.raises(InputError, match="month: that is no month"):
            month_named(text, "month")
