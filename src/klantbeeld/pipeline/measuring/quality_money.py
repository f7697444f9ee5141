"""What wrong data costs a month, by department and source, and the ten repairs that pay most.

Entering: what ``quality_counting`` counted, the organisation's costs, and the cost of a fault k to
reckon with. Leaving: figures in the organisation's currency; shares alone where nobody declared
what work costs. Sums over records, so that they need no purpose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.pipeline import status
from klantbeeld.pipeline.measuring.quality_counting import SQL as COUNTING
from klantbeeld.pipeline.measuring.quality_counting import counted, issue_of
from klantbeeld.pipeline.views import QualityCell
from klantbeeld.quality.cost import (
    MISSING,
    NOT_DELIVERED,
    RECORD,
    CostLine,
    Issue,
    Pattern,
    Task,
    cost_factor,
    cost_lines,
    repairs,
    weighted_score,
)
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.work import delivered, priced, tasks_of
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.measuring", "quality_money.sql")

MOST_REPAIRS = 10
LOADS_SHOWN = 30

Shares = tuple[tuple[str, float], ...]
"""Dimension -> the share of its checks that passed, as far as it was measured."""


@dataclass(frozen=True, slots=True)
class WorkCost:
    """One kind of work with the records of one source, a month."""

    department: str
    department_name: Words | None
    """None where no department is declared: all that a live purpose requires."""
    work: str
    work_name: Words | None
    """None for a department that names no work."""
    source: str
    records: int
    polluted: int
    share: float
    factor: float
    base: float | None
    extra: float | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepartmentCost:
    """One department over all sources."""

    department: str
    name: Words | None
    share: float | None
    """The polluted share of what it works with; None where there is nothing."""
    factor: float | None
    base: float | None
    extra: float | None
    score: float | None
    """The weighted mean of the dimensions of its critical attributes."""
    dimensions: Shares


@dataclass(frozen=True, slots=True)
class SourceCost:
    """One source over all departments."""

    source: str
    name: Words
    records: int
    polluted: int
    """Records with a critical fault for any of the work that is done with them."""
    share: float
    extra: float | None
    score: float | None
    dimensions: Shares


@dataclass(frozen=True, slots=True)
class RepairView:
    """One repair; money a month, or records where no cost is declared."""

    rank: int
    source: str
    attribute: str
    """Empty: the record as a whole."""
    label: Words
    fault: str
    records: int
    part: float
    alone: float
    together: float


@dataclass(frozen=True, slots=True)
class QualityMoney:
    """The whole."""

    counted_at: datetime | None
    """None before it was counted for the first time."""
    cost_of_a_fault: float
    declared_cost_of_a_fault: float
    assumed: bool
    """Whether the costs are an assumption that nobody has measured."""
    currency: str | None
    """None where no cost is declared: repairs then count records."""
    records: int
    polluted: int
    share: float | None
    base: float | None
    extra: float | None
    work: tuple[WorkCost, ...]
    departments: tuple[DepartmentCost, ...]
    sources: tuple[SourceCost, ...]
    repairs: tuple[RepairView, ...]


@dataclass(frozen=True, slots=True)
class LoadQuality:
    """How much of what one load brought passed its checks."""

    source: str
    load_no: int
    at: datetime
    share: float
    checks: int


def quality_money(
    database: Database, catalogue: Catalogue, cost_of_a_fault: float | None = None
) -> QualityMoney:
    """What wrong data costs; with another cost of a fault than the declared one, what it would."""
    declared = catalogue.quality.cost_of_a_fault
    k = declared if cost_of_a_fault is None else cost_of_a_fault
    with database.transaction() as transaction:
        last = counted(transaction)
        found = _patterns(transaction, catalogue)
    cells = status.quality(database, catalogue)
    tasks = priced(tasks_of(catalogue))
    in_money = tasks[0].spending is not None
    lines = cost_lines(tasks, found, k)
    sources = tuple(_sources(catalogue, tasks, found, lines, cells))
    records, polluted = sum(s.records for s in sources), sum(s.polluted for s in sources)
    return QualityMoney(
        counted_at=last.at if last else None,
        cost_of_a_fault=k,
        declared_cost_of_a_fault=declared,
        assumed=catalogue.quality.assumed,
        currency=catalogue.organisation.currency if in_money else None,
        records=records,
        polluted=polluted,
        share=polluted / records if records else None,
        base=_total(line.base for line in lines),
        extra=_total(line.extra for line in lines),
        work=tuple(_work(catalogue, line) for line in lines),
        departments=tuple(_departments(catalogue, lines, cells, k)),
        sources=sources,
        repairs=tuple(_repairs(catalogue, tasks, found, k)),
    )


def load_quality(database: Database, catalogue: Catalogue) -> tuple[LoadQuality, ...]:
    """The newest loads of each source that measured something, the oldest first."""
    with database.transaction() as transaction:
        rows = transaction.execute(SQL["by_load"], {"limit": LOADS_SHOWN}).fetchall()
    return tuple(
        LoadQuality(
            row["source"], row["load_no"], row["started_at"],
            row["numerator"] / row["denominator"], row["denominator"],
        )
        for row in rows
        if row["source"] in catalogue.sources and row["denominator"]
    )  # fmt: skip


def faults_of(
    database: Database, catalogue: Catalogue, source: str, attribute: str
) -> tuple[dict[str, int], datetime | None]:
    """The faults of an attribute in a source, with how many records have each, the most first; and
    when they were counted."""
    found: dict[str, int] = defaultdict(int)
    with database.transaction() as transaction:
        last = counted(transaction)
        for pattern in _patterns(transaction, catalogue):
            for issue in pattern.issues if pattern.source == source else ():
                if issue.attribute == attribute:
                    found[issue.fault] += pattern.records
    ordered = sorted(found, key=lambda fault: (-found[fault], fault))
    return {fault: found[fault] for fault in ordered}, last.at if last else None


def share_with_faults(
    database: Database, catalogue: Catalogue, source: str, attributes: Collection[str]
) -> float | None:
    """The share of the source's records in which a rule finds a fault of one of these attributes;
    None where there are no records."""
    with database.transaction() as transaction:
        own = [each for each in _patterns(transaction, catalogue) if each.source == source]
    records = sum(pattern.records for pattern in own)
    wrong = sum(
        pattern.records
        for pattern in own
        if any(issue.attribute in attributes for issue in pattern.issues)
    )
    return wrong / records if records else None


def _patterns(transaction: Transaction, catalogue: Catalogue) -> list[Pattern]:
    """What goes wrong together; what a source has no column for is told apart from what it leaves
    empty."""
    brings = delivered(catalogue)

    def told(source: str, text: str) -> Issue:
        issue = issue_of(text)
        if issue.fault == MISSING and issue.attribute not in brings[source]:
            return Issue(issue.attribute, NOT_DELIVERED)
        return issue

    rows: Iterable[dict[str, Any]] = transaction.execute(COUNTING["patterns"])
    return [
        Pattern(
            row["source"],
            frozenset(told(row["source"], text) for text in row["issues"]),
            row["records"],
        )
        for row in rows
        if row["source"] in brings
    ]


def _work(catalogue: Catalogue, line: CostLine) -> WorkCost:
    task = line.task
    department = catalogue.quality.departments.get(task.department)
    work = department.work.get(task.work) if department else None
    return WorkCost(
        department=task.department,
        department_name=department.name if department else None,
        work=task.work,
        work_name=work.name if work else None,
        source=line.source,
        records=line.records,
        polluted=line.polluted,
        share=line.share,
        factor=line.factor,
        base=line.base,
        extra=line.extra,
        needs=tuple(name for name in catalogue.attributes if name in task.needs),
    )


def _departments(
    catalogue: Catalogue, lines: Sequence[CostLine], cells: Sequence[QualityCell], k: float
) -> Iterable[DepartmentCost]:
    for name in dict.fromkeys(line.task.department for line in lines):
        own = [line for line in lines if line.task.department == name]
        needed = frozenset().union(*(line.task.needs for line in own))
        used = {line.source for line in own}
        # Work counts by what it costs; where nobody knows that, records count.
        weights = [line.base if line.base is not None else float(line.records) for line in own]
        share = sum(w * line.share for w, line in zip(weights, own, strict=True)) / sum(weights)
        measured = [
            cell
            for cell in cells
            if cell.source in used and (cell.attribute in needed or cell.attribute == RECORD)
        ]
        department = catalogue.quality.departments.get(name)
        yield DepartmentCost(
            department=name,
            name=department.name if department else None,
            share=share,
            factor=cost_factor(share, k),
            base=_total(line.base for line in own),
            extra=_total(line.extra for line in own),
            score=_score(catalogue, measured),
            dimensions=_shares(measured),
        )


def _sources(
    catalogue: Catalogue,
    tasks: Sequence[Task],
    found: Sequence[Pattern],
    lines: Sequence[CostLine],
    cells: Sequence[QualityCell],
) -> Iterable[SourceCost]:
    for name, source in catalogue.sources.items():
        own = [pattern for pattern in found if pattern.source == name]
        records = sum(pattern.records for pattern in own)
        if not records:
            continue
        using = [task for task in tasks if name in task.sources]
        polluted = sum(
            pattern.records
            for pattern in own
            if any(task.critical(pattern.issues) for task in using)
        )
        measured = [cell for cell in cells if cell.source == name]
        extra = _total(line.extra for line in lines if line.source == name)
        yield SourceCost(
            source=name,
            name=source.name,
            records=records,
            polluted=polluted,
            share=polluted / records,
            extra=extra,
            score=_score(catalogue, measured),
            dimensions=_shares(measured),
        )


def _repairs(
    catalogue: Catalogue, tasks: Sequence[Task], found: Sequence[Pattern], k: float
) -> Iterable[RepairView]:
    for rank, repair in enumerate(repairs(tasks, found, k, MOST_REPAIRS), start=1):
        attribute = catalogue.attributes.get(repair.attribute)
        yield RepairView(
            rank=rank,
            source=repair.source,
            attribute=repair.attribute,
            label=attribute.name if attribute else status.WHOLE_RECORD,
            fault=repair.fault,
            records=repair.records,
            part=repair.part,
            alone=repair.alone,
            together=repair.together,
        )


def _score(catalogue: Catalogue, cells: Iterable[QualityCell]) -> float | None:
    counts = ((cell.dimension, cell.numerator, cell.denominator) for cell in cells)
    return weighted_score(counts, catalogue.quality.weights.model_dump())


def _shares(cells: Iterable[QualityCell]) -> Shares:
    passed: dict[str, int] = defaultdict(int)
    checked: dict[str, int] = defaultdict(int)
    for cell in cells:
        passed[cell.dimension] += cell.numerator
        checked[cell.dimension] += cell.denominator
    return tuple(
        (each.value, passed[each.value] / checked[each.value])
        for each in Dimension
        if checked[each.value]
    )


def _total(parts: Iterable[float | None]) -> float | None:
    """The sum; None where nothing is known."""
    known = [part for part in parts if part is not None]
    return sum(known) if known else None
