"""Each survivorship rule once, and what goes before the rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.survivorship import HeldRecord, fold

WORDS = {"nl": "x", "en": "x"}


def _catalogue(rule: str, *kinds: str, **named: str) -> Catalogue:
    return Catalogue.model_validate(
        {
            "organisation": {"name": "x", "contact": "x"},
            "roles": {},
            "purposes": {},
            "attributes": {
                name: {
                    "name": WORDS, "type": kind, "data_category": "user.contact",
                    "purposes": ["service"], "retention": "2 years", "goal": "serve_better",
                    "roles": ["agent"], "survivorship": rule,
                }
                for name, kind in ({kind: kind for kind in kinds} | named).items()
            },
            "sources": {
                source: {"name": WORDS, "trust": trust, "deliveries": {}}
                for source, trust in {"crm": 90, "shop": 50, "news": 10}.items()
            },
        }
    )  # fmt: skip


def _record(number: int, source: str, day: int, *, gone: bool = False, **values: Any) -> HeldRecord:
    moment = datetime(2026, 1, day, tzinfo=UTC)
    faults = values.pop("faults", {})
    return HeldRecord(
        number, source, str(number), values, values, faults, moment, moment,
        moment if gone else None,
    )  # fmt: skip


RECORDS = [
    _record(1, "crm", 1, given_name="J."),
    _record(2, "shop", 3, given_name="Jan"),
    _record(3, "news", 2, given_name="JAN"),
    _record(4, "news", 1, given_name="Johannes"),
]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("most_trusted", "J."),
        ("most_recent", "Jan"),
        ("most_frequent", "Jan"),
        ("most_complete", "Johannes"),
        ("keep_all", "Jan"),
    ],
)
def test_each_rule(rule: str, value: str) -> None:
    (survivor,) = fold(RECORDS, _catalogue(rule, "given_name")).survivors
    assert (survivor.value, survivor.rule) == (value, rule)
    assert len(survivor.losers) == 3


def test_keep_all_keeps_every_other_value() -> None:
    (survivor,) = fold(RECORDS, _catalogue("keep_all", "given_name")).survivors
    assert survivor.also == ("JAN", "J.", "Johannes")


def test_ties_go_to_recency_then_trust_then_the_oldest_record() -> None:
    catalogue = _catalogue("most_frequent", "email")
    day = [_record(n, s, d, email=e) for n, s, d, e in [(1, "news", 2, "a"), (2, "crm", 1, "b")]]
    assert fold(day, catalogue).values == {"email": "a"}
    trust = [_record(1, "news", 1, email="a"), _record(2, "crm", 1, email="b")]
    assert fold(trust, catalogue).values == {"email": "b"}
    number = [_record(2, "crm", 1, email="b"), _record(1, "crm", 1, email="a")]
    assert fold(number, catalogue).values == {"email": "a"}


def test_a_gone_record_stands_only_where_no_other_does() -> None:
    catalogue = _catalogue("most_trusted", "email", "phone")
    gone = _record(1, "crm", 9, gone=True, email="old", phone="+31612345678")
    golden = fold([gone, _record(2, "news", 1, email="new")], catalogue)
    assert golden.values == {"email": "new", "phone": "+31612345678"}
    assert [loser.value for loser in golden.survivors[0].losers] == ["old"]


def test_a_value_that_breaks_its_rule_loses_and_a_note_does_not() -> None:
    catalogue = _catalogue("most_trusted", "email")
    broken = _record(1, "crm", 1, email="jan@@x", faults={"email": "email.syntax"})
    good = _record(2, "news", 1, email="jan@x")
    assert fold([broken, good], catalogue).values == {"email": "jan@x"}
    assert fold([broken], catalogue).values == {"email": "jan@@x"}
    noted = _record(1, "crm", 1, email="info@x", faults={"email": "email.role"})
    assert fold([noted, good], catalogue).values == {"email": "info@x"}


def test_an_unusable_value_is_told_as_delivered_but_never_wins() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    unusable = HeldRecord(
        1, "crm", "1", {}, {"email": "onbekend"}, {"email": "placeholder"}, None, moment
    )
    catalogue = _catalogue("most_trusted", "email")
    assert fold([unusable], catalogue).survivors == ()
    (survivor,) = fold([unusable, _record(2, "news", 1, email="a@b")], catalogue).survivors
    assert [(held.value, held.fault) for held in survivor.losers] == [("onbekend", "placeholder")]


ADDRESS = ("street", "house_number", "postcode", "city")


def test_an_address_comes_whole_from_one_record() -> None:
    old = _record(
        1, "crm", 1, street="Damrak", house_number="1", postcode="1012LG", city="Amsterdam"
    )
    new = _record(2, "shop", 2, house_number="8", postcode="3511AB")
    assert fold([old, new], _catalogue("most_recent", *ADDRESS)).values == {
        "house_number": "8",
        "postcode": "3511AB",
    }


def test_a_lone_city_is_no_newer_address() -> None:
    old = _record(1, "crm", 1, house_number="1", postcode="1012LG", city="Amsterdam")
    new = _record(2, "shop", 2, city="Utrecht")
    golden = fold([old, new], _catalogue("most_recent", *ADDRESS))
    assert golden.values["city"] == "Amsterdam"
    assert [loser.value for loser in golden.survivors[-1].losers] == ["Utrecht"]


def test_a_second_address_is_a_group_of_its_own() -> None:
    catalogue = _catalogue(
        "most_recent", street="street", city="city", bill_street="street", bill_city="city"
    )
    home = _record(1, "crm", 1, street="Damrak", city="Amsterdam")
    bill = _record(2, "crm", 2, bill_street="Oudegracht", bill_city="Utrecht")
    assert fold([home, bill], catalogue).values == {
        "street": "Damrak",
        "city": "Amsterdam",
        "bill_street": "Oudegracht",
        "bill_city": "Utrecht",
    }


def test_no_records_give_no_values() -> None:
    assert fold([], _catalogue("most_recent", "email")).survivors == ()
