"""What the gate hands out about decisions: two sides compared, and a person's history.

As in ``views``: typed, frozen, filtered for the role and purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from klantbeeld.privacy.views import LinkView, PersonEvent, RecordView, Total


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody, by the name that the reader may see."""

    person_id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class SideView:
    """Records that are compared with others: a person, or a part of one."""

    person_id: int
    """Whom they belong to now."""
    display_name: str
    """As these records alone would be called."""
    records: tuple[RecordView, ...]
    totals: tuple[Total, ...]
    revenue: Decimal
    since: datetime | None


@dataclass(frozen=True, slots=True)
class BecomesView:
    """Somebody as a decision would leave him."""

    person_id: int
    display_name: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two sides, why they may be one person, and what a decision would make of them."""

    sides: tuple[SideView, SideView]
    link: LinkView | None
    """Of the pair of records that is asked about."""
    becomes: tuple[BecomesView, ...]
    currency: str
    housemates: bool
    """Whether they live together, as far as the reader may know."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision by a person, in force or ended."""

    decision_no: int
    verdict: str
    """match, no_match, unsure or no_household."""
    made_by: str
    made_at: datetime
    reason: str | None
    ended_by: str | None
    ended_at: datetime | None
    """None while any part of it is in force."""
    records: tuple[int, ...]
    others: tuple[NamedPerson, ...]
    """The other people who hold some of these records now."""
    outdated: bool
    """In force, but a newer decision about the same records counts."""
    contradicts: tuple[int, ...]
    """Decisions in force that say the opposite."""
    gives_way: bool
    """It is a "no match" that matches overrule."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """How a person came to be: merges, splits and decisions."""

    person_id: int
    asked_id: int
    """Differs from ``person_id`` when that id was merged into this person."""
    events: tuple[PersonEvent, ...]
    decisions: tuple[DecisionView, ...]
    """The newest first."""
    now: Mapping[int, int]
    """Every id in the events -> the person that it leads to now."""
