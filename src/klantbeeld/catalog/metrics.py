"""What a metric is: a declared measure that serves a goal, with the query that counts it.

Entering: the project's own metrics (YAML) and those that come along. Leaving: definitions. A query
reads only the ``metric_*`` tables that hold no person.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from klantbeeld.catalog.definition import Definition, Goal, Grain, Identifier, Words
from klantbeeld.catalog.experience import ItemKind, Pillar
from klantbeeld.catalog.meanings import Meaning

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


class Need(Definition):
    """Something without which a metric has no figure. Of a kind and a figure either will do."""

    kind: Identifier | None = None
    """A kind of touchpoint that some source delivers."""
    measure: MeasureName | None = None
    """What is measured of such touchpoints, by fields under ``means`` of the type."""
    means: Meaning | None = None
    """A field of such touchpoints, under ``means`` of the type."""
    item: ItemKind | None = None
    """A survey item of this kind, of ``catalog/experience.yaml``."""
    pillar: Pillar | None = None
    """A survey item about this pillar."""
    figure: Identifier | None = None
    """A figure that comes from outside, such as what advertising cost."""
    period: Grain | None = None
    """Of a figure whose days do not add up: the period that it must be told by."""


class Component(Definition):
    """One of several things that a metric is the weighted mean of."""

    name: Words
    """Its name for people."""
    formula: Words
    """How it is counted, in one sentence."""
    weight: Annotated[float, Field(ge=0, le=1000)] = 1.0
    """How much it counts beside the others; nothing: it does not."""
    needs: tuple[Need, ...] = ()
    """What has to be delivered for it; without it the metric is told from the others."""


class PeopleQuery(Definition):
    """Who stands behind a figure, for readers who may see them."""

    name: Words
    """What the people have in common, such as: lost in this period."""
    sql: str
    """A query over the tables of buyers that answers ``person_id`` and ``weight`` (the largest come
    first); ``%(period)s`` stands for the first day of the period, ``%(dimension)s`` and
    ``%(part)s`` for the part, both empty for the whole."""
    dimensions: tuple[Identifier, ...] = ()
    """The dimensions whose parts it tells apart."""
    segments: StrictBool = False
    """Whether it tells apart the regions and segments of ``metric_buyer_part`` as well."""


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
    state: StrictBool = False
    """Whether it tells how things stand rather than what happened: then the period that still runs
    counts as well."""
    version: int = Field(default=1, ge=1)
    """Raised when the definition changes, so that figures of two versions are not compared."""
    owner: Identifier | None = None
    """The role that answers for it."""
    target: float | None = None
    """The value that the organisation wants to reach."""
    target_high: float | None = None
    """The upper end where the target is a band: above it is too much."""
    dimensions: dict[Identifier, Words] = Field(default_factory=dict)
    """A dimension of the query -> how its parts are called together: by channel, by question."""
    parts: dict[Identifier, Words] = Field(default_factory=dict)
    """A part of the query -> its name for people; others are shown as the source names them."""
    consent: Identifier | None = None
    """The figure that tells how many of those who could be counted consented to it; absent: the
    consents of the purposes that its touchpoints are kept for."""
    needs: tuple[Need, ...] = ()
    """What has to be delivered."""
    components: dict[Identifier, Component] = Field(default_factory=dict)
    """What it is the weighted mean of, where it is: the query answers each as a part of the
    dimension ``component``, and weighs them by ``%(weights)s``."""
    sql: str | None = None
    """A query over the ``metric_*`` tables that answers ``period`` (the first day), ``dimension``
    and ``part`` (both empty for the whole), ``numerator``, ``denominator`` (empty: the value is the
    numerator), ``n`` (how many cases it rests on) and, where the query knows them, ``low`` and
    ``high`` (between which the value lies with 95 % certainty). ``%(weights)s`` stands for the
    weights of the components, a JSON object as text; a query that asks for it writes each other
    percent sign twice. Absent while no source can deliver it."""
    waits_for: Words | None = None
    """What there has to be besides what is delivered, such as a model: told where a figure has its
    inputs and is none yet."""
    people: dict[Identifier, PeopleQuery] = Field(default_factory=dict)
    """Who stands behind it: a group -> how to find its people."""

    @property
    def every_need(self) -> tuple[Need, ...]:
        """What it is counted from, with what its components are."""
        components = (need for each in self.components.values() for need in each.needs)
        return tuple(dict.fromkeys((*self.needs, *components)))

    @property
    def about_people(self) -> bool:
        """Whether somebody could be recognised in it: not where only figures from outside feed it,
        such as what stands in stock."""
        needs = self.every_need
        return not needs or any(need.kind is not None for need in needs)
