"""Folding into the store: golden records of people, totals of source records.

Entering: numbers of people or records that something touched, in the caller's transaction. Leaving:
their rows in ``person`` and ``record_total``, as a full fold would leave them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson

from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.naming import display_name
from klantbeeld.profile.survivorship import HeldRecord, golden_values, survivorship_rules
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "fold.sql")
_BATCH = 5_000


def store_people(
    transaction: Transaction, person_ids: Iterable[int], catalogue: Catalogue, now: datetime
) -> None:
    """Folds these people anew from their records; an id without records ceases to be.

    The caller must be the only one that changes who these people are (the linker's own lock).
    """
    people = sorted(set(person_ids))
    rules = survivorship_rules(catalogue)
    types = {name: attribute.type for name, attribute in catalogue.attributes.items()}
    for start in range(0, len(people), _BATCH):
        batch = people[start : start + _BATCH]
        rows = transaction.execute(_SQL["members"], {"people": batch}).fetchall()
        folded = []
        for person_id, members in groupby(rows, key=lambda row: int(row["person_id"])):
            records = [_held(row) for row in members]
            values = golden_values(records, rules)
            folded.append(
                {
                    "person_id": person_id,
                    "display_name": display_name(values, types, person_id),
                    "golden": values,
                    "records": len(records),
                    "sources": sorted({record.source for record in records}),
                }
            )
        if folded:
            text = orjson.dumps(folded).decode()
            transaction.execute(_SQL["store_people"], {"folded": text, "now": now})
        if len(folded) < len(batch):
            transaction.execute(_SQL["forget_people"], {"people": batch})


def fold_totals(transaction: Transaction, record_nos: Sequence[int]) -> None:
    """Folds the touchpoints of these records anew."""
    if not record_nos:
        return
    records = sorted(set(record_nos))
    transaction.execute(_SQL["lock_sources"], {"records": records})
    transaction.execute(_SQL["forget_totals"], {"records": records})
    transaction.execute(_SQL["fold_totals"], {"records": records})


def _held(row: dict[str, Any]) -> HeldRecord:
    return HeldRecord(
        record_no=row["record_no"],
        source=row["source"],
        source_record_id=row["source_record_id"],
        standard=orjson.loads(row["standard"]),
        delivered={},
        faults=orjson.loads(row["faults"]),
        updated_at=row["updated_at"],
        recorded_at=row["recorded_at"],
        gone_at=row["gone_at"],
    )
