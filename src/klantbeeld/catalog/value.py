"""What the organisation declares about the value of its customers: ``catalog/value.yaml``.

One optional file with a default for every key, so that a project without it works. Scoring people
is profiling (AVG/GDPR Article 4(4)): it needs a purpose that is declared, switched on and says
``profiling: true``; without one nobody is scored, and the pages say which purpose to declare.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from klantbeeld.catalog.definition import Definition, Identifier
from klantbeeld.catalog.lifecycle import LifecycleRules
from klantbeeld.catalog.offers import OfferRules


class LifetimeValueRules(Definition):
    """In what terms a customer's worth is told: over how long, and as what part of revenue."""

    horizon_days: Annotated[int, Field(ge=7, le=3653)] = 365
    """How far ahead is looked."""
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    """What part of revenue is left after buying in; 1: the figure is revenue, and says so."""
    yearly_discount: Annotated[float, Field(ge=0, le=1)] = 0.1
    """By how much less money is worth that comes a year later."""


class ChurnRules(Definition):
    """Churn without a contract is no purchase in a stated time."""

    horizon_days: Annotated[int, Field(ge=7, le=3653)] = 91
    """In how many days nothing is bought: no longer than half the time of your data."""


class ContractRules(Definition):
    """Contracts and subscriptions: touchpoints that begin one, and tell when it ended."""

    touchpoint: Identifier
    """A touchpoint type of ``kind: contract``: it happens when the contract begins, and its amount
    is what the contract brings in a month."""
    end: Identifier
    """The detail field with the day from which it does not run any more; empty while it runs."""


class ValueRules(Definition):
    """How the value of customers is told, and on what grounds."""

    purpose: Identifier = "customer_value"
    """For which purpose people are scored; it must be switched on and say ``profiling: true``."""
    lifetime_value: LifetimeValueRules = Field(default_factory=LifetimeValueRules)
    """In what terms lifetime value is told."""
    churn: ChurnRules = Field(default_factory=ChurnRules)
    """What counts as leaving."""
    contract: ContractRules | None = None
    """Which touchpoints are contracts; absent: there are none."""
    lifecycle: LifecycleRules = Field(default_factory=LifecycleRules)
    """When a customer is new, loyal, at risk or lost."""
    offers: OfferRules = Field(default_factory=OfferRules)
    """What may be offered, and when not."""
