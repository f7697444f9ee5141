"""Folding what becomes of orders: when they were shipped, and what was new to who ordered.

Entering: what arrived and changed, and the people whose months were folded (``folding_*`` of the
same transaction). Leaving: a histogram of the hours from order to shipment by day, and by month the
customers who ordered in a category for the first time, with newcomers and without.
"""

from __future__ import annotations

from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "goods.sql")

_SHIP = ("take_shipped", "end_deliveries", "add_deliveries",
         "take_shipments_out", "end_shipments", "add_shipments", "put_shipments_in",
         "end_empty_ship_days")  # fmt: skip

_FIRSTS = ("take_new_firsts", "take_other_firsts", "look_at_firsts", "take_marks",
           "end_firsts", "add_firsts", "take_categories")  # fmt: skip
_FOLD = ("fold_categories", "end_empty_categories", "fold_begun", "end_empty_begun")


def fold_goods(transaction: Transaction) -> None:
    """Folds the shipments and first purchases that were touched."""
    for name in ("create_folding", *_SHIP, *_FIRSTS, *_FOLD):
        transaction.execute(SQL[name])
