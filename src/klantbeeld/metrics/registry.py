"""Every metric there is: those that come along, and the project's own.

Entering: YAML of this package, one file per strategic goal, and the catalogue. Leaving: definitions
by name. A metric of the project with the same name takes the place of the one that comes along.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from klantbeeld.catalog.definition import Goal
from klantbeeld.catalog.goals import MetricAim
from klantbeeld.catalog.metrics import Metric
from klantbeeld.catalog.model import Catalogue


@cache
def supplied() -> Mapping[str, Metric]:
    """The metrics that come along, in the order of the goals."""
    people = _definitions("people")
    return {
        name: Metric.model_validate({**definition, "people": people.get(name, {})})
        for goal in Goal
        for name, definition in _definitions(goal).items()
    }


def _definitions(name: str) -> dict[str, Any]:
    folder = resources.files("klantbeeld.metrics").joinpath("definitions")
    text = folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def registry(catalogue: Catalogue) -> dict[str, Metric]:
    """Every metric by name, with what ``catalog/goals.yaml`` gives it: target, owner, weights."""
    aims = catalogue.strategy.metrics
    return {
        name: metric if name not in aims else _aimed(metric, aims[name])
        for name, metric in {**supplied(), **catalogue.metrics}.items()
    }


def _aimed(metric: Metric, aim: MetricAim) -> Metric:
    """What the goals say takes the place of what the definition says, a target as a whole."""
    told: dict[str, Any] = {}
    if aim.target is not None:
        told |= {"target": aim.target, "target_high": aim.target_high}
    if aim.owner is not None or aim.function is not None:
        told["owner"] = aim.owner
    if aim.weights:
        told["components"] = {
            name: each.model_copy(update={"weight": aim.weights.get(name, each.weight)})
            for name, each in metric.components.items()
        }
    return metric.model_copy(update=told)
