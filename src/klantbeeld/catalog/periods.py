"""Periods: those that the catalogue writes (``18 months``), and those of the calendar.

Of the written ones months and years are taken at their longest (31 and 366 days), so that nothing
is called too old or deleted before its time. Weeks of the calendar begin on Monday (ISO 8601).
"""

from __future__ import annotations

from datetime import date, timedelta

from klantbeeld.catalog.definition import Grain

_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


def duration(period: str) -> timedelta:
    """The longest time that the period (of the form checked by ``RetentionPeriod``) can last."""
    number, unit = period.split()
    return timedelta(days=int(number) * _DAYS[unit.removesuffix("s")])


def first_day(day: date, grain: Grain) -> date:
    """The first day of the period in which a day lies."""
    match grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def next_period(first: date, grain: Grain) -> date:
    """The first day of the period after the one that begins on this day."""
    longest = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92}[grain]
    return first_day(first + timedelta(days=longest), grain)
