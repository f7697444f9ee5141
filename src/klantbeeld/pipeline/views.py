"""What the pipeline says about itself: counts and states, never a person.

These are the contracts of the overview, sources and quality pages and of ``klantbeeld status``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from klantbeeld.catalog.definition import Words


@dataclass(frozen=True, slots=True)
class LoadView:
    """One load of one delivery."""

    load_no: int
    source: str
    delivery: str
    state: str
    """running, done or failed."""
    file_name: str | None
    started_at: datetime
    finished_at: datetime | None
    rows_total: int | None
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_unchanged: int
    rows_gone: int
    rows_refused: int
    dropped_columns: Mapping[str, int]
    """Undeclared column -> rows that carried it; nothing of it is stored."""
    message: str | None


@dataclass(frozen=True, slots=True)
class DeadLetterView:
    """One row that could not be read; shows no value of it."""

    dead_letter_no: int
    load_no: int
    source: str
    delivery: str
    file_name: str | None
    position: int | None
    reason: str
    mend: str
    created_at: datetime
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: what it brought."""

    source: str
    label: Words
    made_up: Words | None
    records: int
    people: int
    """Distinct people that it holds a record of."""
    touchpoints: int
    gone: int
    waiting: int
    dead_letters: int
    last_load: LoadView | None
    freshness_seconds: float | None
    """Since the last row arrived; None when nothing has."""
    arrivals: tuple[tuple[date, int], ...]
    """Rows new or changed per day, the last 30 days: for a sparkline."""
    figures: int = 0
    """Numbers about nobody, such as costs and visitors."""


@dataclass(frozen=True, slots=True)
class QualityCell:
    """One dimension of one attribute of one source, as counts."""

    source: str
    attribute: str
    """Empty for the record as a whole: whether it is the only one of its person."""
    label: Words
    dimension: str
    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """numerator / denominator in [0, 1]; None when nothing was measured."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Status:
    """The whole in one look."""

    records: int
    people: int
    households: int
    """Of two people or more; who has no known housemate is not counted."""
    touchpoints: int
    waiting: int
    dead_letters: int
    failed_loads: int
    freshness_seconds: float | None
    people_by_records: tuple[tuple[int, int], ...]
    """(number of records, number of people with that many)."""
    people_by_sources: tuple[tuple[int, int], ...]
    """(number of sources, number of people known in that many)."""
    quality: float | None
    """Share of checks that passed over all sources and dimensions."""
    sources: tuple[SourceStatus, ...]
