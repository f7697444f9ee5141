"""Whether the goals can be followed.

Entering: the project's nodes and its own metrics. Leaving: faults: a goal or metric that does not
exist, an owner who is no role, two owners for one thing, a band whose ends are the wrong way round,
weights of what a metric does not consist of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from klantbeeld.catalog.definition import Goal
from klantbeeld.catalog.document import Node
from klantbeeld.catalog.goals import SUPPLIED_COMPONENTS, SUPPLIED_METRICS, MetricAim
from klantbeeld.catalog.metrics import Metric, Unit
from klantbeeld.catalog.project import Project
from klantbeeld.catalog.shape import one_of, unknown
from klantbeeld.core.errors import Fault


def goal_faults(project: Project, found: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of ``catalog/goals.yaml`` that its shape does not show."""
    if project.goals is None:
        return
    known = [*SUPPLIED_METRICS, *(project.metrics.entries if project.metrics else {})]
    for name, node in _under(project.goals, "goals"):
        if name not in list(Goal):
            mend = f"There are three: {one_of([goal.value for goal in Goal])}."
            yield node.fault(f"there is no goal `{name}`", mend)
        yield from _owner_faults(project, node)
        for leading, metric in node.texts_at("leading"):
            if metric not in known:
                yield unknown(leading, metric, known, "metric")
    for name, node in _under(project.goals, "metrics"):
        if name not in known:
            yield unknown(node, name, known, "metric")
        yield from _owner_faults(project, node)
        aim = found["strategy"].metrics.get(name)
        if aim is not None:
            metric = found["metrics"].get(name)
            yield from _target_faults(node, aim, metric)
            yield from _weight_faults(node, name, aim, metric)


def _under(document: Node, key: str) -> Iterator[tuple[str, Node]]:
    node = document.get(key)
    yield from (node.entries if node else {}).items()


def _owner_faults(project: Project, node: Node) -> Iterator[Fault]:
    owner, function = node.get("owner"), node.get("function")
    if owner is not None and function is not None:
        yield function.fault(
            "it has two owners", "Keep `owner` (a role), or `function` (who is no role here)."
        )
    if owner is not None and owner.text is not None and project.roles is not None:
        roles = list(project.roles.entries)
        if owner.text not in roles:
            yield unknown(owner, owner.text, roles, "role")


def _target_faults(node: Node, aim: MetricAim, metric: Metric | None) -> Iterator[Fault]:
    low, high = aim.target, aim.target_high
    if high is not None and low is None:
        yield node.fault(
            "the band has no lower end", "Add `target: ...`, from which on it is enough."
        )
    if low is not None and high is not None and high <= low:
        yield (node.get("target_high") or node).fault(
            "the band ends before it begins", "Make `target_high` more than `target`."
        )
    share = metric is not None and metric.unit is Unit.SHARE
    if share and any(end is not None and not 0 <= end <= 1 for end in (low, high)):
        yield node.fault("a share lies between 0 and 1", "Write 40 % as `target: 0.4`.")


def _weight_faults(node: Node, name: str, aim: MetricAim, metric: Metric | None) -> Iterator[Fault]:
    weights = node.get("weights")
    if weights is None:
        return
    known = SUPPLIED_COMPONENTS.get(name, ()) if metric is None else tuple(metric.components)
    if not known:
        mend = "Leave `weights` out."
        yield weights.fault("this metric is no weighted mean", mend)
        return
    for component, each in weights.entries.items():
        if component not in known:
            yield unknown(each, component, list(known), "component")
    before = {} if metric is None else metric.components
    left = {each: before[each].weight if each in before else 1.0 for each in known}
    if not any({**left, **aim.weights}.values()):
        yield weights.fault("nothing has a weight", "Give at least one component more than 0.")
