"""What the gate tells of who is who: how records came together, what was rejected, what would
turn the answer.

These are contracts of the pages, the API and the command line, filtered for the role and purpose:
a field out of sight is not named, and what it weighs is added up under one heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from klantbeeld.privacy.views import FieldEvidence, LinkView, RecordView

Reason = Literal["judgement", "average", "conflict", "little", "crowd"]
"""Why two records are not one person: somebody judged so; the other records of the two people speak
against it on average; some fields conflict; too little speaks for it; or so much hangs together
that weaker links were cut."""

Becomes = Literal["same", "different", "unknown"]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two records and their match weight (log2 odds)."""

    record_a: int
    record_b: int
    match_weight: float


@dataclass(frozen=True, slots=True)
class StepView:
    """Two groups of records that became one, by what they weigh or because somebody judged so.

    ``copy``: many records that say exactly the same, of which one is weighed for all. ``crowd``:
    too many records to weigh; what was linked stands together.
    """

    step: int
    kept: tuple[int, ...]
    joined: tuple[int, ...]
    by: Literal["evidence", "judgement", "copy", "crowd"]
    mean_weight: float | None
    """The mean match weight between the two groups (log2 odds), each pair counting by how much it
    had to compare and none for more than 14; None where nothing was weighed."""
    evidence: tuple[FieldEvidence, ...]
    """What each field says on average, the strongest first; without levels."""
    strongest: PairView | None


@dataclass(frozen=True, slots=True)
class HowView:
    """In which order the records of a person came together."""

    records: tuple[RecordView, ...]
    steps: tuple[StepView, ...]
    judged_apart: tuple[int, ...]
    """People whom somebody judged not to be this one, though records link them."""


@dataclass(frozen=True, slots=True)
class RejectedView:
    """Somebody who is not this person, though records of the two are much alike."""

    person_id: int
    display_name: str
    reason: Reason
    link: LinkView
    """The two records that speak most for one person."""
    records: tuple[RecordView, ...]
    """Those two."""
    mean_weight: float | None
    """All records of the two together, where that decides."""
    against: tuple[PairView, ...]
    """Records that disagree, the strongest first, where that decides."""
    conflicts: tuple[str, ...]
    """Fields in sight that speak clearly against it in some records of the two."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One field that says something else than ``was`` (its level; None where one is missing)."""

    field: str
    becomes: Becomes
    was: str | None


@dataclass(frozen=True, slots=True)
class CounterfactualView:
    """Changes that together turn the answer, and the match weight that they lead to."""

    changes: tuple[ChangeView, ...]
    match_weight: float


@dataclass(frozen=True, slots=True)
class SideView:
    """One of two that are compared: a person, or a part of one."""

    person_id: int
    display_name: str
    records: tuple[RecordView, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """Two people side by side, or two records of one, and what would turn the answer."""

    first: SideView
    second: SideView
    one_person: bool
    reason: Reason | None
    """Why they are not one person; None where they are."""
    link: LinkView
    """The two records that speak most for one person, or the two that were asked for."""
    conflicts: tuple[str, ...]
    """Fields in sight that speak clearly against it in some records of the two."""
    pairs: tuple[PairView, ...]
    """Every record of one with every record of the other."""
    changes: tuple[CounterfactualView, ...]
    """The smallest changes that would turn the answer on two of the records."""
    changes_about: tuple[int, int]
    """Which two: those of ``link``, or where these speak for one person already, the two that
    disagree most."""
    hidden_changes: bool
    """Whether there are others, in fields that the reader may not see."""
