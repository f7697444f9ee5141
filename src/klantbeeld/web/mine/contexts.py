"""What each of the customer's own pages shows: a frozen dataclass per template, ``page`` in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.own_page.views import OwnAttribute, OwnKind, OwnPageView
from klantbeeld.privacy.views import TimelineItem
from klantbeeld.web.contexts import Detail


@dataclass(frozen=True, slots=True)
class AskPage:
    """``mine/ask.html``: no visit; how to get a link."""

    asked: bool
    """A form was just sent. Whether the address is known is not told."""
    contact: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """``mine/link.html``: somebody followed a link, which a form on it opens."""

    secret: str
    minutes: int
    """How long the visit stays open when nothing happens."""


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """``mine/closed.html``: a link or visit that opens nothing."""

    standing: str
    contact: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """``mine/message.html``: what went wrong."""

    kind: str
    """form, input, many, ours or nothing."""


@dataclass(frozen=True, slots=True)
class PurposeWords:
    """Why something is used, in words."""

    name: str
    description: str
    because: str
    """The legal basis."""


@dataclass(frozen=True, slots=True)
class AttributeGroup:
    """Attributes under one heading."""

    name: str
    attributes: tuple[OwnAttribute, ...]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose and channel about which the customer decides."""

    purpose: str
    name: str
    channel: str
    channel_name: str
    question: str
    """The words that people are asked in today."""
    given: bool
    waits: bool
    """Given, not yet confirmed from the address itself."""
    since: datetime | None
    may_give: bool


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A purpose to which the customer may object with a reason."""

    purpose: str
    name: str
    description: str
    since: datetime | None
    """Since when he objects; None where he does not."""


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """Somebody outside who gets data, or a kind of recipient."""

    name: str
    does: str
    country: str
    """Empty for a kind of recipient."""
    purposes: tuple[str, ...]
    outside: str
    """On which ground data leaves the European Economic Area; empty within it."""


@dataclass(frozen=True, slots=True)
class LookLine:
    """Who looked, in words."""

    day: date
    role: str
    did: str
    why: str
    times: int


@dataclass(frozen=True, slots=True)
class RequestLine:
    """Something that the customer asked before."""

    name: str
    state: str
    received_on: date
    due_on: date | None
    """By when we answer; None where it is closed."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where somebody can complain: Article 77."""

    name: str
    address: str
    phone: str
    site: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """``mine/page.html``"""

    view: OwnPageView
    done: str
    """What was just done, as a code of the page's own; empty for nothing."""
    groups: tuple[AttributeGroup, ...]
    purposes: Mapping[str, PurposeWords]
    retention: Mapping[str, str]
    """A declared period -> the same in words."""
    consents: tuple[ConsentLine, ...]
    under_age: bool
    no_marketing: datetime | None
    """Since when the customer wants no advertising."""
    no_profiling: datetime | None
    restricted: datetime | None
    privacy_signal: datetime | None
    objections: tuple[ObjectionLine, ...]
    recipients: tuple[RecipientLine, ...]
    profiling: tuple[PurposeWords, ...]
    """The purposes that evaluate people."""
    machine: tuple[PurposeWords, ...]
    """The purposes for which a machine alone decides."""
    kinds: tuple[OwnKind, ...]
    items: tuple[TimelineItem, ...]
    details: Mapping[int, tuple[Detail, ...]]
    more_items: str | None
    """The address that shows more of them."""
    looks: tuple[LookLine, ...]
    more_looks: str | None
    requests: tuple[RequestLine, ...]
    authority: Authority
    contact: str
    officer: tuple[str, str] | None
    """The data protection officer and where to reach him."""
    minutes: int


@dataclass(frozen=True, slots=True)
class CorrectPage:
    """``mine/correct.html``: one value that the customer says is wrong."""

    attribute: OwnAttribute
    proposed: str
    wrong: str
    """What is wrong with what was typed, as a code: empty, bsn, long; empty for nothing."""


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """``mine/object.html``: objecting to one purpose, with the reason."""

    purpose: str
    words: PurposeWords
    reason: str
    wrong: str


@dataclass(frozen=True, slots=True)
class GoesLine:
    """What an erasure removes, or what stays."""

    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class StaysLine:
    """What the law makes us keep, and until when."""

    what: str
    why: str
    times: int
    until: date


@dataclass(frozen=True, slots=True)
class ErasePage:
    """``mine/erase.html``: what would go and what must stay, before it is asked."""

    goes: tuple[GoesLine, ...]
    stays: tuple[StaysLine, ...]
    sources: tuple[Words, ...]
    contact: str
