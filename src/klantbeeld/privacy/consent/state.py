"""Whether somebody consents: a pure function of everything that was said.

Entering: the statements of all records of one person, what people are asked (the catalogue), the
birth date, and the moment. Leaving: per purpose and channel one standing with its proof and its
reasons. AVG/GDPR Articles 4(11), 7 and 8; UAVG 5.

Order of arrival plays no part: statements are ordered by when they were said. Over the records of
one person the strictest wins, so a merge never makes a yes of a no. Whatever is missing or cannot
be read is not a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from klantbeeld.catalog.consents import Channel, ConsentRequest
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.periods import duration

SKEW = timedelta(minutes=5)
"""How far two clocks may differ before a moment lies in the future."""

ADULT_AT = 16
"""Below this age a legal representative consents: Article 8(1), and UAVG 5 which keeps it."""

Decision = Literal["given", "confirmed", "withdrawn", "unclear"]

_STRICTNESS: dict[Decision, int] = {"given": 0, "confirmed": 1, "unclear": 2, "withdrawn": 3}
"""Of what was said at one moment the strictest comes last, and so counts."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that somebody said, with its proof."""

    statement_no: int
    record_no: int
    purpose: str
    """Empty where the source's word is not known: it speaks for no purpose."""
    channel: str
    """Empty where the source's word is not known: a withdrawal then holds for every channel."""
    decision: Decision
    at: datetime
    recorded_at: datetime
    text_version: str | None = None
    by_representative: bool = False
    superseded: bool = False
    """The source delivered the same touchpoint anew."""
    given_via: str | None = None
    actor: str = ""
    via: str = ""


class Standing(StrEnum):
    """How it stands with one purpose and channel, from the strictest on."""

    WITHDRAWN = "withdrawn"
    UNCLEAR = "unclear"
    """A source said something after it that nobody declared."""
    GIVEN = "given"
    PENDING = "pending"
    """Given, not yet confirmed from the address itself."""
    EXPIRED = "expired"
    """Given, but not confirmed in time."""
    INVALID = "invalid"
    """Given, but not so that it counts."""
    NONE = "none"
    """Never asked, or never answered."""


_ORDER = {standing: place for place, standing in enumerate(Standing)}


class Flaw(StrEnum):
    """Why what was given does not count."""

    NO_TEXT = "no_text"
    """Nothing says to which text."""
    TEXT_UNKNOWN = "text_unknown"
    """The version is not declared for this purpose."""
    TEXT_LATER = "text_later"
    """The text was not in use yet on that day."""
    NOT_ASKED = "not_asked"
    """Nobody is asked this for this channel, or for this purpose any longer."""
    FUTURE = "future"
    """It was dated after the moment that it came in."""
    UNDER_AGE = "under_age"
    """Under 16, and no legal representative said it."""


@dataclass(frozen=True, slots=True)
class ConsentState:
    """How it stands with one purpose and channel of one person."""

    purpose: str
    channel: Channel
    standing: Standing
    statement: Statement | None
    """What it rests on: the proof of a yes, or what makes it a no."""
    flaws: tuple[Flaw, ...] = ()
    """Of what is invalid: why."""

    @property
    def given(self) -> bool:
        """Whether somebody consents; everything else is no."""
        return self.standing is Standing.GIVEN


@dataclass(frozen=True, slots=True)
class Asked:
    """What people are asked for a purpose, and by which clock days are counted."""

    purpose: str
    request: ConsentRequest | None
    """None: nobody is asked any longer, so nothing that was given counts."""
    zone: tzinfo

    @classmethod
    def of(cls, catalogue: Catalogue, purpose: str) -> Asked:
        """What the catalogue says; a purpose that is not declared has no request."""
        request = catalogue.consents.get(purpose) if purpose in catalogue.purposes else None
        return cls(purpose, request, ZoneInfo(catalogue.organisation.time_zone))


def consent_state(
    statements: Iterable[Statement],
    asked: Asked,
    channel: Channel,
    born: date | None,
    now: datetime,
) -> ConsentState:
    """How it stands with one purpose and channel.

    ``born``: the latest birth date that any of the records tells; None where none does.
    """
    by_record: dict[int, list[Statement]] = {}
    for statement in statements:
        if _concerns(statement, asked.purpose, channel):
            by_record.setdefault(statement.record_no, []).append(statement)
    if not by_record:
        return ConsentState(asked.purpose, channel, Standing.NONE, None)
    records = sorted(by_record)
    states = [_of_record(by_record[number], asked, channel, born, now) for number in records]
    return min(states, key=lambda state: _ORDER[state.standing])


def consent_states(
    statements: Sequence[Statement], catalogue: Catalogue, born: date | None, now: datetime
) -> tuple[ConsentState, ...]:
    """Every purpose and channel that people are asked for, and what else was said, in order."""
    found = []
    for purpose, request in catalogue.consents.items():
        asked = Asked.of(catalogue, purpose)
        found += [
            consent_state(statements, asked, channel, born, now) for channel in request.channels
        ]
    return tuple(found)


def _concerns(statement: Statement, purpose: str, channel: Channel) -> bool:
    if statement.purpose != purpose:
        return False
    if statement.superseded and statement.decision != "withdrawn":
        return False
    denies = statement.decision in {"withdrawn", "unclear"}
    return statement.channel == channel or (denies and not statement.channel)


def _of_record(
    statements: Sequence[Statement],
    asked: Asked,
    channel: Channel,
    born: date | None,
    now: datetime,
) -> ConsentState:
    """What the statements of one record add up to, said one after the other."""
    state = ConsentState(asked.purpose, channel, Standing.NONE, None)
    for said in sorted(statements, key=_place):
        if said.decision == "withdrawn":
            state = ConsentState(asked.purpose, channel, Standing.WITHDRAWN, said)
        elif said.decision == "unclear":
            state = ConsentState(asked.purpose, channel, Standing.UNCLEAR, said)
        elif flaws := _flaws(said, asked, channel, born, now):
            # What does not count changes nothing: an earlier yes or no stands.
            if state.standing in {Standing.NONE, Standing.INVALID, Standing.EXPIRED}:
                state = ConsentState(asked.purpose, channel, Standing.INVALID, said, flaws)
        elif said.decision == "confirmed" or not _confirms(asked, channel):
            state = ConsentState(asked.purpose, channel, Standing.GIVEN, said)
        elif state.standing is not Standing.GIVEN:
            state = _unconfirmed(said, state, asked, channel, now)
    return state


def _place(said: Statement) -> tuple[datetime, int, int]:
    """When it counts: what is dated in the future counts from when it came in."""
    at = min(said.at, said.recorded_at)
    return at, _STRICTNESS[said.decision], said.statement_no


def _confirms(asked: Asked, channel: Channel) -> bool:
    return asked.request is not None and channel in asked.request.double_opt_in


def _unconfirmed(
    said: Statement, before: ConsentState, asked: Asked, channel: Channel, now: datetime
) -> ConsentState:
    """Given where it must be confirmed; a no that stands before it stands until it is."""
    if before.standing in {Standing.WITHDRAWN, Standing.UNCLEAR} or asked.request is None:
        return before
    late = now > said.at + duration(asked.request.confirm_within)
    standing = Standing.EXPIRED if late else Standing.PENDING
    return ConsentState(asked.purpose, channel, standing, said)


def _flaws(
    said: Statement, asked: Asked, channel: Channel, born: date | None, now: datetime
) -> tuple[Flaw, ...]:
    """Why a yes does not count; empty where it does."""
    found = []
    request = asked.request
    day = said.at.astimezone(asked.zone).date()
    if request is None or channel not in request.channels:
        found.append(Flaw.NOT_ASKED)
    elif not said.text_version:
        found.append(Flaw.NO_TEXT)
    elif said.text_version not in request.texts:
        found.append(Flaw.TEXT_UNKNOWN)
    elif day < request.texts[said.text_version].since:
        found.append(Flaw.TEXT_LATER)
    if said.at > min(now, said.recorded_at) + SKEW:
        found.append(Flaw.FUTURE)
    if born is not None and not said.by_representative and under_age(born, day):
        found.append(Flaw.UNDER_AGE)
    return tuple(found)


def under_age(born: date, on: date) -> bool:
    """Whether somebody is younger than 16 on a day; born on 29 February: 16 on 1 March."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < ADULT_AT


def born_latest(dates: Iterable[str | None]) -> date | None:
    """The latest of the birth dates that records tell (ISO texts); what is no date tells nothing.

    The strictest where records disagree: somebody may be a child.
    """
    found = []
    for text in dates:
        try:
            found.append(date.fromisoformat(text or ""))
        except ValueError:
            continue
    return max(found, default=None)
