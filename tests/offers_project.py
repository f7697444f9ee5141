"""A shop that may make personal offers, and what its customers bought.

Entering: a folder, and perhaps other terms of offers. Leaving: the project with the purpose of
offers declared on consent, products with a kind, a package and a stock, and orders as rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from project_folder import a_person, orders, records, write_csv, write_project

TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
PURPOSE = "personal_offers"
RULES: dict[str, Any] = {
    "level": "sort", "upgrade": {"within": "sort", "size": "package"},
    "stock": {"field": "stock", "yes": ["ja"]}, "excluded": {"category": ["PHARMACY"]},
    "habits": ["channel"],
}  # fmt: skip
PRODUCTS = {
    "kind": "products", "files": "data/products.csv", "key": "no", "name": "name",
    "category": "category", "columns": {"sort": "sort", "pack": "package", "stock": "stock"},
}  # fmt: skip
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "line_no": "line",
    "product": "product", "quantity": "number", "amount": "paid",
}  # fmt: skip
CASE = {
    "name": {"nl": "Klacht", "en": "Complaint"}, "kind": "case", "data_category": "user.content",
    "purposes": ["customer_service"], "retention": "2 years", "goal": "serve_better",
    "roles": ["service_agent"], "open_statuses": ["open"],
}  # fmt: skip
CASES = {
    "kind": "touchpoints", "type": "complaint", "key": "no", "record": "customer",
    "occurred_at": "at", "status": "status",
}  # fmt: skip
DECLARED = {
    "name": {"nl": "Persoonlijke aanbiedingen", "en": "Personal offers"},
    "description": {"nl": "Aanbiedingen die passen.", "en": "Offers that fit."},
    "legal_basis": "consent", "data_use": "personalize.content.profiling", "goals": ["earn_more"],
    "roles": ["marketing_manager", "service_agent"], "retention": "7 years", "profiling": True,
    "dpia": "DPIA 2", "active": True,
}  # fmt: skip
ASKED = {
    "channels": ["use"],
    "texts": {"v1": {"since": "2024-01-01", "nl": "Ja, mijn aankopen.", "en": "Yes, my orders."}},
}
SHELF = [
    {"no": no, "name": name, "category": category, "sort": sort, "pack": pack, "stock": stock}
    for no, name, category, sort, pack, stock in (
        ("1", "Koffie 250 g", "DRINKS", "koffie", "250 g", "ja"),
        ("2", "Koffie 500 g", "DRINKS", "koffie", "500 g", "ja"),
        ("3", "Filters", "DRINKS", "filters", "40 st", "ja"),
        ("4", "Thee", "DRINKS", "thee", "20 st", ""),
        ("5", "Theepot", "HOME", "theepot", "", "ja"),
        ("6", "Zalf", "PHARMACY", "zalf", "30 g", "ja"),
        ("7", "Zeldzaam", "HOME", "zeldzaam", "", "ja"),
    )
]
PRICE = {"1": 3.0, "2": 5.5, "3": 2.0, "4": 1.5, "5": 12.0, "6": 7.0, "7": 9.0}


def offers_project(folder: Path, rules: dict[str, Any] | None = None) -> Path:
    """The project, its products on the shelf, without people."""
    shop = {
        "people": records("data/people.csv"), "orders": orders("data/orders.csv"),
        "lines": LINES, "products": PRODUCTS, "complaints": CASES,
    }  # fmt: skip
    write_project(folder, {"shop": shop})
    _declare(folder / "catalog/purposes.yaml", {PURPOSE: DECLARED})
    _declare(folder / "catalog/consents.yaml", {PURPOSE: ASKED})
    types = yaml.safe_load((folder / "catalog/touchpoints.yaml").read_text())
    types["order"]["purposes"].append(PURPOSE)
    _declare(folder / "catalog/touchpoints.yaml", {"order": types["order"], "complaint": CASE})
    _declare(folder / "catalog/value.yaml", {"offers": rules or RULES})
    write_csv(folder / "data/products.csv", SHELF)
    return folder


def _declare(file: Path, more: dict[str, Any]) -> None:
    declared = yaml.safe_load(file.read_text()) if file.exists() else {}
    file.write_text(yaml.safe_dump((declared or {}) | more, sort_keys=False))


Basket = tuple[str, int, Sequence[str]]
"""Customer, days before ``TODAY``, products; a product with a minus was brought back."""


def deliver(folder: Path, people: Sequence[str], baskets: Sequence[Basket]) -> None:
    """Writes the files that the shop delivers: these customers, and what they bought. Without
    baskets there is one, of who is no customer."""
    names = [
        a_person(no, first_name=_word(2 * n, 6), last_name=_word(2 * n + 1, 10))
        for n, no in enumerate(people)
    ]
    write_csv(folder / "data/people.csv", names)
    order_rows, line_rows = [], []
    for number, (customer, days, products) in enumerate(baskets or [("nobody", 1, ["1"])]):
        at = (TODAY - timedelta(days=days, hours=1)).isoformat()
        order_rows.append(
            {"order_no": f"O{number}", "customer": customer, "at": at, "total": "9.00",
             "status": "sent", "channel": "web"}
        )  # fmt: skip
        for place, told in enumerate(products, start=1):
            product, sign = told.lstrip("-"), -1 if told.startswith("-") else 1
            line_rows.append(
                {"order_no": f"O{number}", "line": place, "product": product, "number": sign,
                 "paid": sign * PRICE.get(product, 1.0)}
            )  # fmt: skip
    write_csv(folder / "data/orders.csv", order_rows)
    write_csv(folder / "data/lines.csv", line_rows)


def coffee_and_tea(people: int = 60) -> tuple[list[str], list[Basket]]:
    """Odd ones drink coffee, most with filters, and went on to the larger package; even ones tea,
    most with a pot. Who comes first of each lacks what the others have."""
    numbers = [f"C{n}" for n in range(people)]
    baskets: list[Basket] = []
    for n, customer in enumerate(numbers):
        usual = ["1" if n % 2 else "4"]
        baskets += [(customer, days + n % 5, usual) for days in (90, 76, 62, 48, 34, 20)]
        if n % 2 and n > 4:
            baskets += [(customer, 40, ["3"]), (customer, 25, ["2", "6"])]
        if n % 2 == 0 and n > 4:
            baskets.append((customer, 41, ["5"]))
    baskets.append((numbers[-1], 30, ["7"]))
    return numbers, baskets


def _word(seed: int, letters: int) -> str:
    """Letters by chance, the same at each run: nobody's name is like another's."""
    dice = np.random.default_rng(seed)
    return "".join(dice.choice(list("abcdefghijklmnopqrstuvwxyz"), letters)).capitalize()
