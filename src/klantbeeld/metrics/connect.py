"""How to connect what a metric misses: the lines of YAML with which a source would bring it.

Entering: a metric and the catalogue. Leaving: per thing that is missing the file of the project
folder and what to write in it, with comments in the reader's language. The lines hold as they
stand: names of files and columns are examples, purposes and roles are the project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ItemKind
from klantbeeld.catalog.meanings import MEASURES, Meaning
from klantbeeld.catalog.metrics import Metric, Need
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.metrics.connect_lines import (
    KINDS,
    delivery_lines,
    field_lines,
    figure_lines,
    item_lines,
    type_lines,
)
from klantbeeld.metrics.feeds import asks, feeds_need, fields_of, figure_name, missing

_SOURCE, _TOUCHPOINTS = "sources/NAME.yaml", "catalog/touchpoints.yaml"
_EXPERIENCE = "catalog/experience.yaml"
_ITEM = Words(nl="een vraag in een enquête", en="a question of a survey")


@dataclass(frozen=True, slots=True)
class Connection:
    """How a source would bring what a metric needs."""

    need: Need
    what: Words
    """What is needed."""
    file: str
    """The file of the project folder where it is declared."""
    yaml: Words
    """What to write in it, with comments in each language."""
    instead: bool = False
    """Whether it does in the place of the lines before it."""


def connections(metric: Metric, catalogue: Catalogue) -> tuple[Connection, ...]:
    """How to connect everything that is missing, what goes together in the order to write it."""
    found: dict[tuple[str, Words], Connection] = {}
    for need in missing(metric, catalogue):
        for connection in _connections(need, metric, catalogue):
            found.setdefault((connection.file, connection.yaml), connection)
    return tuple(sorted(found.values(), key=lambda each: each.instead))


def _connections(need: Need, metric: Metric, catalogue: Catalogue) -> Iterator[Connection]:
    kind = _kind_of(need)
    if kind is not None:
        yield from _touchpoint_connections(need, kind, metric, catalogue)
    if not any(asks(need, name, catalogue) for name in catalogue.touchpoints):
        item, surveys = need.item or ItemKind.PILLAR, _types(TouchpointKind.SURVEY, catalogue)
        lines = item_lines(item, need.pillar, surveys[0] if surveys else "survey")
        yield Connection(need, _ITEM, _EXPERIENCE, lines)
    if need.figure is not None:
        yield Connection(
            need,
            figure_name(need.figure),
            _SOURCE,
            figure_lines(need.figure, need.period),
            instead=kind is not None,
        )


def _kind_of(need: Need) -> TouchpointKind | None:
    return None if need.kind is None else TouchpointKind(need.kind)


def _types(kind: TouchpointKind, catalogue: Catalogue) -> list[str]:
    return [name for name, each in catalogue.touchpoints.items() if each.kind is kind]


def _touchpoint_connections(
    need: Need, kind: TouchpointKind, metric: Metric, catalogue: Catalogue
) -> Iterator[Connection]:
    declared, what = _types(kind, catalogue), KINDS[kind]
    fields = _fields(kind, metric)
    name = declared[0] if declared else kind.value
    if not declared:
        lines = type_lines(kind, fields, metric.goal, catalogue)
        yield Connection(need, what, _TOUCHPOINTS, lines)
    elif all(fields_of(need, catalogue.touchpoints[each]) is None for each in declared):
        yield Connection(need, what, _TOUCHPOINTS, field_lines(name, kind, fields))
    if not any(feeds_need(Need(kind=kind.value), catalogue)):
        yield Connection(need, what, _SOURCE, delivery_lines(kind, name, fields))


def _fields(kind: TouchpointKind, metric: Metric) -> tuple[Meaning, ...]:
    """The fields of such touchpoints that any need of the metric asks for: declared at once."""
    found: dict[Meaning, None] = {}
    for need in metric.every_need:
        if need.kind != kind:
            continue
        shape = MEASURES["score"] if need.item or need.pillar else None
        shape = MEASURES[need.measure] if need.measure else shape
        asked = (shape.key, shape.number) if shape else (need.means,)
        found |= dict.fromkeys(each for each in asked if each is not None)
    return tuple(found)
