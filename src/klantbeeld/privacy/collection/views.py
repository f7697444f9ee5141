"""What a reader learns of what is collected: names and figures, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.needs import Need

Kind = Literal["attribute", "touchpoint"]

Standing = Literal[
    "used", "links", "metric", "new", "unread", "not_delivered", "no_purpose", "dropped"
]
"""used: somebody read it lately. links: linking compares it. metric: a metric counts it. new: not
read by anybody, nor held for long. unread: on the drop list. not_delivered: no source brings it.
no_purpose: no purpose that is switched on needs it, so it is not stored. dropped: removed, and not
stored."""


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A role that has read it."""

    role: str
    label: Words | None
    """None for a role that is declared no longer."""
    reads: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Pollution:
    """How often it is wrong, and what that does to work."""

    share: float
    """In [0, 1]: the failing share of the worst dimension, so at least this share is wrong."""
    dimension: str
    factor: float
    """How much work costs, where 1 is work with right data: 1 + (k - 1) p."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One attribute or touchpoint type."""

    name: str
    kind: Kind
    label: Words
    category: str
    goal: Goal
    purposes: tuple[tuple[Words, bool], ...]
    """Name, and whether it is switched on."""
    links: bool
    metrics: tuple[Words, ...]
    """The metrics that it feeds."""
    readers: tuple[ReadBy, ...]
    """Who read it, the last one first."""
    held: int | None
    """Values, or touchpoints, that were delivered; None when nothing was."""
    rows: int | None
    """Rows in which a value could have stood; None for touchpoints."""
    since: datetime | None
    """When it was first delivered."""
    pollution: Pollution | None
    standing: Standing
    drops_from: datetime | None
    """From when on it stands on the drop list, if nobody reads it before."""
    kept_by_law: bool
    """Whether a law asks for it, so that it cannot be dropped."""

    @property
    def filled(self) -> float | None:
        """Share of rows with a value, in [0, 1]."""
        return self.held / self.rows if self.held is not None and self.rows else None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that the sources delivered last."""

    used: int
    """Declared, under a purpose that is switched on, and read or linked by."""
    unused: int
    """Declared and stored, and nobody has needed it yet."""
    not_kept: int
    """Delivered without a purpose that is switched on: not stored."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.used + self.unused + self.not_kept

    @property
    def purposeful(self) -> float | None:
        """Share that is collected with a purpose and used, in [0, 1]."""
        return self.used / self.total if self.total else None

    @property
    def obsessed(self) -> float | None:
        """The other share: delivered because it was there."""
        return (self.total - self.used) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class DroppedView:
    """Something that was dropped."""

    name: str
    kind: Kind
    label: Words | None
    """None where the catalogue declares it no longer."""
    dropped_at: datetime
    dropped_by: str
    reason: str
    records: int
    """Records or touchpoints that lost a value by it."""
    versions: int
    finished_at: datetime | None
    """None while the values are being removed, or where that stopped."""


@dataclass(frozen=True, slots=True)
class CollectionView:
    """Everything that is collected."""

    items: tuple[Collected, ...]
    columns: Columns
    dropped: tuple[DroppedView, ...]
    unused_after: str
    cost_of_a_fault: float
    """k: how many times as much work costs when its data is wrong."""

    @property
    def drop_list(self) -> tuple[Collected, ...]:
        """What nobody has needed for so long."""
        return tuple(item for item in self.items if item.standing in ("unread", "no_purpose"))


@dataclass(frozen=True, slots=True)
class PurposeView:
    """A purpose, and what stands between it and being switched on."""

    name: str
    label: Words
    description: Words
    active: bool
    legal_basis: str
    data_use: str
    goals: tuple[Goal, ...]
    roles: tuple[Words, ...]
    retention: str
    partners: tuple[tuple[str, str], ...]
    """Identifier and name."""
    recipients: tuple[Words, ...]
    balancing_note: str | None
    profiling: bool
    automated_decision: bool
    dpia: str | None
    attributes: tuple[Words, ...]
    touchpoints: tuple[Words, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class RefusalView:
    """Where something was refused: no value of it."""

    refusal_no: int
    at: datetime
    source: str
    delivery: str
    file_name: str | None
    field: str
    position: int | None
    rule: str
    amount: int


@dataclass(frozen=True, slots=True)
class FlagView:
    """A text that seems to tell of a special category: where it stands, not what it says."""

    flag_no: int
    at: datetime
    source: str
    field: str
    label: Words | None
    category: str
    person_id: int | None
    """Whose it is; None while it is not linked."""
    touchpoint: Words | None
    """The kind of touchpoint that holds it; None for a record."""
    reviewed_at: datetime | None
    verdict: str | None
