"""Folding what becomes of orders: when they were shipped, and what was new to who ordered.

Entering: what arrived and changed, and the people whose months were folded (``folding_*`` of the
same transaction). Leaving: a histogram of the hours from order to shipment by day, and by month the
customers who ordered in a category that was new to them.
"""

from __future__ import annotations

from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "goods.sql")

_SHIP = ("take_shipped", "end_deliveries", "add_deliveries",
         "take_shipments_out", "end_shipments", "add_shipments", "put_shipments_in",
         "end_empty_ship_days")  # fmt: skip

_TAKE = ("take_new_firsts", "take_other_firsts", "look_at_firsts", "take_marks")
_CHANGE = ("end_firsts", "add_firsts")
_FOLD = ("fold_categories", "end_empty_categories")


def fold_goods(transaction: Transaction) -> None:
    """Folds the shipments and first purchases that were touched."""
    transaction.execute(SQL["create_folding"])
    for name in (*_SHIP, *_TAKE):
        transaction.execute(SQL[name])
    transaction.execute(SQL["take_categories"], {"sign": -1})
    for name in _CHANGE:
        transaction.execute(SQL[name])
    transaction.execute(SQL["take_categories"], {"sign": 1})
    for name in _FOLD:
        transaction.execute(SQL[name])
