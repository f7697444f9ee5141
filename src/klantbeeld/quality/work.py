"""The work whose cost is counted, and which data of which source it needs.

Entering: the catalogue. Leaving: ``cost.Task``s. Where nobody declared what work costs, one task
stands for all that a live purpose requires, so that shares can be told and no money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.quality import Department, Work
from klantbeeld.catalog.sources import RecordDelivery
from klantbeeld.quality.cost import Task
from klantbeeld.quality.crossfields import planned

Delivered = Mapping[str, frozenset[str]]
"""Source -> the attributes that its records may have."""


def delivered(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """What each source with records brings, also what standardising finds in another column."""
    types = {name: attribute.type for name, attribute in catalogue.attributes.items()}
    found: dict[str, frozenset[str]] = {}
    for name, source in catalogue.sources.items():
        columns = {
            attribute
            for delivery in source.deliveries.values()
            if isinstance(delivery, RecordDelivery)
            for attribute in delivery.columns.values()
            if catalogue.serves(catalogue.attributes[attribute])
        }
        if columns:
            made = {second for step, _, second in planned(columns, types) if step.makes_second}
            found[name] = frozenset(columns | made)
    return found


def tasks_of(catalogue: Catalogue) -> tuple[Task, ...]:
    """Every kind of work, and one for each department that names none; never nothing."""
    sources = delivered(catalogue)
    departments = catalogue.quality.departments
    tasks = [
        task
        for name, department in departments.items()
        for task in _tasks(catalogue, sources, name, department)
    ]
    if not tasks:
        needs = _required(catalogue, ())
        tasks = [Task("", "", needs, tuple(sources))]
    return tuple(tasks)


def priced(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Those whose cost is known, where any is; money and records do not add up."""
    with_cost = tuple(task for task in tasks if task.spending is not None)
    return with_cost or tuple(tasks)


def needed_by_source(catalogue: Catalogue, tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
    """Source -> the attributes that each of its records should have: what a live purpose requires
    and what the work needs that is done with it."""
    required = _required(catalogue, ())
    found = {}
    for source in delivered(catalogue):
        wanted = required.union(*(task.needs for task in tasks if source in task.sources))
        found[source] = tuple(name for name in catalogue.attributes if name in wanted)
    return found


def _tasks(
    catalogue: Catalogue, sources: Delivered, name: str, department: Department
) -> list[Task]:
    critical = frozenset(department.critical) or _required(catalogue, department.purposes)
    bare = Task(name, "", critical, _sources(sources, critical, ()))
    return [
        replace(
            bare,
            work=key,
            needs=(needs := frozenset(work.needs) or critical),
            sources=_sources(sources, needs, work.sources),
            spending=_spending(work),
        )
        for key, work in department.work.items()
    ] or [bare]


def _spending(work: Work) -> float:
    return work.units_a_month * work.unit_cost


def _sources(sources: Delivered, needs: frozenset[str], named: Sequence[str]) -> tuple[str, ...]:
    """Those named, else those that deliver something of what is needed."""
    return tuple(
        source
        for source, attributes in sources.items()
        if (source in named if named else not needs.isdisjoint(attributes))
    )


def _required(catalogue: Catalogue, purposes: Sequence[str]) -> frozenset[str]:
    """What a purpose that is switched on requires, of all purposes or of these."""
    live = catalogue.active_purposes.intersection(purposes or catalogue.active_purposes)
    return frozenset(
        name
        for name, attribute in catalogue.attributes.items()
        if attribute.required and not live.isdisjoint(attribute.purposes)
    )
