"""What a role may see: names, evidence and figures made of what is in sight."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.present import Sight, match_probability, open_matter, revenue
from klantbeeld.privacy.views import Total

WORDS = {"nl": "x", "en": "x"}
MOMENT = datetime(2026, 7, 1, tzinfo=UTC)


def _attribute(kind: str, *roles: str) -> dict[str, Any]:
    return {
        "name": WORDS, "type": kind, "data_category": "user.contact", "purposes": ["service"],
        "retention": "2 years", "goal": "serve_better", "roles": roles,
    }  # fmt: skip


CATALOGUE = Catalogue.model_validate(
    {
        "organisation": {"name": "x", "contact": "x"},
        "roles": {},
        "purposes": {
            "service": {
                "name": WORDS, "description": WORDS, "legal_basis": "contract",
                "data_use": "essential.service", "roles": ["agent", "analyst"],
                "retention": "2 years", "active": True,
            }
        },
        "attributes": {
            "given_name": _attribute("given_name", "agent", "analyst"),
            "family_name": _attribute("family_name", "agent"),
            "city": _attribute("city", "agent", "analyst"),
        },
        "touchpoints": {
            "invoice": {
                "name": WORDS, "kind": "invoice", "data_category": "user.financial",
                "purposes": ["service"], "retention": "7 years", "goal": "serve_better",
                "roles": ["agent"], "open_statuses": ["unpaid"],
            }
        },
    }
)  # fmt: skip
VALUES = {"city": "Utrecht", "family_name": "Berg", "given_name": "Jan"}


def test_names_are_made_of_what_is_in_sight() -> None:
    names = {
        role: Sight.of(CATALOGUE, role, "service").name_of(VALUES, 7)
        for role in ("agent", "analyst", "nobody")
    }
    assert names == {"agent": "Jan Berg", "analyst": "Jan", "nobody": "№ 7"}


def test_an_unknown_purpose_sees_nothing() -> None:
    sight = Sight.of(CATALOGUE, "agent", "fun")
    assert sight.within(VALUES) == {}
    assert sight.city_of(VALUES) is None
    assert sight.open_statuses == ()


def _total(kind: TouchpointKind, amount: int) -> Total:
    words = Words(nl="x", en="x")
    return Total(kind.value, kind, words, 1, Decimal(amount), "EUR", MOMENT, MOMENT)


@pytest.mark.parametrize("refunded", [30, -30])
def test_revenue_is_orders_less_returns(refunded: int) -> None:
    totals = [
        _total(TouchpointKind.ORDER, 100),
        _total(TouchpointKind.RETURN, refunded),
        _total(TouchpointKind.PAYMENT, 70),
    ]
    assert revenue(totals, "EUR") == 70
    assert revenue([], "EUR") == 0
    assert revenue(totals, "SEK") == 0


@pytest.mark.parametrize(
    ("due_at", "days"),
    [
        (None, None),
        (datetime(2026, 7, 1, 9, tzinfo=UTC), None),  # the day itself is not over
        (datetime(2026, 6, 30, 21, tzinfo=UTC), 1),
        (datetime(2026, 6, 30, 22, 30, tzinfo=UTC), None),  # already 1 July in Amsterdam
        (datetime(2026, 6, 1, tzinfo=UTC), 30),
    ],
)
def test_overdue_counts_days_of_the_organisation(due_at: datetime | None, days: int | None) -> None:
    row = {
        "touchpoint_no": 1, "type": "invoice", "source": "crm", "source_record_id": "C",
        "touchpoint_key": "I", "occurred_at": MOMENT, "amount": None, "currency": None,
        "status": "unpaid", "due_at": due_at, "detail": {}, "lines": 0,
    }  # fmt: skip
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert open_matter(Sight.of(CATALOGUE, "agent", "service"), row, now).overdue_days == days


def test_match_probability() -> None:
    assert match_probability(0) == 0.5
    assert match_probability(3) == pytest.approx(8 / 9)
    assert match_probability(-3) == pytest.approx(1 / 9)
    assert match_probability(5000) == 1
    assert match_probability(-5000) == pytest.approx(0)
