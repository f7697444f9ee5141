"""Dates and moments."""

from __future__ import annotations

from datetime import date

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_value

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("1980-01-31", "1980-01-31", None),
        ("1980-1-2", "1980-01-02", None),
        ("31-01-1980", "1980-01-31", None),
        ("31/1/1980", "1980-01-31", None),
        ("31.01.1980", "1980-01-31", None),
        ("3-4-1980", "1980-04-03", None),
        ("19800131", "1980-01-31", None),
        ("31011980", "1980-01-31", None),
        ("1980-01-31 00:00:00", "1980-01-31", None),
        ("1980-01-31T00:00:00Z", "1980-01-31", None),
        ("1 januari 1980", "1980-01-01", None),
        ("1 mrt 1980", "1980-03-01", None),
        ("01-JAN-80", "1980-01-01", None),
        ("Mar 1 1970", "1970-03-01", None),
        ("March 1st, 1970", "1970-03-01", None),
        ("10/27/76", "1976-10-27", "date.month_first"),
        ("3-4-29", "2029-04-03", "date.future"),
        ("3-4-30", "1930-04-03", None),
        ("31-02-1980", None, "date.impossible"),
        ("1980-02-31", None, "date.impossible"),
        ("1981-02-29", None, "date.impossible"),
        ("29 februari 1981", None, "date.impossible"),
        ("1980", None, "date.partial"),
        ("1980-05", None, "date.partial"),
        ("1980-00-00", None, "date.partial"),
        ("00-05-1980", None, "date.partial"),
        ("2026-11-23", "2026-11-23", "date.future"),
        ("2026-11-22", "2026-11-22", None),
        ("1899-05-06", "1899-05-06", "date.early"),
        ("1900-01-01", None, "date.default"),
        ("1-1-1900", None, "date.default"),
        ("1-1-1970", "1970-01-01", "date.default"),
        ("gisteren", None, "date.syntax"),
        ("1 banaan 1980", None, "date.syntax"),
        ("0000-00-00", None, "date.partial"),
        ("12345678901", None, "date.syntax"),
        ("٣١-٠١-١٩٨٠", None, "date.syntax"),
    ],
)
def test_birth_date(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.BIRTH_DATE, text, today=TODAY) == (value, fault)


def test_another_date_may_be_old_or_to_come() -> None:
    assert standardise_value(AttributeType.DATE, "1850-05-06") == ("1850-05-06", None)
    assert standardise_value(AttributeType.DATE, "3-4-29") == ("2029-04-03", None)
    assert standardise_value(AttributeType.DATE, "9999-12-31") == ("9999-12-31", None)


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("2024-01-05T12:30:00Z", "2024-01-05T12:30:00+00:00", None),
        ("2024-01-05 12:30:00+01:00", "2024-01-05T11:30:00+00:00", None),
        ("2024-01-05 12:30:00", "2024-01-05T11:30:00+00:00", None),
        ("2024-07-05 12:30", "2024-07-05T10:30:00+00:00", None),
        ("2024-07-05 12:30:00.250", "2024-07-05T10:30:00.250000+00:00", None),
        ("5-1-2024 9:30", "2024-01-05T08:30:00+00:00", None),
        ("05/01/2024 09.30 uur", "2024-01-05T08:30:00+00:00", None),
        ("5 januari 2024 om 09:30", "2024-01-05T08:30:00+00:00", None),
        ("2024-01-05", "2024-01-04T23:00:00+00:00", None),
        ("31-02-2024 09:30", None, "date.impossible"),
        ("5-1-2024 25:30", None, "timestamp.syntax"),
        ("2024-01-05 25:00", None, "timestamp.syntax"),
        ("2024-01-05 2:30 PM", None, "timestamp.syntax"),
        ("2024-01-05 10:00 CET", None, "timestamp.syntax"),
        ("2024-01-05 14.30", "2024-01-05T13:30:00+00:00", None),
        ("2024-1-5 9:05", "2024-01-05T08:05:00+00:00", None),
        ("straks", None, "timestamp.syntax"),
        ("0001-01-01T00:00:00+14:00", None, "timestamp.syntax"),
    ],
)
def test_timestamp(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.TIMESTAMP, text) == (value, fault)
