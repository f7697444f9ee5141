"""Purchases read from the store: local days, refunds, currencies, and the purpose."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import yaml

from klantbeeld.pipeline.valuing.purchases import read_purchases
from klantbeeld.store.database import Database
from project_folder import a_person, load, open_services, orders, records, write_csv
from value_project import an_order, value_project

PEOPLE = [
    a_person("C1", last_name="Bakker", email="b@example.org"),
    a_person("C2", last_name="Smit"),
]


def _day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def test_one_row_per_person_and_local_day(tmp_path: Path, database: Database) -> None:
    folder = value_project(tmp_path / "p")
    write_csv(folder / "data/people.csv", PEOPLE)
    rows = [
        an_order("1", "C1", datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 10),
        an_order("2", "C1", datetime(2026, 1, 1, 20, 0, tzinfo=UTC), 5),
        an_order("3", "C1", datetime(2026, 1, 5, 9, 0, tzinfo=UTC), -40),
        an_order("4", "C2", datetime(2026, 1, 5, 9, 0, tzinfo=UTC), 7),
    ]
    write_csv(folder / "data/orders.csv", rows)
    services = open_services(folder, database)
    load(services)
    with database.transaction() as transaction:
        found = read_purchases(transaction, services.catalogue)
        first = read_purchases(transaction, services.catalogue, [int(found.person[0])])
        nobody = read_purchases(transaction, services.catalogue, [])
    assert found.day.tolist() == [_day("2026-01-01"), _day("2026-01-05"), _day("2026-01-05")]
    assert found.orders.tolist() == [2, 0, 1]
    assert found.net.tolist() == [15, -40, 7]
    assert found.days().day.tolist() == [_day("2026-01-01"), _day("2026-01-05")]
    assert first.net.tolist() == [15, -40]
    assert len(nobody.person) == 0


def test_another_currency_counts_as_a_day_and_not_as_money(
    tmp_path: Path, database: Database
) -> None:
    folder = value_project(tmp_path / "p")
    shop = yaml.safe_load((folder / "sources/shop.yaml").read_text())
    shop["deliveries"] = {
        "people": records("data/people.csv"),
        "orders": orders("data/orders.csv", currency="money"),
    }
    (folder / "sources/shop.yaml").write_text(yaml.safe_dump(shop))
    write_csv(folder / "data/people.csv", PEOPLE)
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    rows = [an_order("1", "C1", at, 10, money="EUR"), an_order("2", "C1", at, 99, money="USD")]
    write_csv(folder / "data/orders.csv", rows)
    services = open_services(folder, database)
    load(services)
    with database.transaction() as transaction:
        found = read_purchases(transaction, services.catalogue)
    assert (found.orders.tolist(), found.own_orders.tolist()) == ([2], [1])
    assert found.paid.tolist() == [10]
    assert found.other_currency == 1


def test_what_is_not_declared_for_the_purpose_is_not_read(
    tmp_path: Path, database: Database
) -> None:
    folder = value_project(tmp_path / "p")
    file = folder / "catalog/touchpoints.yaml"
    types = yaml.safe_load(file.read_text())
    types["order"]["purposes"].remove("customer_value")
    file.write_text(yaml.safe_dump(types))
    write_csv(folder / "data/people.csv", PEOPLE)
    rows = [an_order("1", "C1", datetime(2026, 1, 5, 9, tzinfo=UTC), 10)]
    write_csv(folder / "data/orders.csv", rows)
    services = open_services(folder, database)
    load(services)
    with database.transaction() as transaction:
        assert len(read_purchases(transaction, services.catalogue).person) == 0
        read = read_purchases(transaction, services.catalogue, purpose="customer_insight")
    assert np.array_equal(read.net, [10])
