"""Folding into a real store: golden records of people, totals of records."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from psycopg.types.json import Jsonb

from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.fold import fold_totals, forget_people, store_people
from klantbeeld.profile.held import read_some
from klantbeeld.store.database import Database, Transaction

NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)
WORDS = {"nl": "x", "en": "x"}


def _attribute(kind: str) -> dict[str, Any]:
    return {
        "name": WORDS, "type": kind, "data_category": "user.contact", "purposes": ["service"],
        "retention": "2 years", "goal": "serve_better", "roles": ["agent"],
    }  # fmt: skip


CATALOGUE = Catalogue.model_validate(
    {
        "organisation": {"name": "De Winkel", "contact": "fg@winkel.example"},
        "roles": {},
        "purposes": {},
        "attributes": {
            kind: _attribute(kind) for kind in ("given_name", "family_name", "email", "phone")
        },
        "sources": {"crm": {"name": WORDS, "trust": 80, "deliveries": {}}},
    }
)


def _records(transaction: Transaction, values: Sequence[dict[str, str]]) -> list[int]:
    transaction.execute(
        "insert into load (source, delivery, started_at) values ('crm', 'd', %s)", (NOW,)
    )
    numbers = []
    for value in values:
        row = transaction.execute(
            """
            insert into source_record (source, source_record_id, load_no, seen_in_load, delivered,
                standard, digest, recorded_at)
            select 'crm', gen_random_uuid(), load_no, load_no, %(v)s, %(v)s, '', %(now)s
            from load limit 1 returning record_no
            """,
            {"v": Jsonb(value), "now": NOW},
        ).fetchone()
        assert row is not None
        numbers.append(int(row["record_no"]))
    return numbers


def _members(transaction: Transaction, person: int, records: Sequence[int]) -> None:
    for record in records:
        transaction.execute(
            "insert into membership values (%s, %s) on conflict (record_no) "
            "do update set person_id = excluded.person_id",
            (record, person),
        )


def _fold(transaction: Transaction, records: Sequence[int]) -> None:
    held = read_some(transaction, CATALOGUE, records)
    store_people(transaction, held, held.person_id, CATALOGUE, NOW)


def _people(transaction: Transaction) -> list[tuple[int, str, dict[str, str], int]]:
    rows = transaction.execute("select * from person order by person_id").fetchall()
    return [(r["person_id"], r["display_name"], r["golden"], r["records"]) for r in rows]


@pytest.mark.store
def test_people_follow_their_members(database: Database) -> None:
    with database.transaction() as transaction:
        one, two = _records(
            transaction, [{"given_name": "Jan", "family_name": "Berg"}, {"phone": "+31612345678"}]
        )
        _members(transaction, one, [one])
        _members(transaction, two, [two])
        _fold(transaction, [one, two])
        jan = {"given_name": "Jan", "family_name": "Berg"}
        assert _people(transaction) == [
            (one, "Jan Berg", jan, 1),
            (two, f"№ {two}", {"phone": "+31612345678"}, 1),
        ]
        _members(transaction, one, [one, two])
        _fold(transaction, [one, two])
        forget_people(transaction, np.array([one, two]))
        assert _people(transaction) == [(one, "Jan Berg", jan | {"phone": "+31612345678"}, 2)]


def test_unknown_people_and_none_at_all_are_no_fault(database: Database) -> None:
    with database.transaction() as transaction:
        _fold(transaction, [])
        _fold(transaction, [404])
        forget_people(transaction, np.array([404]))
        fold_totals(transaction, [])
        fold_totals(transaction, [404])
        assert _people(transaction) == []


def test_an_attribute_no_longer_declared_is_left_out(database: Database) -> None:
    with database.transaction() as transaction:
        (one,) = _records(transaction, [{"family_name": "Berg", "shoe_size": "44"}])
        _members(transaction, one, [one])
        _fold(transaction, [one])
        assert _people(transaction) == [(one, "Berg", {"family_name": "Berg"}, 1)]


def _order(transaction: Transaction, record: int, key: str, amount: int | None) -> None:
    transaction.execute(
        """
        insert into touchpoint (source, type, touchpoint_key, load_no, record_no, occurred_at,
            amount, currency, digest, recorded_at)
        select 'crm', 'order', %s, min(load_no), %s, %s, %s, 'EUR', '', %s from load
        """,
        (key, record, NOW, amount, NOW),
    )


def _totals(transaction: Transaction) -> list[tuple[int, str, int, int]]:
    rows = transaction.execute("select * from record_total order by record_no, type").fetchall()
    return [(r["record_no"], r["type"], r["touchpoints"], int(r["amount"])) for r in rows]


def test_totals_are_folded_anew(database: Database) -> None:
    with database.transaction() as transaction:
        one, two = _records(transaction, [{}, {}])
        _order(transaction, one, "O-1", 10)
        _order(transaction, one, "O-2", None)
        fold_totals(transaction, [one, two])
        assert _totals(transaction) == [(one, "order", 2, 10)]
        transaction.execute("update touchpoint set record_no = %s", (two,))
        fold_totals(transaction, [two, one, two])
        assert _totals(transaction) == [(two, "order", 2, 10)]


def test_totals_folded_at_the_same_time_lose_nothing(database: Database) -> None:
    with database.transaction() as transaction:
        (one,) = _records(transaction, [{}])

    def order(key: str) -> None:
        with database.transaction() as transaction:
            _order(transaction, one, key, 1)
            fold_totals(transaction, [one])

    threads = [threading.Thread(target=order, args=(f"O-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction() as transaction:
        assert _totals(transaction) == [(one, "order", 8, 8)]
