"""Model versions: made from the records held, frozen, promoted by a rebuild.

Entering: the store's records. Leaving: rows in ``linkage_model``. A version holds everything that
depends on counts, so that the same records and version always give the same people.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.core.errors import InputError
from klantbeeld.core.log import log
from klantbeeld.identity import Model
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "link.sql")
PROMOTIONS = load_sql("klantbeeld.pipeline.linking", "promotions.sql")
_LOG = logging.getLogger(__name__)


ITSELF = "klantbeeld"
"""Who promoted a version that no person did: the first of a store, and its successors."""


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version, without its content."""

    model_no: int
    created_at: datetime
    fingerprint: str
    summary: dict[str, Any]
    promoted_at: datetime | None
    retired_at: datetime | None


def add_model(
    transaction: Transaction,
    model: Model,
    now: datetime,
    *,
    automatic: bool = False,
    told: Mapping[str, Any] | None = None,
) -> int:
    """Stores a version, ``automatic`` when no person asked for it; returns its number.

    ``told``: what more its summary says, ready for JSON.
    """
    summary = {"records": model.records, "automatic": automatic, **(told or {})}
    row = one_row(
        transaction,
        SQL["add_model"],
        {
            "now": now,
            "fingerprint": model.fingerprint,
            "content": model.to_bytes(),
            "summary": Jsonb(summary),
        },
    )
    return int(row["model_no"])


def promote(transaction: Transaction, model_no: int, now: datetime, made_by: str = ITSELF) -> None:
    """Puts a version in use, and the one before it out of use; who did so stays on record."""
    transaction.execute(PROMOTIONS["add"], {"model_no": model_no, "now": now, "made_by": made_by})
    transaction.execute(SQL["retire_model"], {"now": now})
    transaction.execute(SQL["promote_model"], {"model_no": model_no, "now": now})


_RECENT: OrderedDict[str, Model] = OrderedDict()
"""Read versions by fingerprint: one never changes, and reading its vocabularies costs more than
linking a record."""


def live_model(transaction: Transaction) -> tuple[int, Model] | None:
    """The version in use; None before the first load, and when this program cannot read it.

    A version that an older program wrote is so replaced by one made from the same records.
    """
    row = transaction.execute(SQL["live_model"]).fetchone()
    if row is None:
        return None
    found = readable(transaction, row["model_no"], row["fingerprint"])
    return None if found is None else (row["model_no"], found)


def readable(transaction: Transaction, model_no: int, fingerprint: str) -> Model | None:
    """A version by number and fingerprint; None where this program cannot read it."""
    try:
        return _read(transaction, model_no, fingerprint)
    except InputError:
        log(_LOG, logging.WARNING, "the model in use is of another format", model=model_no)
        return None


def model(transaction: Transaction, model_no: int) -> Model:
    """A version by number; raises InputError when there is none."""
    for version in versions(transaction):
        if version.model_no == model_no:
            return _read(transaction, model_no, version.fingerprint)
    raise InputError.single(
        f"there is no model {model_no}", "--model", "Make one with: klantbeeld train."
    )


def _read(transaction: Transaction, model_no: int, fingerprint: str) -> Model:
    if fingerprint not in _RECENT:
        row = one_row(transaction, SQL["model_content"], {"model_no": model_no})
        _RECENT[fingerprint] = Model.from_bytes(row["content"])
        while len(_RECENT) > 2:
            _RECENT.popitem(last=False)
    return _RECENT[fingerprint]


def versions(transaction: Transaction) -> list[ModelVersion]:
    """All versions, oldest first."""
    return [ModelVersion(**row) for row in transaction.execute(SQL["models"])]
