"""Rotation: everything that is sealed is sealed anew, in batches, and goes on where it stopped.

Entering: an opened project. Leaving: the values of encrypted attributes under the newest key, in
every table that holds them; also those that were stored before the attribute was declared
encrypted. What is encrypted no longer is opened. Running it again does what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import orjson

from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import LineDelivery, ProductDelivery
from klantbeeld.core.errors import InternalError
from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.accounts.accounts import SEALED_AS
from klantbeeld.privacy.accounts.log import log_change
from klantbeeld.privacy.views import Actor
from klantbeeld.profile.term_pages import forget_terms, store_terms
from klantbeeld.profile.terms import table_terms
from klantbeeld.store.database import Transaction
from klantbeeld.store.keyring import PREFIX, Keyring, is_sealed
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.pipeline", "rotate_keys.sql")
_BATCH = 2_000

_TABLES: Mapping[str, tuple[LiteralString, LiteralString]] = {
    "records": (_SQL["some_records"], _SQL["store_records"]),
    "versions": (_SQL["some_versions"], _SQL["store_versions"]),
    "people": (_SQL["some_people"], _SQL["store_people"]),
    "dead letters": (_SQL["some_letters"], _SQL["store_letters"]),
    "corrections": (_SQL["some_corrections"], _SQL["store_corrections"]),
    "accounts": (_SQL["some_accounts"], _SQL["store_accounts"]),
}
"""What holds sealed values -> how some are read, and stored again."""


@dataclass(slots=True)
class Sealed:
    """How the values of encrypted attributes stand."""

    current: int = 0
    """Sealed with the newest key."""
    former: int = 0
    """Sealed with an older one."""
    plain: int = 0
    """Not sealed, though their attribute is declared encrypted."""
    unneeded: int = 0
    """Sealed, though their attribute is not declared encrypted (any more)."""
    lost: int = 0
    """In the sealed form, but no key opens them: left as they are."""

    @property
    def to_do(self) -> int:
        """How many a rotation would change."""
        return self.former + self.plain + self.unneeded


def sealed_values(services: Services, progress: Progress) -> Sealed:
    """Counts; changes nothing."""
    return _walk(services, progress, store=False)


def rotate(services: Services, by: Actor, progress: Progress, *, new_key: bool) -> Sealed:
    """Seals everything with the newest key, after adding one where ``new_key`` says so.

    Returns what was found before. Raises InputError where a key must be added to the environment.
    """
    if new_key:
        services.keyring.add_key()
    found = _walk(services, progress, store=True)
    with services.database.transaction() as transaction:
        key = services.keyring.keys.current
        now = services.clock()
        log_change(transaction, by, "encryption_rotated", now, key=key, values=found.to_do)
    return found


def _walk(services: Services, progress: Progress, *, store: bool) -> Sealed:
    found = Sealed()
    with progress.step("sealing", len(_TABLES)) as step:
        for statements in _TABLES.values():
            place: tuple[int, int] | None = (-1, -1)
            while place is not None:
                with services.database.transaction() as transaction:
                    place = _some(services, transaction, statements, place, found, store=store)
            step.advance()
    return found


def _some(
    services: Services,
    transaction: Transaction,
    statements: tuple[LiteralString, LiteralString],
    after: tuple[int, int],
    found: Sealed,
    *,
    store: bool,
) -> tuple[int, int] | None:
    """One batch after a row; the last row of it, or None after the last batch."""
    rows = transaction.execute(
        statements[0],
        {
            "no": after[0],
            "part": after[1],
            "names": sorted(services.catalogue.encrypted),
            "sealed": f'%"{PREFIX}%',
            "limit": _BATCH,
        },
    ).fetchall()
    searched = found.plain + found.unneeded
    changed = [new for row in rows if (new := _anew(services, row, found)) is not None]
    if changed and store:
        transaction.execute(
            statements[1],
            {
                "nos": [row["no"] for row in changed],
                "parts": [row["part"] for row in changed],
                "firsts": [row["first"] for row in changed],
                "seconds": [row["second"] for row in changed],
            },
        )
        if statements is _TABLES["records"] and found.plain + found.unneeded > searched:
            _search_anew(services.catalogue, transaction, changed)
    return (rows[-1]["no"], rows[-1]["part"]) if rows else None


def _search_anew(
    catalogue: Catalogue, transaction: Transaction, rows: Sequence[Mapping[str, Any]]
) -> None:
    """What is encrypted is not found by search, also where it was before; what no longer is, is."""
    numbers = [row["no"] for row in rows]
    held = [orjson.loads(row["second"]) for row in rows]
    names = catalogue.attributes.keys() - catalogue.encrypted
    types = {name: catalogue.attributes[name].type for name in sorted(names)}
    places = range(len(held))
    columns = {name: (places, [values.get(name) for values in held]) for name in types}
    forget_terms(transaction, numbers)
    store_terms(transaction, numbers, table_terms(columns, types))


def _anew(services: Services, row: Mapping[str, Any], found: Sealed) -> dict[str, Any] | None:
    """The row with its values sealed with the newest key; None where nothing changes."""
    wanted = _wanted(services.catalogue, row["source"], row["delivery"])
    anew = dict(row)
    for part in ("first", "second"):
        values = orjson.loads(row[part])
        sealed = {
            name: _sealed_anew(services.keyring, name, value, name in wanted, found)
            for name, value in values.items()
        }
        if sealed != values:
            anew[part] = orjson.dumps(sealed).decode()
    return anew if anew != row else None


def _wanted(catalogue: Catalogue, source: str, delivery: str) -> frozenset[str]:
    """The names under which values are sealed: attributes, or columns of a delivery."""
    declared = (
        catalogue.sources[source].deliveries.get(delivery)
        if source in (catalogue.sources)
        else None
    )
    if declared is None:
        return catalogue.encrypted | {SEALED_AS}
    if isinstance(declared, LineDelivery | ProductDelivery | FigureDelivery):
        return frozenset()
    return frozenset(c for c, name in declared.columns.items() if name in catalogue.encrypted)


def _sealed_anew(keyring: Keyring, name: str, value: Any, wanted: bool, found: Sealed) -> Any:
    if not isinstance(value, str) or not (wanted or is_sealed(value)):
        return value
    if not is_sealed(value):
        found.plain += 1
        return keyring.seal(value, name)
    try:
        text = keyring.unseal(value, name)
    except InternalError:
        found.lost += 1
        return value
    if not wanted:
        found.unneeded += 1
        return text
    if keyring.is_current(value):
        found.current += 1
        return value
    found.former += 1
    return keyring.seal(text, name)
