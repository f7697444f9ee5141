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
        totals = one_row(transaction, SQL["totals"])
        cells = _quality(transaction, catalogue)
        checks = sum(cell.denominator for cell in cells)
        # The largest table is counted once, for the whole and for each source.
        touchpoints = _by_source(transaction, "touchpoints_by_source")
        sources = _sources(transaction, catalogue, now, touchpoints)
        return Status(
            records=totals["records"],
            people=totals["people"],
            households=totals["households"],
            touchpoints=sum(row["touchpoints"] for row in touchpoints.values()),
            waiting=totals["waiting"],
            dead_letters=totals["dead_letters"],
            failed_loads=totals["failed_loads"],
            freshness_seconds=_age(totals["last_record_at"], now),
            people_by_records=_pairs(transaction, "people_by_records"),
            people_by_sources=_pairs(transaction, "people_by_sources"),
            quality=sum(cell.numerator for cell in cells) / checks if checks else None,
            sources=sources,
        )


def source_status(
    database: Database, catalogue: Catalogue, clock: Clock
) -> tuple[SourceStatus, ...]:
    """Every declared source, in declared order."""
    with database.transaction() as transaction:
        touchpoints = _by_source(transaction, "touchpoints_by_source")
        return _sources(transaction, catalogue, clock(), touchpoints)


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
    touchpoints: Mapping[str, Mapping[str, Any]],
) -> tuple[SourceStatus, ...]:
    records = _by_source(transaction, "records_by_source")
    figures = _by_source(transaction, "figures_by_source")
    waiting = _by_source(transaction, "waiting_by_source")
    letters = _by_source(transaction, "dead_letters_by_source")
    last = _by_source(transaction, "last_loads")
    arrivals: dict[str, list[tuple[date, int]]] = defaultdict(list)
    since = now - timedelta(days=ARRIVAL_DAYS)
    parameters = {"time_zone": catalogue.organisation.time_zone, "since": since}
    for row in transaction.execute(SQL["arrivals"], parameters):
        arrivals[row["source"]].append((row["day"], int(row["rows"])))
    found = []
    for name, source in catalogue.sources.items():
        counts, events = records.get(name, {}), touchpoints.get(name, {})
        numbers = figures.get(name, {})
        moments = [row["last_at"] for row in (counts, events, numbers) if row.get("last_at")]
        found.append(
            SourceStatus(
                source=name,
                label=source.name,
                made_up=source.made_up,
                records=counts.get("records", 0),
                people=counts.get("people", 0),
                touchpoints=events.get("touchpoints", 0),
                figures=numbers.get("figures", 0),
                gone=counts.get("gone", 0),
                waiting=waiting.get(name, {}).get("waiting", 0),
                dead_letters=letters.get(name, {}).get("dead_letters", 0),
                last_load=_load(last[name]) if name in last else None,
                freshness_seconds=_age(max(moments), now) if moments else None,
                arrivals=tuple(arrivals[name]),
            )
        )
    return tuple(found)


def _by_source(transaction: Transaction, statement: str) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in transaction.execute(SQL[statement])}


def _pairs(transaction: Transaction, statement: str) -> tuple[tuple[int, int], ...]:
    return tuple((row["number"], row["people"]) for row in transaction.execute(SQL[statement]))


def _load(row: dict[str, Any]) -> LoadView:
    return LoadView(**{name: row[name] for name in LoadView.__slots__})


def _age(moment: datetime | None, now: datetime) -> float | None:
    return (now - moment).total_seconds() if moment else None
