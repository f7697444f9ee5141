"""What wrong data costs the organisation, as it declares it: ``catalog/quality.yaml``.

One optional file. A unit of work costs ``cost_of_a_fault`` times as much when its data is wrong
(Redman's rule of ten); how much work there is, and what a unit of it costs, only the organisation
knows. Without that the pages tell shares and no money.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from klantbeeld.catalog.definition import Definition, Identifier, Words

Weight = Annotated[float, Field(ge=0, le=100)]

LEAST_COST, MOST_COST = 1.0, 100.0
"""Between which the cost of a fault lies: at 1 a fault costs nothing."""


class Weights(Definition):
    """How much each dimension counts in the score of a source or department; 0: not at all."""

    completeness: Weight = 1
    """Values that are there."""
    validity: Weight = 1
    """Values that can exist."""
    uniqueness: Weight = 1
    """One record for one person."""
    timeliness: Weight = 1
    """Values that are not too old."""
    consistency: Weight = 1
    """Values that do not contradict each other."""
    accuracy: Weight = 1
    """Values that a colleague found to be true."""


class Work(Definition):
    """Work that is done with the data of customers, in units: letters, parcels, calls, mailings."""

    name: Words
    """What a colleague calls it."""
    units_a_month: Annotated[float, Field(gt=0, le=1e9)]
    """How many of them are done in a month."""
    unit_cost: Annotated[float, Field(gt=0, le=1e6)]
    """What one costs when its data is right, in the organisation's currency."""
    needs: tuple[Identifier, ...] = ()
    """The attributes without which it goes wrong; absent: those that are critical for the
    department."""
    sources: tuple[Identifier, ...] = ()
    """From which sources it is done; absent: from those that deliver something that it needs."""


class Department(Definition):
    """A department, what it cannot do without, and its work."""

    name: Words
    """Its name for people."""
    purposes: tuple[Identifier, ...] = ()
    """For which purposes it works; absent: for all that are switched on."""
    critical: tuple[Identifier, ...] = ()
    """The attributes that must be right; absent: the ``required`` ones of its purposes."""
    work: dict[Identifier, Work] = Field(default_factory=dict)
    """Its work, each kind under a name of its own."""


class QualityRules(Definition):
    """What wrong data costs, and which data must be right."""

    cost_of_a_fault: Annotated[float, Field(ge=LEAST_COST, le=MOST_COST)] = 10
    """How many times as much a unit of work costs when its data is wrong (Redman's rule of ten)."""
    assumed: StrictBool = False
    """Whether the figures below are an assumption that nobody has measured; the pages say so."""
    purpose: Identifier = "data_quality"
    """For which purpose colleagues look at the records behind a figure, and check them."""
    weights: Weights = Field(default_factory=Weights)
    """How much each dimension counts."""
    departments: dict[Identifier, Department] = Field(default_factory=dict)
    """Who works with the data, and what that costs."""
