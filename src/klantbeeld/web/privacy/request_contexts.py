"""What the pages of requests hold: ``privacy/requests.html`` and ``privacy/request.html``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.rights.erasure import Preview, Proof
from klantbeeld.privacy.requests.state import Request

Choice = tuple[str, str]
"""A code, and its words in the reader's language."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list."""

    request: Request
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """``privacy/requests.html``"""

    pending: tuple[RequestLine, ...]
    closed: tuple[RequestLine, ...]
    overdue: int
    soon: int
    may_handle: bool
    kinds: tuple[Choice, ...]
    ways_in: tuple[Choice, ...]
    person: int | None
    """Filled in beforehand, from the person's own page."""
    today: str
    """As a form's field holds it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done."""

    at: datetime
    what: str
    why: str | None
    actor: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """``privacy/request.html``"""

    line: RequestLine
    via: str
    attributes: tuple[Words, ...]
    steps: tuple[Step, ...]
    may_handle: bool
    identified: tuple[Choice, ...]
    extensions: tuple[Choice, ...]
    """Empty where the term cannot be extended any more."""
    refusals: tuple[Choice, ...]
    grounds: tuple[Choice, ...]
    against: tuple[tuple[str, Words], ...]
    """Purposes to which somebody can object."""
    correctable: tuple[tuple[str, Words], ...]
    proposed: tuple[tuple[str, str], ...]
    """What the person wrote on the own page: attribute and value."""
    preview: Preview | None
    """Of an erasure that is not carried out yet."""
    proof: Proof | None
    tables: dict[str, Words]
    """What the tables of the preview and the proof hold."""
    types: dict[str, Words]
    """The names of touchpoint types."""
    purposes: dict[str, Words]
