"""What the pages of quality show: one frozen dataclass per template, named ``page`` in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.trend import Trend
from klantbeeld.pipeline.measuring.quality_money import (
    DepartmentCost,
    LoadQuality,
    RepairView,
    SourceCost,
    WorkCost,
)
from klantbeeld.privacy.quality.accuracy_views import CheckedRecord, CheckResult, CheckView
from klantbeeld.privacy.quality.record_lists import RecordList
from klantbeeld.web.pictures.quality_heat import HeatMap


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One attribute in one source, as the table and the marks tell it."""

    source: str
    share: float | None
    """None where nothing was measured."""
    checked: int
    failed: int
    worst: str
    """The dimension that pulls it down most; empty where nothing fails."""
    address: str
    """The records behind it; empty where there are none to show."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One attribute over the sources."""

    attribute: str
    """Empty for the record as a whole."""
    label: Words
    share: float
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class DimensionChoice:
    """A dimension to look through; the empty one is all together."""

    dimension: str
    name: str
    definition: str
    share: float | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class RepairLine:
    """One repair, with what is wrong and what to do in words."""

    view: RepairView
    wrong: str
    mend: str
    address: str
    length: float
    """Of its part of the whole cost, in [0, 100]."""


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One source over its loads."""

    source: str
    loads: tuple[LoadQuality, ...]
    picture: Trend

    @property
    def single(self) -> bool:
        """Whether there is one load only, with nothing to compare it with."""
        return len(self.loads) == 1


@dataclass(frozen=True, slots=True)
class MoneyFigures:
    """What wrong data costs a month; ``None`` where nobody declared what work costs."""

    currency: str | None
    extra: float | None
    base: float | None
    share: float | None
    """Records with a critical fault, of all."""
    polluted: int
    records: int
    factor: float | None
    """How many times as much work costs on average."""
    k: str
    """As it stands in the field."""
    other_k: bool
    """Whether it is not the declared one."""
    declared_k: float
    wrong_k: bool
    """Whether what was typed cannot be one."""
    assumed: bool
    counted_at: datetime | None
    work: tuple[WorkCost, ...]
    departments: tuple[DepartmentCost, ...]
    sources: tuple[SourceCost, ...]
    dimensions: tuple[tuple[str, str], ...]
    """Those that were measured, with their names."""


@dataclass(frozen=True, slots=True)
class QualityPage:
    """``quality.html``"""

    dimensions: tuple[DimensionChoice, ...]
    chosen: DimensionChoice
    sources: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    heat: HeatMap
    money: MoneyFigures
    repairs: tuple[RepairLine, ...]
    trends: tuple[TrendLine, ...]
    checks: tuple[CheckView, ...]
    csv_address: str
    repairs_address: str


@dataclass(frozen=True, slots=True)
class FaultChoice:
    """One fault of an attribute in a source, to look at its records."""

    fault: str
    name: str
    records: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """``quality_records.html``"""

    source: str
    label: Words
    attribute: str
    faults: tuple[FaultChoice, ...]
    wrong: str
    mend: str
    found: RecordList
    purpose: Words
    counted_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """A source whose records can be checked."""

    source: str
    records: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AttributeChoice:
    """An attribute that can be checked."""

    attribute: str
    label: Words
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """``quality_checks.html``"""

    checks: tuple[CheckView, ...]
    sources: tuple[SourceChoice, ...]
    chosen: str
    """The source for which a check is being set up; empty: none yet."""
    attributes: tuple[AttributeChoice, ...]
    sizes: tuple[int, ...]
    purpose: Words | None
    """For which records are looked at; None where it is not declared."""
    purpose_name: str
    roles: tuple[Words, ...]
    """Who may check."""
    may_check: bool


@dataclass(frozen=True, slots=True)
class CheckPage:
    """``quality_check.html``: what a check found so far."""

    result: CheckResult
    ruled: float | None
    """The share of all records of the source in which a rule finds a fault of these attributes."""
    factor: float | None
    """How many times as much work costs, at the share with a fault that was found."""
    k: float
    acceptable: float
    may_check: bool


@dataclass(frozen=True, slots=True)
class CheckedRecordPage:
    """``quality_check_record.html``: one record to be compared with reality."""

    record: CheckedRecord
    verdicts: Mapping[str, str]
    """Verdict -> its name."""
    keys: Mapping[str, str]
    """Verdict -> the key that chooses it."""
