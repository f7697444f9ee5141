"""What customers say of their experience, over some months: by item, pillar and stage.

Entering: the folded answers and what the catalogue asks. Leaving: estimates with what they rest on.
A figure of fewer than ``SMALLEST_GROUP`` answers is not told, for it could be recognised; marks one
by one are told from ``small_sample`` answers on. The pillars' figures are the means of the
organisation's own items.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from klantbeeld.catalog.experience import ExperienceRules, ItemKind, Pillar, SurveyItem
from klantbeeld.catalog.model import Catalogue
from klantbeeld.metrics.estimates import (
    NOTHING,
    Estimate,
    added,
    estimate,
    mean,
    share,
)
from klantbeeld.metrics.importance import Lacking, Weights, importance
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.metrics", "experience.sql")

HEADLINES = (ItemKind.NPS, ItemKind.CSAT, ItemKind.CES)


@dataclass(frozen=True, slots=True)
class Window:
    """Whole local months up to today, and as many before them to compare with."""

    before: date
    since: date
    until: date

    @classmethod
    def of(cls, today: date, months: int) -> Window:
        """The running month and the ``months - 1`` before it."""
        return cls(_back(today, 2 * months - 1), _back(today, months - 1), today)


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month of a figure; a month without answers is there, without a value."""

    month: date
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with what it rests on and how it moved."""

    estimate: Estimate
    before: Estimate
    """Over the period before, of the same length."""
    asked: int
    response: Estimate
    """Which share of who was asked gave a mark on the scale, or another."""
    off_scale: int
    """Marks that the question does not have: counted in no figure."""
    months: tuple[MonthPoint, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """All items of one kind together."""

    kind: ItemKind
    scale: tuple[int, int]
    low_is_good: bool
    figure: Figure


@dataclass(frozen=True, slots=True)
class ItemPart:
    """An item's figure by where it was asked."""

    source: str
    channel: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One question."""

    id: str
    item: SurveyItem
    figure: Figure
    marks: tuple[tuple[float, int], ...]
    """Mark -> how many gave it, the whole scale; empty where they are too few to tell."""
    mean: Estimate
    """The mean mark, whatever the figure is."""
    parts: tuple[ItemPart, ...]
    remarks: int


@dataclass(frozen=True, slots=True)
class PillarFigure:
    """One pillar: the mean of its items."""

    pillar: Pillar
    items: tuple[str, ...]
    estimate: Estimate
    scale: tuple[int, int]
    low_is_good: bool


@dataclass(frozen=True, slots=True)
class Driver:
    """How much an item matters, and how well it goes."""

    item: str
    share: float
    low: float
    high: float
    performance: Estimate
    """The mean mark."""


@dataclass(frozen=True, slots=True)
class ImportanceFigure:
    """What matters most for the outcome."""

    outcome: str | None
    forms: int
    r_squared: float | None
    drivers: tuple[Driver, ...]
    unmoved: tuple[str, ...]
    lacking: Lacking | None


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that is read of the answers over a window."""

    window: Window
    headlines: tuple[Headline, ...]
    items: tuple[ItemFigure, ...]
    pillars: tuple[PillarFigure, ...]
    importance: ImportanceFigure


@dataclass(frozen=True, slots=True)
class ObservedSum:
    """How matters went: of a share how many of how many, else what adds up over how many."""

    cases: int
    total: float


@dataclass(slots=True)
class _Tally:
    """What was answered to one or more items in one group."""

    levels: dict[float, int]
    silent: int = 0
    off_scale: int = 0
    remarks: int = 0

    @property
    def answered(self) -> int:
        return sum(self.levels.values())


def read_said(transaction: Transaction, catalogue: Catalogue, window: Window) -> Said:
    """The answers of a window, as folded."""
    both = {"since": window.before, "until": window.until}
    now = {"since": window.since, "until": window.until}
    rows = transaction.execute(SQL["answers"], both).fetchall()
    pairs = transaction.execute(SQL["pairs"], now).fetchall()
    return said(catalogue.asked, rows, pairs, window)


def said(
    rules: ExperienceRules,
    rows: Sequence[Mapping[str, Any]],
    pairs: Sequence[Mapping[str, Any]],
    window: Window,
) -> Said:
    """The figures of rows as ``answers`` and ``pairs`` of experience.sql give them."""
    now = [row for row in rows if row["month"] >= _first(window.since)]
    earlier = [row for row in rows if row["month"] < _first(window.since)]
    items = tuple(
        _item(rules, name, _of(now, [name]), _of(earlier, [name]), window) for name in rules.items
    )
    headlines = tuple(
        headline for kind in HEADLINES if (headline := _headline(rules, kind, now, earlier, window))
    )
    weighed = _weighed(rules, pairs, {each.id: each for each in items})
    return Said(window, headlines, items, tuple(_pillars(rules, now)), weighed)


def read_observed(transaction: Transaction, window: Window) -> dict[str, ObservedSum]:
    """Measure -> how the matters went that began within the window."""
    parameters = {"since": window.since, "until": window.until}
    return {
        row["measure"]: ObservedSum(int(row["cases"]), float(row["total"]))
        for row in transaction.execute(SQL["observed"], parameters)
    }


def remark_days(transaction: Transaction, item: str, until: date, most: int) -> tuple[date, ...]:
    """The newest days up to one that hold about so many remarks on an item, the newest first."""
    days, found = [], 0
    for row in transaction.execute(SQL["days_with_remarks"], {"item": item, "until": until}):
        if found >= most:
            break
        days.append(row["day"])
        found += row["remarks"]
    return tuple(days)


def told(found: Estimate) -> Estimate:
    """The estimate, or only that there is too little to tell it."""
    return found if found.n >= SMALLEST_GROUP else Estimate(None, 0, hidden=found.n > 0)


def _item(
    rules: ExperienceRules,
    name: str,
    now: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
    window: Window,
) -> ItemFigure:
    item = rules.items[name]
    tally = _tally(now)
    places = sorted({(row["source"], row["channel"]) for row in now})
    parts = tuple(
        ItemPart(source, channel, told(estimate(item, _tally(own).levels)))
        for source, channel in places
        if (own := [r for r in now if (r["source"], r["channel"]) == (source, channel)])
    )
    scale = {float(mark): 0 for mark in range(item.scale[0], item.scale[1] + 1)}
    marks = {**scale, **tally.levels} if tally.answered >= rules.small_sample else {}
    return ItemFigure(
        id=name,
        item=item,
        figure=_figure(item, now, earlier, window),
        marks=tuple(sorted(marks.items())),
        mean=told(mean(tally.levels, item.scale)),
        parts=parts,
        remarks=tally.remarks,
    )


def _headline(
    rules: ExperienceRules,
    kind: ItemKind,
    now: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
    window: Window,
) -> Headline | None:
    names = [name for name, item in rules.items.items() if item.kind is kind]
    if not names:
        return None
    item = rules.items[names[0]]  # all of a kind share one scale: the catalogue checks it
    figure = _figure(item, _of(now, names), _of(earlier, names), window)
    return Headline(kind, item.scale, item.low_is_good, figure)


def _figure(
    item: SurveyItem,
    now: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
    window: Window,
) -> Figure:
    tally = _tally(now)
    asked = tally.answered + tally.silent + tally.off_scale
    months = tuple(
        MonthPoint(
            month, told(estimate(item, _tally([r for r in now if r["month"] == month]).levels))
        )
        for month in _months(window)
    )
    return Figure(
        estimate=told(estimate(item, tally.levels)),
        before=told(estimate(item, _tally(earlier).levels)),
        asked=asked,
        response=told(share(asked - tally.silent, asked)),
        off_scale=tally.off_scale,
        months=months,
    )


def _pillars(rules: ExperienceRules, now: Sequence[Mapping[str, Any]]) -> Iterable[PillarFigure]:
    for pillar in Pillar:
        names = tuple(name for name, item in rules.items.items() if item.pillar is pillar)
        item = rules.items[names[0]] if names else None
        scale = item.scale if item else (0, 10)
        levels = added(*(_tally(_of(now, [name])).levels for name in names))
        found = told(mean(levels, scale)) if names else NOTHING
        yield PillarFigure(pillar, names, found, scale, item is not None and item.low_is_good)


def _weighed(
    rules: ExperienceRules, pairs: Sequence[Mapping[str, Any]], items: Mapping[str, ItemFigure]
) -> ImportanceFigure:
    weighed = rules.weighed
    if weighed is None:
        return ImportanceFigure(None, 0, None, (), (), Lacking.NOT_DECLARED)
    names = (weighed.outcome, *weighed.drivers)
    weights = _weights(names, pairs)
    return ImportanceFigure(
        outcome=weighed.outcome,
        forms=weights.forms,
        r_squared=weights.r_squared,
        drivers=tuple(
            Driver(each.item, each.share, each.low, each.high, items[each.item].mean)
            for each in weights.weights
        ),
        unmoved=weights.unmoved,
        lacking=weights.lacking,
    )


def _weights(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Weights:
    place = {name: number for number, name in enumerate(names)}
    sums, products = np.zeros(len(names)), np.zeros((len(names), len(names)))
    forms = 0
    for row in rows:
        a, b = place.get(row["item_a"]), place.get(row["item_b"])
        if a is None or b is None:
            continue
        products[a, b] = products[b, a] = row["sum_ab"]
        if a == b:
            sums[a], forms = row["sum_a"], int(row["forms"])
    return importance(names, forms, sums, products)


def _of(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["item"] in names]


def _tally(rows: Iterable[Mapping[str, Any]]) -> _Tally:
    tally = _Tally({})
    for row in rows:
        count = int(row["answers"])
        tally.remarks += int(row["remarks"])
        if row["outcome"] == "answered":
            mark = float(row["level"])
            tally.levels[mark] = tally.levels.get(mark, 0) + count
        elif row["outcome"] == "silent":
            tally.silent += count
        else:
            tally.off_scale += count
    return tally


def _months(window: Window) -> list[date]:
    months, month = [], _first(window.since)
    while month <= window.until:
        months.append(month)
        month = _back(month, -1)
    return months


def _first(day: date) -> date:
    return day.replace(day=1)


def _back(day: date, months: int) -> date:
    """The first of the month so many months back."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
