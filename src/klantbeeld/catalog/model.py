"""The definitions that an organisation writes: frozen, strict, each with its reason.

Entering: parsed YAML. Leaving: one ``Catalogue`` that every package reads. Data categories and data
uses are fideslang's; the six legal bases are Article 6(1) AVG/GDPR.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from klantbeeld.catalog.attribute_types import AttributeType

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A name in YAML: lower-case letters, digits, underscores."""

RetentionPeriod = Annotated[
    str, StringConstraints(pattern=r"^[1-9][0-9]{0,3} (day|week|month|year)s?$")
]
"""A number and a unit: ``2 years``, ``18 months``."""


class Definition(BaseModel):
    """Base of everything declared: unknown keys are faults, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Definition):
    """A text for people, in both languages."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """The Dutch or the English text."""
        return self.en if language == "en" else self.nl


class LegalBasis(StrEnum):
    """Article 6(1), a to f."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Goal(StrEnum):
    """The three strategic goals."""

    WIN_CUSTOMERS = "win_customers"
    EARN_MORE = "earn_more"
    SERVE_BETTER = "serve_better"


class Purpose(Definition):
    """Why data is used: Article 5(1)(b)."""

    name: Words
    description: Words
    legal_basis: LegalBasis
    data_use: str
    """A fideslang data use, such as ``essential.service``."""
    roles: tuple[Identifier, ...]
    """The roles that may read for this purpose."""
    retention: RetentionPeriod
    balancing_note: str | None = None
    """The balancing of interests; required with ``legitimate_interest``."""


class SurvivorshipRule(StrEnum):
    """Which source record's value stands in the golden record."""

    MOST_TRUSTED = "most_trusted"
    MOST_RECENT = "most_recent"
    MOST_FREQUENT = "most_frequent"
    MOST_COMPLETE = "most_complete"
    KEEP_ALL = "keep_all"


class Attribute(Definition):
    """One thing that may be known of a person."""

    name: Words
    type: AttributeType
    data_category: str
    """A fideslang data category, such as ``user.contact.email``."""
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    legal_basis: LegalBasis | None = None
    """Only where it differs from that of the purposes."""
    retention: RetentionPeriod
    goal: Goal
    roles: tuple[Identifier, ...] = Field(min_length=1)
    match: bool = False
    """Whether it is used to link records."""
    survivorship: SurvivorshipRule = SurvivorshipRule.MOST_RECENT
    required: bool = False
    unique: bool = False
    max_age: RetentionPeriod | None = None


class TouchpointKind(StrEnum):
    """What a touchpoint type means to the software; the company names its own types."""

    ORDER = "order"
    INVOICE = "invoice"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    RETURN = "return"
    CASE = "case"
    CAMPAIGN_SEND = "campaign_send"
    CAMPAIGN_RESPONSE = "campaign_response"
    VISIT = "visit"
    SURVEY = "survey"
    CONSENT = "consent"


class TouchpointType(Definition):
    """A kind of contact or transaction, with the detail fields that may be kept of it."""

    name: Words
    kind: TouchpointKind
    data_category: str
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    retention: RetentionPeriod
    goal: Goal
    roles: tuple[Identifier, ...] = Field(min_length=1)
    detail: dict[Identifier, Words] = {}
    """Field -> its name for people; a column that maps to no field is not stored."""
    open_statuses: tuple[str, ...] = ()
    """Statuses in which the matter still needs somebody: an open case, an unpaid invoice."""


class FileFormat(Definition):
    """How a file is written, where detecting it is not enough."""

    format: Literal["csv", "excel", "jsonl", "parquet"] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


class RecordDelivery(Definition):
    """Files (or live intake) that hold source records of people."""

    kind: Literal["records"]
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    key: str
    """The column with the source's own number for the record."""
    updated_at: str | None = None
    full: bool = False
    """Whether each delivery is complete, so that a missing row is gone."""
    columns: dict[str, Identifier]
    """Column as delivered -> attribute."""


class LineColumns(Definition):
    """Which fields of an order line hold what."""

    column: str
    """The column with the nested lines (JSON array of objects)."""
    product: str
    quantity: str
    amount: str
    discount: str | None = None


class TouchpointDelivery(Definition):
    """Files (or live intake) that hold touchpoints."""

    kind: Literal["touchpoints"]
    type: Identifier
    files: str | None = None
    reading: FileFormat = FileFormat()
    key: str
    record: str
    """The column with the source record that it hangs on."""
    occurred_at: str
    amount: str | None = None
    currency: str | None = None
    """A column; absent: the organisation's currency."""
    status: str | None = None
    due_at: str | None = None
    columns: dict[str, Identifier] = {}
    """Column as delivered -> detail field of the type."""
    lines: LineColumns | None = None


class LineDelivery(Definition):
    """Files that hold the lines of orders apart from the orders."""

    kind: Literal["order_lines"]
    files: str
    reading: FileFormat = FileFormat()
    order: str
    line_no: str | None = None
    product: str
    quantity: str
    amount: str
    discount: str | None = None


class ProductDelivery(Definition):
    """Files that hold the products behind order lines."""

    kind: Literal["products"]
    files: str
    reading: FileFormat = FileFormat()
    key: str
    name: str
    category: str | None = None
    columns: dict[str, Identifier] = {}


Delivery = Annotated[
    RecordDelivery | TouchpointDelivery | LineDelivery | ProductDelivery,
    Field(discriminator="kind"),
]


class Source(Definition):
    """A system that holds customers."""

    name: Words
    trust: int = Field(ge=0, le=100)
    """Which source wins under ``most_trusted``: higher is more trusted."""
    made_up: Words | None = None
    """Set where the data is not real: what is made up, shown on every page that uses it."""
    deliveries: dict[Identifier, Delivery]


class Organisation(Definition):
    """Who is responsible: Article 4(7), and what holds for all sources."""

    name: str
    contact: str
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "NL"
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    time_zone: str = "Europe/Amsterdam"
    language: Literal["nl", "en"] = "nl"


class Role(Definition):
    """What a group of colleagues may do, beside what the purposes and attributes say."""

    name: Words
    default_purpose: Identifier
    """The purpose that a page reads for when nobody names another."""


class Catalogue(Definition):
    """Everything that the organisation declares."""

    organisation: Organisation
    roles: dict[Identifier, Role]
    purposes: dict[Identifier, Purpose]
    attributes: dict[Identifier, Attribute]
    touchpoints: dict[Identifier, TouchpointType] = {}
    sources: dict[Identifier, Source] = {}

    @cached_property
    def matched(self) -> dict[str, AttributeType]:
        """The attributes that link records: attribute -> type."""
        return {name: a.type for name, a in self.attributes.items() if a.match}

    def visible_attributes(self, role: str, purpose: str) -> tuple[str, ...]:
        """The attributes that this role may see for this purpose, in declared order."""
        return tuple(
            name
            for name, attribute in self.attributes.items()
            if role in attribute.roles and purpose in attribute.purposes
        )

    def visible_touchpoints(self, role: str, purpose: str) -> tuple[str, ...]:
        """The touchpoint types that this role may see for this purpose."""
        return tuple(
            name
            for name, touchpoint in self.touchpoints.items()
            if role in touchpoint.roles and purpose in touchpoint.purposes
        )
