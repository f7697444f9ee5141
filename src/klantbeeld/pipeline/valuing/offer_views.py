"""What the surfaces show of offers as a whole: the model in use, how good it was, the answers.

Entering: an opened project. Leaving: figures of nobody: counts of fewer than ``SMALLEST_GROUP`` are
not told. Offers to one person are read through the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.offers import SQL
from klantbeeld.value.arrays import Reason

KINDS = ("again", "new", "upgrade")
OUTCOMES = ("accepted", "later", "declined")


@dataclass(frozen=True, slots=True)
class OfferModelVersion:
    """One version of the model of offers."""

    model_no: int
    version: int
    made_at: datetime
    state: str
    """live, retired or refused."""
    told: Mapping[str, Any]
    """Period, numbers and back-test as training wrote them; of a refused one the reason."""


@dataclass(frozen=True, slots=True)
class AnswersOfKind:
    """Answers to one kind of offer over twelve months; None where so few are not told."""

    kind: str
    accepted: int | None
    later: int | None
    declined: int | None

    @property
    def share(self) -> float | None:
        """Accepted of all."""
        if self.accepted is None or self.later is None or self.declined is None:
            return None
        every = self.accepted + self.later + self.declined
        return self.accepted / every if every else None


@dataclass(frozen=True, slots=True)
class OffersAtLarge:
    """The model in use, why there is no newer one, and what was answered."""

    purpose: str
    live: OfferModelVersion | None
    refused: Reason | None
    """Why the newest training came to nothing; None where the newest is in use."""
    versions: tuple[OfferModelVersion, ...]
    answers: tuple[AnswersOfKind, ...]


def offers_at_large(services: Services) -> OffersAtLarge:
    """Everything about offers that is about nobody."""
    since = (services.clock() - timedelta(days=365)).date()
    with services.database.transaction() as transaction:
        versions = tuple(OfferModelVersion(**row) for row in transaction.execute(SQL["versions"]))
        rows = transaction.execute(SQL["answers"], {"since": since}).fetchall()
    newest = versions[0] if versions else None
    told = {**newest.told} if newest is not None and newest.state == "refused" else None
    counts = {(row["kind"], row["outcome"]): int(row["offers"]) for row in rows}
    return OffersAtLarge(
        services.catalogue.value.offers.purpose,
        next((version for version in versions if version.state == "live"), None),
        None if told is None else Reason(str(told.pop("reason")), told),
        versions,
        tuple(_answers(kind, counts) for kind in KINDS),
    )


def _answers(kind: str, counts: Mapping[tuple[str, str], int]) -> AnswersOfKind:
    own = [counts.get((kind, outcome), 0) for outcome in OUTCOMES]
    if 0 < sum(own) < SMALLEST_GROUP:
        return AnswersOfKind(kind, None, None, None)
    return AnswersOfKind(kind, *own)
