"""Search through the gate: what is found, in which order, and what cannot be probed."""

from __future__ import annotations

import pytest
from gate_company import AGENT, CATALOGUE, JAN, MARKETEER, NOW, add_record, make_jan, make_person

from klantbeeld.privacy.door import Door
from klantbeeld.privacy.gate import Gate
from klantbeeld.store.database import Database


@pytest.fixture
def jan(database: Database) -> int:
    return make_jan(database)


@pytest.fixture
def gate(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW))


def test_search_finds(gate: Gate, jan: int) -> None:
    expected = {
        "Jan van den Berg": "name",
        "jan van dn brg": "name",
        "berg": "name",
        "be": "name",
        "berg j": "name",
        "van den berg": "name",
        "Berg, Jan": "name",
        "jan v": "name",
        "JAN@berg.example": "email",
        "jan@b": "email",
        "06-12345678": "phone",
        "0031 6 1234 5678": "phone",
        "1012 ab 12": "address",
        "1012AB 12A": "address",
        "1012AB": "address",
        "c-1": "identifier",
        "S-9": "identifier",
        "o-77": "order",
    }
    for text, matched_on in expected.items():
        (hit,) = gate.search(AGENT, "service", text)
        found = (text, hit.person_id, hit.matched_on, hit.city, hit.display_name)
        assert found == (text, jan, matched_on, "Amsterdam", "Jan van den Berg")
        assert 0 < hit.similarity <= 1


def test_search_survives_anything_typed(gate: Gate, jan: int) -> None:
    texts = [
        "", "   ", "%", "_", "\0", "'; drop table person", "Piet", "\ud800", "x" * 10_000, "06",
        "@", "+", "1012AB 99", "(" * 30, "-" * 30,
    ]  # fmt: skip
    assert {text: gate.search(AGENT, "service", text) for text in texts} == dict.fromkeys(texts, ())


def test_what_may_not_be_seen_cannot_be_probed(gate: Gate, jan: int) -> None:
    for text in ("06-12345678", "1012AB 12", "R-1", "I-1"):
        assert gate.search(AGENT, "service", text)
        assert gate.search(MARKETEER, "marketing", text) == ()


def test_exact_names_come_first_and_people_once(gate: Gate, database: Database, jan: int) -> None:
    with database.transaction() as transaction:
        for number, given in enumerate(["Jannie", "Jana", "Jan"]):
            make_person(
                transaction,
                [add_record(transaction, "crm", f"X{number}", {**JAN, "given_name": given})],
            )
    hits = gate.search(AGENT, "service", "Jan van den Berg")
    assert [hit.display_name for hit in hits[:2]] == ["Jan van den Berg"] * 2
    assert [hit.similarity for hit in hits[:2]] == [1, 1]
    assert len({hit.person_id for hit in hits}) == len(hits) == 4
