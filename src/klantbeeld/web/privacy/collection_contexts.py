"""The contracts of the pages about purposes and collection: what each template may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.rights.dropping import Preview
from klantbeeld.privacy.collection.views import (
    Collected,
    Columns,
    DroppedView,
    FlagView,
    PurposeView,
    RefusalView,
)


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose, and what it lacks in words."""

    view: PurposeView
    legal_basis: str
    goals: tuple[str, ...]
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PurposesPage:
    """``privacy/purposes.html``"""

    lines: tuple[PurposeLine, ...]
    active: int


@dataclass(frozen=True, slots=True)
class CollectedLine:
    """One thing that is collected, with its codes in words."""

    view: Collected
    goal: str
    standing: str
    read_by: Words | None
    """The role that read it last."""
    read_at: datetime | None
    worst: str
    """The dimension in which it is wrong most often; empty where nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar of columns, in percent of the whole."""

    kind: str
    """used, unused or not_kept."""
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """``privacy/collection.html``"""

    columns: Columns
    parts: tuple[Part, ...]
    drop_list: tuple[CollectedLine, ...]
    coming: tuple[CollectedLine, ...]
    """Not read yet: on the drop list from their day on."""
    lines: tuple[CollectedLine, ...]
    dropped: tuple[DroppedView, ...]
    patience: str
    """After how long unread something stands on the list, as the catalogue says."""
    cost_of_a_fault: float


@dataclass(frozen=True, slots=True)
class DropPage:
    """``privacy/drop.html``"""

    preview: Preview
    label: Words
    obstacle: str
    """Why it cannot be dropped; empty where it can."""
    may_drop: bool
    droppers: tuple[Words, ...]
    """The roles that may."""
    under_way: DroppedView | None
    """Set where it was dropped: how far that is."""
    reason: str
    fault: str
    """What was wrong with what was typed."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flagged text, in words."""

    view: FlagView
    category: str
    verdict: str


@dataclass(frozen=True, slots=True)
class RefusalLine:
    """A refusal, in words."""

    view: RefusalView
    rule: str


@dataclass(frozen=True, slots=True)
class RefusedDataPage:
    """``privacy/refused_data.html``"""

    amounts: tuple[tuple[str, int], ...]
    """Why, and how many values."""
    flags: tuple[FlagLine, ...]
    waiting: int
    oversees: bool
    """Whether the reader may see whose texts are flagged."""
    overseers: tuple[Words, ...]
    refusals: tuple[RefusalLine, ...]
    older: int | None
    """The last refusal shown, where there are more."""
