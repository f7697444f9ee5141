"""Touchpoints, order lines and products: whichever comes first, they find each other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.views import TimelineQuery
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

ANNA = a_person("1", first_name="Anna", last_name="Vries")
ORDER = {"at": "2025-03-03T11:02:00+01:00", "status": "sent", "channel": "web"}
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "count", "amount": "total", "discount": "off",
}  # fmt: skip
PRODUCTS = {
    "kind": "products", "files": "data/products.csv", "key": "id", "name": "title",
    "category": "group",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = {
        "people": records("data/people.csv"),
        "orders": orders("data/orders.csv"),
        "lines": LINES,
        "products": PRODUCTS,
    }
    project = write_project(tmp_path / "project", {"shop": shop})
    write_csv(project / "data/people.csv", [ANNA])
    write_csv(
        project / "data/orders.csv",
        [
            {"order_no": "B1", "customer": "1", "total": "10,50", **ORDER},
            {"order_no": "B2", "customer": "9", "total": "€ 1.234,50", **ORDER},
            {"order_no": "B3", "customer": "9", "total": "-5", **ORDER},
        ],
    )
    write_csv(
        project / "data/lines.csv",
        [
            {"order_no": "B1", "product": "P1", "count": "2", "total": "8,50", "off": ""},
            {"order_no": "B1", "product": "P2", "count": "0,5", "total": "2.00", "off": "1"},
            {"order_no": "B7", "product": "P1", "count": "1", "total": "4.25", "off": ""},
            {"order_no": "B1", "product": " ", "count": "1", "total": "1", "off": ""},
            {"order_no": "B1", "product": "P1", "count": "many", "total": "1", "off": ""},
        ],
    )
    write_csv(
        project / "data/products.csv",
        [{"id": "P1", "title": "Tent", "group": "Camping"}, {"id": "P2", "title": "", "group": ""}],
    )
    return project


def test_touchpoints_that_come_first_wait_for_their_record(
    folder: Path, database: Database
) -> None:
    services = open_services(folder, database)
    load(services)
    waiting = "select touchpoint_key from touchpoint where record_no is null order by 1"
    assert query(database, waiting) == [("B2",), ("B3",)]
    totals = "select record_no, touchpoints, amount from record_total order by 1"
    assert query(database, totals) == [(1, 1, Decimal("10.50"))]
    write_csv(folder / "data/people.csv", [ANNA, a_person("9", first_name="Bram")])
    load(services)
    assert query(database, waiting) == []
    assert query(database, totals) == [(1, 1, Decimal("10.50")), (2, 2, Decimal("1229.50"))]
    assert verify_store(services, NoProgress()).ok


@pytest.mark.store
def test_a_changed_touchpoint_moves_the_totals_with_it(folder: Path, database: Database) -> None:
    write_csv(folder / "data/people.csv", [ANNA, a_person("9", first_name="Bram")])
    services = open_services(folder, database)
    load(services)
    write_csv(
        folder / "data/orders.csv",
        [{"order_no": "B1", "customer": "9", "total": "11", **ORDER},
         {"order_no": "B4", "customer": "", "total": "", **ORDER}],
    )  # fmt: skip
    orders_report = {report.delivery: report for report in load(services)}["orders"]
    assert (orders_report.new, orders_report.changed) == (1, 1)
    # The first record lost its only order; the second has three.
    totals = "select record_no, touchpoints, amount from record_total order by 1"
    assert query(database, totals) == [(2, 3, Decimal("1240.50"))]
    assert query(database, "select touchpoint_key, version from touchpoint order by 1") == [
        ("B1", 2), ("B2", 1), ("B3", 1), ("B4", 1),
    ]  # fmt: skip
    assert verify_store(services, NoProgress()).ok


def test_order_lines_and_products(folder: Path, database: Database) -> None:
    services = open_services(folder, database)
    reports = {report.delivery: report for report in load(services)}
    assert (reports["lines"].new, reports["lines"].refused) == (3, 2)
    assert (reports["products"].new, reports["products"].refused) == (1, 1)
    view = services.gate.person(AGENT, "customer_service", 1, TimelineQuery())
    lines = services.gate.order_lines(AGENT, "customer_service", view.timeline[0].touchpoint_no)
    assert [(line.product_id, line.product_name, line.quantity, line.amount)
            for line in lines] == [
        ("P1", "Tent", Decimal(2), Decimal("8.50")),
        ("P2", None, Decimal("0.5"), Decimal(2)),
    ]  # fmt: skip
    assert query(database, "select position, reason from dead_letter order by 1, 2") == [
        (3, "no value in title"),
        (5, "order line: no product in product"),
        (6, "order line: no number in count"),
    ]
    # The price of a product may change, and a line: neither becomes a second one.
    write_csv(folder / "data/products.csv", [{"id": "P1", "title": "Tent 2", "group": ""}])
    write_csv(
        folder / "data/lines.csv",
        [{"order_no": "B1", "product": "P1", "count": "3", "total": "8,50", "off": ""}],
    )
    reports = {report.delivery: report for report in load(services)}
    assert (reports["lines"].changed, reports["products"].changed) == (1, 1)
    assert query(database, "select count(*) from order_line") == [(3,)]


def test_lines_that_the_order_carries(tmp_path: Path, database: Database) -> None:
    nested = {"column": "lines", "product": "sku", "quantity": "n", "amount": "price"}
    shop = {"orders": orders("data/orders.jsonl", lines=nested)}
    folder = write_project(tmp_path / "project", {"shop": shop})
    base = {"customer": "1", "total": "9", **ORDER}
    lines = [{"sku": "P1", "n": 1, "price": 4.5, "note": "secret"}, {"sku": 7, "n": 1, "price": 4}]
    rows = [
        {"order_no": "B1", "lines": lines, **base},
        {"order_no": "B2", "lines": [], **base},
        {"order_no": "B3", "lines": [{"sku": "P1", "n": 1}], **base},
        {"order_no": "B4", "lines": "two", **base},
        {"order_no": "B5", "lines": [{"sku": "P\u00001", "n": 1, "price": 1}], **base},
        {"order_no": "B6", "lines": [{"sku": "P1", "n": True, "price": 1e300}], **base},
    ]
    (folder / "data").mkdir()
    (folder / "data/orders.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    report = load(open_services(folder, database))[0]
    assert (report.new, report.refused) == (2, 4)
    stored = query(database, "select order_key, line_no, product_id, amount from order_line")
    assert stored == [("B1", 1, "P1", Decimal("4.50")), ("B1", 2, "7", Decimal(4))]
    # An order whose line cannot land does not land without it.
    assert query(database, "select touchpoint_key from touchpoint order by 1") == [("B1",), ("B2",)]
