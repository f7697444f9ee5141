"""What the organisation wants to reach: ``catalog/goals.yaml``, optional.

The three strategic goals with a sentence that says when they are reached, who answers for them and
by when; and per metric, supplied or the organisation's own, a target. A target is a number or a
band: of some figures more is not better, such as data held per person.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from klantbeeld.catalog.definition import Definition, Goal, Identifier, Words

SUPPLIED_METRICS = (
    "new_customers", "new_customer_revenue", "first_time_customers", "new_accounts",
    "brand_awareness", "acquisition_cost", "win_rate", "unique_visitors", "order_to_ship",
    "out_of_stock", "click_rate",
    "churn", "lifetime_value", "revenue_per_customer", "cross_sell", "engagement", "linked_data",
    "phone_tracking", "transaction_value",
    "nps", "csat", "retention", "referrals", "customer_intimacy", "survey_response",
    "time_on_site", "social_activity", "brand_mentions",
)  # fmt: skip
"""The metrics that come along, which a target may name; a test keeps it equal to them."""


SUPPLIED_COMPONENTS = {"customer_intimacy": ("breadth", "tenure", "contact", "known")}
"""Those of them that are a weighted mean, and of what; a test keeps it equal to them."""


class Answerable(Definition):
    """Who answers for something, and by when it should be reached."""

    owner: Identifier | None = None
    """The role that answers for it."""
    function: Words | None = None
    """Who answers for it, where that is no role here: a function, never a person's name."""
    by: date | None = None
    """The day on which it should be reached, as 2027-12-31."""


class GoalAim(Answerable):
    """What is to be reached of one strategic goal."""

    target: Words | None = None
    """A sentence that says when the goal is reached."""
    leading: tuple[Identifier, ...] = Field(default=(), max_length=3)
    """The metrics that stand for it on the first page; absent: the first of it with a figure."""


class MetricAim(Answerable):
    """What is to be reached of one metric, in its own unit: a share of 40 % is 0.4."""

    target: float | None = None
    """The value to reach; of a band its lower end."""
    target_high: float | None = None
    """The upper end of a band: above it is too much."""
    weights: dict[Identifier, Annotated[float, Field(ge=0, le=1000)]] = Field(default_factory=dict)
    """Of a metric with components: how much each counts beside the others; one that is not named
    keeps the weight of its definition."""


class Strategy(Definition):
    """The goals and the targets of their metrics."""

    goals: dict[Goal, GoalAim] = Field(default_factory=dict)
    """Goal -> what is to be reached."""
    metrics: dict[Identifier, MetricAim] = Field(default_factory=dict)
    """Metric -> what is to be reached."""
