"""How much is held: records, people, households, touchpoints and figures, counted as they come.

Entering: the steps that the store's triggers append with every change (``held_count``), so that
no way of changing anything can be forgotten. Leaving: counts that equal a recount, at the cost of a
few rows: no page counts the records or touchpoints themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "counts.sql")

MOST_STEPS = 500
"""So many are added at a look without anybody noticing."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held now."""

    records: Mapping[str, int]
    """By source, as are the next three."""
    people: Mapping[str, int]
    """Whoever has a record of the source: a person of two sources counts in each."""
    touchpoints: Mapping[str, int]
    figures: Mapping[str, int]
    people_by_records: tuple[tuple[int, int], ...]
    """(number of records, people who have so many)."""
    people_by_sources: tuple[tuple[int, int], ...]
    households: int

    @property
    def everybody(self) -> int:
        """How many people there are, each once."""
        return sum(people for _, people in self.people_by_records)


def held(transaction: Transaction) -> Held:
    """The counts as they stand in this transaction."""
    of_source: dict[str, dict[str, int]] = {
        "records": {}, "people": {}, "touchpoints": {}, "figures": {},
    }  # fmt: skip
    of_number: dict[str, list[tuple[int, int]]] = {"by_records": [], "by_sources": []}
    households = 0
    for row in transaction.execute(SQL["held"]):
        what, count = row["what"], row["held"]
        if what in of_source:
            of_source[what][row["source"]] = count
        elif what in of_number:
            of_number[what].append((row["number"], count))
        else:
            households = count
    return Held(
        **of_source,
        people_by_records=tuple(of_number["by_records"]),
        people_by_sources=tuple(of_number["by_sources"]),
        households=households,
    )


def add_up(database: Database) -> None:
    """Adds up the steps where there are many."""
    with database.transaction() as transaction:
        if one_row(transaction, SQL["many"], {"most": MOST_STEPS})["many"]:
            transaction.execute(SQL["add_up"])
