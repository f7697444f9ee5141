"""The live intake, and the replay of dead letters: rows that do not come from a file.

Entering: JSON objects with the delivery's own field names. Leaving: landed rows, durable before
the answer is given; the worker links them, and touchpoints show at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from klantbeeld.catalog.sources import Delivery, LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.changes import announce, wake_worker
from klantbeeld.pipeline.landing.batch import Landed, Letter, Place, Rows, count
from klantbeeld.pipeline.landing.kept import SQL as KEPT
from klantbeeld.pipeline.landing.kept import Dropped, kept_part, nothing_kept
from klantbeeld.pipeline.landing.load import declared_columns, landing_of
from klantbeeld.pipeline.services import Services
from klantbeeld.sources.read_jsonl import LineError, read_item
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "intake.sql")

MOST_ITEMS = 2_500
"""Items in one request: more belong in a file."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken in: where and why; no value of it, for answers are logged on the
    way."""

    position: int | None
    """Its place among the items, counted from 1."""
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request; everything accepted is durable."""

    load_no: int
    received: int
    new: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    dropped_fields: tuple[str, ...]


def receive(
    services: Services, source: str, delivery_name: str, items: Sequence[Mapping[str, Any]]
) -> Receipt:
    """Lands live rows in one transaction.

    Raises InputError for an unknown source or delivery, for one that only files can deliver, or for
    too many items.
    """
    delivery = find_delivery(services, source, delivery_name)
    if isinstance(delivery, LineDelivery) and delivery.line_no is None:
        raise InputError.single(
            "the lines of this delivery are numbered by their place in a file",
            f"{source}/{delivery_name}",
            "Declare the column line_no, send the lines within the order, or deliver a file.",
        )
    if len(items) > MOST_ITEMS:
        raise InputError.single(
            f"{len(items)} items in one request",
            f"{source}/{delivery_name}",
            f"Send at most {MOST_ITEMS} at a time, or deliver a file.",
        )
    declared = declared_columns(delivery)
    flat, unreadable = _flatten(items, declared)
    unkept = Counter(name for item in flat.values() for name in item if name not in declared)
    now = services.clock()
    with services.database.transaction() as transaction:
        load_no, dropped = _live_load(transaction, source, delivery_name, now)
        place = Place(
            services.catalogue, source, delivery_name, load_no, now, services.project,
            services.keyring,
        )  # fmt: skip
        kept = kept_part(services.catalogue, dropped, source, delivery)
        if kept is None:
            raise nothing_kept(source, delivery_name)
        if kept is not delivery:
            left_out = {*declared} - {*declared_columns(kept)}
            unkept.update(name for item in flat.values() for name in item if name in left_out)
        landed = _land(transaction, place, kept, declared_columns(kept), flat)
        landed.read += len(unreadable)
        landed.letters += unreadable
        with transaction.pipeline():  # one way to the server and back, with what ends it
            count(transaction, place, landed, dropped=unkept, used_at=now)
            _tell(transaction, delivery, landed)
            transaction.commit()
    return Receipt(
        load_no,
        landed.read,
        landed.new,
        landed.changed,
        landed.unchanged,
        _told(landed.letters),
        tuple(sorted(unkept)),
    )


def replay_dead_letters(services: Services, source: str) -> Receipt:
    """Tries the source's dead letters again, after the mend; what fails again stays a dead letter.

    Only rows that could be split are kept in the store; the others are read again with their file.
    Raises InputError for an unknown source.
    """
    total, letters, load_no = Landed(), [], 0
    for name, delivery in _deliveries(services, source).items():
        now = services.clock()
        with services.database.transaction() as transaction:
            waiting = transaction.execute(
                SQL["letters_to_replay"], {"source": source, "delivery": name}
            ).fetchall()
            if not waiting:
                continue
            load_no, dropped = _live_load(transaction, source, name, now)
            place = Place(
                services.catalogue, source, name, load_no, now, services.project, services.keyring
            )
            rows = {at: row["delivered"] for at, row in enumerate(waiting, start=1)}
            kept = kept_part(services.catalogue, dropped, source, delivery)
            if kept is None:
                continue
            landed = _land(transaction, place, kept, declared_columns(kept), rows)
            failed = {letter.position for letter in landed.letters}
            done = [
                row["dead_letter_no"]
                for position, row in enumerate(waiting, start=1)
                if position not in failed
            ]
            transaction.execute(SQL["replayed"], {"letters": done, "now": now})
            letters += landed.letters
            landed.read -= len(landed.letters)
            landed.letters = []
            count(transaction, place, landed, dropped={})
            _tell(transaction, delivery, landed)
        total.read += landed.read
        total.new += landed.new
        total.changed += landed.changed
    return Receipt(
        load_no, total.read, total.new, total.changed, total.unchanged, _told(letters), ()
    )


def find_delivery(services: Services, source: str, name: str) -> Delivery:
    """The named delivery; raises InputError that lists what there is."""
    deliveries = _deliveries(services, source)
    if name not in deliveries:
        raise InputError.single(
            "unknown delivery", f"{source}/{name}", f"Use one of: {', '.join(deliveries)}."
        )
    return deliveries[name]


def _deliveries(services: Services, source: str) -> dict[str, Delivery]:
    sources = services.catalogue.sources
    if source not in sources:
        raise InputError.single(
            "unknown source", f"sources/{source}", f"Use one of: {', '.join(sources)}."
        )
    return sources[source].deliveries


def _told(letters: Sequence[Letter]) -> tuple[RefusedRow, ...]:
    return tuple(RefusedRow(each.position, each.reason, each.mend) for each in letters)


def _flatten(
    items: Sequence[Mapping[str, Any]], declared: Sequence[str]
) -> tuple[dict[int, dict[str, str | None]], list[Letter]]:
    """The readable items by position, counted from 1, and letters for the others."""
    flat: dict[int, dict[str, str | None]] = {}
    letters = []
    for position, item in enumerate(items, start=1):
        try:
            flat[position] = read_item(item, declared)
        except LineError as error:
            letters.append(Letter(position, error.what, error.mend, None))
    return flat, letters


def _land(
    transaction: Transaction,
    place: Place,
    delivery: Delivery,
    declared: Sequence[str],
    items: Mapping[int, Mapping[str, str | None]],
) -> Landed:
    columns = {name: [item.get(name) for item in items.values()] for name in declared}
    rows = Rows(dict(columns), np.array(list(items), np.int64))
    # A live row is never a full delivery: it says nothing of the rows that it does not hold.
    return landing_of(delivery, full=False)(transaction, place, rows)


def _live_load(
    transaction: Transaction, source: str, delivery: str, now: datetime
) -> tuple[int, Dropped]:
    """The load of today's live rows, and what was dropped."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    parameters = {"source": source, "delivery": delivery, "day": day, "now": now}
    with transaction.pipeline():  # one way to the server and back, with what begins it
        gone = transaction.execute(KEPT["dropped_names"])
        found = transaction.execute(SQL["live_load"], parameters)
    known = found.fetchone()
    row = known or one_row(transaction, SQL["begin_live_load"], parameters)
    return int(row["load_no"]), frozenset(each["name"] for each in gone)


def _tell(transaction: Transaction, delivery: Delivery, landed: Landed) -> None:
    if isinstance(delivery, RecordDelivery):
        wake_worker(transaction)
    elif isinstance(delivery, TouchpointDelivery):
        people = transaction.execute(SQL["people_of"], {"records": landed.touched}).fetchall()
        announce(transaction, "person", [row["person_id"] for row in people])
