"""Periods of the catalogue on the calendar, and months as people write them.

``2 years`` after a day is that day two years later. Where that day does not exist (29 February,
31 April) it is the last one of its month: Article 3(2)(c) of Regulation (EEC, Euratom) 1182/71.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TypeVar

from klantbeeld.core.errors import InputError

Day = TypeVar("Day", date, datetime)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_FIRST_YEAR = 1900


def after(day: Day, period: str) -> Day:
    """The day, or moment, this period later."""
    return _moved(day, period, 1)


def before(day: Day, period: str) -> Day:
    """The day, or moment, this period earlier."""
    return _moved(day, period, -1)


def add_months(day: Day, months: int) -> Day:
    """The same day of the month so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def month_named(text: str, where: str) -> date:
    """The first day of a month written as ``2025-03``; none before 1900 is meant.

    Raises InputError for any other text.
    """
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = date.min
    if first.year < _FIRST_YEAR:
        mend = "Write a year and a month, such as 2025-03."
        raise InputError.single("that is no month", where, mend)
    return first


def _moved(day: Day, period: str, sign: int) -> Day:
    number, unit = period.split()
    unit = unit.removesuffix("s")
    if unit in _MONTHS:
        return add_months(day, sign * int(number) * _MONTHS[unit])
    return day + sign * timedelta(days=int(number) * _DAYS[unit])
