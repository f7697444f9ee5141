"""The canonical form of a line: the same for the same values, another for any other."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from klantbeeld.audit.chain import GENESIS, Entry, canonical, chained

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENTRY = Entry("anna", "agent", "web", "service", "person", True, 7, {"b": 1, "a": ["x"]})


def test_the_form_is_fixed() -> None:
    """A change here would make every log written before unverifiable."""
    assert canonical(ENTRY, NOON) == (
        b'{"action":"person","actor":"anna","allowed":true,"at":"2026-07-01T12:00:00.000000+00:00",'
        b'"detail":{"a":["x"],"b":1},"person_id":7,"purpose":"service","role":"agent","via":"web"}'
    )
    assert chained(GENESIS, b"x").hex() == (
        "3c7e9bc930dc93f01fa69985ef242d9f9e861f3c5355aa24ce5ef4b4b8a70ccb"
    )


def test_the_zone_of_the_clock_does_not_matter() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    assert canonical(ENTRY, there) == canonical(ENTRY, NOON)


def test_every_field_counts() -> None:
    others: dict[str, Any] = {
        "actor": "eve", "role": "x", "via": "api", "purpose": "x", "action": "x", "allowed": False,
        "person_id": None, "detail": {},
    }  # fmt: skip
    assert set(others) == {field.name for field in fields(Entry)}
    forms = {canonical(replace(ENTRY, **{name: value}), NOON) for name, value in others.items()}
    forms.add(canonical(ENTRY, NOON + timedelta(microseconds=1)))
    assert len(forms | {canonical(ENTRY, NOON)}) == len(others) + 2


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        canonical(ENTRY, NOON.replace(tzinfo=None))
