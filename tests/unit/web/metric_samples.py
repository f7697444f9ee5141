"""Made-up figures for the pages: one grows, one has an interval, one misses its input, one consists
of parts and is of too few; the goals with what is collected for them, and a list of people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.metrics.read import ComponentView, MetricView, Part, Point, wilson
from klantbeeld.metrics.registry import supplied
from klantbeeld.pipeline.measuring.strategy import DataNode, StrategyView, goals
from klantbeeld.privacy.lists import ListedPerson, PeopleList
from klantbeeld.privacy.marks import Bar

AIMS: dict[str, dict[str, Any]] = {
    "new_customers": {"target": 1000.0},
    "churn": {"target": 0.01, "target_high": 0.1, "owner": "service"},
}
MONTHS = [date(2025 + number // 12, number % 12 + 1, 1) for number in range(20)]


def _view(name: str, points: tuple[Point, ...], parts: dict[str, tuple[Part, ...]]) -> MetricView:
    metric = supplied()[name].model_copy(update=AIMS.get(name, {}))
    done = points[:-1]
    return MetricView(
        name, metric.name, metric.unit, metric.direction, metric, () if points else metric.needs,
        points, done[-1] if done else None, done[-2] if len(done) > 1 else None, parts,
        running=bool(points),
    )  # fmt: skip


VIEWS = (
    _view(
        "new_customers",
        tuple(Point(month, 900.0 + 31 * (number % 7), 900) for number, month in enumerate(MONTHS)),
        {"channel": (Part("till", 812.0, 812), Part("mail", None, None))},
    ),
    _view(
        "churn",
        tuple(
            Point(month, None if number == 4 else 0.02 + number / 1000, 4200,
                  *((None, None) if number == 4 else wilson(0.02 + number / 1000, 4200)))
            for number, month in enumerate(MONTHS)
        ),
        {},
    ),
    _view("nps", (), {}),
    replace(
        _view(
            "customer_intimacy",
            (Point(date(2025, 10, 1), 48.2, 60), Point(date(2026, 1, 1), None, None),
             Point(date(2026, 4, 1), 51.0, 55)),
            {},
        ),
        components=tuple(
            ComponentView(name, each, 0.5 if value and value.n else 0.0, value,
                          () if value else each.needs)
            for (name, each), value in zip(
                supplied()["customer_intimacy"].components.items(),
                (Part("breadth", 31.4, 60), Part("tenure", None, None), Part("contact", 66.0, 55),
                 None),
                strict=True,
            )
        ),
    ),
)  # fmt: skip

LEADING = {
    Goal.WIN_CUSTOMERS: (VIEWS[0],),
    Goal.EARN_MORE: (VIEWS[1],),
    Goal.SERVE_BETTER: (),
}


def views(only: str | None, day: date | None) -> tuple[MetricView, ...]:
    """All of them or the one named, of the month of a day."""
    found = tuple(view for view in VIEWS if only in (None, view.id))
    if day is None:
        return found
    return tuple(
        replace(view, last=next((p for p in view.points if p.period == day), None), parts={})
        for view in found
    )


def strategy(catalogue: Catalogue) -> StrategyView:
    """A figure from an order, an attribute in daily work, and one that serves nothing."""
    order, phone = Words(nl="Bestelling", en="Order"), Words(nl="Telefoon", en="Phone")
    hobby = Words(nl="Een hobby met een heel erg lange naam erbij", en="A hobby with a long name")
    sources = {name: source.name for name, source in catalogue.sources.items()}
    first = next(iter(sources))
    return StrategyView(
        goals(catalogue, VIEWS),
        (
            DataNode("order", "touchpoint", order, Goal.EARN_MORE, "metric",
                     ("new_customers", "churn"), (first,)),
            DataNode("phone", "attribute", phone, Goal.SERVE_BETTER, "work", (), (first,)),
            DataNode("hobby", "attribute", hobby, Goal.EARN_MORE, "idle", (), ()),
            DataNode("figure:stock", "figure", order, None, "metric", ("churn",), (first,)),
        ),
        sources,
    )  # fmt: skip


class SamplePeople:
    """Two people behind each figure, a third left out; nobody from the hundredth on."""

    def barred_categories(self) -> frozenset[str]:
        return frozenset({"medicine"})

    def people(self, *asked: Any) -> PeopleList:
        *_, start, _ = asked
        if start >= 100:
            return PeopleList(total=3, left_out={Bar.OBJECTED: 1}, hidden=1, start=start)
        shown = (
            ListedPerson(812, "Marieke Hoeven", "Utrecht", 3),
            ListedPerson(940, "J. Bos", None, 1),
        )
        return PeopleList(shown, 60, {Bar.OBJECTED: 1}, 1, start)
