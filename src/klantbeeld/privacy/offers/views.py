"""What the reads of offers hand out: three lists kept apart, or why there are none now.

A reason is a code with its figures; its words stand where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.marks import Bar
from klantbeeld.value.arrays import Reason


class OfferKind(StrEnum):
    """Three tasks, which are never one list."""

    AGAIN = "again"
    """Bought before."""
    NEW = "new"
    """Never bought by this person: cross-sell."""
    UPGRADE = "upgrade"
    """A step up from what the person buys: up-sell."""


class Outcome(StrEnum):
    """What the person answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"


class OfferState(StrEnum):
    """Whether offers are made."""

    MADE = "made"
    LEFT_OUT = "left_out"
    """The person may not be profiled for it: ``bars`` says why."""
    PAUSED = "paused"
    """Not now: ``paused_by`` is open."""
    NO_ORDERS_DECLARED = "no_orders_declared"
    """No type of order serves the purpose of offers."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One product, and why."""

    kind: OfferKind
    item: str
    """At the level of offers: the product, or a kind of product."""
    source: str
    product_id: str
    name: str
    price: Decimal | None
    """What a piece costs: what the person paid last, else the mean of late; None: unknown."""
    in_stock: bool | None
    """None: unknown."""
    reason: Reason
    """``bought_every``, ``bought_times``, ``bought_before``, ``goes_with``, ``popular``,
    ``upgrade_of``."""
    refers_to: str | None = None
    """The name of what the person bought and what the reason is about."""
    refers_on: date | None = None
    """When that was bought last."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Open matters of one type."""

    label: Words
    matters: int


@dataclass(frozen=True, slots=True)
class Way:
    """Whether an offer may also be sent this way."""

    channel: Channel
    allowed: bool


@dataclass(frozen=True, slots=True)
class Habit:
    """A preference derived from behaviour: never said by the person."""

    field: str
    """``category``, ``weekday``, or a detail field of orders."""
    label: Words | None
    """The name of the detail field."""
    value: str
    """Of a weekday its ISO number, 1 is Monday."""
    times: int
    of: int
    """Of so many days with a purchase in the last year."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that still keeps an offer away."""

    act_no: int
    kind: OfferKind
    name: str
    outcome: Outcome
    at: datetime
    actor: str
    until: date
    """From this day on it may be offered again."""


@dataclass(frozen=True, slots=True)
class PersonOffers:
    """Everything about offers to one person."""

    person_id: int
    purpose: str
    state: OfferState
    currency: str
    bars: tuple[Bar, ...] = ()
    paused_by: tuple[Pause, ...] = ()
    again: tuple[Offer, ...] = ()
    new: tuple[Offer, ...] = ()
    upgrade: tuple[Offer, ...] = ()
    model_no: int | None = None
    """The model behind ``new`` and ``upgrade``; None: there is none yet."""
    learnt_at: datetime | None = None
    days_bought: int = 0
    """On how many days the person bought anything that may be offered."""
    ways: tuple[Way, ...] = ()
    habits: tuple[Habit, ...] = ()
    answers: tuple[Answer, ...] = ()
