"""What feeds a metric, what it still needs, and how to connect that.

Entering: a metric and the catalogue. Leaving: the deliveries that bring what it is counted from, or
the YAML with which a source would bring it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from klantbeeld.catalog.definition import Grain, Words
from klantbeeld.catalog.experience import ItemKind
from klantbeeld.catalog.figures import Figure, FigureDelivery, known_figures
from klantbeeld.catalog.meanings import MEASURES
from klantbeeld.catalog.metrics import MeasureName, Metric, Need
from klantbeeld.catalog.model import Catalogue, TouchpointDelivery, TouchpointType


_ITEM = Words(nl="een vraag in een enquête", en="a question of a survey")


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


@dataclass(frozen=True, slots=True)
class Connection:
    """How a source would bring what a metric needs."""

    need: Need
    what: Words
    """What is needed."""
    file: str
    """The file of the project folder where it is declared."""
    yaml: str
    """What to add to it; names of columns and files are examples."""


def missing(metric: Metric, catalogue: Catalogue) -> tuple[Need, ...]:
    """What the metric needs and no source delivers."""
    return tuple(need for need in metric.needs if not any(_feeds(need, catalogue)))


def feeds(metric: Metric, catalogue: Catalogue) -> dict[Need, tuple[Feed, ...]]:
    """Need -> the deliveries that bring it. A metric that needs nothing by name is fed by every
    touchpoint."""
    needs = metric.needs or (Need(),)
    return {need: tuple(_feeds(need, catalogue)) for need in needs}


def connections(metric: Metric, catalogue: Catalogue) -> tuple[Connection, ...]:
    """How to connect everything that is missing."""
    return tuple(
        connection
        for need in missing(metric, catalogue)
        for connection in _connections(need, catalogue)
    )


def _feeds(need: Need, catalogue: Catalogue) -> Iterator[Feed]:
    for source_name, source in catalogue.sources.items():
        for name, delivery in source.deliveries.items():
            if isinstance(delivery, TouchpointDelivery):
                declared = catalogue.touchpoints[delivery.type]
                fields = _fields(need, declared)
                if fields is not None and _asks(need, delivery.type, catalogue):
                    yield Feed(source_name, name, source.name, declared.name, delivery.type, None,
                               fields, source.made_up)  # fmt: skip
            elif isinstance(delivery, FigureDelivery) and _tells(need, delivery):
                yield Feed(source_name, name, source.name, figure_name(need.figure or ""), None,
                           need.figure, (), source.made_up)  # fmt: skip


def _fields(need: Need, declared: TouchpointType) -> tuple[str, ...] | None:
    """The detail fields that a touchpoint type brings to a need; None where it brings nothing."""
    if need.kind is None:
        return () if need.figure is None else None
    if declared.kind != need.kind:
        return None
    if need.measure is None:
        return ()
    shape = MEASURES[need.measure]
    if (shape.number or shape.key) not in declared.means:
        return None
    return tuple(
        declared.means[each] for each in (shape.key, shape.number) if each in declared.means
    )


def _asks(need: Need, touchpoint: str, catalogue: Catalogue) -> bool:
    """Whether touchpoints of the type bring the survey item that is needed."""
    if need.item is None and need.pillar is None:
        return True
    return any(
        item.touchpoint == touchpoint
        and need.item in (None, item.kind)
        and need.pillar in (None, item.pillar)
        for item in catalogue.asked.items.values()
    )


def _item_snippet(need: Need, catalogue: Catalogue) -> str:
    kind = need.item or ItemKind.PILLAR
    name = need.pillar or kind
    surveys = [n for n, each in catalogue.touchpoints.items() if each.kind == "survey"]
    about = f"    pillar: {need.pillar}\n" if need.pillar else ""
    scale = "[1, 5]" if kind in (ItemKind.CSAT, ItemKind.CES) else "[0, 10]"
    return (
        f"items:\n  {name}:\n    name: {{nl: ..., en: ...}}\n    text: {{nl: ..., en: ...}}\n"
        f"    kind: {kind}\n{about}    scale: {scale}\n"
        f"    touchpoint: {surveys[0] if surveys else 'survey'}\n    question: {name}\n"
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


def _connections(need: Need, catalogue: Catalogue) -> Iterator[Connection]:
    if need.kind is not None:
        yield from _touchpoint_connections(need, need.kind, catalogue)
    if not any(_asks(need, name, catalogue) for name in catalogue.touchpoints):
        yield Connection(need, _ITEM, "catalog/experience.yaml", _item_snippet(need, catalogue))
    if need.figure is not None:
        yield Connection(
            need,
            figure_name(need.figure),
            "sources/NAME.yaml",
            figure_snippet(need.figure, need.period),
        )


def figure_snippet(figure: str, period: Grain | None = None) -> str:
    """The YAML of a delivery of a figure."""
    known = known_figures().get(figure)
    length = period or (known.shortest if known else Grain.DAY)
    lines = [
        "deliveries:",
        f"  {figure}:",
        "    kind: figures",
        f"    files: data/{figure}.csv",
        "    day: day",
        f"    period: {length}",
        f"    figure: {figure}",
        "    value: number" + (f"   # {known.value.en}" if known else ""),
    ]
    if known is not None:
        lines += _snippet_of_parts(known)
    return "\n".join(lines) + "\n"


def _snippet_of_parts(known: Figure) -> Iterator[str]:
    if known.base is not None:
        yield f"    base: of   # {known.base.en}"
    if known.part is not None:
        word = "" if known.must_have_part else ", may be left out"
        yield f"    part: part   # {known.part.en}{word}"
    if known.parts:
        told = ", ".join(f"{part}: [{words.nl.lower()}]" for part, words in known.parts.items())
        yield f"    words: {{{told}}}"


def _touchpoint_connections(need: Need, kind: str, catalogue: Catalogue) -> Iterator[Connection]:
    declared = {n: each for n, each in catalogue.touchpoints.items() if each.kind == kind}
    plain = kind.replace("_", " ")
    what = Words(nl=plain, en=plain)
    name = next(iter(declared), kind)
    if not declared:
        yield Connection(need, what, "catalog/touchpoints.yaml", _type_snippet(kind, need.measure))
    elif need.measure is not None and all(
        _fields(need, each) is None for each in declared.values()
    ):
        yield Connection(
            need, what, "catalog/touchpoints.yaml", f"{name}:\n{_means(need.measure)}\n"
        )
    if not any(_feeds(Need.model_validate({"kind": kind}), catalogue)):
        yield Connection(
            need,
            what,
            "sources/NAME.yaml",
            f"deliveries:\n  {kind}s:\n    kind: touchpoints\n    type: {name}\n"
            f"    files: data/{kind}s.csv\n    key: number\n    record: customer_number\n"
            "    occurred_at: moment\n",
        )


def _type_snippet(kind: str, measure: MeasureName | None) -> str:
    means = f"{_means(measure)}\n" if measure else ""
    return (
        f"{kind}:\n  name: {{nl: ..., en: ...}}\n  kind: {kind}\n  data_category: user.behavior\n"
        "  purposes: [...]\n  retention: 2 years\n  goal: win_customers\n  roles: [...]\n" + means
    )


def _means(measure: MeasureName) -> str:
    shape = MEASURES[measure]
    told = [each.value for each in (shape.key, shape.number) if each is not None]
    detail = ", ".join(f"{each}: {{nl: ..., en: ...}}" for each in told)
    return f"  detail: {{{detail}}}\n  means: {{{', '.join(f'{t}: {t}' for t in told)}}}"
