"""Everything that is collected, what for, and who still needs it.

Entering: the catalogue and small aggregates: quality counts, loads, who read what. Leaving: one
line per attribute and touchpoint type, and one figure for the whole. Nothing here names a person,
and nothing scans the access log. What pollution costs is
``quality.cost``'s to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.meanings import MEASURES
from klantbeeld.catalog.metric_sql import BY_PEOPLE, tables_read
from klantbeeld.catalog.metrics import Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.periods import duration
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.sources import ProductDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.metrics.feeds import missing
from klantbeeld.metrics.registry import registry
from klantbeeld.privacy.collection.reads import readers
from klantbeeld.privacy.collection.views import (
    Collected,
    CollectionView,
    Columns,
    DroppedView,
    Kind,
    Pollution,
    ReadBy,
    Standing,
)
from klantbeeld.quality.cost import cost_factor
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.privacy.collection", "collection.sql")

_NEEDED: frozenset[Standing] = frozenset({"used", "links", "metric"})


@dataclass(frozen=True, slots=True)
class _Held:
    """What was delivered of one thing."""

    held: int
    rows: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows."""

    readers: Mapping[str, tuple[ReadBy, ...]]
    held: Mapping[str, _Held]
    pollution: Mapping[str, Pollution]
    dropped: Mapping[str, DroppedView]
    metrics: Mapping[str, tuple[Words, ...]]
    now: datetime


def collection(transaction: Transaction, catalogue: Catalogue, now: datetime) -> CollectionView:
    """Everything that is collected, as it stands at this moment."""
    dropped = {row["name"]: _dropped(catalogue, row) for row in transaction.execute(SQL["dropped"])}
    facts = _Facts(
        readers=readers(transaction, catalogue),
        held=_held(transaction, catalogue),
        pollution=_pollution(transaction, catalogue.quality.cost_of_a_fault),
        dropped=dropped,
        metrics=metrics_using(catalogue),
        now=now,
    )
    things: list[tuple[Kind, str, Attribute | TouchpointType]] = [
        *(("attribute", name, each) for name, each in catalogue.attributes.items()),
        *(("touchpoint", name, each) for name, each in catalogue.touchpoints.items()),
    ]
    items = tuple(_collected(catalogue, facts, kind, name, thing) for kind, name, thing in things)
    standing = {item.name: item.standing for item in items}
    return CollectionView(
        items=items,
        columns=_columns(transaction, catalogue, standing),
        dropped=tuple(dropped.values()),
        unused_after=catalogue.organisation.unused_after,
        cost_of_a_fault=catalogue.quality.cost_of_a_fault,
    )


def metrics_using(catalogue: Catalogue) -> dict[str, tuple[Words, ...]]:
    """Touchpoint type or attribute -> the metrics that it feeds, of those that have all that they
    need: an attribute by telling people apart in it."""
    found: dict[str, list[Words]] = defaultdict(list)
    apart = [name for name, each in catalogue.attributes.items() if each.breakdown is not None]
    for metric in registry(catalogue).values():
        if missing(metric, catalogue):
            continue
        if metric.sql is not None and BY_PEOPLE in tables_read(metric.sql):
            for name in apart:
                found[name].append(metric.name)
        for name, touchpoint in catalogue.touchpoints.items():
            if any(_feeds(touchpoint, need) for need in metric.every_need):
                found[name].append(metric.name)
    return {name: tuple(metrics) for name, metrics in found.items()}


def _feeds(touchpoint: TouchpointType, need: Need) -> bool:
    if need.kind is not None and touchpoint.kind != need.kind:
        return False
    if need.measure is None:
        return need.kind is not None
    shape = MEASURES[need.measure]
    return (shape.number or shape.key) in touchpoint.means


def kept_by_law(catalogue: Catalogue, thing: Attribute | TouchpointType) -> bool:
    """Whether a law asks for it: one of its purposes that are switched on rests on one."""
    return any(
        name in catalogue.active_purposes
        and catalogue.purposes[name].legal_basis is LegalBasis.LEGAL_OBLIGATION
        for name in thing.purposes
    )


def _collected(
    catalogue: Catalogue,
    facts: _Facts,
    kind: Kind,
    name: str,
    thing: Attribute | TouchpointType,
) -> Collected:
    held, read = facts.held.get(name), facts.readers.get(name, ())
    links = isinstance(thing, Attribute) and thing.match
    standing, drops_from = _standing(catalogue, facts, name, thing, links=links)
    return Collected(
        name=name,
        kind=kind,
        label=thing.name,
        category=thing.data_category,
        goal=thing.goal,
        purposes=tuple(
            (catalogue.purposes[each].name, each in catalogue.active_purposes)
            for each in thing.purposes
        ),
        links=links,
        metrics=facts.metrics.get(name, ()),
        readers=read,
        held=held.held if held else None,
        rows=held.rows if held else None,
        since=held.since if held else None,
        pollution=facts.pollution.get(name),
        standing=standing,
        drops_from=drops_from,
        kept_by_law=kept_by_law(catalogue, thing),
    )


def _standing(
    catalogue: Catalogue,
    facts: _Facts,
    name: str,
    thing: Attribute | TouchpointType,
    *,
    links: bool,
) -> tuple[Standing, datetime | None]:
    """How it stands, and from when on it stands on the drop list."""
    held, read = facts.held.get(name), facts.readers.get(name)
    settled: Standing | None = None
    if name in facts.dropped:
        settled = "dropped"
    elif not catalogue.serves(thing):
        settled = "no_purpose"
    elif held is None and not read:
        settled = "not_delivered"
    elif links:
        settled = "links"
    elif name in facts.metrics:
        settled = "metric"
    if settled is not None:
        return settled, None
    needed_last = read[0].last_at if read else held.since if held else facts.now
    drops_from = needed_last + duration(catalogue.organisation.unused_after)
    if facts.now >= drops_from:
        return "unread", drops_from
    return ("used", None) if read else ("new", drops_from)


def _held(transaction: Transaction, catalogue: Catalogue) -> dict[str, _Held]:
    found = {
        row["name"]: _Held(row["held"], row["rows"], row["since"])
        for row in transaction.execute(SQL["held_attributes"])
    }
    for row in transaction.execute(SQL["loads_by_delivery"]):
        source = catalogue.sources.get(row["source"])
        delivery = source.deliveries.get(row["delivery"]) if source else None
        if isinstance(delivery, TouchpointDelivery):
            before = found.get(delivery.type)
            held, since = row["held"], row["since"]
            if before is not None:
                held, since = held + before.held, min(since, before.since)
            found[delivery.type] = _Held(held, None, since)
    return found


def _pollution(transaction: Transaction, cost_of_a_fault: float) -> dict[str, Pollution]:
    """The worst dimension of each attribute: one value may fail several, so it is at least that."""
    worst: dict[str, tuple[float, str]] = {}
    for row in transaction.execute(SQL["pollution"]):
        if row["denominator"]:
            failing = 1 - row["numerator"] / row["denominator"]
            worst[row["name"]] = max(worst.get(row["name"], (0.0, "")), (failing, row["dimension"]))
    return {
        name: Pollution(share, dimension, cost_factor(share, cost_of_a_fault))
        for name, (share, dimension) in worst.items()
    }


def _columns(
    transaction: Transaction, catalogue: Catalogue, standing: Mapping[str, Standing]
) -> Columns:
    """Every column of the newest load of each delivery, each counted once; keys and moments, which
    only say whose a row is and when, are not counted."""
    newest = {
        (row["source"], row["delivery"]): row["dropped_columns"]
        for row in transaction.execute(SQL["newest_dropped_columns"])
    }
    used = unused = not_kept = 0
    for (source, delivery), dropped in newest.items():
        mapped = {
            column: name
            for column, name in _mapped(catalogue, source, delivery)
            if column not in dropped
        }
        needed = sum(standing[name] in _NEEDED for name in mapped.values())
        used, unused = used + needed, unused + len(mapped) - needed
        not_kept += len(dropped)
    return Columns(used, unused, not_kept)


def _mapped(catalogue: Catalogue, source: str, name: str) -> Iterator[tuple[str, str]]:
    """Column -> the attribute or touchpoint type that it is kept for."""
    declared = catalogue.sources.get(source)
    delivery = declared.deliveries.get(name) if declared else None
    match delivery:
        case RecordDelivery():
            yield from delivery.columns.items()
        case TouchpointDelivery():
            yield from ((column, delivery.type) for column in delivery.columns)
        case ProductDelivery() | None:
            return


def _dropped(catalogue: Catalogue, row: Mapping[str, Any]) -> DroppedView:
    thing = catalogue.attributes.get(row["name"]) or catalogue.touchpoints.get(row["name"])
    return DroppedView(**row, label=thing.name if thing else None)
