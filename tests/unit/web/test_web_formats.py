"""Values as a Dutch and an English reader write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from person_samples import NOW
from source_samples import load

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language

NL = Formats("nl", "Europe/Amsterdam", NOW)
EN = Formats("en", "Europe/Amsterdam", NOW)
THIN = "\N{NO-BREAK SPACE}"


def test_money_and_numbers_in_the_readers_habit() -> None:
    assert NL.money(Decimal("1234.5"), "EUR") == f"€{THIN}1.234,50"
    assert EN.money(Decimal("1234.5"), "EUR") == "€1,234.50"
    assert NL.number(1234567) == "1.234.567"
    assert EN.number(Decimal("0.75")) == "0.75"


def test_match_weights_line_up() -> None:
    assert [NL.weight(value) for value in (4.0, -12.44, -0.04)] == ["4,0", "−12,4", "0,0"]


def test_unknown_is_not_zero() -> None:
    assert NL.number(None) == "–"
    assert NL.money(None, None) == "–"
    assert NL.share(None) == "–"
    assert str(NL.moment(None)) == "–"
    assert NL.number(0) == "0"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(1.0, 0, "100"), (0.9999, 0, "99"), (0.99999, 1, "99,9"), (0.5, 1, "50,0"), (0.0, 0, "0")],
)
def test_a_share_never_rounds_up_to_all(value: float, decimals: int, shown: str) -> None:
    assert NL.share(value, decimals) == f"{shown}{THIN}%"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "vandaag 14:05"),
        (1, "gisteren 14:05"),
        (-1, "morgen 14:05"),
        (2, "wo 14:05"),
        (40, "11 okt 2026"),
    ],
)
def test_moments_near_are_named(days: int, text: str) -> None:
    shown = NL.moment(NOW - timedelta(days=days))
    assert f">{text}</time>" in shown


def test_midnight_is_a_day_without_a_time() -> None:
    midnight = NOW.replace(day=20, hour=23, minute=0, second=0)
    assert ">morgen</time>" in NL.moment(midnight)
    assert 'title="zaterdag 21 november 2026"' in NL.moment(midnight)
    assert ">18 nov 2026</time>" in NL.moment(midnight - timedelta(days=3))
    assert NL.clock(midnight) == ""
    assert ">00:00</time>" in NL.clock(midnight + timedelta(seconds=1))


def test_a_load_tells_how_long_it_still_takes() -> None:
    running = load(1, "till", "running", days=2 / 1440, read=400, total=1000)
    assert NL.remaining(running) == "3 minuten"
    assert EN.remaining(replace(running, rows_read=990)) == "1 second"
    assert NL.remaining(replace(running, rows_read=0)) is None
    assert NL.remaining(replace(running, rows_total=None)) is None


def test_moment_keeps_the_exact_time_beside_it() -> None:
    shown = EN.moment(NOW - timedelta(days=1))
    assert 'datetime="2026-11-19T13:05:12+00:00"' in shown
    assert 'title="Thursday 19 November 2026 14:05:12 CET"' in shown
    assert ">yesterday 14:05<" in shown


def test_days_turn_at_the_organisations_midnight() -> None:
    late = NOW.replace(hour=23, minute=30)
    assert NL.local_day(late) == date(2026, 11, 21)


def test_attribute_values_as_people_write_them() -> None:
    assert NL.of_type("1984-03-17", AttributeType.BIRTH_DATE) == "17 mrt 1984"
    assert NL.of_type("+31612345678", AttributeType.PHONE) == "+31 6 12345678"
    assert NL.of_type("ring twice", AttributeType.PHONE) == "ring twice"
    assert NL.of_type("f", AttributeType.GENDER) == "vrouw"
    assert NL.of_type("other", AttributeType.GENDER) == "other"
    assert NL.of_type("BE", AttributeType.COUNTRY) == "België"
    assert EN.of_type("BE", AttributeType.COUNTRY) == "Belgium"
    assert NL.of_type("??", AttributeType.COUNTRY) == "??"
    assert NL.of_type("31-02-1984", AttributeType.BIRTH_DATE) == "31-02-1984"


@pytest.mark.parametrize(
    ("born", "age"), [("1984-11-20", 42), ("1984-11-21", 41), ("unknown", None)]
)
def test_age_in_whole_years(born: str, age: int | None) -> None:
    assert NL.age(born) == age


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "12 seconden geleden"), ("en", "12 seconds ago")]
)
def test_freshness_in_words(language: Language, text: str) -> None:
    assert Formats(language, "Europe/Amsterdam", NOW).ago(12.2) == text
