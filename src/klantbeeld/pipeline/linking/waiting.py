"""What waits to be linked, and whether that asks for a build.

Entering: the queue, in the linker's own transaction. Leaving: counts, the model in use, and the
rule by which many records are linked at once instead of one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from klantbeeld.identity.records import Rows
from klantbeeld.store.database import Transaction
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
    model_no: int | None
    """The model in use; None before the first."""
    fingerprint: str | None
    trained_on: int | None
    """Records that the model in use was made from; None where a person promoted it."""
    first: Rows
    """The numbers of the first records that wait, as many as were asked for, rising."""
    judged: bool
    """Whether one of these waits because somebody judged it."""

    @property
    def too_many(self) -> bool:
        """Whether joining in memory beats looking up each."""
        return self.waiting > max(REBUILD_FROM, REBUILD_SHARE * self.records)

    @property
    def outgrown(self) -> bool:
        """Whether the model in use made itself, from far fewer records than there are now."""
        return self.trained_on is not None and self.records >= RETRAIN_GROWTH * self.trained_on


def count_waiting(transaction: Transaction, first: int = 0) -> Waiting:
    """The counts, as they are now; and the ``first`` records that wait, locked."""
    limits = {"least": REBUILD_FROM, "share": REBUILD_SHARE, "limit": first}
    rows = transaction.execute(SQL["waiting"], limits).fetchall()
    row = rows[0]
    numbers = [each["record_no"] for each in rows if each["record_no"] is not None]
    return Waiting(
        row["waiting"],
        row["records"],
        row["model_no"],
        row["fingerprint"],
        row["trained_on"],
        np.array(numbers, np.int64),
        any(each["cause"] == "judgement" for each in rows),
    )
