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

from klantbeeld.catalog.goals import MetricAim
from klantbeeld.catalog.meanings import MEASURES
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue, Goal, TouchpointDelivery


@cache
def supplied() -> Mapping[str, Metric]:
    """The metrics that come along, in the order of the goals."""
    folder = resources.files("klantbeeld.metrics").joinpath("definitions")
    return {
        name: Metric.model_validate(definition)
        for goal in Goal
        for name, definition in yaml.safe_load(
            folder.joinpath(f"{goal}.yaml").read_text(encoding="utf-8")
        ).items()
    }


def registry(catalogue: Catalogue) -> dict[str, Metric]:
    """Every metric by name, with the target and owner that ``catalog/goals.yaml`` gives it."""
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
    return metric.model_copy(update=told)


def missing(metric: Metric, catalogue: Catalogue) -> tuple[Need, ...]:
    """What the metric needs and no source delivers."""
    return tuple(need for need in metric.needs if not _delivered(need, catalogue))


def _delivered(need: Need, catalogue: Catalogue) -> bool:
    types = {
        delivery.type
        for source in catalogue.sources.values()
        for delivery in source.deliveries.values()
        if isinstance(delivery, TouchpointDelivery)
    }
    found = [
        touchpoint
        for name, touchpoint in catalogue.touchpoints.items()
        if name in types and (need.kind is None or touchpoint.kind == need.kind)
    ]
    if need.figure is not None:
        return False
    if need.measure is None:
        return bool(found)
    shape = MEASURES[need.measure]
    return any((shape.number or shape.key) in touchpoint.means for touchpoint in found)
