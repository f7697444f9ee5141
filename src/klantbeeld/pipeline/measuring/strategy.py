"""The data strategy as it is: which goal is measured by what, and what is collected for that.

Entering: the goals, the figures with what feeds them, and what is collected. Leaving: goals with
their metrics, data with the metrics that it feeds, sources with the data that they bring; and what
does not fit: data that serves no goal, a goal that nothing measures, a metric without input. What
is used and feeds no figure serves its goal in daily work. No person is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import RecordDelivery
from klantbeeld.metrics.declared import REGION
from klantbeeld.metrics.read import MetricView
from klantbeeld.metrics.targets import Standing, standing
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.collection.views import Collected

Use = Literal["metric", "links", "work", "new", "idle"]
"""metric: a figure is counted from it. links: it tells who is who. work: it is read in daily work.
new: nobody has read it yet, nor is it held for long. idle: it is collected, and serves nothing."""

_NOT_COLLECTED = frozenset({"no_purpose", "not_delivered", "dropped"})
"""How something stands that is declared, and of which nothing is held."""


@dataclass(frozen=True, slots=True)
class DataNode:
    """Something that is collected."""

    name: str
    kind: Literal["attribute", "touchpoint", "figure"]
    label: Words
    goal: Goal | None
    """That the catalogue names; None of a figure, which serves those of its metrics."""
    use: Use
    metrics: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetricNode:
    """A metric under its goal."""

    view: MetricView
    standing: Standing
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalNode:
    """A goal with what is to be reached and what measures it."""

    goal: Goal
    target: Words | None
    owner: Words | None
    by: date | None
    leading: tuple[str, ...]
    """The metrics that stand for it on the first page."""
    metrics: tuple[MetricNode, ...]

    def count(self, standing: Standing) -> int:
        """How many of its metrics stand so."""
        return sum(node.standing is standing for node in self.metrics)

    @property
    def measured(self) -> bool:
        """Whether any of its metrics has a figure."""
        return any(node.view.last is not None for node in self.metrics)


@dataclass(frozen=True, slots=True)
class StrategyView:
    """The whole, and what does not fit."""

    goals: tuple[GoalNode, ...]
    data: tuple[DataNode, ...]
    sources: Mapping[str, Words]

    @property
    def idle(self) -> tuple[DataNode, ...]:
        """What is collected and serves no goal."""
        return tuple(node for node in self.data if node.use == "idle")

    @property
    def unmeasured(self) -> tuple[GoalNode, ...]:
        """Goals without a figure."""
        return tuple(node for node in self.goals if not node.measured)

    @property
    def without_input(self) -> tuple[MetricNode, ...]:
        """Metrics that miss something."""
        return tuple(node for goal in self.goals for node in goal.metrics if node.view.needs)


def strategy(services: Services, views: tuple[MetricView, ...] | None = None) -> StrategyView:
    """The strategy as of now; ``views`` where the figures were read already."""
    views = figures.views(services) if views is None else views
    catalogue = services.catalogue
    collected = services.collection.overview().items
    return StrategyView(
        goals=goals(catalogue, views),
        data=(*_kept(catalogue, views, collected), *_told(views)),
        sources={name: source.name for name, source in catalogue.sources.items()},
    )


def goals(catalogue: Catalogue, views: Iterable[MetricView]) -> tuple[GoalNode, ...]:
    """The three goals with their metrics."""
    views = tuple(views)
    return tuple(_goal(catalogue, goal, views) for goal in Goal)


def _goal(catalogue: Catalogue, goal: Goal, views: tuple[MetricView, ...]) -> GoalNode:
    aim = catalogue.strategy.goals.get(goal)
    own = tuple(view for view in views if view.metric.goal is goal)
    with_figure = tuple(view.id for view in own if view.last is not None)
    role = catalogue.roles.get(aim.owner or "") if aim else None
    return GoalNode(
        goal=goal,
        target=aim.target if aim else None,
        owner=aim.function if aim and aim.function else role.name if role else None,
        by=aim.by if aim else None,
        leading=aim.leading if aim and aim.leading else with_figure[:3],
        metrics=tuple(
            MetricNode(
                view,
                standing(view.metric, view.last.value if view.last else None),
                tuple(dict.fromkeys(_data_of(view))),
            )
            for view in own
        ),
    )


def _data_of(view: MetricView) -> Iterator[str]:
    """The touchpoint types and figures that a metric asks for; one that asks for nothing by name
    measures the collection itself, and makes nothing needed."""
    for feed in view.feeds if view.metric.every_need else ():
        yield feed.type if feed.type is not None else f"figure:{feed.figure}"


def _kept(
    catalogue: Catalogue, views: tuple[MetricView, ...], collected: Iterable[Collected]
) -> Iterator[DataNode]:
    feeding: dict[str, list[str]] = {}
    for view in views:
        for name in dict.fromkeys(_data_of(view)):
            feeding.setdefault(name, []).append(view.id)
    for item in collected:
        if item.standing in _NOT_COLLECTED:
            continue
        metrics = (
            tuple(feeding.get(item.name, ()))
            if item.kind == "touchpoint"
            else tuple(_broken_down_by(catalogue, views, item.name))
        )
        use: Use = "work"
        if metrics:
            use = "metric"
        elif item.links:
            use = "links"
        elif item.standing == "unread":
            use = "idle"
        elif item.standing == "new":
            use = "new"
        yield DataNode(
            item.name,
            item.kind,
            item.label,
            item.goal,
            use,
            metrics,
            tuple(_sources_of(catalogue, item)),
        )


def _broken_down_by(
    catalogue: Catalogue, views: tuple[MetricView, ...], attribute: str
) -> Iterator[str]:
    """The metrics that are told by the values of an attribute."""
    declared = catalogue.attributes[attribute].breakdown
    if declared is not None:
        dimension = REGION if declared is Breakdown.REGION else attribute
        yield from (view.id for view in views if dimension in view.parts)


def _sources_of(catalogue: Catalogue, item: Collected) -> Iterator[str]:
    """The sources that deliver it."""
    for name, source in catalogue.sources.items():
        for delivery in source.deliveries.values():
            if item.kind == "attribute":
                found = isinstance(delivery, RecordDelivery) and item.name in (
                    delivery.columns.values()
                )
            else:
                found = getattr(delivery, "type", None) == item.name
            if found:
                yield name
                break


def _told(views: tuple[MetricView, ...]) -> Iterator[DataNode]:
    """The figures from outside: they are of no person."""
    found: dict[str, tuple[Words, list[str], list[str]]] = {}
    for view in views:
        for feed in view.feeds:
            if feed.figure is not None:
                _, metrics, sources = found.setdefault(feed.figure, (feed.what, [], []))
                metrics.append(view.id)
                sources.append(feed.source)
    for name, (label, metrics, sources) in found.items():
        yield DataNode(
            f"figure:{name}", "figure", label, None, "metric",
            tuple(dict.fromkeys(metrics)), tuple(dict.fromkeys(sources)),
        )  # fmt: skip
