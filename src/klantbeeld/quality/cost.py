"""What wrong data costs, and which repairs pay most: arithmetic without a database.

Entering: how many records have which faults together, and the work that is done with them. Leaving:
money a month. A unit of work costs k times as much when its data is wrong (Redman's rule of ten,
Harvard Business Review), so that a polluted share p makes it cost 1 + (k - 1) p on average: with
k = 10 each percent adds nine, of which the often quoted "ten percent for each percent" is a
rounding. A record is polluted where at least one critical rule fails (Nagle, Redman and Sammon,
Harvard Business Review 2017).

Faults come together: mending one of two leaves a record polluted. Hence three figures for each
repair: its fair part of the cost, where a record with n faults is a 1/n part of each (Shapley's
value of this game); what it saves when it is the only one made; and what is saved when it and all
that stand before it are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

RECORD = ""
"""Stands for the record as a whole, where a fault is of no one attribute."""
MISSING, NOT_DELIVERED, STALE, DUPLICATE = "missing", "not_delivered", "stale", "duplicate"
"""Kinds of fault beside those that standardising finds and the rules between attributes."""


class Issue(NamedTuple):
    """What is wrong with a record."""

    attribute: str
    """``RECORD``: the record as a whole."""
    fault: str
    """``MISSING`` and the like, a code of ``faults.FAULTS``, or the name of a rule of
    ``consistency.RULES``."""


class Pattern(NamedTuple):
    """So many records of a source have exactly these faults; none: nothing is wrong."""

    source: str
    issues: frozenset[Issue]
    records: int


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work, and which data it needs."""

    department: str
    work: str
    needs: frozenset[str]
    """Attributes that must be right."""
    sources: tuple[str, ...]
    """From whose records it is done."""
    spending: float | None = None
    """What it costs a month when all data is right; None: nobody said, and records are counted."""

    def critical(self, issues: Iterable[Issue]) -> frozenset[Issue]:
        """Those that make this work go wrong."""
        return frozenset(
            issue for issue in issues if issue.attribute == RECORD or issue.attribute in self.needs
        )


@dataclass(frozen=True, slots=True)
class CostLine:
    """One kind of work with the records of one source, a month."""

    task: Task
    source: str
    records: int
    polluted: int
    factor: float
    """How many times as much a unit costs as with right data."""
    base: float | None
    """What the work costs with right data: by the source's part of all records it is done with."""
    extra: float | None
    """What wrong data adds."""

    @property
    def share(self) -> float:
        """The polluted share p, in [0, 1]."""
        return self.polluted / self.records


@dataclass(frozen=True, slots=True)
class Repair:
    """One fault of one attribute in one source; money a month, or records where no cost is told."""

    source: str
    attribute: str
    fault: str
    records: int
    """That have this fault."""
    part: float
    """Its fair part of what wrong data still costs after the repairs before it."""
    alone: float
    """What is saved when this is the only repair."""
    together: float
    """What is saved when this one and all before it are made."""


def cost_factor(pollution: float, cost_of_a_fault: float) -> float:
    """What a unit of work costs, where 1 is a unit with right data: 1 + (k - 1) p."""
    return 1 + (cost_of_a_fault - 1) * pollution


def cost_lines(
    tasks: Iterable[Task], patterns: Sequence[Pattern], cost_of_a_fault: float
) -> tuple[CostLine, ...]:
    """Each kind of work by source, in the order of the tasks; no line without records.

    The work is spread over its sources by their records, so that the lines of a task add up to
    what the whole costs.
    """
    lines = []
    for task in tasks:
        records: dict[str, int] = defaultdict(int)
        polluted: dict[str, int] = defaultdict(int)
        for pattern in patterns:
            if pattern.source in task.sources:
                records[pattern.source] += pattern.records
                if task.critical(pattern.issues):
                    polluted[pattern.source] += pattern.records
        total = sum(records.values())
        for source in task.sources:
            if not records[source]:
                continue
            factor = cost_factor(polluted[source] / records[source], cost_of_a_fault)
            base = None if task.spending is None else task.spending * records[source] / total
            extra = None if base is None else base * (factor - 1)
            lines.append(
                CostLine(task, source, records[source], polluted[source], factor, base, extra)
            )
    return tuple(lines)


def repairs(
    tasks: Iterable[Task], patterns: Sequence[Pattern], cost_of_a_fault: float, most: int = 10
) -> tuple[Repair, ...]:
    """The repairs that pay most, each with what is left of the cost after those before it."""
    worth, having = _worth(tasks, patterns, cost_of_a_fault)
    alone: dict[tuple[str, Issue], float] = defaultdict(float)
    for (source, issues), value in worth.items():
        if len(issues) == 1:
            (only,) = issues
            alone[source, only] += value
    found: list[Repair] = []
    saved = 0.0
    while len(found) < most:
        parts: dict[tuple[str, Issue], float] = defaultdict(float)
        for (source, issues), value in worth.items():
            for issue in issues:
                parts[source, issue] += value / len(issues)
        if not parts:
            break
        # The names settle what is equal, so that the same data gives the same list.
        chosen = max(parts, key=lambda key: (parts[key], having[key], key))
        worth, cleared = _mended(worth, *chosen)
        saved += cleared
        source, issue = chosen
        found.append(Repair(source, *issue, having[chosen], parts[chosen], alone[chosen], saved))
    return tuple(found)


def weighted_score(
    counts: Iterable[tuple[str, int, int]], weights: Mapping[str, float]
) -> float | None:
    """The mean of the dimensions' shares by their weights, of (dimension, passed, checked); None
    where nothing that counts was measured."""
    passed: dict[str, int] = defaultdict(int)
    checked: dict[str, int] = defaultdict(int)
    for dimension, numerator, denominator in counts:
        passed[dimension] += numerator
        checked[dimension] += denominator
    measured = {name: weights.get(name, 1.0) for name in checked if checked[name]}
    total = sum(measured.values())
    if not total:
        return None
    return sum(weight * passed[name] / checked[name] for name, weight in measured.items()) / total


def _worth(
    tasks: Iterable[Task], patterns: Sequence[Pattern], cost_of_a_fault: float
) -> tuple[dict[tuple[str, frozenset[Issue]], float], dict[tuple[str, Issue], int]]:
    """What each set of critical faults costs, and how many records have each fault."""
    worth: dict[tuple[str, frozenset[Issue]], float] = defaultdict(float)
    having: dict[tuple[str, Issue], int] = defaultdict(int)
    counted: set[tuple[int, Issue]] = set()
    for task in tasks:
        records = sum(each.records for each in patterns if each.source in task.sources)
        spent = None if task.spending is None else task.spending * (cost_of_a_fault - 1)
        rate = 1.0 if spent is None else spent / max(records, 1)
        for number, pattern in enumerate(patterns):
            critical = task.critical(pattern.issues) if pattern.source in task.sources else None
            if not critical:
                continue
            worth[pattern.source, critical] += rate * pattern.records
            for issue in critical:
                if (number, issue) not in counted:
                    counted.add((number, issue))
                    having[pattern.source, issue] += pattern.records
    return worth, having


def _mended(
    worth: Mapping[tuple[str, frozenset[Issue]], float], source: str, issue: Issue
) -> tuple[dict[tuple[str, frozenset[Issue]], float], float]:
    """What is left without this fault, and what that saves."""
    left: dict[tuple[str, frozenset[Issue]], float] = defaultdict(float)
    saved = 0.0
    for (where, issues), value in worth.items():
        rest = issues - {issue} if where == source else issues
        if rest:
            left[where, rest] += value
        else:
            saved += value
    return left, saved
