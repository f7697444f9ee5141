"""Working days, and where a term ends that would end on another day.

Entering: a day and a country. Leaving: that day or the first working day after it: Article 3(4) of
Regulation (EEC, Euratom) 1182/71. The Dutch holidays are those of Article 3 of the Algemene
termijnenwet. For other countries only weekends and 1 January count: a term then ends early rather
than late.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


def end_of_term(day: date, country: str) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


def is_working_day(day: date, country: str) -> bool:
    """Whether offices are open."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year, country)


@lru_cache(maxsize=64)
def holidays(year: int, country: str) -> frozenset[date]:
    """The general holidays of a year."""
    new_year = date(year, 1, 1)
    if country != "NL":
        return frozenset({new_year})
    easter = easter_sunday(year)
    movable = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension, Whit Monday
    return frozenset(
        {
            new_year,
            *(easter + timedelta(days=days) for days in movable),
            _kings_day(year),
            date(year, 5, 5),
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def easter_sunday(year: int) -> date:
    """Of the Gregorian calendar: the anonymous algorithm in the form of Meeus, Jones and Butcher
    (Meeus, Astronomical Algorithms, 1991)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _kings_day(year: int) -> date:
    """27 April; on the Saturday before where that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() > _SATURDAY else day
