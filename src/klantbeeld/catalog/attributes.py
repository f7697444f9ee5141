"""``catalog/attributes.yaml``: what may be known of a person.

Entering: parsed YAML. Leaving: attributes, each with a fideslang data category, its purposes, and
how values are linked, chosen, kept and measured.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, StrictBool

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import (
    Definition,
    FreeText,
    Goal,
    Identifier,
    RetentionPeriod,
    Words,
)
from klantbeeld.catalog.purposes import LegalBasis


class SurvivorshipRule(StrEnum):
    """Which source record's value stands in the golden record."""

    MOST_TRUSTED = "most_trusted"
    MOST_RECENT = "most_recent"
    MOST_FREQUENT = "most_frequent"
    MOST_COMPLETE = "most_complete"
    KEEP_ALL = "keep_all"


class Breakdown(StrEnum):
    """How an attribute keeps figures apart."""

    REGION = "region"
    """Where people live: 35xx of a postcode, or the whole value of a place."""
    SEGMENT = "segment"
    """What kind of people they are: by the whole value."""


class Attribute(Definition):
    """One thing that may be known of a person."""

    name: Words
    """Its name for people."""
    type: AttributeType
    """Decides how a value is standardised and compared."""
    data_category: str
    """A fideslang data category, such as ``user.contact.email``."""
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    """What it is used for: no purpose, no data."""
    legal_basis: LegalBasis | None = None
    """Only where it differs from that of the purposes."""
    retention: RetentionPeriod
    """How long it is kept; no longer than the longest of its purposes."""
    goal: Goal
    """The strategic goal that it serves."""
    roles: tuple[Identifier, ...] = Field(min_length=1)
    """The roles that may see it, each for the purposes that list the role too."""
    match: StrictBool = False
    """Whether it is used to link records."""
    survivorship: SurvivorshipRule = SurvivorshipRule.MOST_RECENT
    """Which source record's value stands for the person."""
    required: StrictBool = False
    """Whether every record should have it: counts in completeness."""
    unique: StrictBool = False
    """Whether no two records of a source should share it: counts in uniqueness."""
    max_age: RetentionPeriod | None = None
    """After this time without confirmation a value is stale: counts in timeliness."""
    encrypted: StrictBool = False
    """Whether its values are encrypted in the store; they are not found by search."""
    free_text: FreeText = "flag"
    """What happens to a text that seems to tell of health, religion and the like."""
    breakdown: Breakdown | None = None
    """Whether figures about customers are kept apart by it."""
