"""Dates to ISO 8601 and moments to ISO 8601 in UTC; Dutch order (day first) where in doubt.

Entering: cleaned text. Leaving: "1980-01-31", "2024-01-05T11:30:00+00:00". A moment without a zone
is local time where it was written, Dutch (Europe/Amsterdam) unless told; an hour that a clock
change skips or repeats is read as if the clock had not been changed yet. A year of two digits:
birth dates 30-99 are 19xx and 00-29 are 20xx; other dates 70-99 are 19xx and 00-69 are 20xx. The
pivots are fixed, so that a value reads the same next year.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from klantbeeld.quality.standard import Standard

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")
BIRTH_PIVOT = 30
DATE_PIVOT = 70
EARLIEST_BIRTH = "1900-01-01"

_TIME = r"(?:[T ,]+[0-9]{1,2}[:.][0-9]{2}.*)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}})[-/. ]([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_DIGITS = re.compile(r"[0-9]{8}")
_WORDED = re.compile(
    r"(?:[^\W\d_]{2,9},? )?([0-9]{1,2})(?:e|st|nd|rd|th|\.)?[-/. ]?(?:of |de )?"
    rf"([^\W\d_]{{3,9}})\.?[-/., ]+'?([0-9]{{4}}|[0-9]{{2}}){_TIME}",
    re.IGNORECASE,
)
_MONTH_WORDED = re.compile(
    rf"([^\W\d_]{{3,9}})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){_TIME}", re.IGNORECASE
)
_PARTIAL = re.compile(
    r"[0-9]{4}|[0-9]{4}-[0-9]{1,2}|[0-9]{1,2}[-/][0-9]{4}|[0-9]{4}-(?:00-[0-9]{2}|[0-9]{2}-00)"
    r"|00[-/.][0-9]{2}[-/.][0-9]{4}|[0-9]{4}0000|[0-9]{6}00"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january januar janvier", "feb febr februari february februar",
            "mrt maa maart mar march märz", "apr april avril", "mei may mai", "jun juni june juin",
            "jul juli july juillet", "aug augustus august", "sep sept september septembre",
            "okt oktober oct october octobre", "nov november novembre",
            "dec december dez dezember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NEVER_TRUE = frozenset(
    {"0001-01-01", "1111-11-11", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01"}
)
_NEVER_BORN = _NEVER_TRUE | {"9999-12-31", "2999-12-31", "9999-09-09"}
_EPOCH = "1970-01-01"
_MOMENT = re.compile(
    r"(.*[0-9]{4}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
    r"(?:T|,? (?:om )?)([0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?)(?: ?u(?:ur)?\.?)?"
)
_CLOCK = re.compile(r"[T ,][0-9]{1,2}[:.][0-9]{2}")
_DOTTED = re.compile(r"[T ][0-9]{1,2}\.[0-9]{2}")

_SYNTAX = Standard(None, "date.syntax")
_IMPOSSIBLE = Standard(None, "date.impossible")
_DEFAULT = Standard(None, "date.default")
_PARTLY = Standard(None, "date.partial")


def any_date(text: str) -> Standard:
    """Any calendar date; defaults that systems fill in are marked."""
    read = _read(text, DATE_PIVOT)
    if read.value in _NEVER_TRUE:
        return _DEFAULT
    return Standard(_EPOCH, "date.default") if read.value == _EPOCH else read


def birth_date(text: str, today: str) -> Standard:
    """A date on which a living person can be born: from 1900 to ``today`` (ISO 8601).

    An unlikely date is kept and marked; one that nobody was born on becomes None. 1 January 1970
    is kept: it is the zero of Unix clocks, and some people's birthday.
    """
    read = _read(text, BIRTH_PIVOT)
    value = read.value
    if value is None:
        return read
    if value in _NEVER_BORN:
        return _DEFAULT
    if value < EARLIEST_BIRTH:
        return Standard(value, "date.early")
    if value > today:
        return Standard(value, "date.future")
    return Standard(value, "date.default") if value == _EPOCH else read


def timestamp(text: str, zone: ZoneInfo = LOCAL_ZONE) -> Standard:
    """A moment in UTC; a date alone is its local midnight. ``zone``: where it was written."""
    try:
        # To Python "14.30" is three tenths of a second past two.
        moment = datetime.fromisoformat(text if not _DOTTED.search(text) else "")
    except ValueError:
        parsed = _dutch_moment(text)
        if isinstance(parsed, Standard):
            return parsed
        moment = parsed
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return Standard(moment.astimezone(UTC).isoformat())
    except OverflowError:
        return Standard(None, "timestamp.syntax")


def _dutch_moment(text: str) -> datetime | Standard:
    found = _MOMENT.fullmatch(text)
    if found is None and _CLOCK.search(text):
        # A time that cannot be read is not midnight.
        return Standard(None, "timestamp.syntax")
    day = _read(found[1] if found else text, DATE_PIVOT)
    if day.value is None:
        return Standard(None, "timestamp.syntax") if day.fault == "date.syntax" else day
    clock = (found[2] if found else "0:00").replace(".", ":")
    hour, _, rest = clock.partition(":")
    try:
        return datetime.fromisoformat(f"{day.value}T{hour:0>2}:{rest}")
    except ValueError:
        return Standard(None, "timestamp.syntax")


def _read(text: str, pivot: int) -> Standard:
    if len(text) == 10 and text[4] == "-" and text[7] == "-":
        try:
            date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return Standard(text)
    if _PARTIAL.fullmatch(text):
        return _PARTLY
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _day(found[1], found[2], found[3], pivot)
    found = _DAY_FIRST.fullmatch(text)
    if found:
        return _day_first(found[3], found[2], found[1], pivot)
    return _read_words(text, pivot)


def _day_first(year: str, month: str, day: str, pivot: int) -> Standard:
    """Day, month, year; the American order only where that is the only one possible."""
    read = _day(year, month, day, pivot)
    if read.value is None and int(month) > 12 >= int(day):
        american = _day(year, day, month, pivot)
        return Standard(american.value, "date.month_first") if american.value else read
    return read


def _read_words(text: str, pivot: int) -> Standard:
    if _DIGITS.fullmatch(text):
        read = _day(text[:4], text[4:6], text[6:], pivot)
        reversed_read = read if read.value else _day(text[4:], text[2:4], text[:2], pivot)
        return reversed_read if reversed_read.value else read
    found = _WORDED.fullmatch(text)
    day, word, year = (found[1], found[2], found[3]) if found else ("", "", "")
    if not found:
        found = _MONTH_WORDED.fullmatch(text)
        if not found:
            return _SYNTAX
        day, word, year = found[2], found[1], found[3]
    month = _MONTHS.get(word.lower())
    return _day(year, str(month), day, pivot) if month else _SYNTAX


def _day(year: str, month: str, day: str, pivot: int) -> Standard:
    full = int(year)
    if len(year) == 2:
        full += 1900 if full >= pivot else 2000
    if full == 0 or int(month) > 31:
        return _SYNTAX
    try:
        return Standard(date(full, int(month), int(day)).isoformat())
    except ValueError:
        return _IMPOSSIBLE


def birth_date_on(today: date) -> partial[Standard]:
    """``birth_date`` as judged on one day."""
    return partial(birth_date, today=today.isoformat())


def timestamp_in(zone: str) -> partial[Standard]:
    """``timestamp`` as written in one time zone."""
    return partial(timestamp, zone=ZoneInfo(zone))
