"""What may be offered, and what people bought of it, read out of the store for learning.

Entering: the terms of offers and the types of orders that serve their purpose. Leaving: products as
places from 0 on, and order lines by person, product and local day. Whoever is left out of the
purpose is not read at all: no consent, an objection, no profiling, a restriction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.offers import OfferRules
from klantbeeld.privacy.barring import people_left_out
from klantbeeld.store.copy import read_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql
from klantbeeld.value.arrays import Floats, Ints
from klantbeeld.value.offers.sizes import package_size

SQL = load_sql("klantbeeld.pipeline.valuing", "offers.sql")

MOST_ORDERS = 500_000
"""Of more orders every so manieth customer is learnt from, whole."""

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Range:
    """What may be offered: ``item`` and ``kind`` by product number, the names by item number."""

    level: str
    item: Ints
    items: tuple[str, ...]
    kind: Ints
    """What is of one kind, where sizes count in one unit; -1 of none."""
    size: Floats | None
    numbers: tuple[tuple[tuple[str, str], ...], ...]
    """By product number: the source and the number there, of each source that has it."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Order lines by person, product and day, as places from 0 on."""

    person: Ints
    product: Ints
    day: Ints
    pieces: Floats
    """Of those with a price in the organisation's currency."""
    paid: Floats
    people: int
    left_out: int
    """Buyers who may not be profiled for it."""
    sampled_from: int | None
    """Of how many who may be, the people are a sample; None where they are all of them."""


def read_range(transaction: Transaction, rules: OfferRules) -> Range:
    """Every product that may be offered. Makes the temporary table that ``read_bought`` needs."""
    barred = [(field, value) for field, values in rules.excluded.items() for value in values]
    transaction.execute(
        SQL["range"],
        {
            "level": rules.level, "within": rules.upgrade.within, "size": rules.upgrade.size,
            "fields": [field for field, _ in barred], "values": [value for _, value in barred],
        },
    )  # fmt: skip
    transaction.execute(SQL["index_range"])
    transaction.execute(SQL["analyze_range"])
    rows = transaction.execute(SQL["read_range"]).fetchall()
    count = max((row["product_no"] for row in rows), default=-1) + 1
    item, kind, size = np.zeros(count, np.int64), np.full(count, -1), np.zeros(count)
    names: dict[int, str] = {}
    numbers: list[list[tuple[str, str]]] = [[] for _ in range(count)]
    kinds: dict[tuple[str, str], int] = {}
    for row in rows:
        product = row["product_no"]
        item[product] = row["item_no"]
        names[row["item_no"]] = row["item"]
        numbers[product].append((row["source"], row["product_id"]))
        unit, size[product] = package_size(row["size"]) or ("", 0.0)
        if row["kind"] and (unit or rules.upgrade.size is None):
            kind[product] = kinds.setdefault((row["kind"], unit), len(kinds))
    return Range(
        rules.level, item, tuple(names[number] for number in range(len(names))), kind,
        None if rules.upgrade.size is None else size, tuple(map(tuple, numbers)),
    )  # fmt: skip


def read_bought(
    transaction: Transaction, catalogue: Catalogue, types: Sequence[str], now: datetime
) -> Bought:
    """What people who may be profiled bought; what they brought back whole, they did not buy."""
    people, sampled_from, left_out = _people(transaction, catalogue, types, now)
    transaction.execute(SQL["people"], {"people": people.tolist()})
    organisation, rules = catalogue.organisation, catalogue.value.offers
    person, product, day, quantity, pieces, paid = read_numbers(
        transaction,
        SQL["lines"],
        {
            "zone": organisation.time_zone, "currency": organisation.currency,
            "types": list(types), "since": now - timedelta(days=rules.days), "now": now,
        },
        "iiifff",
    )  # fmt: skip
    pair = person * (int(product.max(initial=0)) + 1) + product
    _, place = np.unique(pair, return_inverse=True)
    kept = (np.bincount(place, quantity)[place] > 0) & (quantity > 0)
    who, row = np.unique(person[kept], return_inverse=True)
    return Bought(
        row.astype(np.int64), product[kept].astype(np.int64), day[kept].astype(np.int64),
        pieces[kept].astype(float), paid[kept].astype(float), len(who), left_out, sampled_from,
    )  # fmt: skip


def _people(
    transaction: Transaction, catalogue: Catalogue, types: Sequence[str], now: datetime
) -> tuple[Ints, int | None, int]:
    """Whom to learn from, of how many where it is a sample, and how many may not be profiled."""
    rows = transaction.execute(SQL["orders_of_people"], {"types": list(types)}).fetchall()
    everybody = [row["person_id"] for row in rows]
    barred: set[int] = set()
    for start in range(0, len(everybody), BATCH):
        batch = everybody[start : start + BATCH]
        purpose = catalogue.value.offers.purpose
        barred |= people_left_out(transaction, catalogue, batch, purpose, now).keys()
    able = [row for row in rows if row["person_id"] not in barred]
    step = max(-(-sum(row["orders"] for row in able) // MOST_ORDERS), 1)
    people = np.array([row["person_id"] for row in able[::step]], np.int64)
    return people, len(able) if step > 1 else None, len(barred)
