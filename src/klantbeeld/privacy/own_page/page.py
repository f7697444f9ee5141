"""What is held of somebody, as he himself may see it: Article 15 AVG/GDPR.

Entering: a customer's visit. Leaving: a view with every value and where it comes from, what
happened, and who looked. Of others nothing: no housemate, no colleague's name, no judgement of two
people. One read, one line in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.privacy.consent.consents import consents_view
from klantbeeld.privacy.consent.state import ConsentState
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.own_page.views import (
    OwnAttribute,
    OwnConsent,
    OwnKind,
    OwnLeftover,
    OwnLook,
    OwnPageView,
    OwnSource,
    OwnValue,
)
from klantbeeld.privacy.present import Row, timeline_item
from klantbeeld.privacy.subject import DATA_SUBJECT, OWN_DATA
from klantbeeld.privacy.views import Actor, OrderLine, TimelineItem
from klantbeeld.profile import reading
from klantbeeld.profile.survivorship import HeldValue, Survivor, fold
from klantbeeld.store.database import one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.own_page", "reading.sql")

MOST_ITEMS = 2_000
MOST_LOOKS = 500


def own_page(
    door: Door, actor: Actor, person_id: int, items: int = 20, looks: int = 10
) -> OwnPageView:
    """The page of the customer ``actor``, whose person this is.

    ``items`` and ``looks``: how many of the newest. Raises Refused for somebody else's number.
    """
    with door.read(actor, OWN_DATA, "own_page") as read:
        rows = read.records(person_id)
        view = _view(door, read, rows, min(items, MOST_ITEMS), min(looks, MOST_LOOKS))
        read.detail = {"attributes": tuple(a.attribute for a in view.attributes),
                       "touchpoints": len(view.items)}  # fmt: skip
    return view


def _view(
    door: Door, read: Read, rows: Sequence[reading.Row], items: int, looks: int
) -> OwnPageView:
    catalogue, sight, person_id = door.catalogue, read.sight, read.person_id or 0
    numbers = [row["record_no"] for row in rows]
    golden = fold([reading.held_record(row) for row in rows], catalogue)
    timeline = _timeline(read, numbers, items + 1)
    seen = read.transaction.execute(
        _SQL["looks"],
        {
            "records": numbers,
            "zone": catalogue.organisation.time_zone,
            "himself": DATA_SUBJECT,
            "limit": looks + 1,
        },
    ).fetchall()
    said = consents_view(read.transaction, catalogue, person_id, rows, door.clock())
    shares = one_row(read.transaction, _SQL["has_housemates"], {"person_id": person_id})
    return OwnPageView(
        person_id=person_id,
        records=tuple(numbers),
        display_name=sight.name_of(golden.values, person_id),
        sources=tuple(_source(catalogue, row) for row in rows),
        attributes=tuple(_attribute(catalogue, survivor) for survivor in golden.survivors),
        leftovers=tuple(_leftovers(catalogue, rows)),
        kinds=_kinds(read, catalogue, numbers),
        items=timeline[:items],
        more_items=len(timeline) > items,
        lines=_lines(read, timeline[:items]),
        looks=tuple(OwnLook(**row) for row in seen[:looks]),
        more_looks=len(seen) > looks,
        shares_household=bool(shares["shares"]),
        consents=tuple(_consent(state) for state in said.states),
        marks=said.marks,
        under_age=said.under_age,
    )


def _consent(state: ConsentState) -> OwnConsent:
    since = state.statement.at if state.statement else None
    return OwnConsent(state.purpose, state.channel, state.standing, since)


def _source(catalogue: Catalogue, row: Row) -> OwnSource:
    return OwnSource(
        source=row["source"],
        name=_source_name(catalogue, row["source"]),
        source_record_id=row["source_record_id"],
        since=row["updated_at"] or row["recorded_at"],
        gone=row["gone_at"] is not None,
    )


def _source_name(catalogue: Catalogue, source: str) -> Words:
    declared = catalogue.sources.get(source)
    return declared.name if declared else Words(nl=source, en=source)


def _attribute(catalogue: Catalogue, survivor: Survivor) -> OwnAttribute:
    declared = catalogue.attributes[survivor.attribute]
    values: dict[str, list[HeldValue]] = {}
    for held in (survivor.winner, *survivor.losers):
        values.setdefault(held.value, []).append(held)
    return OwnAttribute(
        attribute=survivor.attribute,
        label=declared.name,
        type=declared.type,
        values=tuple(
            OwnValue(
                value,
                tuple((_source_name(catalogue, one.record.source), one.record.at) for one in held),
            )
            for value, held in values.items()
        ),
        purposes=_in_use(catalogue, declared),
        retention=declared.retention,
    )


def _in_use(catalogue: Catalogue, declared: Attribute | TouchpointType) -> tuple[str, ...]:
    return tuple(name for name in declared.purposes if name in catalogue.active_purposes)


def _leftovers(catalogue: Catalogue, rows: Sequence[Row]) -> list[OwnLeftover]:
    return [
        OwnLeftover(name, value, _source_name(catalogue, row["source"]))
        for row in rows
        for name, value in row["delivered"].items()
        if name not in catalogue.attributes and value
    ]


def _kinds(read: Read, catalogue: Catalogue, numbers: Sequence[int]) -> tuple[OwnKind, ...]:
    """How often each kind happened; amounts in several currencies count together."""
    types = read.sight.touchpoint_types
    currency = catalogue.organisation.currency
    found: dict[str, list[Row]] = {}
    for row in reading.read_totals(read.transaction, numbers, types, currency):
        found.setdefault(row["type"], []).append(row)
    return tuple(
        OwnKind(
            type=kind,
            label=catalogue.touchpoints[kind].name,
            times=sum(row["touchpoints"] for row in rows),
            first_at=min(row["first_at"] for row in rows),
            last_at=max(row["last_at"] for row in rows),
            purposes=_in_use(catalogue, catalogue.touchpoints[kind]),
            retention=catalogue.touchpoints[kind].retention,
        )
        for kind, rows in found.items()
    )


def _timeline(read: Read, numbers: Sequence[int], limit: int) -> tuple[TimelineItem, ...]:
    sight = read.sight
    rows = reading.read_timeline(
        read.transaction, numbers, sight.touchpoint_types, sight.order_types, None, limit
    )
    return tuple(timeline_item(sight, row) for row in rows)


def _lines(read: Read, items: Sequence[TimelineItem]) -> Mapping[int, tuple[OrderLine, ...]]:
    orders = {(item.source, item.touchpoint_key): item.touchpoint_no for item in items
              if item.lines}  # fmt: skip
    if not orders:
        return {}
    keys = {"sources": [source for source, _ in orders], "keys": [key for _, key in orders]}
    found: dict[int, list[OrderLine]] = {}
    for row in read.transaction.execute(_SQL["order_lines"], keys):
        number = orders[row.pop("source"), row.pop("order_key")]
        found.setdefault(number, []).append(OrderLine(**row))
    return {number: tuple(lines) for number, lines in found.items()}
