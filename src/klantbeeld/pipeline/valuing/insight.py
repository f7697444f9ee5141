"""Who may be profiled, what they bought, and who is left out: read once, for scores and for stages.

Entering: the catalogue, the people meant, and the moment. Leaving: purchases without those of who
objects, refuses profiling, is restricted or did not consent; and ``value_left_out``, from which
every figure of who is left out is told. AVG/GDPR Articles 4(4), 18 and 21.

Whoever is marked stands in ``value_left_out`` from that transaction on (a trigger of the store),
with no bars yet. Ask in this order, so that nobody slips through: forget those rows, read, keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline.valuing.models import EPOCH, barred
from klantbeeld.pipeline.valuing.purchases import read_purchases
from klantbeeld.privacy.barring import Bars, counted, people_left_out
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql
from klantbeeld.value.arrays import Bools
from klantbeeld.value.purchases import Purchases

SQL = load_sql("klantbeeld.pipeline.valuing", "insight.sql")


@dataclass(frozen=True, slots=True)
class InSight:
    """What was bought by who may be profiled; and of the buyers who may not, why."""

    purchases: Purchases
    left_out: Bars

    def counts(self) -> dict[str, int]:
        """How many are left out by reason; under ``people`` how many in all."""
        if not self.left_out:
            return {}
        reasons = counted(self.left_out.values())
        return {**{bar.value: n for bar, n in reasons.items()}, "people": len(self.left_out)}


def in_sight(
    transaction: Transaction, catalogue: Catalogue, people: Sequence[int] | None, now: datetime
) -> InSight:
    """The purchases of these people, or of everybody, without who is left out of the purpose.

    Nothing of anybody where no purpose allows profiling.
    """
    if barred(catalogue) is not None:
        return InSight(read_purchases(transaction, catalogue, []), {})
    found = read_purchases(transaction, catalogue, people)
    everybody = np.unique(found.person).tolist()
    bars = people_left_out(transaction, catalogue, everybody, catalogue.value.purpose, now)
    if not bars:
        return InSight(found, {})
    today = now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
    bought = (found.orders > 0) & (found.day <= (today - EPOCH).days)
    buyers = set(np.unique(found.person[bought]).tolist())
    kept: Bools = ~np.isin(found.person, np.fromiter(bars, np.int64))
    return InSight(
        replace(found.only(kept), other_currency=found.other_currency),
        {person: why for person, why in bars.items() if person in buyers},
    )


def forget_unseen(transaction: Transaction, people: Sequence[int] | None) -> None:
    """Before reading: of these people, or of everybody who was marked since they were seen last."""
    if people is None:
        transaction.execute(SQL["forget_marked"])
    else:
        transaction.execute(SQL["forget"], {"people": list(people)})


def keep_left_out(transaction: Transaction, people: Sequence[int] | None, left_out: Bars) -> None:
    """After reading: these and no others of ``people``, or of everybody."""
    numbers = list(left_out)
    if people is None:
        transaction.execute(SQL["forget_others"], {"left_out": numbers})
    told = [" ".join(bar.value for bar in left_out[number]) for number in numbers]
    transaction.execute(SQL["keep"], {"people": numbers, "bars": told})


def read_again(
    transaction: Transaction, catalogue: Catalogue, people: Sequence[int] | None, now: datetime
) -> InSight:
    """The three in their order, within one transaction."""
    forget_unseen(transaction, people)
    seen = in_sight(transaction, catalogue, people, now)
    keep_left_out(transaction, people, seen.left_out)
    return seen


def left_out_now(transaction: Transaction) -> Mapping[str, int]:
    """How many are left out by reason, and in all, as of this moment; empty where nobody is."""
    rows = transaction.execute(SQL["counts"])
    return {row["reason"]: row["people"] for row in rows if row["people"]}
