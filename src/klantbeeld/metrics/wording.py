"""Figures in words: a value in its unit, a period by its name, a difference with its sign.

Entering: values, and the language's habits (Unicode CLDR, through Babel). Leaving: text for pages
and reports, the same in both.
"""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.metrics import Unit

UNKNOWN = "–"
_SPACE = "\N{NO-BREAK SPACE}"


def worded(value: float | None, unit: Unit, currency: str, locale: Locale) -> str:
    """A value as its unit is written; a share is never rounded up to a false 100 %."""
    if value is None:
        return UNKNOWN
    # Babel writes a hyphen for the minus.
    return _in_unit(value, unit, currency, locale).replace("-", "\N{MINUS SIGN}")


def _in_unit(value: float, unit: Unit, currency: str, locale: Locale) -> str:
    # Adding zero takes the sign from what rounds to nothing.
    match unit:
        case Unit.SHARE:
            shown = min(value, 0.999) if value < 1 else value
            mark = "%" if locale.language == "en" else f"{_SPACE}%"
            return str(format_percent(shown, format=f"0.0{mark}", locale=locale))
        case Unit.MONEY:
            return str(format_currency(round(value, 2) + 0.0, currency, locale=locale))
        case Unit.SECONDS:
            return f"{format_decimal(round(value), locale=locale)}{_SPACE}s"
        case Unit.HOURS:
            hour = "h" if locale.language == "en" else "uur"
            return f"{format_decimal(round(value, 1) + 0.0, locale=locale)}{_SPACE}{hour}"
        case _:
            return str(format_decimal(round(value, 1) + 0.0, locale=locale))


def change_words(difference: float | None, unit: Unit, locale: Locale) -> str:
    """A difference with its sign: percent, or points of a share or scale; empty for none."""
    if difference is None:
        return ""
    shown = format_decimal(
        round(difference, 1) + 0.0, format="+#,##0.0;\N{MINUS SIGN}#,##0.0", locale=locale
    )
    if unit in {Unit.SHARE, Unit.POINTS}:
        return f"{shown}{_SPACE}pt"
    return f"{shown}%" if locale.language == "en" else f"{shown}{_SPACE}%"


def period_words(first: date, grain: Grain, locale: Locale) -> str:
    """``november 2026``, ``4e kwartaal 2026``, ``week 47, 2026``, ``22 nov 2026``."""
    patterns = {
        Grain.DAY: "d MMM y",
        Grain.WEEK: "'week' w, Y",
        Grain.MONTH: "LLLL y",
        Grain.QUARTER: "QQQQ y",
    }
    return str(format_date(first, patterns[grain], locale=locale))
