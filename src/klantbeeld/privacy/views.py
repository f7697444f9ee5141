"""What the gate hands out: typed, frozen, already filtered for the role and purpose.

These are the contracts of the pages and the API. An attribute that the reader may not see is
absent. Texts that come from the catalogue are ``Words`` (both languages).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.marks import Bar, Mark
from klantbeeld.privacy.organisation_views import OrganisationView


@dataclass(frozen=True, slots=True)
class Actor:
    """Who reads: the account or key, its role, and by which surface."""

    name: str
    role: str
    via: Literal["web", "api", "cli", "worker"]
    own: tuple[int, ...] = ()
    """Of a customer who reads about himself: his source records. Empty for everybody else."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One person that answers a search, and why."""

    person_id: int
    display_name: str
    matched_on: str
    """Kind of search term: name, email, phone, address, identifier, order."""
    matched_value: str
    """The value that matched; empty where the reader may not see that attribute."""
    city: str | None
    records: int
    similarity: float
    """1 for an exact hit, down to the trigram threshold for a misspelt name."""


@dataclass(frozen=True, slots=True)
class LineageValue:
    """One value of an attribute as one source record holds it."""

    value: str
    delivered: str
    """As the source wrote it, before standardising."""
    source: str
    source_record_id: str
    record_no: int
    at: datetime
    """When the source says that it changed, else when it arrived."""
    fault: str | None


@dataclass(frozen=True, slots=True)
class GoldenValue:
    """The value that stands for the person, with why it won."""

    attribute: str
    label: Words
    value: str
    rule: str
    """The survivorship rule, a `SurvivorshipRule`."""
    winner: LineageValue
    losers: tuple[LineageValue, ...]
    also: tuple[str, ...] = ()
    """Under the rule ``keep_all`` the other values that stand beside it."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the touchpoints of one type add up to."""

    type: str
    kind: TouchpointKind
    label: Words
    touchpoints: int
    amount: Decimal
    currency: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product on an order."""

    line_no: int
    product_id: str
    product_name: str | None
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One touchpoint."""

    touchpoint_no: int
    type: str
    kind: TouchpointKind
    label: Words
    source: str
    source_record_id: str | None
    touchpoint_key: str
    occurred_at: datetime
    amount: Decimal | None
    currency: str | None
    status: str | None
    due_at: datetime | None
    detail: Mapping[str, str]
    """Field -> text; labels stand in the catalogue."""
    lines: int
    """How many order lines it has."""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Something that still needs somebody: shown first."""

    item: TimelineItem
    overdue_days: int | None
    """Days past ``due_at``; None when there is no term or it has not passed."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """One source record of the person."""

    record_no: int
    source: str
    source_label: Words
    source_record_id: str
    version: int
    updated_at: datetime | None
    recorded_at: datetime
    gone_at: datetime | None
    values: Mapping[str, str]
    """Attribute -> value as delivered."""
    standard: Mapping[str, str]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one field says about two records being one person."""

    field: str
    level: str
    match_weight: float
    """What it adds to the match weight: log2 of the Bayes factor; positive speaks for one person,
    negative against."""
    against_strangers: float | None = None
    """The same were the two otherwise strangers to each other."""
    against_household: float | None = None
    """The same were they otherwise two people who live together. ``match_weight`` lies between."""


@dataclass(frozen=True, slots=True)
class RuleView:
    """One blocking rule: (field, what is taken of its value) for each value that agrees."""

    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """Why two records are one person, or not.

    The evidence, the prior among it, adds up to the match weight. ``rules`` are those that bring
    the two together to be compared at all; ``crowded`` would, but too many records share the value.
    """

    record_a: int
    record_b: int
    match_weight: float
    match_probability: float
    evidence: tuple[FieldEvidence, ...]
    household_probability: float | None = None
    """That they are two people who live together."""
    rules: tuple[RuleView, ...] = ()
    crowded: tuple[RuleView, ...] = ()
    hidden_rules: bool = False
    """Whether rules on fields that the reader may not see bring the two together."""
    missing: tuple[str, ...] = ()
    """Fields that could not be compared, because one of the two has no value."""


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """A merge or a split in the person's history."""

    at: datetime
    kind: Literal["merged", "split"]
    person_id: int
    other_id: int
    cause: str


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One line of the access log about this person."""

    at: datetime
    actor: str
    role: str
    via: str
    purpose: str
    action: str
    in_a_list: bool = False
    """Whether the person stood in a list or among what a search found, and was not opened."""


@dataclass(frozen=True, slots=True)
class HousemateView:
    """Somebody who lives with the person, as far as the reader may know."""

    person_id: int
    display_name: str
    shares: tuple[Literal["address", "phone", "email"], ...]
    """What the two share; empty for who belongs to the household through another housemate."""


@dataclass(frozen=True, slots=True)
class PersonView:
    """The whole person page, and the API's answer."""

    person_id: int
    asked_id: int
    """Differs from ``person_id`` when that id was merged into this person."""
    display_name: str
    since: datetime | None
    purpose: str
    golden: tuple[GoldenValue, ...]
    hidden_attributes: int
    """How many declared attributes this reader may not see."""
    totals: tuple[Total, ...]
    revenue: Decimal
    currency: str
    open_matters: tuple[OpenMatter, ...]
    timeline: tuple[TimelineItem, ...]
    timeline_more: bool
    records: tuple[RecordView, ...]
    events: tuple[PersonEvent, ...]
    folded_at: datetime
    household: tuple[HousemateView, ...] = ()
    """The housemates that the reader may know of, by person id."""
    organisations: tuple[OrganisationView, ...] = ()
    """The organisations that the person acts for, as far as the reader may know."""
    bars: tuple[Bar, ...] = ()
    """Why the data may not be used for this purpose: then the name is all that is shown."""
    marks: tuple[Mark, ...] = ()
    """What must not be done with the data, for whatever purpose."""
    under_age: bool = False
    """Under 16: only a legal representative consents."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One touchpoint in the live feed of the overview."""

    touchpoint_no: int
    recorded_at: datetime
    occurred_at: datetime
    type: str
    label: Words
    source: str
    person_id: int | None
    display_name: str | None
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class TimelineQuery:
    """Which part of the timeline."""

    types: tuple[str, ...] = ()
    """Empty: all that the reader may see."""
    before: tuple[datetime, int] | None = None
    """Continue after this (occurred_at, touchpoint_no)."""
    limit: int = 50
