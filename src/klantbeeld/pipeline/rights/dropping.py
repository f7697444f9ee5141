"""Dropping what nobody needs: out of every store, and not brought back by a later delivery.

Entering: the name of an attribute or touchpoint type. Leaving: a preview of exactly what goes, or a
store without it: as delivered, standardised, former versions, golden records, search terms, rows
that could not be read, counts. Article 5(1)(c) AVG/GDPR. First the name is marked, so that nothing
new comes in; then the values go in batches, each a transaction: a run that stops is run again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Duty
from klantbeeld.catalog.project import read_project
from klantbeeld.catalog.sources import RecordDelivery, TouchpointDelivery
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.errors import InputError, KlantbeeldError
from klantbeeld.core.log import log
from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.collection.collected import kept_by_law
from klantbeeld.privacy.collection.views import Kind
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import checked_note
from klantbeeld.profile.fold import fold_totals
from klantbeeld.profile.term_pages import forget_terms, store_terms
from klantbeeld.profile.terms import table_terms
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "dropping.sql")

_LOG = logging.getLogger(__name__)

RECORDS_AT_ONCE = 20_000

_SEARCHED = frozenset(AttributeType) - {
    AttributeType.TEXT, AttributeType.CATEGORY, AttributeType.NUMBER, AttributeType.MONEY,
    AttributeType.BOOLEAN, AttributeType.GENDER, AttributeType.DATE, AttributeType.TIMESTAMP,
    AttributeType.BIRTH_DATE, AttributeType.COUNTRY, AttributeType.CITY, AttributeType.STREET,
}  # fmt: skip
"""Types by whose values a person can be found."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What dropping would do, and what stands in its way."""

    name: str
    kind: Kind
    records: int
    """Source records that hold a value; of a touchpoint type: records that it hangs on."""
    versions: int
    """Former versions of records that hold a value."""
    people: int
    """People whose picture shows it."""
    touchpoints: int
    lines: tuple[str, ...]
    """Where it stands in the project's files, to be taken out afterwards."""
    obstacle: str | None
    """linking, law or consent: why it cannot be dropped as it is; None where it can."""
    dropped: bool
    """Whether it was dropped before."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped."""

    name: str
    kind: Kind
    records: int
    versions: int
    touchpoints: int
    lines: tuple[str, ...]


def preview_drop(services: Services, name: str) -> Preview:
    """What dropping would do. Raises InputError for a name that the catalogue does not declare."""
    catalogue = services.catalogue
    kind = _kind(catalogue, name)
    with services.database.transaction() as transaction:
        dropped = transaction.execute(SQL["known_drop"], {"name": name}).fetchone() is not None
        held = "attribute_held" if kind == "attribute" else "touchpoints_held"
        row = one_row(transaction, SQL[held], {"name": name})
    return Preview(
        name=name,
        kind=kind,
        records=row["records"],
        versions=row.get("versions", 0),
        people=row.get("people", 0),
        touchpoints=row.get("touchpoints", 0),
        lines=tuple(where_declared(services, name)),
        obstacle=_obstacle(catalogue, name, kind),
        dropped=dropped,
    )


def drop(
    services: Services, actor: Actor, purpose: str, name: str, reason: str, progress: Progress
) -> Dropped:
    """Drops it for good, or goes on where a run before stopped.

    Raises Refused for a role without the duty to administer, and InputError for an unknown name,
    without a reason, and where linking, a law or proof of consent needs it.
    """
    return _remove(services, _mark(services, actor, purpose, name, reason), progress)


def drop_in_background(
    services: Services, actor: Actor, purpose: str, name: str, reason: str
) -> None:
    """As ``drop``, without waiting: from now on nothing new comes in, and the values go one batch
    after the other. Who drops it again takes up what a stop left behind."""
    before = _mark(services, actor, purpose, name, reason)

    def remove() -> None:
        try:
            _remove(services, before, NoProgress())
        except KlantbeeldError as error:
            log(_LOG, logging.ERROR, "dropping stopped", error=type(error).__name__)

    threading.Thread(target=remove, name=f"drop-{name}", daemon=True).start()


def _mark(services: Services, actor: Actor, purpose: str, name: str, reason: str) -> Preview:
    """Writes down that it is dropped, in the log too; returns what there was."""
    before = preview_drop(services, name)
    if before.obstacle is not None:
        raise InputError.single(
            _WHAT[before.obstacle].format(name=name), before.lines[0], _MEND[before.obstacle]
        )
    told = checked_note(reason, "reason")
    if told is None:
        raise InputError.single("no reason is given", "reason", "Say why nobody needs it.")
    with services.database.transaction() as transaction:
        marked = {
            "name": name,
            "kind": before.kind,
            "now": services.clock(),
            "actor": actor.name,
            "reason": told,
        }
        transaction.execute(SQL["mark_dropped"], marked)
        held = {"records": before.records, "touchpoints": before.touchpoints}
        services.gate.door.record_change(
            transaction, actor, purpose, "dropped", (), {"name": name, **held}, Duty.ADMINISTER
        )
    return before


def _remove(services: Services, before: Preview, progress: Progress) -> Dropped:
    """Takes the values out of every store."""
    name, records, versions, touchpoints = before.name, 0, 0, 0
    if before.kind == "attribute":
        records, versions = _drop_attribute(services, name, before.records, progress)
    else:
        touchpoints = _drop_touchpoints(services, name, before.touchpoints, progress)
    with services.database.transaction() as transaction:
        transaction.execute(SQL["finish_drop"], {"name": name, "now": services.clock()})
    return Dropped(name, before.kind, records, versions, touchpoints, before.lines)


_WHAT = {
    "linking": "`{name}` links records: without it some people would come apart",
    "law": "a law asks that `{name}` is kept",
    "consent": "`{name}` is the proof of what people consented to (AVG Article 7(1))",
}
_MEND = {
    "linking": (
        "Take `match: true` away, run `klantbeeld train`, and see who would come apart: "
        "`klantbeeld build --model N --dry-run`."
    ),
    "law": "Take the purpose that rests on a law from it first, if the law no longer asks for it.",
    "consent": "It goes with the retention of the purposes that it proves.",
}


def where_declared(services: Services, name: str) -> Iterator[str]:
    """Where the name stands in the project's files, as ``file:line``."""
    project = read_project(services.project)
    for document in (project.attributes, project.touchpoints):
        node = document.get(name) if document else None
        if node is not None:
            yield _place(node)
    for source in project.sources.values():
        deliveries = source.get("deliveries")
        for delivery in (deliveries.entries if deliveries else {}).values():
            if delivery.text_at("type") == name:
                yield _place(delivery)
            columns = delivery.get("columns") if delivery.text_at("kind") == "records" else None
            for column in (columns.entries if columns else {}).values():
                if column.text == name:
                    yield _place(column)


def _place(node: Node) -> str:
    return f"{node.file}:{node.line}"


def _kind(catalogue: Catalogue, name: str) -> Kind:
    if name in catalogue.attributes:
        return "attribute"
    if name in catalogue.touchpoints:
        return "touchpoint"
    raise InputError.single(
        "the catalogue declares no attribute or touchpoint type of this name",
        "name",
        "See the names: klantbeeld collection.",
    )


def _obstacle(catalogue: Catalogue, name: str, kind: Kind) -> str | None:
    thing = catalogue.attributes.get(name) or catalogue.touchpoints[name]
    if name in catalogue.matched:
        return "linking"
    if kind == "touchpoint" and catalogue.touchpoints[name].kind is TouchpointKind.CONSENT:
        return "consent"
    return "law" if kept_by_law(catalogue, thing) else None


def _drop_attribute(
    services: Services, name: str, total: int, progress: Progress
) -> tuple[int, int]:
    kind = services.catalogue.attributes[name].type
    records = after = 0
    with progress.step(f"dropping {name}", total) as step:
        while True:
            with services.database.transaction() as transaction:
                rows = transaction.execute(
                    SQL["next_records"], {"name": name, "after": after, "limit": RECORDS_AT_ONCE}
                ).fetchall()
                if not rows:
                    break
                numbers = [row["record_no"] for row in rows]
                transaction.execute(SQL["strip_records"], {"name": name, "records": numbers})
                if kind in _SEARCHED:
                    _search_anew(transaction, services.catalogue, name, rows)
                _count(transaction, name, len(rows), 0)
            records, after = records + len(rows), numbers[-1]
            step.advance(len(rows))
    with services.database.transaction() as transaction:
        versions = transaction.execute(SQL["strip_versions"], {"name": name}).rowcount
        for statement in (
            "strip_people", "strip_corrections", "strip_proposals", "strip_flags", "strip_counts",
        ):  # fmt: skip
            transaction.execute(SQL[statement], {"name": name})
        for source, delivery, column in _columns_of(services.catalogue, name):
            transaction.execute(
                SQL["strip_letters"], {"source": source, "delivery": delivery, "column": column}
            )
        _count(transaction, name, 0, versions)
    return records, versions


def _search_anew(
    transaction: Transaction, catalogue: Catalogue, name: str, rows: list[dict[str, Any]]
) -> None:
    """The records' search terms without the attribute's."""
    open_names = (each for each in catalogue.attributes if each not in catalogue.encrypted)
    types = {each: catalogue.attributes[each].type for each in open_names if each != name}
    numbers = [row["record_no"] for row in rows]
    forget_terms(transaction, numbers)
    held = [row["standard"] for row in rows]
    names = sorted({each for values in held for each in values} & types.keys())
    columns = {each: (range(len(held)), [values.get(each) for values in held]) for each in names}
    store_terms(transaction, numbers, table_terms(columns, types))


def _drop_touchpoints(services: Services, name: str, total: int, progress: Progress) -> int:
    gone = 0
    with progress.step(f"dropping {name}", total) as step:
        while True:
            with services.database.transaction() as transaction:
                rows = transaction.execute(
                    SQL["next_touchpoints"], {"name": name, "limit": RECORDS_AT_ONCE}
                ).fetchall()
                if not rows:
                    break
                numbers = [row["touchpoint_no"] for row in rows]
                transaction.execute(SQL["drop_lines"], {"touchpoints": numbers})
                transaction.execute(SQL["drop_touchpoints"], {"touchpoints": numbers})
                records = sorted({r["record_no"] for r in rows if r["record_no"] is not None})
                fold_totals(transaction, records)
                _count(transaction, name, len(rows), 0)
            gone += len(rows)
            step.advance(len(rows))
    with services.database.transaction() as transaction:
        transaction.execute(SQL["drop_totals"], {"name": name})
        transaction.execute(SQL["drop_retained"], {"name": name})
        for source, declared in services.catalogue.sources.items():
            for delivery, each in declared.deliveries.items():
                if isinstance(each, TouchpointDelivery) and each.type == name:
                    transaction.execute(
                        SQL["drop_letters"], {"source": source, "delivery": delivery}
                    )
    # What went still waits to be taken out of the figures, under its own number.
    fold(services.database, services.catalogue)
    return gone


def _count(transaction: Transaction, name: str, records: int, versions: int) -> None:
    counted = {"name": name, "records": records, "versions": versions}
    transaction.execute(SQL["count_dropped"], counted)


def _columns_of(catalogue: Catalogue, name: str) -> Iterator[tuple[str, str, str]]:
    """Source, delivery and column of an attribute."""
    for source, declared in catalogue.sources.items():
        for delivery, each in declared.deliveries.items():
            if isinstance(each, RecordDelivery):
                yield from (
                    (source, delivery, column)
                    for column, attribute in each.columns.items()
                    if attribute == name
                )
