"""Folding what customers answer and how their matters went: by day, without anybody's name.

Entering: the days of touchpoints that are folded, and what the catalogue asks. Leaving:
``metric_answer_day`` (marks by item and day), ``metric_answer_pair_day`` (sums and products of
marks over whole forms: enough for a regression, and no form of its own) and
``metric_observed_day``. A touched day is counted anew from its touchpoints, so that the
tables equal a full recount.
"""

from __future__ import annotations

from typing import Any

from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "answers.sql")

_FOLD = ("end_answers", "end_pairs", "end_observed",
         "take_marks", "count_answers", "count_pairs", "count_observed")  # fmt: skip

_OBSERVED = (Meaning.CLOSED, Meaning.CONTACTS, Meaning.REOPENED, Meaning.TRANSFERS,
             Meaning.DELIVERED)  # fmt: skip
"""Meanings that show how a matter went, each a column of ``metric_matter``."""


def fold_days(transaction: Transaction) -> None:
    """Folds the days that are being folded (``folding_day``), as far as they hold answers."""
    _fold(transaction, "take_folded_days")


def settle(transaction: Transaction, catalogue: Catalogue) -> bool:
    """Counts everything anew where the catalogue asks something else than was folded; returns
    whether it did."""
    items = transaction.execute(SQL["items"]).fetchall()
    matters = transaction.execute(SQL["matters"]).fetchall()
    if items == _items(catalogue) and matters == _matters(catalogue):
        return False
    declare(transaction, catalogue)
    transaction.execute(SQL["forget"])
    _fold(transaction, "take_all_days")
    return True


def declare(transaction: Transaction, catalogue: Catalogue) -> None:
    """Tells the store what is asked, and in which fields the answers stand."""
    for name in ("clear_items", "clear_matters"):
        transaction.execute(SQL[name])
    for row in _items(catalogue):
        transaction.execute(SQL["add_item"], row)
    for row in _matters(catalogue):
        transaction.execute(SQL["add_matter"], row)


def forget(transaction: Transaction) -> None:
    """Empties what is counted, before a recount."""
    transaction.execute(SQL["forget"])


def _fold(transaction: Transaction, taken: str) -> None:
    transaction.execute(SQL["create_days"])
    transaction.execute(SQL["create_marks"])
    transaction.execute(SQL["forget_days"])
    if transaction.execute(SQL[taken]).rowcount:
        transaction.execute(SQL["look_at_days"])
        for name in _FOLD:
            transaction.execute(SQL[name])


def _items(catalogue: Catalogue) -> list[dict[str, Any]]:
    rules = catalogue.asked
    weighed = rules.weighed
    rows = []
    for name, item in sorted(rules.items.items()):
        means = catalogue.touchpoints[item.touchpoint].means
        role = ""
        if weighed is not None and name in (weighed.outcome, *weighed.drivers):
            role = "outcome" if name == weighed.outcome else "driver"
        rows.append(
            {
                "item": name,
                "kind": item.kind.value,
                "pillar": item.pillar.value if item.pillar else "",
                "stage": item.stage or "",
                "lowest": item.scale[0],
                "highest": item.scale[1],
                "low_is_good": item.low_is_good,
                "role": role,
                "type": item.touchpoint,
                "source": item.source or "",
                "key_field": means[Meaning.QUESTION] if item.question is not None else "",
                "word": (item.question or "").strip().lower(),
                "number_field": item.field or means[Meaning.SCORE],
                "form_field": means.get(Meaning.FORM, ""),
                "remark_field": means.get(Meaning.REMARK, ""),
                "channel_field": means.get(Meaning.CHANNEL, ""),
            }
        )
    return rows


def _matters(catalogue: Catalogue) -> list[dict[str, Any]]:
    kinds = (TouchpointKind.CASE, TouchpointKind.DELIVERY)
    return [
        {
            "type": name,
            "kind": each.kind.value,
            **{f"{meaning.value}_field": each.means.get(meaning, "") for meaning in _OBSERVED},
        }
        for name, each in sorted(catalogue.touchpoints.items())
        if each.kind in kinds and not each.means.keys().isdisjoint(_OBSERVED)
    ]
