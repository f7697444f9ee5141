"""What still comes in about somebody who was erased: held back, or kept where the law says so.

Entering: the touchpoints and order lines of a batch, before they land. Leaving: those of other
people. A touchpoint of a type that a legal duty keeps (an invoice that follows its order by a week)
goes to ``retained_touchpoint``, out of everybody's sight but that duty's; any other is not stored.
Article 17(3)(b) AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.pipeline.landing.batch import Landed, Place, json_text, lock_source
from klantbeeld.pipeline.landing.legal_duty import LegalDuty, duty_of, order_types
from klantbeeld.pipeline.landing.staged import Line, Staged
from klantbeeld.pipeline.landing.suppression import (
    Digests,
    Suppression,
    erased_numbers,
    missing_key,
)
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.landing", "erased.sql")


def hold_back_touchpoints(
    transaction: Transaction,
    place: Place,
    delivery: TouchpointDelivery,
    staged: Sequence[Staged],
    landed: Landed,
) -> Sequence[Staged]:
    """The touchpoints that may land; counts the others.

    Call it once the source is locked: an erasure then came before, or comes after.
    """
    records = dict.fromkeys(row.record for row in staged if row.record is not None)
    erased = erased_numbers(transaction, place.project, place.source, "record", list(records))
    if not erased:
        return staged
    held = [row for row in staged if row.record in erased]
    _forget_orders(transaction, place, [row.key for row in held])
    duty = duty_of(place.catalogue, delivery.type)
    if duty is not None:
        _retain(transaction, place, delivery.type, duty, held)
    landed.erased += len(held)
    return [row for row in staged if row.record not in erased]


def hold_back_lines(
    transaction: Transaction, place: Place, lines: Sequence[Line]
) -> tuple[Sequence[Line], int]:
    """The lines that may land, and how many may not: those of orders of somebody erased."""
    if not lines:
        return lines, 0
    lock_source(transaction, place.source)
    orders = dict.fromkeys(line.order for line in lines)
    erased = erased_numbers(transaction, place.project, place.source, "order", list(orders))
    if not erased:
        return lines, 0
    kept = [line for line in lines if line.order not in erased]
    held = [line for line in lines if line.order in erased]
    transaction.execute(
        SQL["retain_lines"],
        {
            "source": place.source,
            "order_types": order_types(place.catalogue),
            "orders": [line.order for line in held],
            "lines": [
                json_text(
                    {
                        "line_no": line.line_no,
                        "product_id": line.product,
                        "quantity": line.quantity,
                        "amount": line.amount,
                        "discount": line.discount,
                    }
                )
                for line in held
            ],
        },
    )
    return kept, len(held)


def _forget_orders(transaction: Transaction, place: Place, keys: Iterable[str]) -> None:
    """Their lines, which may come in a file of their own, are held back from now on too."""
    suppression = Suppression.of(place.project)
    if suppression is None:
        raise missing_key()
    digests: Digests = np.unique(suppression.digests("order", place.source, keys))
    transaction.execute(
        SQL["add_orders"], {"digests": digests, "source": place.source, "now": place.now}
    )


def _retain(
    transaction: Transaction,
    place: Place,
    kind: str,
    duty: LegalDuty,
    held: Sequence[Staged],
) -> None:
    latest = {row.key: row for row in held}.values()
    moments = [datetime.fromisoformat(row.occurred_at) for row in latest]
    transaction.execute(
        SQL["retain"],
        {
            "source": place.source,
            "type": kind,
            "purpose": duty.purpose,
            "keys": [row.key for row in latest],
            "records": [row.record for row in latest],
            "moments": moments,
            "amounts": [row.amount for row in latest],
            "currencies": [row.currency for row in latest],
            "statuses": [row.status for row in latest],
            "details": [row.detail for row in latest],
            "until": [duty.until(moment) for moment in moments],
        },
    )
