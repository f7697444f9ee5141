"""How a request stands: a pure function of what was done about it.

Entering: the request and its events, in the order in which they were written. Leaving: its state,
its last day and what can be done next. A clock that jumped back does not undo anything: whatever
comes later was written later, and no moment counts as earlier than the event before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from klantbeeld.catalog.organisation import Organisation
from klantbeeld.privacy.requests.clock import SOON_DAYS, last_day, received_on


class Kind(StrEnum):
    """What is asked; each is an article."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    HUMAN_REVIEW = "human_review"

    @property
    def article(self) -> str:
        """The article of the AVG/GDPR."""
        return ARTICLES[self]


ARTICLES = {
    Kind.ACCESS: "15",
    Kind.PORTABILITY: "20",
    Kind.RECTIFICATION: "16",
    Kind.ERASURE: "17",
    Kind.RESTRICTION: "18",
    Kind.OBJECTION: "21",
    Kind.HUMAN_REVIEW: "22",
}


class Done(StrEnum):
    """What can be done about a request."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    EXTENDED = "extended"
    PREVIEWED = "previewed"
    CARRIED_OUT = "carried_out"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


class Identified(StrEnum):
    """How it was made sure who asks: no more than it takes (Article 12(6)), and never a copy of a
    document or a citizen service number."""

    SIGNED_IN = "signed_in"
    """By the customer's own page."""
    KNOWN_CONTACT = "known_contact"
    """From an address or number that we knew, or by answering a message to it."""
    QUESTIONS = "questions"
    """By questions about what only the customer knows, such as the last order."""
    SHOWN_IN_PERSON = "shown_in_person"
    """Somebody looked at a document; nothing of it was kept."""
    REPRESENTATIVE = "representative"
    """By somebody who showed that he acts for the person."""


class Why(StrEnum):
    """Why a term is extended, or a request refused."""

    COMPLEX = "complex"
    MANY_REQUESTS = "many_requests"
    NOT_IDENTIFIED = "not_identified"
    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    LEGAL_DUTY = "legal_duty"
    RIGHTS_OF_OTHERS = "rights_of_others"
    NO_DATA = "no_data"
    STILL_NEEDED = "still_needed"


EXTENSIONS = (Why.COMPLEX, Why.MANY_REQUESTS)
"""The only two reasons of Article 12(3)."""
REFUSALS = tuple(why for why in Why if why not in EXTENSIONS)
ENDS = (Done.REFUSED, Done.WITHDRAWN, Done.ANSWERED)


class State(StrEnum):
    """Where a request stands."""

    NEW = "new"
    """It is to be made sure who asks."""
    READY = "ready"
    """It can be carried out."""
    CARRIED_OUT = "carried_out"
    """It is to be told to the person."""
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Whether somebody must still act."""
        return self in (State.NEW, State.READY, State.CARRIED_OUT)


class Urgency(StrEnum):
    """How the clock stands."""

    CALM = "calm"
    SOON = "soon"
    OVERDUE = "overdue"
    NONE = "none"
    """It is closed."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done."""

    at: datetime
    actor: str
    role: str
    kind: Done
    detail: Mapping[str, Any]
    """Codes and counts."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it stands."""

    request_no: int
    kind: Kind
    person_id: int
    received_at: datetime
    received_via: str
    language: str
    attributes: tuple[str, ...]
    records: tuple[int, ...]
    events: tuple[Event, ...]
    received_on: date
    due_on: date
    extended: bool
    state: State
    urgency: Urgency
    days_left: int
    """Until the last day; below 0 it is over."""

    def last(self, kind: Done) -> Event | None:
        """The newest event of this kind."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)


def state_of(events: Sequence[Event]) -> State:
    """Where a request with these events stands."""
    kinds = [event.kind for event in events]
    ended = next((kind for kind in reversed(kinds) if kind in ENDS), None)
    if ended is not None:
        return State(ended.value)
    if Done.CARRIED_OUT in kinds:
        return State.CARRIED_OUT
    return State.READY if Done.IDENTIFIED in kinds else State.NEW


def standing(
    row: Mapping[str, Any], events: Sequence[Event], organisation: Organisation, now: datetime
) -> Request:
    """The request of a stored row with its events, as it stands now."""
    state = state_of(events)
    extended = any(event.kind is Done.EXTENDED for event in events)
    received = received_on(row["received_at"], organisation)
    due = last_day(received, organisation, extended=extended)
    today = received_on(not_before(now, events), organisation)
    left = (due - today).days
    return Request(
        request_no=row["request_no"],
        kind=Kind(row["kind"]),
        person_id=row["person_id"],
        received_at=row["received_at"],
        received_via=row["received_via"],
        language=row["language"],
        attributes=tuple(row["attributes"]),
        records=tuple(row["records"]),
        events=tuple(events),
        received_on=received,
        due_on=due,
        extended=extended,
        state=state,
        urgency=_urgency(state, left),
        days_left=left,
    )


def not_before(now: datetime, events: Sequence[Event]) -> datetime:
    """The present moment, but no earlier than what was already done."""
    return max([now, *(event.at for event in events)])


def _urgency(state: State, left: int) -> Urgency:
    if not state.open:
        return Urgency.NONE
    if left < 0:
        return Urgency.OVERDUE
    return Urgency.SOON if left <= SOON_DAYS else Urgency.CALM
