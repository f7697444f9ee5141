"""What every table and column of the store holds, and whether the database holds anything else.

Entering: ``holdings.yaml`` and the catalogue of a database. Leaving: the declared holdings, and
every table or column that stands in one of the two only. The register of processing (Article 30),
the copy that a person may ask for (Article 15) and erasure (Article 17) all read this one list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from klantbeeld.catalog.definition import Words
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.store", "holdings.sql")

ATTRIBUTES, TOUCHPOINTS, PSEUDONYM = "attributes", "touchpoints", "pseudonym"
COLLEAGUE, SECRET, ADMINISTRATION = "colleague", "secret", "administration"
MEANINGS = frozenset({ATTRIBUTES, TOUCHPOINTS, PSEUDONYM, COLLEAGUE, SECRET, ADMINISTRATION})
"""What a column may hold beside a fideslang data category."""

Hook = Literal[
    "record", "person", "source_record", "order", "content", "packed", "profile", "request",
    "breach", "account", "partner",
]  # fmt: skip
SeenBy = Literal["gate", "officer", "administrator", "operations", "software"]
Kept = Literal[
    "catalogue", "record", "person", "build", "log", "account", "session", "accountability",
    "unlimited",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """One table."""

    table: str
    what: Words
    hangs_on: Mapping[Hook, tuple[str, ...]]
    """How a row belongs to somebody -> the columns that say so; empty: it belongs to nobody."""
    seen_by: SeenBy
    kept: Kept
    columns: Mapping[str, str]
    """Column -> what it holds: a meaning or a fideslang data category."""

    @property
    def categories(self) -> tuple[str, ...]:
        """What the table holds of customers, each once: fideslang keys, attributes, touchpoints."""
        about = {PSEUDONYM, COLLEAGUE, SECRET, ADMINISTRATION}
        return tuple(dict.fromkeys(m for m in self.columns.values() if m not in about))

    @property
    def personal(self) -> bool:
        """Whether it holds anything of a customer, be it a number that stands for one."""
        return bool(self.categories) or PSEUDONYM in self.columns.values()


@dataclass(frozen=True, slots=True)
class Difference:
    """A table or column that is declared and not there, or there and not declared."""

    table: str
    column: str | None
    """None for a whole table."""
    exists: bool
    """There and not declared; else declared and not there."""

    def __str__(self) -> str:
        name = self.table if self.column is None else f"{self.table}.{self.column}"
        kind = "table" if self.column is None else "column"
        if self.exists:
            return f"the {kind} {name} is in the database but in no declaration"
        return f"the {kind} {name} is declared but not in the database"


@cache
def holdings() -> Mapping[str, Holding]:
    """Table -> what it holds, in the order of the data's way.

    Raises ValueError where the declaration itself is wrong; a test reads it.
    """
    text = resources.files("klantbeeld.store").joinpath("holdings.yaml").read_text("utf-8")
    return {table: _holding(table, declared) for table, declared in yaml.safe_load(text).items()}


def differences(transaction: Transaction) -> tuple[Difference, ...]:
    """Everything that the live database holds and this declaration does not, and the reverse.

    Tables, views and foreign tables of every schema count, however they came there; not those of
    extensions, and not another session's temporary ones.
    """
    found: dict[str, set[str]] = {}
    for row in transaction.execute(_SQL["columns_that_exist"]):
        found.setdefault(row["table_name"], set()).add(row["column_name"])
    declared = {table: set(holding.columns) for table, holding in holdings().items()}
    told: list[Difference] = []
    for table in sorted({*found, *declared}):
        if table not in declared or table not in found:
            told.append(Difference(table, None, exists=table in found))
            continue
        strange = sorted(found[table] ^ declared[table])
        told += [Difference(table, column, exists=column in found[table]) for column in strange]
    return tuple(told)


def _holding(table: str, declared: dict[str, Any]) -> Holding:
    columns: dict[str, str] = {}
    for meaning, names in declared["columns"].items():
        for name in names:
            if name in columns:
                raise ValueError(f"{table}.{name} stands under two meanings")
            columns[name] = meaning
    hangs_on = {hook: tuple(names) for hook, names in declared.get("hangs_on", {}).items()}
    named = {name for names in hangs_on.values() for name in names}
    if not named <= columns.keys():
        raise ValueError(f"{table}: hangs on a column that it does not have")
    unknown = {*hangs_on} - {*get_args(Hook)}
    unknown |= {declared["seen_by"]} - {*get_args(SeenBy)} | {declared["kept"]} - {*get_args(Kept)}
    if unknown:
        raise ValueError(f"{table}: {', '.join(sorted(unknown))} is not possible here")
    words = Words.model_validate(declared["what"])
    return Holding(table, words, hangs_on, declared["seen_by"], declared["kept"], columns)
