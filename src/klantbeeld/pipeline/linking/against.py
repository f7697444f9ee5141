"""Links that other evidence overruled: what the review queue asks first.

Entering: the scored pairs of a clustering and the label that each record got. Leaving: rows in
``link_against``, hints that are added to and never taken back but by a rebuild: whoever reads them
looks whether the link and the two people are still there. A clustering that changes a component
stores all hints of it, so none that holds is missing.
"""

from __future__ import annotations

import numpy as np

from klantbeeld.identity.records import Floats, Rows
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "against.sql")


def forget_against(transaction: Transaction) -> None:
    """Before a rebuild, which finds all of them."""
    transaction.execute(SQL["clear"])


def store_against(
    transaction: Transaction, record_no: Rows, a: Rows, b: Rows, match_weight: Floats, label: Rows
) -> None:
    """Stores the pairs (rows of ``record_no`` and ``label``) whose weight speaks for one person and
    whose labels differ."""
    against = np.flatnonzero((match_weight > 0) & (label[a] != label[b]))
    if len(against):
        one, other = record_no[a[against]], record_no[b[against]]
        parameters = {
            "record_a": np.minimum(one, other),
            "record_b": np.maximum(one, other),
            "match_weight": match_weight[against],
        }
        transaction.execute(SQL["store"], parameters)
