"""A shop with one customer of two records, and the log: what the tests of the gate share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.audit.access_log import verify
from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.views import Actor
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


def add_record(transaction: Transaction, source: str, key: str, values: dict[str, str]) -> int:
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


def make_person(transaction: Transaction, records: Sequence[int]) -> int:
    for record in records:
        transaction.execute(
            "insert into membership values (%s, %s) on conflict (record_no) "
            "do update set person_id = excluded.person_id",
            (record, min(records)),
        )
    held = read_some(transaction, CATALOGUE, records)
    store_people(transaction, held, held.person_id, CATALOGUE, NOW)
    return min(records)


def happened(
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


def make_jan(database: Database) -> int:
    """One person of two records, with an order, a return, an open invoice and a closed case."""
    with database.transaction() as transaction:
        crm = add_record(transaction, "crm", "C-1", JAN)
        shop = add_record(transaction, "shop", "S-9", {**JAN, "email": "j.berg@work.example"})
        person = make_person(transaction, [crm, shop])
        happened(
            transaction, shop, "order", "O-77", 9, amount=100,
            detail={"shop": "Utrecht", "undeclared": "x"},
        )  # fmt: skip
        happened(transaction, shop, "return", "R-1", 5, amount=-30)
        happened(
            transaction, crm, "invoice", "I-1", 8, amount=70, status="unpaid",
            due_at=NOW - timedelta(days=3),
        )  # fmt: skip
        happened(transaction, crm, "case", "K-1", 2, status="closed")
        transaction.execute("insert into product values ('shop', 'p1', 'Pan')")
        transaction.execute(
            "insert into order_line values ('shop', 'O-77', 1, 'p1', 2, 90, null), "
            "('shop', 'O-77', 2, 'p2', 1, 10, null)"
        )
    return person


def log_lines(database: Database) -> list[dict[str, Any]]:
    with database.transaction() as transaction:
        assert verify(transaction).ok
        return transaction.execute("select * from access_log order by entry_no").fetchall()
