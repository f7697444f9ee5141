"""What waits to be linked, and whether that asks for a build.

Entering: the queue, in the linker's own transaction. Leaving: counts, and the rule by which many
records are linked at once instead of one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "link.sql")

REBUILD_FROM = 2_000
REBUILD_SHARE = 0.05
"""More waiting records than this many, and than this share of all, are linked by a rebuild: joining
in memory beats looking up each."""

RETRAIN_GROWTH = 2.0
"""A first model is made from whatever was loaded first. While no person has promoted one, it is
made anew when the records have grown by this factor."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much there is to do."""

    waiting: int
    """Counted up to one more than ``REBUILD_FROM`` and ``REBUILD_SHARE`` allow."""
    records: int
    trained_on: int | None
    """Records that the model in use was made from; None where a person promoted it."""

    @property
    def too_many(self) -> bool:
        """Whether joining in memory beats looking up each."""
        return self.waiting > max(REBUILD_FROM, REBUILD_SHARE * self.records)

    @property
    def outgrown(self) -> bool:
        """Whether the model in use made itself, from far fewer records than there are now."""
        return self.trained_on is not None and self.records >= RETRAIN_GROWTH * self.trained_on


def count_waiting(transaction: Transaction) -> Waiting:
    """The counts, as they are now."""
    limits = {"least": REBUILD_FROM, "share": REBUILD_SHARE}
    row = one_row(transaction, SQL["counts"], limits)
    return Waiting(row["waiting"], row["records"], row["trained_on"])
