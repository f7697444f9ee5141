"""A project in which people may be scored, and orders made for it.

Entering: a folder, and how many customers buy how. Leaving: the project as ``klantbeeld init``
writes it with the purpose of scoring switched on, and its orders as rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from project_folder import a_person, orders, records, write_csv, write_project

TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def value_project(folder: Path, rules: dict[str, Any] | None = None) -> Path:
    """A shop whose people and orders lie in ``data``, with the purpose of scoring switched on."""
    write_project(
        folder,
        {"shop": {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}},
    )
    file = folder / "catalog/purposes.yaml"
    purposes = yaml.safe_load(file.read_text())
    purposes["customer_value"] |= {"active": True, "dpia": "DPIA 1"}
    file.write_text(yaml.safe_dump(purposes, sort_keys=False))
    if rules is not None:
        (folder / "catalog/value.yaml").write_text(yaml.safe_dump(rules))
    return folder


def an_order(
    number: object, customer: object, at: datetime, total: float, **more: Any
) -> dict[str, Any]:
    """A delivered row of an order."""
    moment = at.isoformat()
    row = {"order_no": number, "customer": customer, "at": moment, "total": f"{total:.2f}"}
    return {**row, "status": "sent", "channel": "web", **more}


def some_customers(
    customers: int, days: int = 300, seed: int = 7
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """People, and their orders over so many days before ``TODAY``: each at a pace of their own,
    and who leaves leaves without notice."""
    dice = np.random.default_rng(seed)
    people = [a_person(f"C{n}", **_unlike(n)) for n in range(customers)]
    rows: list[dict[str, Any]] = []
    for n in range(customers):
        at, pace = float(dice.uniform(0, days * 0.8)), float(dice.gamma(2.0, 12.0)) + 2
        ends, worth = at + float(dice.exponential(days)), float(dice.gamma(6.0, 5.0)) + 1
        while at < min(ends, days):
            moment = TODAY - timedelta(days=days - at)
            rows.append(an_order(f"O{len(rows)}", f"C{n}", moment, worth * dice.gamma(4.0, 0.25)))
            at += float(dice.exponential(pace))
    return people, rows


def deliver(folder: Path, people: Sequence[dict[str, str]], rows: Sequence[dict[str, Any]]) -> None:
    """Writes the files that the shop delivers."""
    write_csv(folder / "data/people.csv", people)
    write_csv(folder / "data/orders.csv", rows)


def _unlike(number: int) -> dict[str, str]:
    """A name, an address and a birth date that resemble nobody else's."""
    letters = (
        hashlib.sha256(str(number).encode())
        .hexdigest()
        .translate(str.maketrans("0123456789", "ghijklmnop"))
    )
    return {
        "first_name": letters[:7].title(),
        "last_name": letters[7:18].title(),
        "email": f"{letters[18:34]}@example.org",
        "born": f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
    }
