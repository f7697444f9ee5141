"""What the customer's own page shows: about himself everything, about others nothing.

Codes and declared texts (``Words``); the page says them in plain language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.consent.state import Standing
from klantbeeld.privacy.marks import Mark
from klantbeeld.privacy.views import OrderLine, TimelineItem


@dataclass(frozen=True, slots=True)
class OwnSource:
    """One of our administrations that knows the person."""

    source: str
    name: Words
    source_record_id: str
    since: datetime
    gone: bool
    """Whether it delivers the person no longer."""


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One value, with every source that tells it."""

    value: str
    from_sources: tuple[tuple[Words, datetime], ...]
    """Source and since when."""


@dataclass(frozen=True, slots=True)
class OwnAttribute:
    """One thing that we know: the value that we use first, then what other sources say."""

    attribute: str
    label: Words
    type: AttributeType
    values: tuple[OwnValue, ...]
    purposes: tuple[str, ...]
    """Those that are switched on."""
    retention: str


@dataclass(frozen=True, slots=True)
class OwnLeftover:
    """A value under a name that is declared no longer."""

    name: str
    value: str
    source: Words


@dataclass(frozen=True, slots=True)
class OwnKind:
    """One kind of contact or transaction, and how often it happened."""

    type: str
    label: Words
    times: int
    first_at: datetime
    last_at: datetime
    purposes: tuple[str, ...]
    retention: str


@dataclass(frozen=True, slots=True)
class OwnLook:
    """Who looked on one day: a role, never a colleague's name."""

    day: date
    role: str
    purpose: str
    action: str
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """How it stands with one purpose and channel."""

    purpose: str
    channel: Channel
    standing: Standing
    since: datetime | None
    """When that was said; None where nothing was."""


@dataclass(frozen=True, slots=True)
class OwnPageView:
    """Everything that the page tells."""

    person_id: int
    records: tuple[int, ...]
    display_name: str
    sources: tuple[OwnSource, ...]
    attributes: tuple[OwnAttribute, ...]
    leftovers: tuple[OwnLeftover, ...]
    kinds: tuple[OwnKind, ...]
    items: tuple[TimelineItem, ...]
    more_items: bool
    lines: Mapping[int, tuple[OrderLine, ...]]
    """Touchpoint -> the lines of that order."""
    looks: tuple[OwnLook, ...]
    more_looks: bool
    shares_household: bool
    """Whether other customers live with the person; who, is theirs."""
    consents: tuple[OwnConsent, ...]
    marks: tuple[Mark, ...]
    """What must not be done with the data."""
    under_age: bool
    """Under 16: a parent or guardian consents."""
