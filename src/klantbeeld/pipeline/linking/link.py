"""Linking: records become people, a few at a time or all at once, with the same answer.

Entering: records that wait. Leaving: nothing that waits. Both ways find candidate pairs by shared
keys, score them with the one scorer under the live model, and cluster whole connected components;
they differ only in how the pairs are found: by a look-up in the key index (``relink``), or by a
join in memory (``rebuild``).
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.core.progress import Progress
from klantbeeld.pipeline.linking.models import ITSELF
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.linking.relink import relink_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "link.sql")

LIVE_BATCH = 500
"""Records linked in one transaction: a page sees the first of them without waiting for the last."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What linking came to."""

    linked: int
    """Records that waited."""
    records: int
    people: int
    model_no: int | None


def link_waiting(services: Services, progress: Progress) -> LinkReport:
    """Links everything that waits, and says what came of it."""
    return _report(services, settle_waiting(services, progress))


def build(
    services: Services, progress: Progress, *, model_no: int | None = None, made_by: str = ITSELF
) -> LinkReport:
    """Builds everything anew (``rebuild``), and says what came of it."""
    return _report(services, rebuild(services, progress, model_no=model_no, made_by=made_by))


def settle_waiting(services: Services, progress: Progress) -> int:
    """Links until nothing waits; returns how many records did. Safe to run in several processes."""
    linked = 0
    with progress.step("linking") as step:
        while (turn := relink_waiting(services, LIVE_BATCH)) is not None:
            linked += turn.linked
            step.advance(turn.linked)
            if not turn.more:
                return linked
    return linked + rebuild(services, progress)


def _report(services: Services, linked: int) -> LinkReport:
    with services.database.transaction() as transaction:
        row = one_row(transaction, SQL["outcome"])
    return LinkReport(linked, row["records"], row["people"], row["model_no"])
