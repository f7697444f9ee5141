"""Rows that come live: what is accepted, changed, refused, and what nobody may deliver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import MOST_ITEMS, receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters, loads, quality
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    dump,
    open_services,
    orders,
    query,
    records,
    tables_with,
    write_project,
)

ANNA: dict[str, Any] = {"no": "1", "first_name": "Anna", "last_name": "Vriesema"}
ORDER = {"order_no": "B1", "customer": "1", "at": "2025-03-03T11:02:00+01:00", "total": 10.5}
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "count", "amount": "total",
}  # fmt: skip
NESTED = {"column": "lines", "product": "sku", "quantity": "n", "amount": "price"}


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    shop = {
        "people": records(full=True),
        "orders": orders(lines=NESTED),
        "lines": LINES,
        "numbered": {**LINES, "line_no": "line"},
    }
    return open_services(write_project(tmp_path / "project", {"shop": shop}), database)


def _stored(services: Services) -> Any:
    return query(services.database, "select source_record_id, version, delivered from source_record"
                                    " order by 1")  # fmt: skip


def test_a_row_and_a_batch_are_new_once_and_changed_when_they_differ(services: Services) -> None:
    first = receive(services, "shop", "people", [ANNA])
    assert (first.received, first.new, first.changed, first.unchanged) == (1, 1, 0, 0)
    before = dump(services.database)
    same = receive(services, "shop", "people", [ANNA])
    assert (same.new, same.changed, same.unchanged) == (0, 0, 1)
    assert dump(services.database) == before
    more = receive(
        services, "shop", "people", [{**ANNA, "last_name": "Bakker"}, {"no": 2}, {"no": "2"}]
    )
    assert (more.received, more.new, more.changed, more.unchanged) == (3, 1, 1, 1)
    assert _stored(services) == [
        ("1", 2, {"given_name": "Anna", "family_name": "Bakker"}), ("2", 1, {}),
    ]  # fmt: skip
    # A day of intake is one load, of which nobody is gone.
    (load,) = loads(services.database)
    assert (load.rows_read, load.rows_new, load.rows_changed, load.rows_gone) == (5, 2, 1, 0)
    assert load.state == "done"


@pytest.mark.store
def test_a_record_sent_a_thousand_times_is_one_version_and_waits_once(services: Services) -> None:
    same = receive(services, "shop", "people", [ANNA] * 1_000)
    assert (same.received, same.new, same.unchanged) == (1_000, 1, 999)
    link_waiting(services, NoProgress())
    for _ in range(3):
        receive(services, "shop", "people", [ANNA] * 1_000)
    assert [version for _, version, _ in _stored(services)] == [1]
    assert query(services.database, "select count(*) from waiting_record") == [(0,)]


def test_undeclared_fields_are_named_counted_and_nowhere(services: Services) -> None:
    secret = "hond-van-de-buren"
    items = [{**ANNA, "hint": secret, "more": {"hint": secret}}, {"no": "2", "hint": secret}]
    receipt = receive(services, "shop", "people", items)
    assert receipt.dropped_fields == ("hint", "more.hint")
    receive(services, "shop", "people", items)
    assert loads(services.database)[0].dropped_columns == {"hint": 4, "more.hint": 2}
    assert tables_with(services.database, secret) == []


@pytest.mark.parametrize(
    ("delivery", "item", "reason"),
    [
        ("people", {"first_name": "Anna"}, "key column no"),
        ("people", {"no": None}, "key column no"),
        ("people", {"no": "9" * 10_000}, "key column no"),
        ("people", {**ANNA, "last_name": "Vrie\0sema"}, "NUL"),
        ("people", {**ANNA, "last_name": "\ud83dVriesema"}, "half a character"),
        ("people", {**ANNA, "born": float("nan")}, "NaN"),
        ("orders", {**ORDER, "order_no": ""}, "key column order_no"),
        ("orders", {**ORDER, "at": "31-02-2025"}, "column at"),
        ("orders", {**ORDER, "at": None}, "column at"),
        ("orders", {**ORDER, "total": "veel"}, "column total"),
        ("orders", {**ORDER, "total": 1e15}, "column total"),
        ("orders", {**ORDER, "lines": "two"}, "column lines"),
        ("orders", {**ORDER, "lines": [{"sku": "P1", "n": 1}]}, "no number in price"),
        ("orders", {**ORDER, "lines": [{"sku": "P1", "n": 10**12, "price": 1}]}, "too large"),
        ("numbered", {"order_no": "B1", "product": "P", "count": 1, "total": 1}, "column line"),
        ("numbered", {"order_no": "B1", "product": "P", "count": 1, "total": 1, "line": "²"},
         "line"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_land_is_answered_and_kept_with_the_reason(
    services: Services, delivery: str, item: dict[str, Any], reason: str
) -> None:
    receipt = receive(services, "shop", delivery, [item])
    assert (receipt.received, receipt.new, receipt.unchanged) == (1, 0, 0)
    (letter,) = receipt.refused
    assert letter.position == 1
    assert reason.removeprefix("column ") in letter.reason
    assert letter.mend
    assert "Vriesema" not in letter.reason + letter.mend
    (kept,) = dead_letters(services.database)
    assert (kept.position, kept.reason, kept.mend) == (1, letter.reason, letter.mend)
    assert query(services.database, "select count(*) from source_record") == [(0,)]
    assert query(services.database, "select count(*) from touchpoint") == [(0,)]
    assert query(services.database, "select count(*) from order_line") == [(0,)]


def test_odd_values_land_as_delivered_with_the_fault_beside_them(services: Services) -> None:
    odd = {
        **ANNA, "email": "a" * 10_000 + "@example.org", "born": "31-02-1980", "mobile": 31612345678,
        "last_name": '=HYPERLINK("http://example.org")', "city": "x" * 300_000,
    }  # fmt: skip
    assert receive(services, "shop", "people", [odd]).new == 1
    link_waiting(services, NoProgress())
    (row,) = query(
        services.database,
        "select delivered ->> 'family_name', length(delivered ->> 'email'), standard -> 'email', "
        "standard -> 'birth_date', standard ->> 'phone', faults from source_record",
    )
    assert row[:5] == ('=HYPERLINK("http://example.org")', 10_012, None, None, "+31612345678")
    assert row[5]["email"] == "too_long"
    assert row[5]["birth_date"].startswith("date")
    assert verify_store(services, NoProgress()).ok


def test_sound_rows_of_a_batch_land_beside_refused_ones(services: Services) -> None:
    receipt = receive(services, "shop", "people", [{"no": ""}, ANNA, {"no": "3", "born": "\0"}])
    assert (receipt.new, [letter.position for letter in receipt.refused]) == (1, [1, 3])
    assert receive(services, "shop", "people", []).received == 0


def test_a_posted_order_carries_its_lines_and_totals(services: Services) -> None:
    receive(services, "shop", "people", [ANNA])
    lines = [{"sku": "P1", "n": 2, "price": 8.25}, {"sku": "P2", "n": 1, "price": "2,25"}]
    assert receive(services, "shop", "orders", [{**ORDER, "lines": lines}]).new == 1
    assert query(services.database, "select line_no, product_id, amount::text from order_line") == [
        (1, "P1", "8.25"), (2, "P2", "2.25"),
    ]  # fmt: skip
    assert query(services.database, "select touchpoints, amount::text from record_total") == [
        (1, "10.50")
    ]


def test_live_rows_count_in_the_scorecard(services: Services) -> None:
    receive(services, "shop", "people", [a_person("1", email="anna@example.org"), a_person("2")])
    receive(services, "shop", "people", [a_person("3", email="no-address")])
    cells = {
        (cell.attribute, cell.dimension): (cell.numerator, cell.denominator)
        for cell in quality(services.database, services.catalogue)
    }
    assert cells["family_name", "completeness"] == (0, 3)
    assert cells["email", "validity"] == (1, 2)


@pytest.mark.parametrize(
    ("source", "delivery", "items", "message"),
    [
        ("till", "people", [ANNA], "Use one of: shop"),
        ("shop", "persons", [ANNA], "Use one of: people, orders"),
        ("shop", "people", [ANNA] * (MOST_ITEMS + 1), f"at most {MOST_ITEMS}"),
        ("shop", "lines", [{"order_no": "B1"}], "line_no"),
    ],
)
def test_what_is_not_declared_or_too_much_is_refused_whole(
    services: Services, source: str, delivery: str, items: list[Any], message: str
) -> None:
    before = dump(services.database, without=())
    with pytest.raises(InputError, match=message):
        receive(services, source, delivery, items)
    assert dump(services.database, without=()) == before
