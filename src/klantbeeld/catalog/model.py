"""The catalogue: everything that an organisation declares, held together.

Entering: the definitions of each file of the project folder, which stand in the modules beside this
one. Leaving: one frozen ``Catalogue`` that every package reads.
"""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.consents import ConsentRequest
from klantbeeld.catalog.definition import Definition, Identifier
from klantbeeld.catalog.experience import ExperienceRules, with_defaults
from klantbeeld.catalog.goals import Strategy
from klantbeeld.catalog.meanings import Meaning, Measure, measures_of
from klantbeeld.catalog.metrics import Metric
from klantbeeld.catalog.organisation import Organisation, Role
from klantbeeld.catalog.partners import Partner
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.catalog.quality import QualityRules
from klantbeeld.catalog.security import Security
from klantbeeld.catalog.sources import Source
from klantbeeld.catalog.touchpoints import TouchpointKind, TouchpointType
from klantbeeld.catalog.value import ValueRules


class Catalogue(Definition):
    """Everything that the organisation declares."""

    organisation: Organisation
    roles: dict[Identifier, Role]
    purposes: dict[Identifier, Purpose]
    attributes: dict[Identifier, Attribute]
    touchpoints: dict[Identifier, TouchpointType] = Field(default_factory=dict)
    consents: dict[Identifier, ConsentRequest] = Field(default_factory=dict)
    """Purpose -> what people are asked for it."""
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    partners: dict[Identifier, Partner] = Field(default_factory=dict)
    """Who outside the organisation gets data."""
    security: Security = Field(default_factory=Security)
    metrics: dict[Identifier, Metric] = Field(default_factory=dict)
    """The organisation's own metrics, beside those that come along."""
    quality: QualityRules = Field(default_factory=QualityRules)
    """What wrong data costs, and which data must be right."""
    value: ValueRules = Field(default_factory=ValueRules)
    """Lifetime value, churn, lifecycle and offers."""
    strategy: Strategy = Field(default_factory=Strategy)
    """What is to be reached: the goals and the targets of their metrics."""

    experience: ExperienceRules = Field(default_factory=ExperienceRules)
    """What customers are asked, and what stands beside their answers."""

    @cached_property
    def asked(self) -> ExperienceRules:
        """What customers are asked, with what most surveys ask where nothing is declared."""
        marked = {Meaning.SCORE, Meaning.QUESTION}
        types = tuple(
            name
            for name, each in self.touchpoints.items()
            if each.kind is TouchpointKind.SURVEY and marked <= each.means.keys()
        )
        return with_defaults(self.experience, types)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """What the metrics count of touchpoints' fields, by name."""
        return {
            measure: shape
            for name, touchpoint in self.touchpoints.items()
            for measure, shape in measures_of(name, touchpoint.means).items()
        }

    @cached_property
    def encrypted(self) -> frozenset[str]:
        """The attributes whose values are encrypted in the store."""
        return frozenset(name for name, each in self.attributes.items() if each.encrypted)

    def time_zone_of(self, source: str) -> str:
        """Where the times of a source are local that name no zone: its own, or the
        organisation's."""
        declared = self.sources.get(source)
        return (declared.time_zone if declared else None) or self.organisation.time_zone

    @cached_property
    def own_numbers(self) -> tuple[str, ...]:
        """The forms of the company's own numbers of nine digits, of all sources."""
        return tuple(form for source in self.sources.values() for form in source.own_numbers)

    @cached_property
    def active_purposes(self) -> frozenset[str]:
        """The purposes that are switched on."""
        return frozenset(name for name, purpose in self.purposes.items() if purpose.active)

    def purposes_of(self, role: str) -> tuple[str, ...]:
        """The purposes that are switched on and for which this role may read, in declared order."""
        return tuple(n for n, each in self.purposes.items() if each.active and role in each.roles)

    def serves(self, kept: Attribute | TouchpointType) -> bool:
        """Whether a purpose that is switched on needs this; what serves none is not stored."""
        return not self.active_purposes.isdisjoint(kept.purposes)

    @cached_property
    def matched(self) -> dict[str, AttributeType]:
        """The attributes that link records: attribute -> type."""
        return {name: a.type for name, a in self.attributes.items() if a.match}

    def visible_attributes(self, role: str, purpose: str) -> tuple[str, ...]:
        """The attributes that this role may see for this purpose, in declared order."""
        return tuple(
            name
            for name, attribute in self.attributes.items()
            if role in attribute.roles
            and purpose in attribute.purposes
            and purpose in self.active_purposes
        )

    def visible_touchpoints(self, role: str, purpose: str) -> tuple[str, ...]:
        """The touchpoint types that this role may see for this purpose."""
        return tuple(
            name
            for name, touchpoint in self.touchpoints.items()
            if role in touchpoint.roles
            and purpose in touchpoint.purposes
            and purpose in self.active_purposes
        )
