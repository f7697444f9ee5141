"""Before which moment something is over its time: the longest lawful purpose governs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.retention.limits import Limits, limits

WORDS = {"nl": "x", "en": "x"}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def purpose(basis: str, retention: str, *, active: bool = True) -> dict[str, object]:
    return {
        "name": WORDS, "description": WORDS, "legal_basis": basis, "active": active,
        "data_use": "essential.service", "roles": [], "retention": retention,
    }  # fmt: skip


def found(own: str, **purposes: dict[str, object]) -> Limits:
    """The limits of an attribute and a touchpoint type with these purposes."""
    kept = {"name": WORDS, "data_category": "user.contact", "purposes": list(purposes),
            "retention": own, "goal": "serve_better", "roles": ["agent"]}  # fmt: skip
    catalogue = Catalogue.model_validate(
        {
            "organisation": {"name": "x", "contact": "x"},
            "roles": {},
            "purposes": purposes,
            "attributes": {"phone": {**kept, "type": "phone"}},
            "touchpoints": {"order": {**kept, "kind": "order"}},
        }
    )
    return limits(catalogue, NOW)


CONTRACT = purpose("contract", "2 years")
INTEREST = purpose("legitimate_interest", "5 years")
OFF = purpose("legitimate_interest", "5 years", active=False)
FISCAL = purpose("legal_obligation", "7 years")


@pytest.mark.parametrize(
    ("own", "purposes", "attribute", "touchpoint"),
    [
        ("2 years", {"a": CONTRACT}, "2024-03-01", "2024-03-01"),
        ("2 years", {"a": CONTRACT, "b": INTEREST}, "2024-03-01", "2024-03-01"),
        ("5 years", {"a": CONTRACT, "b": INTEREST}, "2021-03-01", "2021-03-01"),
        # A purpose that is not in force keeps nothing.
        ("5 years", {"a": CONTRACT, "b": OFF}, "2024-03-01", "2024-03-01"),
        # Seven years after the end of the year: 2018 may go, 2019 not before 2027.
        ("7 years", {"a": CONTRACT, "f": FISCAL}, "2019-03-01", "2019-01-01"),
        ("18 months", {"a": {**CONTRACT, "active": False}}, "2024-09-01", "2024-09-01"),
    ],
)  # fmt: skip
def test_the_limit(
    own: str, purposes: dict[str, dict[str, object]], attribute: str, touchpoint: str
) -> None:
    got = found(own, **purposes)
    assert str(got.attributes["phone"].date()) == attribute
    assert str(got.touchpoints["order"].date()) == touchpoint


def test_what_the_duty_alone_keeps_is_told_apart() -> None:
    got = found("7 years", a=CONTRACT, f=FISCAL)
    assert str(got.without_duty["order"].date()) == "2024-03-01"
    assert found("2 years", a=CONTRACT).without_duty == {}
