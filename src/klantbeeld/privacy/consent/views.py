"""What is told of somebody's consent: per purpose and channel, with the proof, and what must not
be done. These are contracts of the pages, the API and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.privacy.consent.state import ConsentState, Statement
from klantbeeld.privacy.marks import Bar, Mark, PastMark


@dataclass(frozen=True, slots=True)
class ConsentsView:
    """What somebody said about the use of their data, and what follows from it."""

    person_id: int
    states: tuple[ConsentState, ...]
    """Every purpose and channel that people are asked for."""
    statements: tuple[Statement, ...]
    """Everything that was said, the newest first: the proof."""
    marks: tuple[Mark, ...]
    """What must not be done, in force."""
    past_marks: tuple[PastMark, ...]
    """Every mark ever, the newest first."""
    under_age: bool
    """Under 16: only a legal representative consents."""
    bars: dict[str, tuple[Bar, ...]]
    """Purpose -> why the data may not be used for it; purposes without a bar are absent."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording led to."""

    person_id: int
    states: tuple[ConsentState, ...]
    """How it stands now with what was recorded."""
    confirmation: str | None = None
    """Where it must be confirmed from the address itself: the token for the link, by which
    ``confirm`` is called. Send it to the address, show it to nobody else."""
