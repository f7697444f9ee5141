"""What a metric is: a declared measure that serves a goal, with the query that counts it.

Entering: the project's own metrics (YAML) and those that come along. Leaving: definitions. A query
reads only the ``metric_*`` tables that hold no person.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from klantbeeld.catalog.definition import Definition, Goal, Identifier, Words

MeasureName = Literal["score", "seconds", "response"]


class Unit(StrEnum):
    """What a value counts in."""

    COUNT = "count"
    MONEY = "money"
    """In the organisation's currency."""
    SHARE = "share"
    """Between 0 and 1."""
    SECONDS = "seconds"
    HOURS = "hours"
    POINTS = "points"
    """Of a scale that the formula names, such as -100 to 100."""


class Direction(StrEnum):
    """Whether more is better."""

    UP = "up"
    DOWN = "down"
    CONTEXT = "context"
    """Neither: it explains the others."""


class Grain(StrEnum):
    """How long one period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Need(Definition):
    """Something without which a metric has no figure."""

    kind: Identifier | None = None
    """A kind of touchpoint that some source delivers."""
    measure: MeasureName | None = None
    """A field of such touchpoints, under ``means`` of the type."""
    figure: Identifier | None = None
    """A figure that comes from outside, such as what advertising cost."""


class Metric(Definition):
    """A declared measure."""

    name: Words
    """Its name for people."""
    formula: Words
    """How it is counted, in one sentence."""
    pitfalls: Words
    """When it misleads."""
    goal: Goal
    """The strategic goal that it serves."""
    unit: Unit
    """What it counts in."""
    direction: Direction
    """Whether more is better."""
    grain: Grain = Grain.MONTH
    """The period of one value."""
    version: int = Field(default=1, ge=1)
    """Raised when the definition changes, so that figures of two versions are not compared."""
    owner: Identifier | None = None
    """The role that answers for it."""
    target: float | None = None
    """The value that the organisation wants to reach."""
    needs: tuple[Need, ...] = ()
    """What has to be delivered."""
    sql: str | None = None
    """A query over the ``metric_*`` tables that answers ``period`` (the first day), ``dimension``
    and ``part`` (both empty for the whole), ``numerator``, ``denominator`` (empty: the value is the
    numerator) and ``n`` (how many cases it rests on). Absent while no source can deliver it."""
