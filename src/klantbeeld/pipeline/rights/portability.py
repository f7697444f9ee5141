"""Portability: what somebody gave us, and what we saw him do, in the sources' own columns.

Entering: a request that is ready. Leaving: one file of JSON and a CSV file per delivery, packed.
Only attributes and touchpoint types that an active purpose uses on consent or contract: Article
20(1). What was derived (who is one person, figures) is not among it. The columns are those in which
the sources delivered: another installation with the same declarations loads the files as they are.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.sources import LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.pipeline.landing.load import declared_columns
from klantbeeld.pipeline.rights.copy import Copy, copy_for
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.state import Kind
from klantbeeld.privacy.views import Actor
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "portability.sql")

Item = dict[str, str | None]
_GIVEN = (LegalBasis.CONSENT, LegalBasis.CONTRACT)


@dataclass(frozen=True, slots=True, repr=False)
class Portable:
    """What somebody takes along."""

    made_at: datetime
    organisation: str
    items: Mapping[tuple[str, str], Sequence[Item]]
    """(source, delivery) -> rows in that delivery's columns."""

    def as_json(self) -> dict[str, Any]:
        """One object: what the live intake of another installation takes."""
        return {
            "organisation": self.organisation,
            "made_at": self.made_at.isoformat(),
            "sources": {
                source: {
                    name: [_known(item) for item in items]
                    for (of, name), items in self.items.items()
                    if of == source
                }
                for source in dict.fromkeys(source for source, _ in self.items)
            },
        }

    def as_zip(self) -> bytes:
        """``data.json`` and ``<source>/<delivery>.csv``."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            text = json.dumps(self.as_json(), ensure_ascii=False, indent=2)
            archive.writestr("data.json", text)
            for (source, name), items in self.items.items():
                archive.writestr(f"{source}/{name}.csv", as_csv(items))
        return packed.getvalue()


def portable_for(services: Services, actor: Actor, purpose: str, number: int) -> Portable:
    """Carries out a request for portability, or makes the files of one that was carried out anew.

    Raises InputError where nobody made sure who asks, Refused and NotFound.
    """
    copy = copy_for(services, actor, purpose, number, Kind.PORTABILITY)
    loads = {
        row["load_no"]
        for table in ("source_record", "touchpoint")
        for row in copy.tables.get(table, ())
    }
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["deliveries"], {"loads": sorted(loads)}).fetchall()
    delivery_of = {row["load_no"]: row["delivery"] for row in rows}
    items: dict[tuple[str, str], list[Item]] = {}
    for table, make in (("source_record", _record), ("touchpoint", _touchpoint)):
        for row in copy.tables.get(table, ()):
            name = delivery_of[row["load_no"]]
            if (item := make(copy, row, name)) is not None:
                items.setdefault((row["source"], name), []).append(item)
    _add_lines(copy, items)
    return Portable(copy.made_at, services.catalogue.organisation.name, items)


def portable_names(catalogue: Catalogue) -> frozenset[str]:
    """The attributes and touchpoint types that go along."""
    given = {
        name
        for name, purpose in catalogue.purposes.items()
        if purpose.active and purpose.legal_basis in _GIVEN
    }
    purposes = {
        **{name: each.purposes for name, each in catalogue.attributes.items()},
        **{name: each.purposes for name, each in catalogue.touchpoints.items()},
    }
    return frozenset(name for name, own in purposes.items() if not given.isdisjoint(own))


def as_csv(items: Sequence[Item]) -> str:
    """Rows under the head of all their columns, RFC 4180."""
    head = list(dict.fromkeys(name for item in items for name in item))
    text = io.StringIO()
    writer = csv.DictWriter(text, head, restval="")
    writer.writeheader()
    writer.writerows(items)
    return text.getvalue()


def _known(item: Item) -> Item:
    return {name: value for name, value in item.items() if value is not None}


def _record(copy: Copy, row: Mapping[str, Any], name: str) -> Item | None:
    delivery = copy.catalogue.sources[row["source"]].deliveries.get(name)
    if not isinstance(delivery, RecordDelivery):
        return None
    along = portable_names(copy.catalogue)
    item: Item = dict.fromkeys(declared_columns(delivery))
    item |= {**delivery.only, delivery.key: row["source_record_id"]}
    if delivery.updated_at is not None and row["updated_at"] is not None:
        item[delivery.updated_at] = row["updated_at"].isoformat()
    for column, attribute in delivery.columns.items():
        corrected = row["faults"].get(attribute) == "corrected"
        held = row["standard"] if corrected else row["delivered"]
        if attribute in along and held.get(attribute) is not None:
            item[column] = held[attribute]
    return item


def _touchpoint(copy: Copy, row: Mapping[str, Any], name: str) -> Item | None:
    delivery = copy.catalogue.sources[row["source"]].deliveries.get(name)
    along = portable_names(copy.catalogue)
    if not isinstance(delivery, TouchpointDelivery) or delivery.type not in along:
        return None
    item: Item = dict.fromkeys(declared_columns(delivery))
    item |= {
        delivery.key: row["touchpoint_key"],
        delivery.record: row["source_record_id"],
        delivery.occurred_at: row["occurred_at"].isoformat(),
    }
    for column, value in (
        (delivery.amount, row["amount"]),
        (delivery.currency, row["currency"]),
        (delivery.status, row["status"]),
        (delivery.due_at, row["due_at"]),
        *((column, row["detail"].get(field)) for column, field in delivery.columns.items()),
    ):
        if column is not None and value is not None:
            item[column] = value.isoformat() if isinstance(value, datetime) else str(value)
    if delivery.lines is not None:
        names = delivery.lines
        item[names.column] = json.dumps(
            [
                _line(line, names.product, names.quantity, names.amount, names.discount)
                for line in _lines_of(copy, row["source"])
                if line["order_key"] == row["touchpoint_key"]
            ]
        )
    return item


def _add_lines(copy: Copy, items: dict[tuple[str, str], list[Item]]) -> None:
    """Lines that came in files of their own, of the orders that go along."""
    for source, declared in copy.catalogue.sources.items():
        nested = any(
            isinstance(each, TouchpointDelivery) and each.lines is not None
            for each in declared.deliveries.values()
        )
        for name, delivery in declared.deliveries.items():
            if not isinstance(delivery, LineDelivery) or nested:
                continue
            orders = _orders_along(copy, items, source)
            for line in _lines_of(copy, source):
                if line["order_key"] in orders:
                    item = _line(
                        line,
                        delivery.product,
                        delivery.quantity,
                        delivery.amount,
                        delivery.discount,
                    )
                    if delivery.line_no is not None:
                        item[delivery.line_no] = str(line["line_no"])
                    item[delivery.order] = line["order_key"]
                    items.setdefault((source, name), []).append(item)


def _orders_along(
    copy: Copy, items: Mapping[tuple[str, str], Sequence[Item]], source: str
) -> set[str | None]:
    deliveries = copy.catalogue.sources[source].deliveries
    return {
        item.get(delivery.key)
        for (of, name), own in items.items()
        if of == source and isinstance(delivery := deliveries[name], TouchpointDelivery)
        for item in own
    }


def _lines_of(copy: Copy, source: str) -> list[dict[str, Any]]:
    own = [line for line in copy.tables.get("order_line", ()) if line["source"] == source]
    return sorted(own, key=lambda line: (line["order_key"], line["line_no"]))


def _line(
    line: Mapping[str, Any], product: str, quantity: str, amount: str, discount: str | None
) -> Item:
    item: Item = {
        product: line["product_id"],
        quantity: str(line["quantity"]),
        amount: str(line["amount"]),
    }
    if discount is not None and line["discount"] is not None:
        item[discount] = str(line["discount"])
    return item
