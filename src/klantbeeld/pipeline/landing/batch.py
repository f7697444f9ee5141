"""One batch on its way in: what every kind of delivery needs to land.

Entering: a batch of delivered columns with row positions. Leaving: rows in the store, dead letters
for what could not be read, and counts. Everything of a batch lands in one transaction or not at
all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.pipeline.landing.sealing import seal_row
from klantbeeld.pipeline.landing.suppression import Kind, erased_numbers
from klantbeeld.quality import Count
from klantbeeld.quality.refusals import without_bsn
from klantbeeld.store.database import Transaction
from klantbeeld.store.keyring import Keyring
from klantbeeld.store.sql import load_sql
from klantbeeld.store.text_arrays import array_of_texts

LOADS = load_sql("klantbeeld.pipeline.landing", "loads.sql")


LONGEST_KEY = 500
"""Characters in a source's own number: a longer text is none, and no index takes it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A row for the dead letters: where, why, how to mend it, and what could be read of it."""

    position: int | None
    reason: str
    mend: str
    delivered: dict[str, str | None] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Delivered columns (text, None or null = missing) with each row's position in its file."""

    columns: Mapping[str, pa.ChunkedArray | list[str | None]]
    """Arrow from a file, lists of a few live rows."""
    positions: np.ndarray

    def __len__(self) -> int:
        return len(self.positions)

    def column(self, name: str | None) -> list[str | None]:
        """The values of a column; all missing when it is not declared or not delivered."""
        column = None if name is None else self.columns.get(name)
        if column is None:
            return [None] * len(self)
        return column if isinstance(column, list) else column.to_pylist()

    def by_row(self) -> Iterator[dict[str, str | None]]:
        """Row by row, column name to value."""
        columns = [self.column(name) for name in self.columns]
        for values in zip(*columns, strict=True):
            yield dict(zip(self.columns, values, strict=True))

    def where(self, mask: np.ndarray) -> Rows:
        """The rows for which the mask holds."""
        if mask.all():
            return self
        arrow = pa.array(mask)
        return Rows(
            {
                name: (
                    list(compress(column, mask))
                    if isinstance(column, list)
                    else column.filter(arrow)
                )
                for name, column in self.columns.items()
            },
            self.positions[mask],
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a batch lands: the delivery of a source, in one load, at one moment."""

    catalogue: Catalogue
    source: str
    delivery: str
    load_no: int
    now: datetime
    project: Path
    """The project folder, which holds the key to what was erased."""
    keyring: Keyring
    """What seals the encrypted attributes."""

    def sealed(self, row: Mapping[str, object]) -> dict[str, object]:
        """A delivered row as it may be stored."""
        return seal_row(self.catalogue, self.keyring, self.source, self.delivery, row)


@dataclass(slots=True)
class Landed:
    """What one batch changed."""

    read: int = 0
    new: int = 0
    changed: int = 0
    erased: int = 0
    """Rows of people who were erased: held back."""
    letters: list[Letter] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)
    """Record numbers whose totals, person or links may change."""
    scores: list[Count] = field(default_factory=list)
    """How good the delivered values are."""

    @property
    def unchanged(self) -> int:
        """Rows that were known as they are."""
        return self.read - self.new - self.changed - self.erased - len(self.letters)


def count(
    transaction: Transaction,
    place: Place,
    landed: Landed,
    *,
    file_name: str | None = None,
    last_row: int = 0,
    used_at: datetime | None = None,
    dropped: Mapping[str, int],
) -> None:
    """Writes the counts, scores and dead letters of a landed batch, settled up to ``last_row``.

    ``used_at``: for the live intake of a day, which has no other end. ``dropped``: undeclared
    columns or fields, with how many rows carried them.
    """
    if landed.letters:
        _hold_back_letters(transaction, place, landed)
    transaction.execute(
        LOADS["count_batch"],
        {
            "load_no": place.load_no,
            "source": place.source,
            "last_row": last_row,
            "used_at": used_at,
            "read": landed.read,
            "new": landed.new,
            "changed": landed.changed,
            "unchanged": max(landed.unchanged, 0),
            "refused": len(landed.letters),
            "erased": landed.erased,
            "dropped": json_text({without_bsn(name): rows for name, rows in dropped.items()}),
            "attributes": array_of_texts([score.attribute for score in landed.scores]),
            "dimensions": array_of_texts([score.dimension for score in landed.scores]),
            "numerators": np.array([score.numerator for score in landed.scores], np.int64),
            "denominators": np.array([score.denominator for score in landed.scores], np.int64),
        },
    )
    if not landed.letters:
        return
    transaction.execute(
        LOADS["add_dead_letters"],
        {
            "load_no": place.load_no,
            "source": place.source,
            "delivery": place.delivery,
            "file_name": file_name,
            "positions": [letter.position for letter in landed.letters],
            "reasons": [letter.reason for letter in landed.letters],
            "mends": [letter.mend for letter in landed.letters],
            "delivered": [
                None if letter.delivered is None else json_text(place.sealed(letter.delivered))
                for letter in landed.letters
            ],
            "now": place.now,
        },
    )


def _hold_back_letters(transaction: Transaction, place: Place, landed: Landed) -> None:
    """Of a row that could not land nothing is kept where it is about somebody who was erased."""
    kind: Kind = "record"
    match place.catalogue.sources[place.source].deliveries.get(place.delivery):
        case RecordDelivery() as delivery:
            column = delivery.key
        case TouchpointDelivery() as delivery:
            column = delivery.record
        case LineDelivery() as delivery:
            kind, column = "order", delivery.order
        case _:
            return
    named = [own_key((letter.delivered or {}).get(column)) for letter in landed.letters]
    keys = list(dict.fromkeys(key for key in named if key is not None))
    lock_source(transaction, place.source)
    erased = erased_numbers(transaction, place.project, place.source, kind, keys)
    letters = zip(landed.letters, named, strict=True)
    kept = [letter for letter, key in letters if key not in erased]
    landed.erased += len(landed.letters) - len(kept)
    landed.letters = kept


def too_large(number: str) -> bool:
    """Whether a standard decimal has more than 11 digits before the point: the store keeps 14, up
    to three of them behind it."""
    return len(number.lstrip("-").partition(".")[0].lstrip("0")) > 11


def lock_source(transaction: Transaction, source: str) -> None:
    """Waits until nobody else lands rows of this source; held until the transaction ends."""
    transaction.execute(LOADS["lock_source"], {"source": source})


def own_key(text: str | None) -> str | None:
    """A source's own number, as the source writes it; None where there is none that can be one.

    Only the blanks around it go: what a colleague reads in the source is what stands on the page.
    """
    key = (text or "").strip()
    return key if 0 < len(key) <= LONGEST_KEY else None


def json_text(value: object) -> str:
    """Compact JSON for a jsonb column of COPY."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
