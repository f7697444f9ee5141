"""What feeds a metric, and what it still needs.

Entering: a metric and the catalogue. Leaving: the deliveries that bring what it is counted from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.figures import FigureDelivery, known_figures
from klantbeeld.catalog.meanings import MEASURES
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import TouchpointDelivery
from klantbeeld.catalog.touchpoints import TouchpointType


@dataclass(frozen=True, slots=True)
class Feed:
    """A delivery that brings what a metric is counted from."""

    source: str
    delivery: str
    label: Words
    """The source's name for people."""
    what: Words
    """What it brings: the name of the touchpoint type or of the figure."""
    type: str | None
    """The touchpoint type, unless it brings a figure."""
    figure: str | None
    fields: tuple[str, ...]
    """The detail fields of the touchpoints that count."""
    made_up: Words | None
    """Where the source's data is not real: what is made up."""
    landed_at: datetime | None = None
    """When something of it last came in."""


def missing(metric: Metric, catalogue: Catalogue) -> tuple[Need, ...]:
    """What the metric needs and no source delivers, with what its components miss."""
    return tuple(need for need in metric.every_need if not any(feeds_need(need, catalogue)))


def feeds(metric: Metric, catalogue: Catalogue) -> dict[Need, tuple[Feed, ...]]:
    """Need -> the deliveries that bring it. A metric that needs nothing by name is fed by every
    touchpoint."""
    needs = metric.every_need or (Need(),)
    return {need: tuple(feeds_need(need, catalogue)) for need in needs}


def feeds_need(need: Need, catalogue: Catalogue) -> Iterator[Feed]:
    """The deliveries that bring one need."""
    for source_name, source in catalogue.sources.items():
        for name, delivery in source.deliveries.items():
            if isinstance(delivery, TouchpointDelivery):
                declared = catalogue.touchpoints[delivery.type]
                fields = fields_of(need, declared)
                if fields is not None and asks(need, delivery.type, catalogue):
                    yield Feed(source_name, name, source.name, declared.name, delivery.type, None,
                               fields, source.made_up)  # fmt: skip
            elif isinstance(delivery, FigureDelivery) and _tells(need, delivery):
                yield Feed(source_name, name, source.name, figure_name(need.figure or ""), None,
                           need.figure, (), source.made_up)  # fmt: skip


def fields_of(need: Need, declared: TouchpointType) -> tuple[str, ...] | None:
    """The detail fields that a touchpoint type brings to a need; None where it brings nothing."""
    if need.kind is None:
        return () if need.figure is None else None
    if declared.kind != need.kind or need.means not in (None, *declared.means):
        return None
    if need.measure is None:
        return () if need.means is None else (declared.means[need.means],)
    shape = MEASURES[need.measure]
    if (shape.number or shape.key) not in declared.means:
        return None
    return tuple(
        declared.means[each] for each in (shape.key, shape.number) if each in declared.means
    )


def asks(need: Need, touchpoint: str, catalogue: Catalogue) -> bool:
    """Whether touchpoints of the type bring the survey item that is needed."""
    if need.item is None and need.pillar is None:
        return True
    return any(
        item.touchpoint == touchpoint
        and need.item in (None, item.kind)
        and need.pillar in (None, item.pillar)
        for item in catalogue.asked.items.values()
    )


def _tells(need: Need, delivery: FigureDelivery) -> bool:
    return (
        need.figure is not None
        and need.figure in delivery.told
        and need.period in (None, delivery.period)
    )


def figure_name(figure: str) -> Words:
    """A figure's name for people; of a figure that only the project knows, its own name."""
    known = known_figures().get(figure)
    plain = figure.replace("_", " ")
    return known.name if known else Words(nl=plain, en=plain)
