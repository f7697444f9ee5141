"""What customers were worth at the end of past months: all months by the model in use.

So the line moves with the customers and never with the model, and every month is right after a
merge, a correction or an erasure as soon as everybody was scored anew.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from klantbeeld.pipeline.valuing.models import EPOCH, SQL
from klantbeeld.store.copy import read_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.value.arrays import Ints
from klantbeeld.value.frozen import LifetimeModel
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.scoring import expected_cents

MONTHS = 12


def store_past(
    transaction: Transaction, model: LifetimeModel | None, purchases: Purchases, day: int
) -> None:
    """Writes the months before that of ``day``, after the present scores were written."""
    transaction.execute(SQL["forget_past"])
    if model is None or not len(purchases.person):
        return
    channels = [row["channel"] for row in transaction.execute(SQL["channels"])]
    person, channel = (
        column.astype(np.int64)
        for column in read_numbers(
            transaction, SQL["channel_of_each"], {"channels": channels}, "ii"
        )
    )
    order = np.argsort(person)
    known = (person[order], channel[order])
    rows = [
        row
        for end in month_ends(day, int(purchases.day.min()))
        for row in _month(model, purchases, end, known, channels)
    ]
    names = ("months", "dimensions", "parts", "customers", "values")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    transaction.execute(
        SQL["add_past"],
        {name: list(column) for name, column in zip(names, columns, strict=True)},
    )


def month_ends(day: int, first: int) -> list[int]:
    """The last days of the months before that of ``day``, the newest first, none before data."""
    ends: list[int] = []
    month = (EPOCH + timedelta(days=day)).replace(day=1)
    while len(ends) < MONTHS:
        end = (month - EPOCH).days - 1
        if end < first:
            break
        ends.append(end)
        month = (EPOCH + timedelta(days=end)).replace(day=1)
    return ends


def _month(
    model: LifetimeModel,
    purchases: Purchases,
    end: int,
    known: tuple[Ints, Ints],
    channels: list[str],
) -> list[tuple[date, str, str, int, Decimal]]:
    people, money = expected_cents(model, purchases, end)
    there = np.isin(people, known[0])
    people, money = people[there], money[there]
    if not len(people):
        return []
    month = (EPOCH + timedelta(days=end)).replace(day=1)
    part = known[1][np.searchsorted(known[0], people)]
    customers = np.bincount(part, minlength=len(channels))
    value = np.bincount(part, money, len(channels))
    rows = [(month, "", "", len(people), Decimal(int(money.sum())) / 100)]
    rows += [
        (month, "channel", name, int(customers[at]), Decimal(round(float(value[at]))) / 100)
        for at, name in enumerate(channels)
        if customers[at]
    ]
    return rows
