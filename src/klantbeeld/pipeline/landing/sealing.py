"""Encrypted attributes on their way into the store: sealed before any statement sees them.

Entering: values of a batch, or a row that could not be read. Leaving: the same with each value of
an encrypted attribute sealed on its own, so that equal values do not look alike; and what stands
for it in the digest of a row, by which a later delivery is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import LineDelivery, ProductDelivery
from klantbeeld.store.database import Database, one_row
from klantbeeld.store.keyring import PREFIX, Keyring
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "sealing.sql")


def seal_each(
    keyring: Keyring, name: str, codes: Sequence[int], texts: Sequence[str | None]
) -> tuple[Sequence[int], list[str | None]]:
    """The values of an attribute, one sealed text a row: the codes and texts of a column."""
    rows = (texts[code] for code in codes)
    return range(len(codes)), [None if text is None else keyring.seal(text, name) for text in rows]


def fingerprints(keyring: Keyring, name: str, texts: Sequence[str | None]) -> list[str | None]:
    """A keyed hash in the place of each text: the digest of a row must not give away a value that
    has few possibilities."""
    return [None if text is None else keyring.fingerprint(text, name) for text in texts]


def seal_row(
    catalogue: Catalogue, keyring: Keyring, source: str, delivery: str, row: Mapping[str, object]
) -> dict[str, object]:
    """A delivered row, by column, with what belongs to encrypted attributes sealed."""
    declared = catalogue.sources[source].deliveries.get(delivery)
    if declared is None or isinstance(declared, LineDelivery | ProductDelivery | FigureDelivery):
        return dict(row)
    return {
        column: keyring.seal(value, column)
        if isinstance(value, str) and declared.columns.get(column) in catalogue.encrypted
        else value
        for column, value in row.items()
    }


def holds_sealed(database: Database) -> bool:
    """Whether the store holds a sealed value, which no new key would open."""
    with database.transaction() as transaction:
        row = one_row(transaction, SQL["holds_sealed"], {"sealed": f'%"{PREFIX}%'})
    return bool(row["found"])
