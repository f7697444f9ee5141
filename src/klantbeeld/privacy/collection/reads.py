"""Who reads what: a small aggregate that follows the access log, line by line, once.

Entering: lines of the access log that were not counted yet. Leaving: per attribute or touchpoint
type and role how often and when last. A page reads the aggregate and never the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.collection.views import ReadBy
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.privacy.collection", "collection.sql")

LINES_AT_ONCE = 20_000


def fold_reads(database: Database, most: int | None = None) -> int:
    """Counts the lines that came since, at most ``most`` of them; returns how many there were."""
    folded = 0
    while most is None or folded < most:
        limit = LINES_AT_ONCE if most is None else min(LINES_AT_ONCE, most - folded)
        with database.transaction() as transaction:
            lines = int(one_row(transaction, SQL["fold_reads"], {"limit": limit})["lines"])
        folded += lines
        if lines < limit:
            break
    return folded


def readers(transaction: Transaction, catalogue: Catalogue) -> Mapping[str, tuple[ReadBy, ...]]:
    """Attribute or touchpoint type -> who read it, the last one first."""
    found: dict[str, list[ReadBy]] = defaultdict(list)
    for row in transaction.execute(SQL["reads"]):
        role = catalogue.roles.get(row["role"])
        label = role.name if role else None
        found[row["name"]].append(ReadBy(row["role"], label, row["reads"], row["last_at"]))
    return {name: tuple(each) for name, each in found.items()}
