"""What a legal duty keeps of people who were erased: for the roles of that purpose alone.

Entering: who reads, for which purpose. Leaving: the touchpoints kept for it, with the number under
which the source's own papers stand. One line in the log. Article 17(3)(b) AVG/GDPR.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "retained.sql")

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Retained:
    """One touchpoint that is kept for the law alone."""

    touchpoint_no: int
    source: str
    type: str
    touchpoint_key: str
    source_record_id: str
    occurred_at: datetime
    amount: Decimal | None
    currency: str | None
    status: str | None
    lines: int
    keep_until: datetime


def retained(
    services: Services, actor: Actor, purpose: str, key: str | None = None, limit: int = MOST_SHOWN
) -> tuple[Retained, ...]:
    """The touchpoints that this purpose keeps, the newest first; ``key``: only those of this number
    of an order, invoice or customer. Raises Refused."""
    with services.gate.door.read(actor, purpose, "retained") as read:
        rows = read.transaction.execute(
            SQL["of_purpose"],
            {"purpose": purpose, "key": key, "limit": max(0, min(limit, MOST_SHOWN))},
        ).fetchall()
        read.detail = {"touchpoints": len(rows)}
    return tuple(Retained(**row) for row in rows)
