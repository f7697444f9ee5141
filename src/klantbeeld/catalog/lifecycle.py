"""By which numbers a customer is new, active, loyal, at risk, lost or won back.

Entering: ``lifecycle`` of ``catalog/value.yaml``. Leaving: numbers for ``value.lifecycle``, where
the order of the rules stands. After how long a customer is lost is said once, by the organisation
(``lost_after_months``), so that churn, retention and the stages mean the same; what is left out
here follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from klantbeeld.catalog.definition import Definition

Days = Annotated[int, Field(ge=1, le=3653)]

_MONTH_DAYS = 30


class AlertRules(Definition):
    """When a customer who slips away asks for somebody's attention."""

    top_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Which part of the customers counts as valuable, by what they bring in."""
    stages: tuple[Literal["at_risk", "lost"], ...] = ("at_risk", "lost")
    """Coming to which stages raises an alert."""
    days: Days = 30
    """So long after it happened an alert is still raised; afterwards it is history."""


class LifecycleRules(Definition):
    """Days of silence, and how many purchases make a loyal customer."""

    new_days: Days | None = None
    """So long after the first purchase a customer is new; absent: a quarter of the time to lost."""
    at_risk_days: Days | None = None
    """After so many days without a purchase a customer is at risk; absent: half the time to lost.
    """
    at_risk_rhythm: Annotated[float, Field(ge=1, le=100)] = 3.0
    """Or after so many times the mean time between the own purchases, from three purchases on."""
    at_risk_least_days: Days | None = None
    """But by rhythm never sooner than after so many days; absent: a quarter of ``at_risk_days``.
    The same as ``at_risk_days``: everybody is at risk after the same time."""
    won_back_days: Days | None = None
    """So long after coming back from being lost a customer is won back; absent: half the time to
    lost."""
    loyal_purchases: Annotated[int, Field(ge=1)] = 4
    """So many days with a purchase make a loyal customer."""
    loyal_days: Days | None = None
    """Within so many days; absent: the time to lost."""
    alerts: AlertRules = Field(default_factory=AlertRules)
    """When a valuable customer slips away."""

    def windows(self, lost_after_months: int) -> Windows:
        """Every number, with what is left out worked out from the months to lost."""
        lost = lost_after_months * _MONTH_DAYS
        at_risk = self.at_risk_days or lost // 2
        return Windows(
            new_days=self.new_days or max(lost // 4, 1),
            at_risk_days=at_risk,
            at_risk_least_days=self.at_risk_least_days or max(at_risk // 4, 1),
            won_back_days=self.won_back_days or lost // 2,
            loyal_days=self.loyal_days or lost,
        )


@dataclass(frozen=True, slots=True)
class Windows:
    """Numbers of days, none left out."""

    new_days: int
    at_risk_days: int
    at_risk_least_days: int
    won_back_days: int
    loyal_days: int


def shortest_days(months: int) -> int:
    """The fewest days that so many whole calendar months can last, or hardly more."""
    return months * 365 // 12 - 2
