"""What the estimates of one person rest on, for the gate to show: their purchases, under the model.

Entering: a person whom the gate let through, and the day of the estimates. Leaving: how often and
how lately something was bought, beside the person's own rhythm, and what the model said on the day
of the last purchase: the rest is the silence since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.valuing.models import EPOCH, live_models
from klantbeeld.pipeline.valuing.purchases import read_purchases
from klantbeeld.privacy.value_reads import Behaviour
from klantbeeld.store.database import Transaction
from klantbeeld.value.arrays import Reason
from klantbeeld.value.frozen import FrozenChurn
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.scoring import score_churn


@dataclass(frozen=True, slots=True)
class ToldByPurchases:
    """``klantbeeld.privacy.value_reads.Told``, on the store."""

    catalogue: Catalogue

    def __call__(self, transaction: Transaction, person_id: int, day: date) -> Behaviour | None:
        until = (day - EPOCH).days
        found = read_purchases(transaction, self.catalogue, [person_id])
        found = found.only(found.day <= until)
        days = found.days().day
        if not len(days):
            return None
        last = int(days[-1])
        several = len(days) > 1
        own = int((found.own_orders > 0).sum())
        return Behaviour(
            purchases=len(days),
            last_on=EPOCH + timedelta(days=last),
            silent_days=until - last,
            rhythm_days=float(last - days[0]) / (len(days) - 1) if several else None,
            mean_paid=Decimal(str(round(max(float(found.net.sum()), 0) / own, 2))) if own else None,
            churn_then=_churn_on(live_models(transaction).churn, found, last),
        )


def _churn_on(model: FrozenChurn | None, purchases: Purchases, day: int) -> float | None:
    if model is None:
        return None
    said = score_churn(model, purchases, day)
    return None if isinstance(said, Reason) else float(said.probability[0])
