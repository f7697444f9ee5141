"""Counting every figure anew, from the touchpoints and people themselves.

Entering: the store. Leaving: ``metric_*`` tables, each as its query in ``recount.sql`` says it
should be. A row that is right already stays as it is, so that nobody who reads waits, and so that a
recount tells whether folding went wrong.
"""

from __future__ import annotations

from psycopg import sql

from klantbeeld.metrics import answers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "recount.sql")

FIGURES = {
    "metric_day": ("type", "day", "source", "status", "currency"),
    "metric_line_day": ("type", "day", "source", "category", "currency"),
    "metric_measure_day": ("measure", "day", "source", "key", "told", "level"),
    "metric_buyer_month": ("person_id", "month", "source"),
    "metric_buyer": ("person_id",),
    "metric_buyer_part": ("person_id", "dimension"),
    "metric_cohort": ("first_month", "month", "source"),
    "metric_flow": ("flow", "month"),
    "metric_part_month": ("dimension", "month", "part"),
    "metric_delivery": ("touchpoint_no",),
    "metric_shipment": ("source", "order_key"),
    "metric_ship_day": ("day", "source", "hours"),
    "metric_buyer_firsts": ("person_id",),
    "metric_category_first": ("month", "category"),
    "metric_category_begun": ("month", "category"),
}
"""Table -> its key, each after those that it is counted from. The query of the same name in
``recount.sql`` has the columns in the order of the table."""


def count_anew(transaction: Transaction) -> int:
    """Sets every figure right; returns how many rows were not."""
    transaction.execute(SQL["careful"])
    transaction.execute(SQL["look_at_all"])
    wrong = sum(_set_right(transaction, table, key) for table, key in FIGURES.items())
    transaction.execute(SQL["look_at_figures"])
    answers.forget(transaction)
    transaction.execute(SQL["take_all_days"])
    answers.fold_days(transaction)
    transaction.execute(SQL["tell_value"])
    return wrong


def _set_right(transaction: Transaction, table: str, key: tuple[str, ...]) -> int:
    names = {
        "table": sql.Identifier(table),
        "query": sql.SQL(SQL[table]),
        "same": sql.SQL(" and ").join(
            sql.SQL("t.{0} = c.{0}").format(sql.Identifier(column)) for column in key
        ),
    }
    composed = {
        name: sql.SQL(SQL[name]).format(**names)
        for name in ("count", "filled", "fill", "find_strange", "end_strange", "add_missing")
    }
    transaction.execute(composed["count"])
    wrong = 0
    if transaction.execute(composed["filled"]).rowcount:
        transaction.execute(SQL["look_at_counted"])
        transaction.execute(composed["find_strange"])
        gone = transaction.execute(composed["end_strange"]).rowcount
        wrong = max(gone, transaction.execute(composed["add_missing"]).rowcount)
    else:
        wrong = transaction.execute(composed["fill"]).rowcount
    transaction.execute(SQL["forget_counted"])
    return wrong
