"""Figures of people by region, of shipments and first purchases, and of what is unusual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.load import load_project
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.fold import fold, fold_unless_busy, recount, take_waiting
from klantbeeld.store.database import Database
from project_folder import new_database, query, records, write_project

ORDER = """
insert into touchpoint (source, type, touchpoint_key, load_no, record_no, occurred_at, amount,
    currency, detail, digest, recorded_at)
select %(source)s, %(type)s, coalesce(%(key)s, 'K') || n, 1, %(record)s, %(at)s::timestamptz,
       %(amount)s, %(currency)s, %(detail)s::jsonb, '', now()
from generate_series(1, %(times)s) n
"""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = write_project(
        tmp_path_factory.mktemp("people") / "project", {"shop": {"people": records("a.csv")}}
    )
    declared = load_project(folder)
    order = declared.touchpoints["order"]
    back = order.model_copy(update={"kind": TouchpointKind.RETURN})
    sent = order.model_copy(
        update={"kind": TouchpointKind.DELIVERY, "means": {Meaning.ORDER: "order"}}
    )
    places = declared.attributes["postcode"].model_copy(update={"breakdown": Breakdown.REGION})
    return declared.model_copy(
        update={
            "touchpoints": {"order": order, "return": back, "delivery": sent},
            "attributes": {**declared.attributes, "postcode": places},
        }
    )


@pytest.fixture
def store(embedded_url: str, catalogue: Catalogue) -> Iterator[Database]:
    with new_database(embedded_url) as database:
        with database.transaction() as transaction:
            transaction.execute(
                "insert into source_record (record_no, source, source_record_id, load_no, "
                "seen_in_load, delivered, standard, digest, recorded_at) "
                "select n, 'shop', n::text, 1, 1, '{}', '{}', '', now() "
                "from generate_series(1, 3) n"
            )
            transaction.execute(
                "insert into membership (record_no, person_id) "
                "select n, n from generate_series(1, 3) n"
            )
            transaction.execute(
                "insert into person (person_id, display_name, golden, records, sources, folded_at) "
                "select n, '', jsonb_build_object('postcode', '35' || n || '1AB'), 1, '{}', now() "
                "from generate_series(1, 3) n"
            )
        fold(database, catalogue)
        yield database


def put(store: Database, **said: Any) -> None:
    given: dict[str, Any] = {
        "source": "shop", "type": "order", "key": None, "record": 1, "at": "2025-03-01 12:00+01",
        "amount": 10, "currency": "EUR", "detail": "{}", "times": 1,
    }  # fmt: skip
    with store.transaction() as transaction:
        transaction.execute(ORDER, given | said)


def run(store: Database, statement: str) -> None:
    with store.transaction() as transaction:
        transaction.execute(statement.encode())


def regions(store: Database) -> list[tuple[Any, ...]]:
    return query(
        store,
        "select part, month::text, customers, new_customers, amount::float from metric_part_month "
        "where customers > 0 order by 1, 2",
    )


def test_who_moves_takes_every_month_along(store: Database, catalogue: Catalogue) -> None:
    put(store, key="A", at="2025-01-10 12:00+01")
    put(store, key="B", at="2025-03-10 12:00+01", amount=5)
    put(store, key="C", record=2)
    fold(store, catalogue)
    assert regions(store) == [
        ("35xx", "2025-01-01", 1, 1, 10.0),
        ("35xx", "2025-03-01", 2, 1, 15.0),
    ]
    run(store, """update person set golden = '{"postcode": "1012AB"}' where person_id = 1""")
    run(store, "update person set golden = '{}' where person_id = 2")
    fold(store, catalogue)
    assert regions(store) == [
        ("", "2025-03-01", 1, 1, 10.0),
        ("10xx", "2025-01-01", 1, 1, 10.0),
        ("10xx", "2025-03-01", 1, 0, 5.0),
    ]
    assert recount(store, catalogue) == 0


def test_an_order_is_shipped_with_its_last_delivery(store: Database, catalogue: Catalogue) -> None:
    def hours() -> list[tuple[Any, ...]]:
        fold(store, catalogue)
        statement = "select day::text, hours, orders, minutes from metric_ship_day order by 1, 2"
        return query(store, statement)

    # The night in which the clock goes an hour ahead: two hours, not three.
    put(store, key="A", at="2025-03-30 01:00+01")
    put(store, type="delivery", key="d", at="2025-03-30 04:00+02", detail='{"order": "A1"}')
    assert hours() == [("2025-03-30", 2, 1, 120)]
    put(store, type="delivery", key="e", at="2025-03-31 04:30+02", detail='{"order": " A1 "}')
    assert hours() == [("2025-03-31", 26, 1, 1590)]
    put(store, type="delivery", key="f", at="2025-01-01 00:00+01", detail='{"order": "B1"}')
    put(store, key="B", at="2025-03-30 01:00+01")
    assert hours() == [("2025-03-31", 26, 1, 1590)], "sent before it was ordered: a fault, no time"
    run(store, "delete from touchpoint where touchpoint_key = 'e1'")
    assert hours() == [("2025-03-30", 2, 1, 120)]


def test_a_category_is_new_to_who_bought_before(store: Database, catalogue: Catalogue) -> None:
    run(
        store,
        "insert into product (source, product_id, name, category) "
        "values ('shop', 'p', '', 'bread'), ('shop', 'q', '', 'fruit'), ('shop', 'r', '', null)",
    )
    put(store, key="A", at="2025-01-10 12:00+01")
    put(store, key="B", at="2025-03-10 12:00+01")
    for order, product in (("A1", "p"), ("B1", "p"), ("B1", "q"), ("B1", "r")):
        run(
            store,
            "insert into order_line (source, order_key, line_no, product_id, quantity, amount) "
            f"values ('shop', '{order}', {ord(product)}, '{product}', 1, 5)",
        )
    fold(store, catalogue)
    found = "select month::text, category, customers from metric_category_first order by 1, 2"
    assert query(store, found) == [("2025-03-01", "", 1), ("2025-03-01", "fruit", 1)]
    begun = "select month::text, category, customers from metric_category_begun order by 1, 2"
    assert query(store, begun) == [("2025-01-01", "bread", 1), ("2025-03-01", "fruit", 1)]
    run(store, "update product set category = 'bread' where product_id = 'q'")
    fold(store, catalogue)
    assert query(store, found) == []
    assert query(store, begun) == [("2025-01-01", "bread", 1)]
    assert recount(store, catalogue) == 0


def test_a_reseller_a_refund_and_a_foreign_order(store: Database, catalogue: Catalogue) -> None:
    put(store, key="many", times=100_000, amount=1)
    fold(store, catalogue)
    put(store, key="one", amount=-5)
    put(store, type="return", key="back", record=2, amount=80)
    put(store, key="dollars", record=3, currency="USD")
    fold(store, catalogue)
    months = (
        "select person_id, orders, ordered::float, amount::float from metric_buyer_month order by 1"
    )
    assert query(store, months) == [(1, 100_000, 100_000.0, 99_995.0), (2, 0, 0.0, -80.0)]
    flows = "select flow, customers from metric_flow where flow in ('new', 'once') order by 1"
    assert query(store, flows) == [("new", 1)], "who only sent back, or paid in dollars, is none"
    assert recount(store, catalogue) == 0


def test_who_was_touched_waits_to_be_scored_until_erased(
    store: Database, catalogue: Catalogue
) -> None:
    put(store, key="A")
    put(store, key="B", record=2)
    fold(store, catalogue)
    run(store, "delete from touchpoint where record_no = 2")
    run(store, "delete from membership where record_no = 2")
    run(store, "delete from source_record where record_no = 2")
    fold(store, catalogue)
    with store.transaction() as transaction:
        assert take_waiting(transaction, 10) == [1]
        assert take_waiting(transaction, 10) == []
    for table in ("metric_buyer", "metric_buyer_month", "metric_buyer_part"):
        assert query(store, f"select from {table} where person_id = 2") == []


def test_who_reads_does_not_wait_for_who_counts(store: Database, catalogue: Catalogue) -> None:
    put(store, key="A")
    with store.transaction() as counting:
        counting.execute("select pg_advisory_xact_lock(hashtextextended('metrics', 0))")
        assert not fold_unless_busy(store, catalogue)
    assert fold_unless_busy(store, catalogue)
