"""Contracts out of the store, for whoever tells how long customers stay.

Entering: the catalogue and the people meant. Leaving: contracts by local day, and how many were
not counted and why. A contract may end in days to come: it runs until then. Only a touchpoint type
that is declared for the purpose of value is read (AVG/GDPR Article 5(1)(b)), and nobody who is left
out of that purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.catalog.value import ContractRules
from klantbeeld.core.clock import Clock
from klantbeeld.pipeline.valuing.models import EPOCH, barred
from klantbeeld.privacy.barring import counted, people_left_out
from klantbeeld.privacy.value_reads import ContractView
from klantbeeld.store.copy import read_numbers
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql
from klantbeeld.value.arrays import Reason
from klantbeeld.value.contracts import NEVER, Contracts, contract_curve, p_ends

SQL = load_sql("klantbeeld.pipeline.valuing", "contracts.sql")

FAR = 36_525
"""An end so many days ahead means that there is none: sources write 9999-12-31."""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Contracts that are in no figure, or in no figure of money."""

    ends_before_start: int = 0
    end_unreadable: int = 0
    not_begun: int = 0
    """They begin after today."""
    other_currency: int = 0
    without_amount: int = 0
    """They count for how long contracts last, not for what they bring."""


@dataclass(frozen=True, slots=True)
class ReadContracts:
    """Contracts that count, those that do not, and who was left out by reason."""

    contracts: Contracts
    not_counted: NotCounted
    left_out: Mapping[str, int]


def contract_rules(catalogue: Catalogue) -> ContractRules | None:
    """What is declared; None where nothing is, or nothing may be read for the purpose."""
    rules = catalogue.value.contract
    declared = catalogue.touchpoints.get(rules.touchpoint) if rules else None
    served = declared is not None and catalogue.value.purpose in declared.purposes
    return rules if served and barred(catalogue) is None else None


def read_contracts(
    transaction: Transaction,
    catalogue: Catalogue,
    now: datetime,
    people: Sequence[int] | None = None,
) -> ReadContracts:
    """Of these people, or of everybody, without who is left out of the purpose."""
    rules = contract_rules(catalogue)
    parameters = {
        "zone": catalogue.organisation.time_zone,
        "currency": catalogue.organisation.currency,
        "type": rules.touchpoint if rules else "",
        "field": rules.end if rules else "",
        "sources": _sources(catalogue, rules.touchpoint) if rules else [],
        "people": None if people is None else list(people),
    }
    person, start, ends, told, amount, money = read_numbers(
        transaction, SQL["contracts"], parameters, "iiiifi"
    )
    holders = np.unique(person).tolist()
    bars = people_left_out(transaction, catalogue, holders, catalogue.value.purpose, now)
    seen = ~np.isin(person, np.fromiter(bars, np.int64))
    today = (local_today(catalogue, now) - EPOCH).days
    end = np.where((told == 1) & (ends < today + FAR), ends, NEVER).astype(np.int64)
    unreadable, backwards = told == 2, (told != 2) & (end < start)
    ahead, foreign = start > today, money == 2
    # Each is counted once, under the first that holds.
    faults = (unreadable, backwards, ahead, foreign)
    counts = [int((seen & fault & ~_any(faults[:n])).sum()) for n, fault in enumerate(faults)]
    kept = seen & ~_any(faults)
    margin = np.where(money == 1, amount * catalogue.value.lifetime_value.margin, np.nan)
    found = Contracts(
        person.astype(np.int64), start.astype(np.int64), end, margin.astype(float)
    ).only(kept)
    return ReadContracts(
        found,
        NotCounted(counts[1], counts[0], counts[2], counts[3], int(np.isnan(found.margin).sum())),
        {bar.value: count for bar, count in counted(bars.values()).items()}
        | ({"people": len(bars)} if bars else {}),
    )


def local_today(catalogue: Catalogue, now: datetime) -> date:
    """The day of a moment, where the organisation is."""
    return now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()


@dataclass(frozen=True, slots=True)
class ToldContracts:
    """``klantbeeld.privacy.value_reads.Held``, on the store."""

    catalogue: Catalogue
    clock: Clock

    def __call__(self, transaction: Transaction, person_id: int) -> tuple[ContractView, ...]:
        rules, now = contract_rules(self.catalogue), self.clock()
        if rules is None:
            return ()
        today = (local_today(self.catalogue, now) - EPOCH).days
        read = read_contracts(transaction, self.catalogue, now, [person_id]).contracts
        own = read.only(read.running(today))
        if not len(own.start):
            return ()
        everybody = read_contracts(transaction, self.catalogue, now).contracts
        curve, days = contract_curve(everybody, today), self.catalogue.value.churn.horizon_days
        chances = (
            [None] * len(own.start)
            if isinstance(curve, Reason)
            else p_ends(curve, own.months(today), days).tolist()
        )
        return tuple(
            ContractView(
                since=EPOCH + timedelta(days=int(start)),
                ends_on=None if end == NEVER else EPOCH + timedelta(days=int(end)),
                chance=chance if end == NEVER else None,
                days=days,
            )
            for start, end, chance in sorted(
                zip(own.start.tolist(), own.end.tolist(), chances, strict=True),
                key=lambda each: each[:2],
            )
        )


def _sources(catalogue: Catalogue, touchpoint: str) -> list[str]:
    """Who delivers this type: the store finds touchpoints by source and type."""
    return [
        name
        for name, source in catalogue.sources.items()
        if any(
            isinstance(delivery, TouchpointDelivery) and delivery.type == touchpoint
            for delivery in source.deliveries.values()
        )
    ]


def _any(faults: Sequence[np.ndarray]) -> np.ndarray:
    return np.any(faults, axis=0) if len(faults) else np.zeros((), bool)
