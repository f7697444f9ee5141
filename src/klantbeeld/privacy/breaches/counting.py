"""Whom and what a breach touched, counted: from the access log, or from what was exported.

Entering: a window of the log, or the numbers in a file that leaked; in the caller's transaction.
Leaving: the people as numbers, least and most, and the categories of data. The least are those who
were opened one by one or stand in the file; the most adds those who were only seen in a list, as a
housemate, or in a row that leads to nobody any more. Article 33(3)(a) AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.breaches.views import Count
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.breaches", "breaches.sql")

_LISTED = ("people", "household")
"""Where a line of the log names further people who were seen."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which reads of the log."""

    since: datetime
    until: datetime
    """Not included."""
    actor: str | None = None
    """Whose; None: everybody's."""
    purposes: tuple[str, ...] = ()
    """For which; empty: for all."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was in a file that leaked."""

    people: tuple[int, ...] = ()
    """Numbers of people, or of their records."""
    keys: tuple[tuple[str, str], ...] = ()
    """(source, the source's own number)."""
    attributes: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    certain: set[int] = field(default_factory=set)
    listed: set[int] = field(default_factory=set)
    nobody: int = 0
    """Rows that lead to nobody."""
    reads: int = 0
    attributes: set[str] = field(default_factory=set)
    touchpoints: set[str] = field(default_factory=set)


def count_from_log(
    transaction: Transaction, catalogue: Catalogue, window: Window, now: datetime
) -> tuple[Count, dict[int, bool]]:
    """The count, and person -> whether surely affected."""
    seen = _Seen()
    parameters = {
        "since": window.since, "until": window.until, "actor": window.actor,
        "purposes": list(window.purposes),
    }  # fmt: skip
    with transaction.cursor(name="reads_in_window") as cursor:
        for row in cursor.execute(_SQL["reads_in_window"], parameters):
            _add_read(seen, catalogue, row)
    _resolve(transaction, seen)
    return _count(transaction, catalogue, seen, now, window)


def count_from_export(
    transaction: Transaction, catalogue: Catalogue, export: Export, now: datetime
) -> tuple[Count, dict[int, bool]]:
    """The count, and person -> whether surely affected. A number twice counts once."""
    seen = _Seen(reads=len(export.people) + len(export.keys))
    seen.attributes, seen.touchpoints = set(export.attributes), set(export.touchpoints)
    numbers = transaction.execute(
        _SQL["people_of_numbers"], {"numbers": sorted(set(export.people))}
    ).fetchall()
    keys = sorted(set(export.keys))
    rows = transaction.execute(
        _SQL["people_of_keys"],
        {"sources": [source for source, _ in keys], "keys": [key for _, key in keys]},
    ).fetchall()
    for row in (*numbers, *rows):
        if row["person_id"] is None:
            seen.nobody += 1
        else:
            seen.certain.add(row["person_id"])
    return _count(transaction, catalogue, seen, now, None)


def _add_read(seen: _Seen, catalogue: Catalogue, row: Mapping[str, Any]) -> None:
    detail = row["detail"]
    listed = [number for key in _LISTED for number in _numbers(detail.get(key))]
    if row["person_id"] is None and not listed:
        return
    seen.reads += 1
    if row["person_id"] is not None:
        seen.certain.add(row["person_id"])
    seen.listed.update(listed)
    # A line that does not name the attributes may have shown all that the role sees.
    visible = catalogue.visible_attributes(row["role"], row["purpose"])
    seen.attributes.update(detail.get("attributes", visible))
    if detail.get("touchpoints", 0):
        shown = catalogue.visible_touchpoints(row["role"], row["purpose"])
        seen.touchpoints.update(detail.get("types", shown))


def _numbers(value: Any) -> Iterable[int]:
    return (number for number in value or () if isinstance(number, int))


def _resolve(transaction: Transaction, seen: _Seen) -> None:
    """People who were merged since are one person now; somebody erased keeps the number."""
    numbers = sorted(seen.certain | seen.listed)
    rows = transaction.execute(_SQL["people_of_numbers"], {"numbers": numbers})
    now = {row["number"]: row["person_id"] or row["number"] for row in rows}
    seen.certain = {now[number] for number in seen.certain}
    seen.listed = {now[number] for number in seen.listed}


def _count(
    transaction: Transaction,
    catalogue: Catalogue,
    seen: _Seen,
    now: datetime,
    window: Window | None,
) -> tuple[Count, dict[int, bool]]:
    everybody = seen.certain | seen.listed
    found = one_row(transaction, _SQL["records_of_people"], {"people": sorted(everybody)})
    count = Count(
        at=now,
        method="export" if window is None else "log",
        since=window.since if window else None,
        until=window.until if window else None,
        actor=window.actor if window else None,
        purposes=window.purposes if window else (),
        least=len(seen.certain),
        most=len(everybody) + seen.nobody,
        records=int(found["records"]),
        reads=seen.reads,
        attributes=_declared(catalogue.attributes, seen.attributes),
        touchpoints=_declared(catalogue.touchpoints, seen.touchpoints),
        categories=_categories(catalogue, seen),
    )
    return count, {number: number in seen.certain for number in sorted(everybody)}


def _declared(known: Mapping[str, Any], names: set[str]) -> tuple[str, ...]:
    """In declared order; a name that the catalogue no longer knows stands at the end."""
    return (*(name for name in known if name in names), *sorted(names - known.keys()))


def _categories(catalogue: Catalogue, seen: _Seen) -> tuple[str, ...]:
    attributes, touchpoints = catalogue.attributes, catalogue.touchpoints
    kept = [
        *(thing.data_category for name, thing in attributes.items() if name in seen.attributes),
        *(thing.data_category for name, thing in touchpoints.items() if name in seen.touchpoints),
    ]
    return tuple(dict.fromkeys(kept))
