"""The gate on a real store: what a role may see, and the line that every read leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from klantbeeld.audit.access_log import verify
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InternalError
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.evidence import ChangeView, CounterfactualView, PairView, StepView
from klantbeeld.privacy.explaining import Compared, How, Rejected
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.views import Actor, FieldEvidence, LinkView, RuleView, TimelineQuery
from klantbeeld.profile.fold import fold_totals, store_people
from klantbeeld.profile.held import read_some
from klantbeeld.profile.term_pages import store_terms
from klantbeeld.profile.terms import table_terms
from klantbeeld.store.database import Database, Transaction

NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
AGENT = Actor("anna", "agent", "web")
MARKETEER = Actor("mo", "marketeer", "web")


def _words(text: str) -> dict[str, str]:
    return {"nl": text, "en": text}


def _attribute(kind: str, roles: Sequence[str] = ("agent", "marketeer")) -> dict[str, Any]:
    return {
        "name": _words(kind), "type": kind, "data_category": "user.contact",
        "purposes": ["service", "marketing"], "retention": "2 years", "goal": "serve_better",
        "roles": list(roles),
    }  # fmt: skip


def _touchpoint(kind: str, roles: Sequence[str], **more: Any) -> dict[str, Any]:
    return {
        "name": _words(kind), "kind": kind, "data_category": "user.behavior",
        "purposes": ["service", "marketing"], "retention": "2 years", "goal": "serve_better",
        "roles": list(roles), **more,
    }  # fmt: skip


def _purpose(roles: Sequence[str]) -> dict[str, Any]:
    return {
        "name": _words("p"), "description": _words("p"), "legal_basis": "contract",
        "data_use": "essential.service", "roles": list(roles), "retention": "2 years",
        "active": True,
    }  # fmt: skip


CATALOGUE = Catalogue.model_validate(
    {
        "organisation": {"name": "De Winkel", "contact": "fg@winkel.example"},
        "roles": {
            "agent": {"name": _words("agent"), "default_purpose": "service"},
            "marketeer": {"name": _words("marketeer"), "default_purpose": "marketing"},
        },
        "purposes": {"service": _purpose(["agent"]), "marketing": _purpose(["marketeer"])},
        "attributes": {
            "given_name": _attribute("given_name"),
            "name_prefix": _attribute("name_prefix"),
            "family_name": _attribute("family_name"),
            "email": _attribute("email"),
            "phone": _attribute("phone", roles=["agent"]),
            "postcode": _attribute("postcode", roles=["agent"]),
            "house_number": _attribute("house_number", roles=["agent"]),
            "city": _attribute("city"),
        },
        "touchpoints": {
            "order": _touchpoint("order", ["agent", "marketeer"], detail={"shop": _words("shop")}),
            "return": _touchpoint("return", ["agent"]),
            "invoice": _touchpoint("invoice", ["agent"], open_statuses=["unpaid"]),
            "case": _touchpoint("case", ["agent"], open_statuses=["open"]),
        },
        "sources": {
            "crm": {"name": _words("CRM"), "trust": 80, "deliveries": {}},
            "shop": {"name": _words("Shop"), "trust": 50, "deliveries": {}},
        },
    }
)
TYPES = {name: attribute.type for name, attribute in CATALOGUE.attributes.items()}

JAN = {
    "given_name": "Jan", "name_prefix": "van den", "family_name": "Berg",
    "email": "jan@berg.example", "phone": "+31612345678", "postcode": "1012AB",
    "house_number": "12-A", "city": "Amsterdam",
}  # fmt: skip


def _record(transaction: Transaction, source: str, key: str, values: dict[str, str]) -> int:
    load = transaction.execute(
        "insert into load (source, delivery, started_at) values (%s, 'd', %s) returning load_no",
        (source, NOW),
    ).fetchone()
    assert load is not None
    row = transaction.execute(
        """
        insert into source_record (source, source_record_id, load_no, seen_in_load, delivered,
            standard, digest, recorded_at)
        values (%s, %s, %s, %s, %s, %s, '', %s) returning record_no
        """,
        (source, key, load["load_no"], load["load_no"], Jsonb(values), Jsonb(values), NOW),
    ).fetchone()
    assert row is not None
    number = int(row["record_no"])
    columns = {name: ((0,), (value,)) for name, value in values.items()}
    store_terms(transaction, [number], table_terms(columns, TYPES))
    return number


def _person(transaction: Transaction, records: Sequence[int]) -> int:
    for record in records:
        transaction.execute(
            "insert into membership values (%s, %s) on conflict (record_no) "
            "do update set person_id = excluded.person_id",
            (record, min(records)),
        )
    held = read_some(transaction, CATALOGUE, records)
    store_people(transaction, held, held.person_id, CATALOGUE, NOW)
    return min(records)


def _happened(
    transaction: Transaction, record: int, kind: str, key: str, days_ago: int, **more: Any
) -> None:
    load = transaction.execute("select max(load_no) as load_no from load").fetchone()
    assert load is not None
    transaction.execute(
        """
        insert into touchpoint (source, type, touchpoint_key, load_no, record_no, occurred_at,
            amount, currency, status, due_at, detail, digest, recorded_at)
        values ('shop', %s, %s, %s, %s, %s, %s, 'EUR', %s, %s, %s, '', %s)
        """,
        (kind, key, load["load_no"], record, NOW - timedelta(days=days_ago), more.get("amount"),
         more.get("status"), more.get("due_at"), Jsonb(more.get("detail", {})), NOW),
    )  # fmt: skip
    fold_totals(transaction, [record])


@pytest.fixture
def jan(database: Database) -> int:
    """One person of two records, with an order, a return, an open invoice and a closed case."""
    with database.transaction() as transaction:
        crm = _record(transaction, "crm", "C-1", JAN)
        shop = _record(transaction, "shop", "S-9", {**JAN, "email": "j.berg@work.example"})
        person = _person(transaction, [crm, shop])
        _happened(
            transaction, shop, "order", "O-77", 9, amount=100,
            detail={"shop": "Utrecht", "undeclared": "x"},
        )  # fmt: skip
        _happened(transaction, shop, "return", "R-1", 5, amount=-30)
        _happened(
            transaction, crm, "invoice", "I-1", 8, amount=70, status="unpaid",
            due_at=NOW - timedelta(days=3),
        )  # fmt: skip
        _happened(transaction, crm, "case", "K-1", 2, status="closed")
        transaction.execute("insert into product values ('shop', 'p1', 'Pan')")
        transaction.execute(
            "insert into order_line values ('shop', 'O-77', 1, 'p1', 2, 90, null), "
            "('shop', 'O-77', 2, 'p2', 1, 10, null)"
        )
    return person


@pytest.fixture
def gate(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW))


def _lines(database: Database) -> list[dict[str, Any]]:
    with database.transaction() as transaction:
        assert verify(transaction).ok
        return transaction.execute("select * from access_log order by entry_no").fetchall()


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
    person, search = _lines(database)
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
    (line,) = _lines(database)
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
        other = _person(transaction, [_record(transaction, "crm", "C-2", JAN)])
    assert gate.person(AGENT, "service", other).person_id == other
    with database.transaction() as transaction:
        _person(transaction, [jan, jan + 1, other])
    view = gate.person(AGENT, "service", other)
    assert (view.person_id, view.asked_id) == (jan, other)
    assert len(gate.accesses(AGENT, "service", jan)) == 2  # under the old id and the new one


def test_an_unknown_person_is_not_found_and_logged(gate: Gate, database: Database) -> None:
    with pytest.raises(NotFound):
        gate.person(AGENT, "service", 404)
    (line,) = _lines(database)
    assert (line["allowed"], line["person_id"]) == (True, None)


def test_a_person_is_found_by_the_sources_number(gate: Gate, jan: int) -> None:
    assert gate.find_by_record(AGENT, "service", "shop", "S-9") == jan
    with pytest.raises(NotFound):
        gate.find_by_record(AGENT, "service", "crm", "S-9")


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
            _person(
                transaction,
                [_record(transaction, "crm", f"X{number}", {**JAN, "given_name": given})],
            )
    hits = gate.search(AGENT, "service", "Jan van den Berg")
    assert [hit.display_name for hit in hits[:2]] == ["Jan van den Berg"] * 2
    assert [hit.similarity for hit in hits[:2]] == [1, 1]
    assert len({hit.person_id for hit in hits}) == len(hits) == 4


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


class Told:
    """An explainer that knows two records of which phone and address agree."""

    LINK = LinkView(
        0, 0, 17.0, 0.99,
        (
            FieldEvidence("email", "exact", 7.0, 9.0, 2.0),
            FieldEvidence("phone", "exact", 6.0, 8.0, 1.0),
            FieldEvidence("address", "exact", 5.0, 8.0, 0.0),
            FieldEvidence("something", "else", -1.0),
            FieldEvidence("prior", "prior", -15.0),
        ),
        0.2,
        (RuleView((("email", "all"),)), RuleView((("postcode", "all"), ("house_number", "all")))),
    )  # fmt: skip
    CHANGES = (
        CounterfactualView((ChangeView("email", "same", None),), 3.0),
        CounterfactualView((ChangeView("phone", "same", "different"),), 2.0),
    )

    def link(self, a: int, b: int) -> LinkView:
        return replace(self.LINK, record_a=a, record_b=b)

    def links(self, _: Transaction, records: Sequence[int]) -> Sequence[LinkView]:
        return [self.link(records[0], records[1])]

    def how(self, _: Transaction, records: Sequence[int]) -> How:
        step = StepView(1, (records[0],), (records[1],), "evidence", 9.0, self.LINK.evidence, None)
        return How((step,), ())

    def why_not(self, transaction: Transaction, records: Sequence[int]) -> Sequence[Rejected]:
        row = transaction.execute(
            "select person_id from person where person_id <> all(%s)", (list(records),)
        ).fetchone()
        assert row is not None
        hidden = replace(self.link(records[0], row["person_id"]), evidence=self.LINK.evidence[1:])
        return [
            Rejected(
                row["person_id"], "conflict", self.link(records[0], row["person_id"]), None, (), ()
            ),
            Rejected(row["person_id"], "little", hidden, None, (), ()),
        ]

    def compare(
        self, _: Transaction, first: Sequence[int], second: Sequence[int]
    ) -> Compared | None:
        joined = self.link(first[0], second[0])
        return Compared(
            False,
            "conflict",
            joined,
            ("email", "phone"),
            (PairView(1, 2, 17.0),),
            self.CHANGES,
            (1, 2),
        )


@pytest.fixture
def told(database: Database) -> Gate:
    return Gate(Door(database, CATALOGUE, lambda: NOW), Told())


@pytest.fixture
def els(database: Database, jan: int) -> int:
    """Somebody else, not unlike Jan."""
    with database.transaction() as transaction:
        values = {"given_name": "Els", "family_name": "Berg", "email": "els@berg.example"}
        return _person(transaction, [_record(transaction, "crm", "els", values)])


def test_links_hide_the_evidence_out_of_sight(told: Gate, jan: int) -> None:
    (seen,) = told.evidence.links(AGENT, "service", jan)
    assert [e.field for e in seen.evidence] == ["email", "phone", "address", "prior", "hidden"]
    assert (seen.evidence[0].against_strangers, seen.household_probability) == (9.0, 0.2)
    assert len(seen.rules) == 2
    (less,) = told.evidence.links(MARKETEER, "marketing", jan)
    assert [(e.field, e.match_weight) for e in less.evidence] == [
        ("email", 7),
        ("prior", -15),
        ("hidden", 10),
    ]
    assert sum(e.match_weight for e in less.evidence) == sum(e.match_weight for e in seen.evidence)
    # Beside the sum either would tell that they share a household.
    assert all(e.against_household is None for e in less.evidence)
    assert less.household_probability is None
    assert (len(less.rules), less.hidden_rules) == (1, True)


def test_how_a_person_came_together_hides_it_too(told: Gate, jan: int) -> None:
    (step,) = told.evidence.how(MARKETEER, "marketing", jan).steps
    assert [e.field for e in step.evidence] == ["prior", "hidden", "email"]
    assert len(told.evidence.how(AGENT, "service", jan).records) == 2


def test_who_comes_near_by_what_is_out_of_sight_is_not_told(
    told: Gate, database: Database, jan: int, els: int
) -> None:
    assert [each.reason for each in told.evidence.why_not(AGENT, "service", jan)] == [
        "conflict",
        "little",
    ]
    (seen,) = told.evidence.why_not(MARKETEER, "marketing", jan)
    assert (seen.person_id, seen.display_name, seen.reason) == (els, "Els Berg", "conflict")
    assert [record.record_no for record in seen.records] == [jan, els]
    assert _lines(database)[-1]["detail"]["people"] == [els]


def test_comparing_leaves_a_line_about_either(
    told: Gate, database: Database, jan: int, els: int
) -> None:
    seen = told.evidence.compare(MARKETEER, "marketing", jan, els)
    assert (seen.first.display_name, seen.second.display_name) == ("Jan van den Berg", "Els Berg")
    assert [found.changes[0].field for found in seen.changes] == ["email"]
    assert seen.hidden_changes
    assert seen.conflicts == ("email",)
    assert [line["person_id"] for line in _lines(database)[-2:]] == [jan, els]
    assert [access.action for access in told.accesses(AGENT, "service", els)] == ["compare"]


def test_two_records_of_one_person_are_compared_by_their_numbers(told: Gate, jan: int) -> None:
    seen = told.evidence.compare(AGENT, "service", jan + 1, jan)
    assert [side.records[0].record_no for side in (seen.first, seen.second)] == [jan + 1, jan]
    for one, other in ((jan, jan), (jan, 10**6), (10**6, jan)):
        with pytest.raises(NotFound):
            told.evidence.compare(AGENT, "service", one, other)


def test_housemates_are_known_to_who_may_see_what_they_share(
    gate: Gate, database: Database, jan: int
) -> None:
    """Els shares Jan's address, Piet his e-mail address, Kees only Els's phone."""
    shares = {"Els": (jan + 1, 1), "Piet": (jan, 4), "Kees": (jan + 2, 2)}
    with database.transaction() as transaction:
        for given, (other, bits) in shares.items():
            values = {"given_name": given, "family_name": "Berg"}
            number = _person(transaction, [_record(transaction, "crm", given, values)])
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
    assert [line["detail"]["household"] for line in _lines(database)] == [
        [jan + 2, jan + 3, jan + 4], [jan + 3], [],
    ]  # fmt: skip


def test_links_without_evidence_come_from_the_store(
    gate: Gate, database: Database, jan: int
) -> None:
    with database.transaction() as transaction:
        transaction.execute("insert into link values (%s, %s, 1)", (jan, jan + 1))
    (link,) = gate.evidence.links(AGENT, "service", jan)
    assert link.match_probability == pytest.approx(2 / 3)


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
    assert [(line["allowed"], line["person_id"]) for line in _lines(database)] == [
        (True, jan),
        (False, None),
    ]
    assert gate.person(AGENT, "service", jan).person_id == jan


@pytest.mark.store
def test_the_gate_works_on_every_server(gate: Gate, jan: int) -> None:
    assert [hit.person_id for hit in gate.search(AGENT, "service", "jan van dn brg")] == [jan]
    assert gate.person(AGENT, "service", jan).person_id == jan
