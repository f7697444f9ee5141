"""The value of each metric: by period, beside the period before, and by its parts.

Entering: the maintained figures and the definitions. Leaving: values with the cases that they rest
on. A value of people, the whole or a part, with fewer cases than ``SMALLEST_GROUP`` is not told:
one of them could be recognised. Shares come with Wilson's interval (Wilson 1927), at 95 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from math import sqrt

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.metric_sql import tables_read, tells_the_moment
from klantbeeld.catalog.metrics import Component, Direction, Metric, Need, Unit
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.periods import first_day, next_period
from klantbeeld.metrics.asking import Row, Trouble, answer
from klantbeeld.metrics.connect import Connection, connections
from klantbeeld.metrics.coverage import Coverage, coverage
from klantbeeld.metrics.feeds import Feed, feeds
from klantbeeld.metrics.kept import Kept, written
from klantbeeld.metrics.registry import registry
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "read.sql")

OF_BUYERS = frozenset({"metric_cohort", "metric_flow", "metric_part_month",
                       "metric_category_first", "metric_category_begun"})  # fmt: skip
"""The figures about who buys: in the organisation's currency alone."""

SMALLEST_GROUP = 10
MOST_PERIODS = 37
"""Three years by month, and the present one."""

COMPONENT = "component"
"""The dimension whose parts are what a metric is the weighted mean of."""

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Point:
    """One value."""

    period: date
    """The first day of the period."""
    value: float | None
    """None where the denominator is nothing, or there are too few cases to tell."""
    n: int | None
    """How many cases it rests on; None where they are too few to tell."""
    low: float | None = None
    high: float | None = None
    """Between which it lies with 95 % certainty, for a share."""

    @property
    def too_few(self) -> bool:
        """Whether there is a value that is not told."""
        return self.n is None


@dataclass(frozen=True, slots=True)
class Part:
    """The value of a part in the last whole period."""

    part: str
    value: float | None
    """None where there is none, or too few cases to tell."""
    n: int | None
    """None where they are too few to tell."""
    low: float | None = None
    high: float | None = None
    """Between which it lies with 95 % certainty, for a share."""


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One of what a metric is the weighted mean of, in the chosen period."""

    id: str
    component: Component
    """Its definition, with the weight that counts."""
    share: float
    """Its weight of those that have a value, between 0 and 1."""
    value: Part | None
    """None where it has none in this period."""
    needs: tuple[Need, ...]
    """What no source delivers yet."""


@dataclass(frozen=True, slots=True)
class MetricView:
    """A metric with its values."""

    id: str
    name: Words
    unit: Unit
    direction: Direction
    metric: Metric
    needs: tuple[Need, ...]
    """What no source delivers yet."""
    points: tuple[Point, ...]
    """By period, the oldest first; the last may still be running."""
    last: Point | None
    """The chosen period; the last whole one where none was chosen."""
    before: Point | None
    """The period before that."""
    parts: Mapping[str, tuple[Part, ...]]
    """Dimension -> its parts, the largest first."""
    feeds: tuple[Feed, ...] = ()
    """What brings that from which it is counted."""
    fresh_at: datetime | None = None
    """When the need that was fed longest ago was last fed; None where one never was."""
    consents: tuple[Coverage, ...] = ()
    """How many of those whom it could count consented to it; empty where nobody needs to."""
    connect: tuple[Connection, ...] = ()
    """How to bring what is missing."""
    components: tuple[ComponentView, ...] = ()
    """What it is the weighted mean of."""
    running: bool = False
    """Whether the last point is of a period that is not over yet."""
    trouble: Trouble | None = None
    """Why the query of the project's own metric gives no figure."""
    other_currency: int = 0
    """Orders and returns of the chosen period, or of all time where there is none, that it leaves
    out: amounts are not converted. Known of a metric that is read by itself."""

    @property
    def waits_for(self) -> Words | None:
        """What there has to be besides its inputs, where they are there and it has no figure."""
        return None if self.points or self.needs else self.metric.waits_for


def metric_views(
    database: Database,
    catalogue: Catalogue,
    today: date,
    only: str | tuple[str, ...] | None = None,
    day: date | None = None,
    kept: Kept | None = None,
) -> tuple[MetricView, ...]:
    """Every metric with its values as of ``today`` (a local day), or the one or those named.

    ``day`` chooses the period in which it lies; absent: the last whole one of each metric. What was
    ``kept`` is read anew only where its tables were written since.
    """
    kept = kept or Kept()
    named = (only,) if isinstance(only, str) else only
    chosen = {k: v for k, v in registry(catalogue).items() if named is None or k in named}
    with database.transaction() as transaction:
        transaction.execute(SQL["careful"])
        transaction.execute(SQL["in_time"])
        landed = {
            (row["source"], row["delivery"]): row["landed_at"]
            for row in transaction.execute(SQL["landed"])
        }
        now = (written(transaction), catalogue, today)
        views = tuple(
            _with_landings(
                kept.reading(
                    (name, day),
                    _rests_on(metric),
                    now,
                    partial(_view, transaction, catalogue, name, metric, (today, day)),
                    _holds,
                ),
                feeds(metric, catalogue),
                landed,
            )
            for name, metric in chosen.items()
        )
        if not isinstance(only, str):
            return views
        return tuple(
            replace(view, other_currency=_in_other_currency(transaction, view)) for view in views
        )


def _rests_on(metric: Metric) -> frozenset[str]:
    """The tables from which a view of it is read: also those of who consented."""
    read = tables_read(metric.sql) if metric.sql is not None else frozenset[str]()
    return read | {"metric_census", "metric_figure"}


def _holds(view: MetricView) -> bool:
    """Whether it stays as it is until one of them is written, or the day is over."""
    sql = view.metric.sql
    return view.trouble is None and (sql is None or not tells_the_moment(sql))


def _in_other_currency(transaction: Transaction, view: MetricView) -> int:
    sql, last = view.metric.sql, view.last
    if sql is None or view.trouble is not None or not OF_BUYERS & tables_read(sql):
        return 0
    until = None if last is None else next_period(last.period, view.metric.grain)
    asked = {"since": last.period if last else None, "until": until}
    row = one_row(transaction, SQL["other_currency"], asked)
    return int(row["touchpoints"])


def _view(
    transaction: Transaction,
    catalogue: Catalogue,
    name: str,
    metric: Metric,
    days: tuple[date, date | None],
) -> MetricView:
    """Without when something last came in."""
    today, chosen = days
    fed = feeds(metric, catalogue)
    needs = _lacking(metric, fed)
    # The catalogue let the query pass: it reads, and no table that holds a person.
    found = () if needs else answer(transaction, metric, own=name in catalogue.metrics)
    trouble = found if isinstance(found, Trouble) else None
    rows = [] if isinstance(found, Trouble) else [row for row in found if row["period"] <= today]
    whole = sorted((row for row in rows if not row["dimension"]), key=lambda row: row["period"])
    points = tuple(_point(metric, row) for row in whole)[-MOST_PERIODS:]
    done = [
        point
        for point in points
        if metric.state or next_period(point.period, metric.grain) <= today
    ]
    last = done[-1] if done else None
    running = bool(points) and points[-1] is not last
    if chosen is not None:
        first = first_day(chosen, metric.grain)
        done = [point for point in points if point.period <= first]
        last = done[-1] if done and done[-1].period == first else None
    parts = _parts(metric, rows, last.period) if last and not last.too_few else {}
    return MetricView(
        id=name,
        name=metric.name,
        unit=metric.unit,
        direction=metric.direction,
        metric=metric,
        needs=needs,
        points=points,
        last=last,
        before=done[-2] if len(done) > 1 else None,
        parts={k: v for k, v in parts.items() if k != COMPONENT or not metric.components},
        consents=coverage(transaction, catalogue, metric, fed, today),
        connect=connections(metric, catalogue),
        components=tuple(_components(metric, parts.get(COMPONENT, ()), fed)),
        running=running,
        trouble=trouble,
    )


def _lacking(metric: Metric, fed: Mapping[Need, Iterable[Feed]]) -> tuple[Need, ...]:
    """Without what there is no figure at all: of components one is enough."""
    needs = tuple(need for need in metric.needs if not fed[need])
    wanted = [each for each in metric.components.values() if each.weight]
    if any(all(fed[need] for need in each.needs) for each in wanted):
        return needs
    lacking = (need for each in wanted for need in each.needs if not fed[need])
    return tuple(dict.fromkeys((*needs, *lacking)))


def _components(
    metric: Metric, parts: Iterable[Part], fed: Mapping[Need, Iterable[Feed]]
) -> Iterator[ComponentView]:
    values = {part.part: part for part in parts}
    counted = {name for name, part in values.items() if part.n is not None}
    total = sum(each.weight for name, each in metric.components.items() if name in counted)
    for name, each in metric.components.items():
        yield ComponentView(
            id=name,
            component=each,
            share=each.weight / total if total and name in counted else 0.0,
            value=values.get(name),
            needs=tuple(need for need in each.needs if not fed[need]),
        )


def _with_landings(
    view: MetricView,
    fed: Mapping[Need, Iterable[Feed]],
    landed: Mapping[tuple[str, str], datetime],
) -> MetricView:
    every = dict.fromkeys(_with_landing(feed, landed) for each in fed.values() for feed in each)
    return replace(view, feeds=tuple(every), fresh_at=_fresh_at(fed, landed))


def _with_landing(feed: Feed, landed: Mapping[tuple[str, str], datetime]) -> Feed:
    return replace(feed, landed_at=landed.get((feed.source, feed.delivery)))


def _fresh_at(
    fed: Mapping[Need, Iterable[Feed]], landed: Mapping[tuple[str, str], datetime]
) -> datetime | None:
    """A need is as fresh as the newest of what feeds it, the metric as its least fresh need."""
    newest = [
        max(
            (at for feed in each if (at := landed.get((feed.source, feed.delivery)))),
            default=None,
        )
        for each in fed.values()
    ]
    known = [at for at in newest if at is not None]
    return min(known) if newest and len(known) == len(newest) else None


def _point(metric: Metric, row: Row) -> Point:
    value, n = _value(row), int(row["n"])
    if 0 < n < SMALLEST_GROUP and metric.about_people:
        return Point(row["period"], None, None)
    if row.get("low") is not None and row.get("high") is not None:
        return Point(row["period"], value, n, float(row["low"]), float(row["high"]))
    if metric.unit is not Unit.SHARE or value is None or not n:
        return Point(row["period"], value, n)
    return Point(row["period"], value, n, *wilson(value, n))


def _value(row: Row) -> float | None:
    if row["numerator"] is None:
        return None
    if row["denominator"] is None:
        return float(row["numerator"])
    return float(row["numerator"]) / float(row["denominator"]) if row["denominator"] else None


def _parts(metric: Metric, rows: Iterable[Row], period: date) -> dict[str, tuple[Part, ...]]:
    parts: dict[str, list[Part]] = {}
    for row in rows:
        if row["dimension"] and row["period"] == period:
            parts.setdefault(row["dimension"], []).append(_part(metric, row))
    return {name: _in_order(metric, name, own) for name, own in parts.items()}


def _in_order(metric: Metric, dimension: str, parts: list[Part]) -> tuple[Part, ...]:
    # Components do not add up to the whole, so that none can be worked out from the others.
    told = parts if dimension == COMPONENT and metric.components else kept_back(parts)
    return tuple(sorted(told, key=lambda part: (-(part.n or 0), part.part)))


def kept_back(parts: list[Part]) -> list[Part]:
    """Where one part alone is not told, the whole less the others would tell it: the smallest of
    the others is kept back too (complementary suppression, Cox 1980)."""
    told = [part for part in parts if part.n is not None]
    if len(parts) - len(told) != 1 or not told:
        return parts
    smallest = min(told, key=lambda part: (part.n, part.part))
    return [Part(part.part, None, None) if part is smallest else part for part in parts]


def _part(metric: Metric, row: Row) -> Part:
    if int(row["n"]) < SMALLEST_GROUP:
        return Part(row["part"], None, None)
    point = _point(metric, row)
    return Part(row["part"], point.value, point.n, point.low, point.high)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Between which a share of ``n`` cases lies with 95 % certainty (Wilson 1927)."""
    share = min(max(share, 0.0), 1.0)
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    # None or all of them are their own bound, whatever rounding makes of it.
    low = max(0.0, middle - half) if share else 0.0
    return low, min(1.0, middle + half) if share < 1 else 1.0
