"""What the pages show of consent: on the person, for the officer, and for who confirms.

As in ``contexts``: frozen, worded before the template, one class per template or part of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - Warning is Python's own
    """Something that must not be done now, at the head of the person."""

    name: str
    told: str
    """What it asks of whoever reads."""
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Proof:
    """What an answer rests on."""

    at: datetime
    text_version: str | None
    text: Words | None
    """The words of that version, where they are declared."""
    given_via: str | None
    recorded_by: str
    by_representative: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One purpose and channel."""

    purpose: str
    purpose_name: str
    channel: str
    channel_name: str
    tone: str
    """yes, no, waits or none."""
    standing: str
    why: tuple[str, ...]
    proof: Proof | None
    asked: Words | None
    """The question as it is asked today; None where nobody may be asked."""
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark in force, and how it ends."""

    kind: str
    purpose: str
    name: str
    told: str
    ground: str
    since: datetime
    ends: str
    """withdraw, weigh or lift."""


@dataclass(frozen=True, slots=True)
class WayLine:
    """Whether the person may be reached in one way."""

    purpose_name: str
    channel_name: str
    allowed: bool
    ground: str
    reasons: tuple[tuple[str, str], ...]
    """Sentence and article."""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One thing that was said, or one mark that was set or ended."""

    at: datetime
    what: str
    about: str
    detail: str
    who: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A code to choose, with its words."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ConsentPanel:
    """The tab of consent on the person."""

    lines: tuple[ConsentLine, ...]
    marks: tuple[MarkLine, ...]
    ways: tuple[WayLine, ...]
    history: tuple[SaidLine, ...]
    may_handle: bool
    handlers: tuple[Words, ...]
    """The roles that record what people say."""
    objectable: tuple[Choice, ...]
    """Purposes to which somebody can object, with grounds."""
    grounds: tuple[Choice, ...]
    """Of a restriction."""
    restricted: bool
    objected: bool
    """To direct marketing."""
    unprofiled: bool
    under_age: bool
    asked: str
    """Whether the link that confirms was mailed just now: sent, waits, or empty."""
    today: str
    """As a date field takes it."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """What was said for one purpose and channel."""

    purpose_name: str
    channel_name: str
    given: int
    withdrawn: int
    unclear: int
    invalid: int
    """Given to no text, to one that is not declared, or for what nobody is asked."""
    texts: str
    newest: datetime
    cut_off: bool


@dataclass(frozen=True, slots=True)
class TextLine:
    """One version of a question."""

    purpose_name: str
    version: str
    since: str
    text: Words
    given: int


@dataclass(frozen=True, slots=True)
class MarkCountLine:
    """How many people have a mark."""

    name: str
    people: int
    since: datetime


@dataclass(frozen=True, slots=True)
class WordsLine:
    """Words of a source that nobody declared."""

    source: str
    said: tuple[tuple[str, str], ...]
    """Field and word."""
    statements: int


@dataclass(frozen=True, slots=True)
class LeftAloneLine:
    """Addresses to leave alone, of one channel, from one source."""

    channel_name: str
    source: str
    contacts: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """``privacy/consents.html``"""

    counts: tuple[CountLine, ...]
    texts: tuple[TextLine, ...]
    unknown_words: tuple[WordsLine, ...]
    marks: tuple[MarkCountLine, ...]
    suppressed: tuple[LeftAloneLine, ...]
    list_readable: bool


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """``mine/confirm.html``"""

    token: str
    """Empty where it is done, or does not count: it is used, too late, damaged or overtaken."""
    done: bool
    text: Words | None
    """What was agreed to, where it is done."""
