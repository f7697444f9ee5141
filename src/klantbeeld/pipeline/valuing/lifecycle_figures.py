"""Figures of the lifecycle for the surfaces: stages now, the flow between two months, cohorts.

Entering: opened services and months. Leaving: customers and money by stage, by move and by cohort;
nobody in particular. Who is behind a figure is a list of numbers here, and a list of names only
through ``privacy.lists``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from klantbeeld.core.calendar import add_months
from klantbeeld.metrics.fold import fold
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.lifecycle import restage, told
from klantbeeld.store.database import one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.value.lifecycle import STAGE_NAMES as NAMES

SQL = load_sql("klantbeeld.pipeline.valuing", "lifecycle_figures.sql")

PROSPECT, LOST = NAMES[0], NAMES[-1]


@dataclass(frozen=True, slots=True)
class Group:
    """Customers in one stage."""

    stage: str
    customers: int
    worth: Decimal | None = None
    """What they brought in the year up to their last purchase; None for those who never bought."""
    valued: int = 0
    """How many of them have a lifetime value."""
    lifetime_value: Decimal | None = None
    """What those are expected to bring over the horizon; None where nobody has one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where everybody stands."""

    day: date | None
    """As of which day; None before anything was told."""
    told: bool
    """Whether stages may be told: whether the purpose that they need is switched on."""
    groups: tuple[Group, ...] = ()
    """In the order of the stages; prospects are whoever is known and never bought."""
    first_month: date | None = None
    """The first month in which anybody moved."""
    left_out: int = 0
    """Buyers who have no stage, because they are left out of profiling."""
    worth_from: Decimal | None = None
    """From what worth on a customer who slips away raises an alert."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Customers who were in one stage before a period and in another, or the same, after it."""

    before: str
    after: str
    customers: int
    worth: Decimal
    """What those brought in the year up to their last purchase who moved; 0 for those who stayed.
    """


@dataclass(frozen=True, slots=True)
class StageFlow:
    """The flow from the end of the month before ``first`` to the end of ``last``, or to today."""

    first: date
    last: date
    cells: tuple[Cell, ...]
    """Those with customers, by stage before and after."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers with their first order in one month."""

    month: date
    customers: int
    later: Mapping[int, tuple[int, int, Decimal]] = field(default_factory=dict)
    """Months since -> customers who ordered, their orders, orders less returns in money; month 0 is
    the first one. A month without orders is absent."""


def today_of(services: Services) -> date:
    """The organisation's local day."""
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    return services.clock().astimezone(zone).date()


def tell_now(services: Services) -> None:
    """Folds what waits and tells everybody's stage as of now."""
    fold(services.database, services.catalogue)
    with services.database.transaction() as transaction:
        restage(transaction, services.catalogue, None, today_of(services))


def standing(services: Services) -> Standing:
    """The stages as of now."""
    allowed = told(services.catalogue)
    with services.database.transaction() as transaction:
        state = one_row(transaction, SQL["state"])
        found = {row["stage"]: row for row in transaction.execute(SQL["standing"])}
    if not allowed or state["day"] is None:
        return Standing(state["day"] if allowed else None, allowed)
    buyers = sum(row["customers"] for row in found.values())
    groups = [Group(PROSPECT, max(state["people"] - buyers - state["left_out"], 0))]
    for name in NAMES[1:]:
        row = found.get(name)
        if row is None:
            groups.append(Group(name, 0, Decimal(0)))
        else:
            told_of = (row["worth"], row["valued"], row["lifetime_value"])
            groups.append(Group(name, row["customers"], *told_of))
    return Standing(
        state["day"], True, tuple(groups), state["first_month"], state["left_out"],
        state["worth_from"],
    )  # fmt: skip


def stage_flow(services: Services, first: date, last: date) -> StageFlow:
    """Between the end of the month before ``first`` and that of ``last``, both first days."""
    with services.database.transaction() as transaction:
        before = transaction.execute(SQL["at_end_of"], {"month": add_months(first, -1)}).fetchall()
        statement = SQL["moved_in_month" if first == last else "moved"]
        moved = transaction.execute(statement, _period(first, last)).fetchall()
    cells = [
        Cell(row["from_stage"], row["to_stage"], row["customers"], row["worth"]) for row in moved
    ]
    for row in before:
        left = sum(cell.customers for cell in cells if cell.before == row["stage"])
        stayed = row["customers"] - left
        if stayed > 0:
            cells.append(Cell(row["stage"], row["stage"], stayed, Decimal(0)))
    order = {name: place for place, name in enumerate(NAMES)}
    cells.sort(key=lambda cell: (order[cell.before], order[cell.after]))
    return StageFlow(first, last, tuple(cells))


def groups_of(found: Standing, least: int) -> Standing:
    """Only what is told of so many customers at least."""
    told_of = (
        each if each.valued >= least else replace(each, valued=0, lifetime_value=None)
        for each in found.groups
        if each.customers >= least
    )
    return replace(found, groups=tuple(told_of))


def moves_of(flow: StageFlow, least: int) -> StageFlow:
    """Only what is told of so many customers at least."""
    return replace(flow, cells=tuple(each for each in flow.cells if each.customers >= least))


def cohorts(services: Services, most: int) -> tuple[Cohort, ...]:
    """The newest cohorts, at most so many, the oldest first, as they were folded last: what waits
    may take long after a load, and follows by itself."""
    with services.database.transaction() as transaction:
        newest = one_row(transaction, SQL["newest_cohort"])["month"]
        if newest is None:
            return ()
        first = date.fromordinal(1)
        month = newest.year * 12 + newest.month - most
        if month > 12:
            first = date(month // 12, month % 12 + 1, 1)
        rows = transaction.execute(SQL["cohorts"], {"first": first}).fetchall()
    found: dict[date, dict[int, tuple[int, int, Decimal]]] = {}
    for row in rows:
        since = months_between(row["first_month"], row["month"])
        told_of = (row["customers"], row["orders"], row["amount"])
        found.setdefault(row["first_month"], {})[since] = told_of
    return tuple(
        Cohort(month, later.get(0, (0, 0, Decimal(0)))[0], later) for month, later in found.items()
    )


def months_between(first: date, last: date) -> int:
    """How many months later."""
    return (last.year - first.year) * 12 + last.month - first.month


def _period(first: date, last: date) -> dict[str, Any]:
    return {"first": first, "last": last, "stages": list(NAMES)}
