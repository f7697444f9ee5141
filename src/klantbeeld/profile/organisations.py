"""Reading organisations as they are stored; unfiltered.

Entering: numbers, in the caller's transaction. Leaving: rows. Only ``privacy`` calls this: it
checks before, filters after and writes the line.
"""

from __future__ import annotations

from typing import Any

from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "organisations.sql")

Row = dict[str, Any]


def organisations_of(transaction: Transaction, person_id: int) -> list[int]:
    """The organisations that a person acts for, by id."""
    rows = transaction.execute(_SQL["of_person"], {"person_id": person_id})
    return [row["organisation_id"] for row in rows]


def resolve_organisation(transaction: Transaction, number: int) -> int | None:
    """The organisation that this id (or record number) stands for now; None when unknown."""
    row = transaction.execute(_SQL["of_record"], {"record_no": number}).fetchone()
    return None if row is None else int(row["organisation_id"])


def read_organisation(transaction: Transaction, organisation_id: int, limit: int) -> list[Row]:
    """Its first ``limit`` records, with the person of each."""
    values = {"organisation_id": organisation_id, "limit": limit}
    return transaction.execute(_SQL["records"], values).fetchall()
