"""One delivered row as a figure: its period, its number, its part.

Entering: a delivery of figures and a row as delivered. Leaving: the figure, or why there is none.
Periods are days (any writing of a date), or the months, quarters and weeks of ISO 8601; a day
inside a longer period stands for that period.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import Grain
from klantbeeld.catalog.figures import Figure, FigureDelivery, known_figures
from klantbeeld.catalog.periods import first_day
from klantbeeld.pipeline.landing.batch import own_key, too_large
from klantbeeld.quality import standardise_value
from klantbeeld.quality.numbers import currency

LONGEST_PART = 100
"""Characters in the name of a part."""

_MONTH = re.compile(r"([0-9]{4})-?([0-9]{2})")
_QUARTER = re.compile(r"([0-9]{4})[- ]?[QK]([1-4])|[QK]([1-4])[- ]?([0-9]{4})", re.IGNORECASE)
_WEEK = re.compile(r"([0-9]{4})[- ]?W([0-9]{1,2})", re.IGNORECASE)
_SOMEBODY = re.compile(r"@|(?:[0-9][ .\-/]?){9}")
"""An address, or a number as long as a telephone's, a card's or an account's."""


class FigureRow(NamedTuple):
    """One figure, as it is stored."""

    figure: str
    day: date
    part: str
    row_key: str
    value: str
    base: str | None

    @property
    def place(self) -> tuple[str, date, str, str]:
        """What it is told of: another row of the same place takes its place."""
        return self[:4]


class FigureError(Exception):
    """A row that tells no figure; says why and how to mend it.

    ``keep``: whether the row may be kept for a replay.
    """

    def __init__(self, reason: str, mend: str, *, keep: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.keep = reason, mend, keep


class FigureReader:
    """Reads the rows of one delivery."""

    def __init__(self, delivery: FigureDelivery, currency: str) -> None:
        self._delivery, self._currency = delivery, currency
        self._figures = _by_word(delivery.figures)
        self._parts = _by_word(delivery.words)

    def read(self, row: Mapping[str, str | None]) -> FigureRow:
        """The figure of a row; raises FigureError."""
        delivery = self._delivery
        figure = self._figure(row)
        known = known_figures().get(figure)
        money = known is not None and known.money
        self._check_currency(row)
        value = _number(delivery.value, row, money=money)
        if value is None:
            raise FigureError(
                f"no number in the column {delivery.value}",
                "Give the row its number (a zero where there was nothing), then deliver it again.",
            )
        base = _number(delivery.base, row, money=money) if delivery.base is not None else None
        if known is not None:
            _check_base(delivery, known, value, base)
            _check_count(delivery, known, value)
        key = own_key(row.get(delivery.key)) if delivery.key is not None else ""
        if key is None:
            raise FigureError(
                f"no usable number in the key column {delivery.key}",
                "Give the row its number in the source, then deliver it again.",
            )
        day = period_of(_text(delivery.day, row), delivery.period)
        if day is None:
            raise FigureError(
                f"no {delivery.period} in the column {delivery.day}",
                f"Write it as {_WRITING[delivery.period]}, then deliver the row again.",
            )
        return FigureRow(figure, day, self._part(row, known), key, value, base)

    def _figure(self, row: Mapping[str, str | None]) -> str:
        if self._delivery.figure is not None:
            return self._delivery.figure
        column = self._delivery.figure_column
        said = _text(column, row)
        figure = self._figures.get((said or "").lower())
        if figure is None:
            raise FigureError(
                f"the word in the column {column} is no declared figure",
                "Declare it under `figures` of the delivery, or leave the row out.",
            )
        return figure

    def _part(self, row: Mapping[str, str | None], known: Figure | None) -> str:
        column = self._delivery.part
        said = _text(column, row) or ""
        part = self._parts.get(said.lower(), said)
        if known is not None and known.must_have_part and part not in known.parts:
            raise FigureError(
                f"the word in the column {column} is none of: {', '.join(known.parts)}",
                "Declare the source's word under `words` of the delivery, then replay.",
            )
        if len(part) > LONGEST_PART or "\0" in part:
            raise FigureError(
                f"the name in the column {column} is too long",
                f"A part has a name of at most {LONGEST_PART} characters.",
            )
        if _SOMEBODY.search(part):
            raise FigureError(
                f"the name in the column {column} looks like an address or number of somebody",
                "A figure is about nobody: deliver totals of a channel, a product, a region.",
                keep=False,
            )
        return part

    def _check_currency(self, row: Mapping[str, str | None]) -> None:
        said = _text(self._delivery.currency, row)
        if said is not None and currency(said) != self._currency:
            raise FigureError(
                f"an amount in another currency than {self._currency}",
                f"Convert it to {self._currency} in the source: amounts are not converted here.",
            )


def period_of(text: str | None, period: Grain) -> date | None:
    """The first day of the period that a text names; None where it names none."""
    if text is None:
        return None
    try:
        day = _long_period(text, period) or _day(text)
    except ValueError:
        return None
    return None if day is None else first_day(day, period)


_WRITING = {
    Grain.DAY: "2026-03-01",
    Grain.WEEK: "2026-W09, or its Monday as 2026-02-23",
    Grain.MONTH: "2026-03, or its first day as 2026-03-01",
    Grain.QUARTER: "2026-Q1, or its first day as 2026-01-01",
}


def _long_period(text: str, period: Grain) -> date | None:
    if period is Grain.MONTH and (found := _MONTH.fullmatch(text)):
        return date(int(found[1]), int(found[2]), 1)
    if period is Grain.QUARTER and (found := _QUARTER.fullmatch(text)):
        year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
        return date(year, 3 * quarter - 2, 1)
    if period is Grain.WEEK and (found := _WEEK.fullmatch(text)):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return None


def _day(text: str) -> date | None:
    standard = standardise_value(AttributeType.DATE, text)
    if standard.value is None or standard.fault is not None:
        return None
    return date.fromisoformat(standard.value)


def _number(column: str, row: Mapping[str, str | None], *, money: bool) -> str | None:
    text = _text(column, row)
    if text is None:
        return None
    standard = standardise_value(AttributeType.MONEY if money else AttributeType.NUMBER, text)
    if standard.value is None:
        raise FigureError(
            f"the value in the column {column} is no number",
            "Write digits, with a comma or point before decimals.",
        )
    if standard.fault == "number.ambiguous" and not money:
        raise FigureError(
            f"the number in the column {column} can mean two things: a thousand, or a decimal",
            "Write it without a separator for thousands, or with another number of decimals.",
        )
    if too_large(standard.value):
        raise FigureError(
            f"the number in the column {column} is too large",
            "Numbers have at most 11 digits before the point.",
        )
    return standard.value


def _check_base(delivery: FigureDelivery, known: Figure, value: str, base: str | None) -> None:
    if known.base is None:
        return
    if base is None or Decimal(base) < 0:
        raise FigureError(
            f"nothing in the column {delivery.base} that the number is a share of",
            "Give the row the whole that it is a part of, then deliver it again.",
        )
    if known.below_base and not 0 <= Decimal(value) <= Decimal(base):
        raise FigureError(
            f"the number in the column {delivery.value} is no part of that in {delivery.base}",
            "A part lies between nothing and the whole: mend the row in the source.",
        )


def _check_count(delivery: FigureDelivery, known: Figure, value: str) -> None:
    if not known.money and Decimal(value) < 0:
        raise FigureError(
            f"the number in the column {delivery.value} is less than nothing",
            "What is counted cannot be: mend the row in the source.",
        )


def _by_word(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The source's words, in small letters, and what they mean; a name means itself."""
    found = {name: name for name in words}
    for name, said in words.items():
        found |= {each.strip().lower(): name for each in said}
    return found


def _text(column: str | None, row: Mapping[str, str | None]) -> str | None:
    value = row.get(column) if column is not None else None
    return (value or "").strip() or None
