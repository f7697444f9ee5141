"""What each page shows: one frozen dataclass per template, named ``page`` in it.

A test renders every template in both languages and checks that each field it uses exists here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Duty
from klantbeeld.pipeline.views import DeadLetterView, LoadView, SourceStatus, Status
from klantbeeld.privacy.organisation_views import OrganisationView
from klantbeeld.privacy.views import (
    AccessEntry,
    FeedItem,
    GoldenValue,
    OrderLine,
    PersonView,
    SearchHit,
    TimelineItem,
)
from klantbeeld.web.judging.contexts import PersonJudging
from klantbeeld.web.metrics.contexts import MetricLine
from klantbeeld.web.person.consent_contexts import ConsentPanel, Warning_
from klantbeeld.web.person.evidence_contexts import HowPicture, LinkPicture, NearPicture
from klantbeeld.web.person.offer_contexts import OffersPanel
from klantbeeld.web.pictures.flow import Flow
from klantbeeld.web.pictures.spark import Spark
from klantbeeld.web.value.person_contexts import ValuePanel


@dataclass(frozen=True, slots=True)
class PurposeChoice:
    """A purpose that the reader's role may read for."""

    purpose: str
    name: Words
    description: Words
    legal_basis: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page: who reads, for what, and where."""

    organisation: str
    path: str
    """The present address with its query, to come back to."""
    section: str
    """Which entry of the navigation is the present one."""
    username: str | None
    role: Words | None
    csrf_token: str
    purposes: tuple[PurposeChoice, ...]
    codes: Mapping[str, str]
    """Source -> its two-letter bullet."""
    source_names: Mapping[str, Words]
    live: str | None
    """Where the stream of changes of this page is, if it changes by itself."""
    administers: bool = False
    """Whether the reader's role administers accounts and keys."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """``sign_in.html``"""

    next: str
    username: str
    refused: bool
    provider: Words | None = None
    """The identity provider, where there is one: its button comes first."""
    stranger: bool = False
    """Whether the identity provider knows somebody who may not come in here."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``error.html``: what is wrong, where, and the mend."""

    status: int
    what: str
    where: str
    mend: str


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """``refused.html``: which role and purpose would allow it."""

    role: Words
    purpose: Words | None
    purposes: tuple[PurposeChoice, ...]
    """For which this role may read."""
    roles: tuple[Words, ...]
    """Which may read for this purpose, or have the duty."""
    duty: Duty | None
    """The duty that the role does not have, where what was refused is not a reading."""
    switched_off: bool
    """Whether nobody reads for the purpose, for it is not switched on."""
    fewer_than: int | None
    """Set where so few people stand behind a figure that it is not opened."""
    contact: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs a hand."""

    kind: str
    """waiting, dead_letters or failed_loads."""
    count: int
    source: SourceStatus
    wrong: bool
    """Red (wrong) or amber (waits)."""


@dataclass(frozen=True, slots=True)
class WorstAttribute:
    """One attribute of one source with the share of its checks that passed."""

    source: str
    label: Words
    dimension: str
    share: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A count beside its share of the largest, for a bar of that length."""

    number: int
    count: int
    length: float
    """Of the longest bar, in [0, 100]."""
    share: float


@dataclass(frozen=True, slots=True)
class GoalToday:
    """A goal with the figures that stand for it."""

    goal: str
    name: str
    target: Words | None
    lines: tuple[MetricLine, ...]


@dataclass(frozen=True, slots=True)
class TodayPage:
    """``today.html``"""

    goals: tuple[GoalToday, ...]
    status: Status
    bringing: tuple[SourceStatus, ...]
    """The sources of records about people: other sources bring figures."""
    flow: Flow
    by_sources: tuple[Bar, ...]
    by_records: tuple[Bar, ...]
    concerns: tuple[Concern, ...]
    questions: int
    """How many pairs of records wait for somebody's judgement, as far as the queue reaches; 0 for a
    role that does not judge."""
    more_questions: bool
    """There may be more than these."""
    slipping: int
    """How many valuable customers came to be at risk or lost, and nobody took in hand."""
    worst: tuple[WorstAttribute, ...]
    feed: tuple[FeedItem, ...] | None
    """None where the reader's purpose does not allow it."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page that answers a search."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``search.html``"""

    text: str
    hits: tuple[SearchHit, ...]
    links: tuple[PageLink, ...]
    too_short: bool
    limited: bool
    """Whether more may match than are shown."""


@dataclass(frozen=True, slots=True)
class GoldenGroup:
    """Values that belong together: name, contact, address, the rest."""

    name: str
    values: tuple[GoldenValue, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One type of touchpoint in the filter of the timeline."""

    label: Words
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One field of a touchpoint."""

    label: str | None
    """None where the text speaks for itself."""
    text: str
    """Markup where it is a moment."""
    name: str
    """The name of the field, always."""


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """The touchpoints of one day."""

    day: date
    month: date
    """The first of its month."""
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """One side of the person."""

    key: str
    name: str
    count: int | None
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One attribute over all records of the person."""

    attribute: str
    label: Words
    cells: tuple[ComparedCell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """One record's value: as delivered, how it was read, and what is wrong with it."""

    delivered: str | None
    standard: str | None
    """Only where it is not what was delivered."""
    fault: str | None
    odd: bool
    """Differs from what most of the records say."""
    stands: bool
    """Is the value of the golden record."""


@dataclass(frozen=True, slots=True)
class TypeCount:
    """The touchpoints of one type, in whatever currencies."""

    type: str
    label: Words
    touchpoints: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """``person.html``; only the parts of the chosen tab are read and filled."""

    view: PersonView
    redirected: bool
    sees_orders: bool
    """Whether the reader may see any order: else the value so far is unknown, not zero."""
    sees_touchpoints: bool
    barred_matters: bool
    """Whether a kind of open matter is hidden from the reader: none seen is not none there."""
    orders: tuple[TypeCount, ...]
    other_currencies: bool
    """Whether some orders are not in the value so far, which is in the organisation's currency."""
    sources: int
    made_up: tuple[tuple[Words, tuple[str, ...]], ...]
    """What is made up, and in which of the sources."""
    tabs: tuple[Tab, ...]
    tab: str
    golden: tuple[GoldenGroup, ...]
    filters: tuple[Filter, ...]
    filtered: bool
    clear_address: str
    days: tuple[TimelineDay, ...]
    more_address: str | None
    base_address: str
    """This page with its filters, to which an opened order is added."""
    opened: int | None
    """The touchpoint whose order lines are shown."""
    lines: tuple[OrderLine, ...]
    details: Mapping[int, tuple[Detail, ...]]
    """Touchpoint -> its fields, also those of the open matters."""
    compared: tuple[ComparedRow, ...]
    pictures: tuple[LinkPicture, ...]
    """Links without which the records would fall apart, the strongest first."""
    spare_pictures: tuple[LinkPicture, ...]
    """Links between records that stronger ones join already."""
    reasons: str
    """What the links of ``pictures`` say together, in one line."""
    how: HowPicture | None
    """None where there is one record, or another tab is open."""
    near: tuple[NearPicture, ...]
    """Who comes nearest without being this person."""
    accesses: tuple[AccessEntry, ...]
    types: Mapping[str, AttributeType]
    purpose_names: Mapping[str, Words]
    role_names: Mapping[str, Words]
    judging: PersonJudging
    may_handle: bool
    """Whether the reader may make a link to the customer's own page."""
    warnings: tuple[Warning_, ...]
    """What must not be done now."""
    consents: ConsentPanel | None
    """None where another tab is open."""
    offers: OffersPanel | None
    """None where another tab is open, and for a role that may not read for offers."""
    value: ValuePanel | None
    """None where another tab is open, and for a role that may not read estimates."""


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """``organisation.html``"""

    view: OrganisationView
    redirected: bool
    """Whether the page was asked for by another number."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of the list of sources."""

    status: SourceStatus
    spark: Spark
    latest: int
    """Rows of the last day of the sparkline."""


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """``sources.html``"""

    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A delivered column and what it became."""

    column: str
    target: str
    """The name of the attribute or detail field, in the reader's language."""
    matched: bool


@dataclass(frozen=True, slots=True)
class DeliveryMapping:
    """How one delivery of a source is read."""

    delivery: str
    files: str | None
    full: bool
    columns: tuple[MappedColumn, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """``source.html``"""

    line: SourceLine
    trust: int
    loads: tuple[LoadView, ...]
    mappings: tuple[DeliveryMapping, ...]
    dropped: tuple[tuple[str, str, int], ...]
    """(delivery, column, values not stored) of the latest loads."""
    dead_letters: tuple[DeadLetterView, ...]
    waiting_letters: int
    replayed: bool
