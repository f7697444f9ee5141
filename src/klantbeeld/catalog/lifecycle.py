"""By which numbers a customer is new, active, loyal, at risk, lost or won back.

The stages and their order are those of ``value.lifecycle``; the numbers are the organisation's.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from klantbeeld.catalog.definition import Definition

Days = Annotated[int, Field(ge=1, le=3653)]


class LifecycleRules(Definition):
    """Days of silence, and how many purchases make a loyal customer."""

    new_days: Days = 90
    """So long after the first purchase a customer is new."""
    at_risk_days: Days = 180
    """After so many days without a purchase a customer is at risk."""
    lost_days: Days = 365
    """After so many days without a purchase a customer is lost; more than ``at_risk_days``."""
    won_back_days: Days = 180
    """So long after coming back from being lost a customer is won back."""
    loyal_purchases: Annotated[int, Field(ge=1)] = 4
    """So many days with a purchase make a loyal customer."""
    loyal_days: Days = 365
    """Within so many days."""
