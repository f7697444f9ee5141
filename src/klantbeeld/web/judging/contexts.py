"""What the pages show where people decide: the review queue, and a decision before it is made.

As in ``contexts``: frozen, worded before the template, one class per template or part of one.
"""

from __future__ import annotations

from dataclasses import dataclass

from klantbeeld.catalog.definition import Words
from klantbeeld.privacy.decision_views import ComparisonView, HistoryView
from klantbeeld.privacy.views import SearchHit
from klantbeeld.web.person.evidence_contexts import LinkPicture


@dataclass(frozen=True, slots=True)
class SideCell:
    """What one side says of an attribute."""

    text: tuple[tuple[str, bool], ...]
    """Pieces of the value, each with whether the other side differs there; empty where unknown."""
    also: tuple[str, ...]
    """Other values in this side's records."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """One attribute of both sides."""

    label: str
    agreement: str
    """same, alike, different, one (only one side knows it) or apart (two values that say nothing
    about who somebody is)."""
    left: SideCell
    right: SideCell


@dataclass(frozen=True, slots=True)
class Notice:
    """What was just decided, with the way back."""

    decision_no: int
    verdict: str
    undone: bool
    against: bool
    """It contradicts another decision."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A field of a form that nobody types."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """``review.html``: one question."""

    view: ComparisonView | None
    """None where nothing is asked."""
    kind: str
    rows: tuple[SideRow, ...]
    picture: LinkPicture | None
    records: tuple[int, int]
    match: str
    """What "match" would lead to, in words."""
    no_match: str
    place: int
    """Which question this is, from 1."""
    total: int
    capped: bool
    """There may be more than ``total``."""
    done: int
    skipped: int
    next_address: str | None
    previous_address: str | None
    may_judge: bool
    judges: tuple[Words, ...]
    """The roles that do."""
    notice: Notice | None
    undo_address: str
    """Where an undo leads: to the question that was answered."""


@dataclass(frozen=True, slots=True)
class DecidePage:
    """``decide.html``: a decision before it is made."""

    kind: str
    """merge, split or household."""
    view: ComparisonView
    rows: tuple[SideRow, ...]
    outcome: str
    action: str
    """Where the form goes."""
    fields: tuple[Hidden, ...]
    back: str
    may_judge: bool
    judges: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class MergePage:
    """``merge.html``: with whom?"""

    person_id: int
    display_name: str
    text: str
    hits: tuple[SearchHit, ...]
    near: tuple[tuple[int, str], ...]
    """People whose records come near: id and name."""


@dataclass(frozen=True, slots=True)
class PersonJudging:
    """What a person's page shows of decisions."""

    may_judge: bool
    notice: Notice | None
    history: HistoryView | None
    """Read for its tab alone."""
    here: str
    """The address to come back to."""
