"""Dates, numbers and money as the reader is used to them (Unicode CLDR, through Babel).

Entering: values, the reader's language, the organisation's time zone and the present moment.
Leaving: text, or a ``<time>`` element with the exact moment in it. Unknown (None) is shown as an
en dash and never as zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup, escape

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.pipeline.views import LoadView
from klantbeeld.privacy.register.wording import period
from klantbeeld.web.languages import Language, locale_of, translations
from klantbeeld.web.words import GENDERS

UNKNOWN = "–"
_THIS_WEEK = 6
_DUTCH_POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")


@dataclass(frozen=True)
class Formats:
    """How values look to one reader at one moment."""

    language: Language
    time_zone: str
    now: datetime

    @cached_property
    def locale(self) -> Locale:
        return locale_of(self.language)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def number(self, value: Decimal | float | None) -> str:
        """``1.234,56``; at most three decimals."""
        return UNKNOWN if value is None else _signed(format_decimal(value, locale=self.locale))

    def weight(self, value: float) -> str:
        """A match weight, always with one decimal so that a column of them lines up."""
        # Adding zero takes the sign from what rounds to nothing.
        return _signed(format_decimal(round(value, 1) + 0.0, format="0.0", locale=self.locale))

    def signed_weight(self, value: float) -> str:
        """The same with its sign, within a sentence."""
        pattern = "+0.0;\N{MINUS SIGN}0.0"
        return format_decimal(round(value, 1) + 0.0, format=pattern, locale=self.locale)

    def factor(self, value: float) -> str:
        """How many times as much, with two decimals."""
        return format_decimal(round(value, 2) + 0.0, format="0.00", locale=self.locale)

    def period(self, text: str) -> str:
        """A period of the catalogue (``90 days``) in words."""
        return period(text, self.language)

    def share(self, value: float | None, decimals: int = 0) -> str:
        """A share in [0, 1] as a percentage; never rounds up to a false 100 %."""
        if value is None:
            return UNKNOWN
        unit = 10 ** -(decimals + 2)
        shown = min(value, 1 - unit) if value < 1 else value
        pattern = "0." + "0" * decimals if decimals else "0"
        mark = "%" if self.language == "en" else "\N{NO-BREAK SPACE}%"
        return _signed(format_percent(shown, format=pattern + mark, locale=self.locale))

    def money(self, amount: Decimal | None, currency: str | None) -> str:
        """With its currency and two decimals (or what the currency has)."""
        if amount is None or currency is None:
            return UNKNOWN
        return _signed(format_currency(amount, currency, locale=self.locale))

    def whole_money(self, amount: Decimal | float | None, currency: str | None) -> str:
        """Without cents: sums over many people, where cents say nothing."""
        if amount is None or currency is None:
            return UNKNOWN
        pattern = self.locale.currency_formats["standard"].pattern.replace(".00", "")
        whole = round(Decimal(amount))
        return _signed(
            format_currency(whole, currency, pattern, self.locale, currency_digits=False)
        )

    def day(self, value: date | datetime | None) -> str:
        """``12 mrt 2025``"""
        if value is None:
            return UNKNOWN
        local = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return format_date(local, "d MMM y", locale=self.locale)

    def day_of_month(self, value: date) -> str:
        """A day under the heading of its month: ``gisteren``, else ``wo 18``."""
        return self._near(value) or format_date(value, "EEE d", locale=self.locale)

    def month(self, value: date) -> str:
        """``november 2026``, as a heading."""
        return format_date(value, "LLLL y", locale=self.locale)

    def of_type(self, value: str, kind: AttributeType) -> str:
        """A standardised value as people write it: dates, phone numbers, countries by name."""
        try:
            return self._written(value, kind)
        except (ValueError, phonenumbers.NumberParseException):
            # Not standardised: shown as it was delivered.
            return value

    def _written(self, value: str, kind: AttributeType) -> str:
        if kind in {AttributeType.BIRTH_DATE, AttributeType.DATE}:
            return self.day(date.fromisoformat(value))
        if kind is AttributeType.PHONE:
            return phonenumbers.format_number(
                phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL
            )
        if kind is AttributeType.POSTCODE and _DUTCH_POSTCODE.fullmatch(value):
            return f"{value[:4]} {value[4:]}"
        if kind is AttributeType.GENDER and value in GENDERS:
            return translations(self.language).gettext(GENDERS[value])
        if kind is AttributeType.COUNTRY:
            return str(self.locale.territories.get(value, value))
        return value

    def age(self, birth_date: str) -> int | None:
        """Whole years today; None where the date cannot be read."""
        try:
            born = date.fromisoformat(birth_date)
        except ValueError:
            return None
        return (
            self.today.year
            - born.year
            - ((self.today.month, self.today.day) < (born.month, born.day))
        )

    def clock(self, value: datetime) -> Markup:
        """The time of day alone, under a heading with the day; empty where only the day is told."""
        if self._whole_day(value):
            return Markup()
        return self._time(value, format_time(value, "HH:mm", tzinfo=self.zone, locale=self.locale))

    def moment(self, value: datetime | None) -> Markup:
        """``gisteren 14:05`` for what is near, else the date; the exact moment in the title.

        Midnight is how a source tells a day without a time, so it is shown as that day alone.
        """
        if value is None:
            return escape(UNKNOWN)
        local = value.astimezone(self.zone)
        if self._whole_day(value):
            return self._time(value, self._near(local.date()) or self.day(local))
        clock = format_time(local, "HH:mm", tzinfo=self.zone, locale=self.locale)
        near = self._near(local.date())
        if near:
            text = f"{near} {clock}"
        elif 0 <= (self.today - local.date()).days <= _THIS_WEEK:
            text = f"{format_date(local.date(), 'EEE', locale=self.locale)} {clock}"
        else:
            text = self.day(local)
        return self._time(value, text)

    def ago(self, seconds: float | None) -> str:
        """``12 seconden geleden``."""
        if seconds is None:
            return UNKNOWN
        return format_timedelta(
            -timedelta(seconds=max(1, round(seconds))),
            add_direction=True,
            locale=self.locale,
            threshold=1.5,
        )

    def remaining(self, load: LoadView) -> str | None:
        """How long a running load still takes at its present pace; None before it has one."""
        if not load.rows_total or not load.rows_read:
            return None
        share = load.rows_read / load.rows_total
        seconds = (self.now - load.started_at).total_seconds() * (1 - share) / share
        return format_timedelta(
            timedelta(seconds=max(1, round(seconds))), locale=self.locale, threshold=1.5
        )

    def together(self, names: Sequence[str]) -> str:
        """``telefoon, adres en achternaam``."""
        return format_list(list(names), locale=self.locale)

    def _whole_day(self, value: datetime) -> bool:
        return value.astimezone(self.zone).time() == time.min

    @cached_property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def local_day(self, value: datetime) -> date:
        """The day on which it was there."""
        return value.astimezone(self.zone).date()

    def _near(self, day: date) -> str | None:
        say = translations(self.language).gettext
        names = {0: say("today"), 1: say("yesterday"), -1: say("tomorrow")}
        return names.get((self.today - day).days)

    def _time(self, value: datetime, text: str) -> Markup:
        pattern = "EEEE d MMMM y" if self._whole_day(value) else "EEEE d MMMM y HH:mm:ss zzz"
        exact = format_datetime(value, pattern, tzinfo=self.zone, locale=self.locale)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            value.isoformat(), escape(exact), escape(text)
        )


def _signed(number: str) -> str:
    """With a minus that is as wide as a plus, where Babel writes a hyphen."""
    return number.replace("-", "\N{MINUS SIGN}")
