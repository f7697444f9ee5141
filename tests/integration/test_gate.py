"""The gate on a real store: what a role may see, and the line that every read leaves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from gate_company import (
    AGENT,
    CATALOGUE,
    JAN,
    MARKETEER,
    NOW,
    add_record,
    log_lines,
    make_jan,
    make_person,
)

from klantbeeld.core.errors import InternalError
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.views import TimelineQuery
from klantbeeld.store.database import Database


@pytest.fixture
def jan(database: Database) -> int:
    return make_jan(database)


@pytest.fixture
def gate(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW))


def test_the_agent_sees_the_whole_person(gate: Gate, jan: int) -> None:
    view = gate.person(AGENT, "service", jan, TimelineQuery())
    assert view.display_name == "Jan van den Berg"
    assert {value.attribute: value.value for value in view.golden}["phone"] == "+31612345678"
    assert view.hidden_attributes == 0
    assert (view.revenue, view.currency) == (Decimal(70), "EUR")
    assert view.since == NOW - timedelta(days=9)
    assert [item.touchpoint_key for item in view.timeline] == ["K-1", "R-1", "I-1", "O-77"]
    assert view.timeline[-1].lines == 2
    assert view.timeline[-1].detail == {"shop": "Utrecht"}
    (matter,) = view.open_matters
    assert (matter.item.touchpoint_key, matter.overdue_days) == ("I-1", 3)
    assert [record.source for record in view.records] == ["crm", "shop"]


def test_lineage_names_the_winner_and_the_losers(gate: Gate, jan: int) -> None:
    view = gate.person(AGENT, "service", jan)
    email = next(value for value in view.golden if value.attribute == "email")
    assert email.rule == "most_recent"
    assert (email.winner.source, email.winner.source_record_id) == ("crm", "C-1")
    assert [loser.value for loser in email.losers] == ["j.berg@work.example"]


def test_what_a_role_may_not_see_is_absent(gate: Gate, jan: int) -> None:
    view = gate.person(MARKETEER, "marketing", jan)
    hidden = {"phone", "postcode", "house_number"}
    assert not hidden & {value.attribute for value in view.golden}
    assert all(not hidden & record.values.keys() for record in view.records)
    assert all(not hidden & record.standard.keys() for record in view.records)
    assert view.hidden_attributes == 3
    assert {item.type for item in view.timeline} == {"order"}
    assert [total.type for total in view.totals] == ["order"]
    assert view.open_matters == ()
    assert "+31612345678" not in repr(view)


def test_every_read_leaves_a_line_without_values(gate: Gate, database: Database, jan: int) -> None:
    gate.person(AGENT, "service", jan)
    gate.search(AGENT, "service", "jan@berg.example")
    person, search = log_lines(database)
    assert (person["actor"], person["purpose"], person["action"]) == ("anna", "service", "person")
    assert person["allowed"]
    assert person["person_id"] == jan
    assert "email" in person["detail"]["attributes"]
    assert search["detail"] == {
        "kinds": ["email"],
        "attributes": ["given_name", "name_prefix", "family_name", "city"],
        "people": [jan],
    }
    assert not any(value in repr((person, search)) for value in JAN.values())


@pytest.mark.parametrize(
    ("purpose", "logged"), [("marketing", "marketing"), ("jan@berg.example", "undeclared")]
)
def test_a_refusal_is_logged_and_explained(
    gate: Gate, database: Database, jan: int, purpose: str, logged: str
) -> None:
    with pytest.raises(Refused) as refused:
        gate.person(AGENT, purpose, jan)
    assert refused.value.role == "agent"
    assert refused.value.allowed_purposes == ("service",)
    assert "jan@" not in str(refused.value)
    (line,) = log_lines(database)
    assert (line["allowed"], line["purpose"], line["person_id"]) == (False, logged, None)


def test_without_a_log_nothing_is_read(gate: Gate, database: Database, jan: int) -> None:
    with database.transaction() as transaction:
        transaction.execute("delete from access_log_head")
    with pytest.raises(InternalError):
        gate.person(AGENT, "service", jan)
    with pytest.raises(InternalError):
        gate.search(AGENT, "service", "Jan")


def test_a_line_that_fails_at_the_commit_gives_nothing(
    gate: Gate, database: Database, jan: int
) -> None:
    with database.transaction() as transaction:
        transaction.execute(
            "create function fail() returns trigger language plpgsql as "
            "$$ begin raise exception 'at the commit'; end $$"
        )
        transaction.execute(
            "create constraint trigger fail after insert on access_log "
            "deferrable initially deferred for each row execute function fail()"
        )
    with pytest.raises(psycopg.errors.RaiseException):
        gate.person(AGENT, "service", jan)
    with pytest.raises(psycopg.errors.RaiseException):
        gate.search(AGENT, "service", "Jan")


def test_a_merged_id_leads_to_the_person(gate: Gate, database: Database, jan: int) -> None:
    with database.transaction() as transaction:
        other = make_person(transaction, [add_record(transaction, "crm", "C-2", JAN)])
    assert gate.person(AGENT, "service", other).person_id == other
    with database.transaction() as transaction:
        make_person(transaction, [jan, jan + 1, other])
    view = gate.person(AGENT, "service", other)
    assert (view.person_id, view.asked_id) == (jan, other)
    assert len(gate.accesses(AGENT, "service", jan)) == 2  # under the old id and the new one


def test_an_unknown_person_is_not_found_and_logged(gate: Gate, database: Database) -> None:
    with pytest.raises(NotFound):
        gate.person(AGENT, "service", 404)
    (line,) = log_lines(database)
    assert (line["allowed"], line["person_id"]) == (True, None)


def test_a_person_is_found_by_the_sources_number(gate: Gate, jan: int) -> None:
    assert gate.find_by_record(AGENT, "service", "shop", "S-9") == jan
    with pytest.raises(NotFound):
        gate.find_by_record(AGENT, "service", "crm", "S-9")


def test_the_timeline_goes_on_where_it_stopped(gate: Gate, jan: int) -> None:
    view = gate.person(AGENT, "service", jan, TimelineQuery(limit=3))
    assert view.timeline_more
    last = view.timeline[-1]
    rest = gate.timeline(
        AGENT, "service", jan, TimelineQuery(before=(last.occurred_at, last.touchpoint_no))
    )
    assert [item.touchpoint_key for item in rest] == ["O-77"]
    some = gate.timeline(AGENT, "service", jan, TimelineQuery(types=("case", "order")))
    assert [item.type for item in some] == ["case", "order"]


def test_order_lines_have_the_names_of_products(gate: Gate, jan: int) -> None:
    timeline = gate.timeline(AGENT, "service", jan, TimelineQuery())
    numbers = {item.type: item.touchpoint_no for item in timeline}
    lines = gate.order_lines(AGENT, "service", numbers["order"])
    assert [(line.product_name, int(line.amount)) for line in lines] == [("Pan", 90), (None, 10)]
    with pytest.raises(NotFound):
        gate.order_lines(MARKETEER, "marketing", numbers["return"])
    with pytest.raises(NotFound):
        gate.order_lines(AGENT, "service", 404)


def test_the_feed_shows_the_types_in_sight(gate: Gate, jan: int) -> None:
    feed = gate.feed(AGENT, "service", 10)
    assert [item.type for item in feed] == ["case", "return", "invoice", "order"]
    assert {item.display_name for item in feed} == {"Jan van den Berg"}
    assert [item.type for item in gate.feed(MARKETEER, "marketing", 10)] == ["order"]


def test_who_looked_is_told(gate: Gate, jan: int) -> None:
    gate.person(MARKETEER, "marketing", jan)
    (access,) = gate.accesses(AGENT, "service", jan)
    assert (access.actor, access.purpose, access.action) == ("mo", "marketing", "person")


def test_housemates_are_known_to_who_may_see_what_they_share(
    gate: Gate, database: Database, jan: int
) -> None:
    """Els shares Jan's address, Piet his e-mail address, Kees only Els's phone."""
    shares = {"Els": (jan + 1, 1), "Piet": (jan, 4), "Kees": (jan + 2, 2)}
    with database.transaction() as transaction:
        for given, (other, bits) in shares.items():
            values = {"given_name": given, "family_name": "Berg"}
            number = make_person(transaction, [add_record(transaction, "crm", given, values)])
            transaction.execute(
                "insert into household_link values (%s, %s, 5, %s)", (other, number, bits)
            )
        transaction.execute("insert into household_member select person_id, %s from person", (jan,))
    seen = gate.person(AGENT, "service", jan).household
    assert [(mate.person_id - jan, mate.display_name, mate.shares) for mate in seen] == [
        (2, "Els Berg", ("address",)), (3, "Piet Berg", ("email",)), (4, "Kees Berg", ()),
    ]  # fmt: skip
    assert [m.person_id for m in gate.person(MARKETEER, "marketing", jan).household] == [jan + 3]
    assert gate.person(MARKETEER, "marketing", jan + 2).household == ()
    assert [line["detail"]["household"] for line in log_lines(database)] == [
        [jan + 2, jan + 3, jan + 4], [jan + 3], [],
    ]  # fmt: skip


def test_a_change_is_logged_with_it_or_undone(gate: Gate, database: Database, jan: int) -> None:
    with database.transaction() as transaction:
        gate.door.record_change(
            transaction, AGENT, "service", "judgement.match", [jan + 1], {"pairs": 1}
        )
    with pytest.raises(Refused), database.transaction() as transaction:
        transaction.execute("delete from person")
        gate.door.record_change(
            transaction, AGENT, "marketing", "judgement.match", [jan], {"pairs": 1}
        )
    assert [(line["allowed"], line["person_id"]) for line in log_lines(database)] == [
        (True, jan),
        (False, None),
    ]
    assert gate.person(AGENT, "service", jan).person_id == jan


@pytest.mark.store
def test_the_gate_works_on_every_server(gate: Gate, jan: int) -> None:
    assert [hit.person_id for hit in gate.search(AGENT, "service", "jan van dn brg")] == [jan]
    assert gate.person(AGENT, "service", jan).person_id == jan
