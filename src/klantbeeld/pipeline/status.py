"""What is loaded, how fresh it is, what waits, what failed.

Entering: the store. Leaving: the views of ``pipeline.views``: counts and states, never a person,
so that they do not pass the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock
from klantbeeld.pipeline.counts import Held, held
from klantbeeld.pipeline.views import (
    DeadLetterView,
    LoadView,
    QualityCell,
    SourceStatus,
    Status,
)
from klantbeeld.quality.cost import RECORD
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "status.sql")

WHOLE_RECORD = Words(nl="Het hele record", en="The whole record")
"""What stands in the place of an attribute where a fault is of no one of them."""

ARRIVAL_DAYS = 30
"""How far back the arrivals per day go."""


def status(database: Database, catalogue: Catalogue, clock: Clock) -> Status:
    """The whole in one look."""
    now = clock()
    with database.transaction() as transaction:
        counts = held(transaction)
        totals = one_row(transaction, SQL["totals"])
        cells = _quality(transaction, catalogue)
        checks = sum(cell.denominator for cell in cells)
        landed = _landed(transaction)
        return Status(
            records=sum(counts.records.values()),
            people=counts.everybody,
            households=counts.households,
            touchpoints=sum(counts.touchpoints.values()),
            waiting=totals["waiting"],
            dead_letters=totals["dead_letters"],
            failed_loads=totals["failed_loads"],
            freshness_seconds=_age(max(landed.values(), default=None), now),
            people_by_records=counts.people_by_records,
            people_by_sources=counts.people_by_sources,
            quality=sum(cell.numerator for cell in cells) / checks if checks else None,
            sources=_sources(transaction, catalogue, now, counts, landed),
        )


def source_status(
    database: Database, catalogue: Catalogue, clock: Clock
) -> tuple[SourceStatus, ...]:
    """Every declared source, in declared order."""
    with database.transaction() as transaction:
        counts, landed = held(transaction), _landed(transaction)
        return _sources(transaction, catalogue, clock(), counts, landed)


def loads(database: Database, source: str | None = None, limit: int = 50) -> tuple[LoadView, ...]:
    """The newest loads, of one source or of all."""
    with database.transaction() as transaction:
        rows = transaction.execute(SQL["loads"], {"source": source, "limit": limit}).fetchall()
    return tuple(_load(row) for row in rows)


def dead_letters(
    database: Database, source: str | None = None, limit: int = 200
) -> tuple[DeadLetterView, ...]:
    """The newest rows that could not be read and were not replayed."""
    with database.transaction() as transaction:
        rows = transaction.execute(
            SQL["dead_letters"], {"source": source, "limit": limit}
        ).fetchall()
    return tuple(DeadLetterView(**row) for row in rows)


def quality(database: Database, catalogue: Catalogue) -> tuple[QualityCell, ...]:
    """The scorecard of what each source delivered last."""
    with database.transaction() as transaction:
        return _quality(transaction, catalogue)


def _quality(transaction: Transaction, catalogue: Catalogue) -> tuple[QualityCell, ...]:
    rows = transaction.execute(SQL["quality"]).fetchall()
    labels = {name: attribute.name for name, attribute in catalogue.attributes.items()}
    labels[RECORD] = WHOLE_RECORD
    return tuple(
        QualityCell(**row, label=labels[row["attribute"]])
        for row in rows
        if row["attribute"] in labels
    )


def _sources(
    transaction: Transaction,
    catalogue: Catalogue,
    now: datetime,
    counts: Held,
    landed: Mapping[str, datetime],
) -> tuple[SourceStatus, ...]:
    gone = _by_source(transaction, "gone_by_source")
    waiting = _by_source(transaction, "waiting_by_source")
    letters = _by_source(transaction, "dead_letters_by_source")
    last = _by_source(transaction, "last_loads")
    arrivals: dict[str, list[tuple[date, int]]] = defaultdict(list)
    since = now - timedelta(days=ARRIVAL_DAYS)
    parameters = {"time_zone": catalogue.organisation.time_zone, "since": since}
    for row in transaction.execute(SQL["arrivals"], parameters):
        arrivals[row["source"]].append((row["day"], int(row["rows"])))
    return tuple(
        SourceStatus(
            source=name,
            label=source.name,
            made_up=source.made_up,
            records=counts.records.get(name, 0),
            people=counts.people.get(name, 0),
            touchpoints=counts.touchpoints.get(name, 0),
            figures=counts.figures.get(name, 0),
            gone=gone.get(name, {}).get("gone", 0),
            waiting=waiting.get(name, {}).get("waiting", 0),
            dead_letters=letters.get(name, {}).get("dead_letters", 0),
            last_load=_load(last[name]) if name in last else None,
            freshness_seconds=_age(landed.get(name), now),
            arrivals=tuple(arrivals[name]),
        )
        for name, source in catalogue.sources.items()
    )


def _landed(transaction: Transaction) -> dict[str, datetime]:
    return {row["source"]: row["last_at"] for row in transaction.execute(SQL["landed_by_source"])}


def _by_source(transaction: Transaction, statement: str) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in transaction.execute(SQL[statement])}


def _load(row: dict[str, Any]) -> LoadView:
    return LoadView(**{name: row[name] for name in LoadView.__slots__})


def _age(moment: datetime | None, now: datetime) -> float | None:
    return (now - moment).total_seconds() if moment else None
