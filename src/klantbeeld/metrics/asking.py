"""Asking a metric's query: its rows, or why there are none.

Entering: a definition and a transaction that only reads. Leaving: rows that are what a metric
answers. A query may be the project's own, and the catalogue can tell that it is harmless, not that
it works: one that divides by zero, names a column that is not there or answers no number gives no
figure and a sentence, and takes no other metric with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from json import dumps
from math import isfinite
from typing import Any

import psycopg
from psycopg import errors

from klantbeeld.catalog.metric_sql import asks_for_weights
from klantbeeld.catalog.metrics import Metric
from klantbeeld.store.database import Transaction

Row = Mapping[str, Any]


class Trouble(StrEnum):
    """Why a query gives no figure."""

    DIVISION = "division"
    """It divides by zero."""
    UNKNOWN_COLUMN = "unknown_column"
    """It names a column that its tables do not have."""
    TOO_SLOW = "too_slow"
    """It takes longer than a reader waits."""
    ODD_ANSWER = "odd_answer"
    """It answers something else than periods and numbers, or one period twice."""
    FAILED = "failed"
    """Anything else."""


TOLD = {
    Trouble.DIVISION: "its query divides by zero: write `nullif(..., 0)` around what it divides by",
    Trouble.UNKNOWN_COLUMN: "its query names a column that the table does not have",
    Trouble.TOO_SLOW: "its query takes longer than ten seconds",
    Trouble.ODD_ANSWER: "its query answers no date or number, or one period and part twice",
    Trouble.FAILED: "its query cannot be run",
}
"""For who writes the definition."""

_TROUBLES: tuple[tuple[type[psycopg.Error], Trouble], ...] = (
    (errors.DivisionByZero, Trouble.DIVISION),
    (errors.UndefinedColumn, Trouble.UNKNOWN_COLUMN),
    (errors.QueryCanceled, Trouble.TOO_SLOW),
    (psycopg.DataError, Trouble.FAILED),
    (psycopg.ProgrammingError, Trouble.FAILED),
    (psycopg.NotSupportedError, Trouble.FAILED),
)


def answer(transaction: Transaction, metric: Metric, *, own: bool) -> Sequence[Row] | Trouble:
    """The rows of a metric's query, which the catalogue let pass.

    ``own``: whether it is the project's, so that it may fail without the others. Raises whatever
    says that the store itself is away.
    """
    if metric.sql is None:
        return ()
    if not own:
        return transaction.execute(metric.sql, filled_in(metric)).fetchall()
    rows = try_query(transaction, metric.sql, filled_in(metric))
    if isinstance(rows, Trouble):
        return rows
    places = {(row["period"], row["dimension"], row["part"]) for row in rows}
    sound = len(places) == len(rows) and all(map(_is_answer, rows))
    return rows if sound else Trouble.ODD_ANSWER


def people_behind(
    transaction: Transaction, sql: str, asked: Mapping[str, object]
) -> Sequence[int] | Trouble:
    """The numbers of the people whom a query finds behind a figure, the heaviest first."""
    rows = try_query(transaction, sql, asked)
    if isinstance(rows, Trouble):
        return rows
    if not all(isinstance(row["person_id"], int) and _is_number(row["weight"]) for row in rows):
        return Trouble.ODD_ANSWER
    heaviest = sorted(rows, key=lambda row: (-(row["weight"] or 0), row["person_id"]))
    return [row["person_id"] for row in heaviest]


def try_query(
    transaction: Transaction, sql: str, asked: Mapping[str, object] | None
) -> Sequence[Row] | Trouble:
    """The rows, or why there are none; the transaction goes on either way."""
    try:
        with transaction.transaction():
            # Of the package or the project: the catalogue let it pass.
            return transaction.execute(sql, asked).fetchall()
    except tuple(kind for kind, _ in _TROUBLES) as error:
        return next(trouble for kind, trouble in _TROUBLES if isinstance(error, kind))


def filled_in(metric: Metric) -> dict[str, str] | None:
    """What is filled in in the query of a metric; None where it asks for nothing."""
    if metric.sql is None or not asks_for_weights(metric.sql):
        return None
    return {"weights": dumps({name: each.weight for name, each in metric.components.items()})}


def _is_answer(row: Row) -> bool:
    named = isinstance(row["dimension"], str) and isinstance(row["part"], str)
    numbers = all(_is_number(row.get(name)) for name in ("numerator", "denominator", "low", "high"))
    counted = row["n"] is not None and _is_number(row["n"]) and row["n"] >= 0
    # A moment is a date to Python; of a period it is not.
    return type(row["period"]) is date and named and numbers and counted


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float | Decimal) and isfinite(value))
