"""Periods as the catalogue writes them: ``18 months``.

Months and years are taken at their longest (31 and 366 days), so that nothing is called too old
or deleted before its time.
"""

from __future__ import annotations

from datetime import timedelta

_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


def duration(period: str) -> timedelta:
    """The longest time that the period (of the form checked by ``RetentionPeriod``) can last."""
    number, unit = period.split()
    return timedelta(days=int(number) * _DAYS[unit.removesuffix("s")])
