"""Folding what people order: by month, cohort, region and segment.

Entering: what arrived and changed, memberships and golden records that changed (``folding_*`` and
``taken_*`` of the same transaction). Leaving: months of buyers, and the figures that add up over
them. Only the months of a person that were touched are counted from orders; a person who gained or
lost a record, or who moved to another region, is taken out of every figure and put back.
"""

from __future__ import annotations

from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "people.sql")

_TAKE = ("create_folding", "take_people", "look_at_people", "take_places", "widen",
         "leave_settled", "take_months", "look_at_months", "take_sums", "add_to_months",
         "count_months", "look_at_sums", "take_buyers", "look_at_buyers")  # fmt: skip

_CHANGE = ("end_months", "add_months", "end_buyers", "add_buyers", "add_places")

_COUNT = ("take_flows", "take_other_sums", "take_totals")

_FOLD = ("fold_cohorts", "fold_flows", "fold_parts",
         "end_empty_cohorts", "end_empty_flows", "end_empty_parts")  # fmt: skip


def fold_people(transaction: Transaction) -> None:
    """Folds the people who were touched: what they were in the figures goes out, what they are
    comes in, in one step."""
    for name in (*_TAKE, *_CHANGE, *_COUNT, *_FOLD):
        transaction.execute(SQL[name])
