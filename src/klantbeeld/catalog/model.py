"""The definitions that an organisation writes: frozen, strict, each with its reason.

Entering: parsed YAML. Leaving: one ``Catalogue`` that every package reads. Data categories and data
uses are fideslang's; the six legal bases are Article 6(1) AVG/GDPR.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import ConsentReading, ConsentRequest, Sector, SoftOptIn
from klantbeeld.catalog.definition import Definition, FileFormat, Identifier, RetentionPeriod
from klantbeeld.catalog.definition import Goal as Goal  # noqa: PLC0414 - handed on by its old name
from klantbeeld.catalog.definition import Words as Words  # noqa: PLC0414 - handed on by its old name
from klantbeeld.catalog.experience import ExperienceRules, with_defaults
from klantbeeld.catalog.figures import FigureDelivery
from klantbeeld.catalog.goals import Strategy
from klantbeeld.catalog.meanings import Meaning, Measure, measures_of
from klantbeeld.catalog.metrics import Metric
from klantbeeld.catalog.partners import Contact, Partner
from klantbeeld.catalog.quality import QualityRules
from klantbeeld.catalog.security import Security
from klantbeeld.catalog.value import ValueRules


class LegalBasis(StrEnum):
    """Article 6(1), a to f."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Purpose(Definition):
    """Why data is used: Article 5(1)(b)."""

    name: Words
    """Its name for people."""
    description: Words
    """What is done for this purpose, so that a customer understands it."""
    legal_basis: LegalBasis
    """Article 6(1)."""
    data_use: str
    """A fideslang data use, such as ``essential.service``."""
    roles: tuple[Identifier, ...]
    """The roles that may read for this purpose."""
    retention: RetentionPeriod
    """How long this purpose needs data at most."""
    active: StrictBool = False
    """Whether it is switched on. Nothing is read for a purpose that is not, and what serves no
    other purpose is not stored."""
    goals: tuple[Goal, ...] = ()
    """The strategic goals that it serves; none where a law asks for it."""
    balancing_note: str | None = None
    """The balancing of interests; an active purpose on ``legitimate_interest`` needs it."""
    partners: tuple[Identifier, ...] = ()
    """Who outside the organisation gets data for it: partners of ``catalog/partners.yaml``."""
    recipients: tuple[Words, ...] = ()
    """Kinds of recipient beside the partners, such as banks: Article 30(1)(d)."""
    profiling: StrictBool = False
    """Whether it evaluates people: predicts, scores or sorts them. Asks for a ``dpia``."""
    automated_decision: StrictBool = False
    """Whether a machine alone decides what affects somebody: Article 22. Asks for a ``dpia``."""
    dpia: str | None = None
    """Where the data protection impact assessment stands: Article 35."""


FreeText = Literal["flag", "refuse"]
"""``flag``: stored, and listed for the officer to look at. ``refuse``: the row is refused."""


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
    ACCOUNT = "account"
    """An account was made."""
    OPPORTUNITY = "opportunity"
    """An offer to somebody who may buy, on the day that it closed; its status says how."""
    REFERRAL = "referral"
    """Somebody came by the word of another customer."""
    CONTRACT = "contract"
    """Something that runs until it ends; its amount is what it brings in a month."""


class TouchpointType(Definition):
    """A kind of contact or transaction, with the detail fields that may be kept of it."""

    name: Words
    """Its name for people."""
    kind: TouchpointKind
    """What it means to the software."""
    data_category: str
    """A fideslang data category, such as ``user.behavior.purchase_history``."""
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    """What it is used for: no purpose, no data."""
    retention: RetentionPeriod
    """How long it is kept; no longer than the longest of its purposes."""
    goal: Goal
    """The strategic goal that it serves."""
    roles: tuple[Identifier, ...] = Field(min_length=1)
    """The roles that may see it, each for the purposes that list the role too."""
    detail: dict[Identifier, Words] = Field(default_factory=dict)
    """Field -> its name for people; a column that maps to no field is not stored."""
    open_statuses: tuple[str, ...] = ()
    """Statuses in which the matter still needs somebody: an open case, an unpaid invoice."""
    means: dict[Meaning, Identifier] = Field(default_factory=dict)
    """What a detail field means to the metrics -> the field."""
    words: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    """A word that the metrics know, such as ``clicked`` or ``nps`` -> the source's words for it."""
    free_text: FreeText = "flag"
    """What happens to a text that seems to tell of health, religion and the like."""


class RecordDelivery(Definition):
    """Files (or live intake) that hold source records of people."""

    kind: Literal["records"]
    """Rows that each describe a person."""
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    only: dict[str, str] = Field(default_factory=dict)
    """Column -> text: rows with another text there are left out, as where one file holds several
    sources."""
    key: str
    """The column with the source's own number for the record."""
    updated_at: str | None = None
    """The column that says when the source changed the record."""
    full: StrictBool = False
    """Whether each delivery is complete, so that a missing row is gone."""
    columns: dict[str, Identifier]
    """Column as delivered -> attribute; a column that is not named here is not stored."""


class LineColumns(Definition):
    """Which fields of an order line hold what."""

    column: str
    """The column with the nested lines (JSON array of objects)."""
    product: str
    """The field with the product's number."""
    quantity: str
    """The field with how many."""
    amount: str
    """The field with what is paid for the line."""
    discount: str | None = None
    """The field with what was taken off."""


class TouchpointDelivery(Definition):
    """Files (or live intake) that hold touchpoints."""

    kind: Literal["touchpoints"]
    """Rows that each tell of one contact or transaction."""
    type: Identifier
    """A touchpoint type of ``catalog/touchpoints.yaml``."""
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    key: str
    """The column with the source's own number for the touchpoint."""
    record: str
    """The column with the source record that it hangs on."""
    occurred_at: str
    """The column that says when it happened."""
    amount: str | None = None
    """The column with the amount of money."""
    currency: str | None = None
    """A column; absent: the organisation's currency."""
    status: str | None = None
    """The column with how the matter stands."""
    due_at: str | None = None
    """The column that says when it should be done or paid."""
    columns: dict[str, Identifier] = Field(default_factory=dict)
    """Column as delivered -> detail field of the type; others are not stored."""
    lines: LineColumns | None = None
    """Where a column of an order holds its lines."""
    consent: ConsentReading | None = None
    """How these touchpoints are read as statements of consent; absent: they are only shown."""


class LineDelivery(Definition):
    """Files that hold the lines of orders apart from the orders."""

    kind: Literal["order_lines"]
    """Rows that each are one line of an order of this source."""
    files: str
    """A path or pattern relative to the project folder."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    order: str
    """The column with the key of the order."""
    line_no: str | None = None
    """The column with the number of the line; absent: its place within the order."""
    product: str
    """The column with the product's number."""
    quantity: str
    """The column with how many."""
    amount: str
    """The column with what is paid for the line."""
    discount: str | None = None
    """The column with what was taken off."""


class ProductDelivery(Definition):
    """Files that hold the products behind order lines."""

    kind: Literal["products"]
    """Rows that each describe a product."""
    files: str
    """A path or pattern relative to the project folder."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    key: str
    """The column with the product's number."""
    name: str
    """The column with its name."""
    category: str | None = None
    """The column with its category."""
    columns: dict[str, Identifier] = Field(default_factory=dict)
    """Column as delivered -> detail of the product."""


Delivery = Annotated[
    RecordDelivery | TouchpointDelivery | LineDelivery | ProductDelivery | FigureDelivery,
    Field(discriminator="kind"),
]


class Source(Definition):
    """A system that holds customers."""

    name: Words
    """Its name for people."""
    trust: int = Field(ge=0, le=100)
    """Which source wins under ``most_trusted``: higher is more trusted."""
    made_up: Words | None = None
    """Set where the data is not real: what is made up, shown on every page that uses it."""
    soft_opt_in: SoftOptIn | None = None
    """What customers were told where this source collects their address; absent: nothing."""
    deliveries: dict[Identifier, Delivery]
    """What the source delivers, each under a name of its own."""


class Organisation(Definition):
    """Who is responsible: Article 4(7), and what holds for all sources."""

    name: str
    """The controller."""
    contact: str
    """Where a customer can ask about the data: Article 13(1)(a)."""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "NL"
    """ISO 3166: how phone numbers and postcodes are read."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    """ISO 4217: of amounts without one."""
    time_zone: str = "Europe/Amsterdam"
    """Of times without one."""
    language: Literal["nl", "en"] = "nl"
    """Of pages for a visitor who has not chosen."""
    address: str | None = None
    """Where it is: Article 30(1)(a)."""
    officer: Contact | None = None
    """The data protection officer, where there is one: Articles 13(1)(b) and 37."""
    representative: Contact | None = None
    """In the Union, for who is not established there: Article 27."""
    joint_controllers: tuple[Contact, ...] = ()
    """Who decides together with the organisation: Article 26."""
    security_measures: tuple[Words, ...] = ()
    """What is done to keep the data safe, in general terms: Articles 30(1)(g) and 32."""
    breach_hours: int = Field(default=72, ge=1, le=96)
    """How long after it is known a breach is reported at the latest: Article 33(1)."""
    own_link_hours: int = Field(default=48, ge=1, le=336)
    """How long a link to a customer's own page can be opened."""
    lost_after_months: int = Field(default=12, ge=1, le=120)
    """After so many whole months without an order a customer counts as lost."""
    sector: Sector = Sector.COMPANY
    """What kind of organisation it is: decides whom it may call (Telecommunicatiewet 11.7(2))."""
    account_for: RetentionPeriod = "7 years"
    """How long after it was closed a request, and what recipients were told, stays on record:
    Article 5(2)."""
    unused_after: RetentionPeriod = "90 days"
    """What nobody has needed for so long stands on the drop list."""


class Duty(StrEnum):
    """What a role may do beside reading; each is somebody's work and not everybody's."""

    JUDGE = "judge"
    """Decide which records are one person, and undo such decisions."""
    HANDLE_REQUESTS = "handle_requests"
    """Record consents and objections, and carry out the requests of people about their data."""
    OVERSEE = "oversee"
    """Read the log, the register and all that accounts for the use of data: the officer's work."""
    ADMINISTER = "administer"
    """Make accounts and keys, and end them."""


class Role(Definition):
    """What a group of colleagues may do, beside what the purposes and attributes say."""

    name: Words
    """Its name for people."""
    default_purpose: Identifier
    """The purpose that a page reads for when nobody names another."""
    may: tuple[Duty, ...] = ()
    """What they may do beside reading."""
    department: Words | None = None
    """The department that they belong to: shown beside the role in the log."""
    second_factor: StrictBool = False
    """Whether their local accounts need a code of an authenticator app to sign in."""


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
