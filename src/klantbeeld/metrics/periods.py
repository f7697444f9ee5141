"""With which periods a figure is compared: the one before, and the same one a year earlier.

Entering: a grain and the first day of a period. Leaving: first days. Of a day or a week the same
one a year earlier lies 52 weeks back, so that the days of the week agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from babel import Locale
from babel.dates import format_date

from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.periods import first_day

_YEAR_OF_WEEKS = timedelta(weeks=52)


def before(first: date, grain: Grain) -> date:
    """The first day of the period before the one that begins on this day."""
    return first_day(first - timedelta(days=1), grain)


def year_before(first: date, grain: Grain) -> date:
    """The first day of the same period a year earlier."""
    if grain in {Grain.MONTH, Grain.QUARTER}:
        return first.replace(year=first.year - 1)
    return first - _YEAR_OF_WEEKS


def beginnings(firsts: Sequence[date], grain: Grain, locale: Locale) -> list[tuple[int, str]]:
    """At which of these periods another year begins, or another month where they are days; with
    its name."""
    by_day = grain is Grain.DAY
    return [
        (place, str(format_date(now, "LLL" if by_day else "y", locale=locale)))
        for place, (then, now) in enumerate(pairwise(firsts), start=1)
        if (then.year, then.month * by_day) != (now.year, now.month * by_day)
    ]
