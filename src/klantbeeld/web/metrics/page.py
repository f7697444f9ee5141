"""What the pages about metrics hold: the list, one metric, and their tables as rows for files.

Entering: views of the pipeline. Leaving: ``MetricsPage`` and ``MetricPage`` for the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.metrics import Metric, Unit
from klantbeeld.documents.trend import Trend
from klantbeeld.metrics.connect import Connection
from klantbeeld.metrics.periods import beginnings
from klantbeeld.metrics.read import SMALLEST_GROUP, ComponentView, MetricView, Part, Point
from klantbeeld.metrics.targets import standing
from klantbeeld.privacy.figure_people import CATEGORY, can_be_told, segments_of
from klantbeeld.web.files import Row
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import Language, translations
from klantbeeld.web.metrics.contexts import MetricLine
from klantbeeld.web.metrics.lines import (
    GOALS,
    large_trend,
    metric_line,
    need_words,
    period_words,
    point_words,
    worded,
)
from klantbeeld.web.site import Reader, Site


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The metrics of one goal: those with a figure, and those that miss something."""

    goal: Goal
    name: str
    measured: tuple[MetricLine, ...]
    missing: tuple[MetricLine, ...]


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period that can be chosen."""

    first: date
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """``metrics.html``"""

    goals: tuple[GoalGroup, ...]
    measured: int
    total: int
    periods: tuple[PeriodChoice, ...]
    period: date | None
    """The day that was chosen; None: the last whole period of each metric."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One period in the table beside the picture."""

    first: date
    period: str
    value: str
    between: str
    n: int | None
    """None where there are too few to tell."""
    running: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a figure; a value that is not told has too few cases."""

    name: str
    value: str | None
    between: str
    n: int | None
    length: float
    """Of its bar, 0 to 100."""
    people: str | None
    """The address of the people behind it; None where there is none to open."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure by its parts."""

    dimension: str
    name: str
    rows: tuple[PartRow, ...]
    untold: int
    """Parts with too few cases to tell, where they are more than one: they have no row."""


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One of what the metric is the weighted mean of."""

    name: Words
    formula: Words
    weight: str
    share: str
    """Its weight of those that count in this period; empty where it does not count."""
    value: str
    """Empty where it has none in this period."""
    n: int | None
    too_few: bool
    needs: tuple[str, ...]
    """What it misses."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A delivery that feeds the metric."""

    source: str
    label: Words
    what: Words
    fields: tuple[str, ...]
    made_up: Words | None
    landed: Markup


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """Of those who could be counted how many consented."""

    what: Words
    share: str
    allowed: int
    people: int


@dataclass(frozen=True, slots=True)
class PeopleLink:
    """A list of people behind the figure."""

    name: Words
    address: str


@dataclass(frozen=True, slots=True)
class MetricPage:
    """``metric.html``"""

    line: MetricLine
    goal: str
    pitfalls: Words
    version: int
    grain: str
    picture: Trend | None
    marks: tuple[str, ...]
    """What each dot of the picture says."""
    aim: str
    """What stands on the line of the target; empty where there is none."""
    first: str
    last: str
    low: str
    high: str
    by: date | None
    """When the target should be reached."""
    owner: Words | None
    fresh: Markup
    rows: tuple[PointRow, ...]
    parts: tuple[Breakdown, ...]
    components: tuple[ComponentRow, ...]
    smallest: int
    """Fewer people than this are not told."""
    feeds: tuple[FeedRow, ...]
    coverage: tuple[CoverageRow, ...]
    connect: tuple[Connection, ...]
    currency: str
    other_currency: int
    """Orders and returns of the period that it leaves out."""
    people: tuple[PeopleLink, ...]
    sql: str | None
    file_query: str
    """What the addresses of the files carry, to be of the same period."""


def metric_page(site: Site, reader: Reader, view: MetricView) -> MetricPage:
    """One metric as a picture, tables and a definition."""
    language = reader.language
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    points = view.points
    told = [point for point in points if point.value is not None]
    values = [point.value for point in told if point.value is not None]
    aim = site.catalogue.strategy.metrics.get(view.id)
    line = metric_line(site, view, language)
    say = translations(language).gettext
    ticks = beginnings([each.period for each in points], view.metric.grain, fmt.locale)
    return MetricPage(
        line=line,
        goal=site.say(language, GOALS[view.metric.goal]),
        pitfalls=view.metric.pitfalls,
        version=view.metric.version,
        grain=view.metric.grain.value,
        picture=large_trend(view, ticks=ticks) if told else None,
        marks=tuple(_mark(fmt, view, point, currency) for point in told),
        aim=say("target: %(value)s") % {"value": line.target} if line.target else "",
        first=period_words(fmt, points[0].period, view.metric.grain) if points else "",
        last=period_words(fmt, points[-1].period, view.metric.grain) if points else "",
        low=worded(fmt, view, min(values), currency) if values else "",
        high=worded(fmt, view, max(values), currency) if values else "",
        by=aim.by if aim else None,
        owner=owner_words(site, view),
        fresh=fmt.moment(view.fresh_at),
        rows=tuple(_point_row(fmt, view, point, currency) for point in reversed(points)),
        parts=tuple(
            _breakdown(site, view, dimension, parts, language)
            for dimension, parts in view.parts.items()
        ),
        components=tuple(_component_row(site, view, each, language) for each in view.components),
        smallest=SMALLEST_GROUP,
        feeds=tuple(
            FeedRow(each.source, each.label, each.what, each.fields, each.made_up,
                    fmt.moment(each.landed_at))
            for each in view.feeds
        ),
        coverage=tuple(
            CoverageRow(each.what, fmt.share(each.share, 1), each.allowed, each.people)
            for each in view.consents
        ),
        connect=view.connect,
        currency=currency,
        other_currency=view.other_currency,
        people=tuple(
            PeopleLink(group.name, people_address(view, name))
            for name, group in view.metric.people.items()
            if view.last is not None
        ),
        sql=view.metric.sql,
        file_query=f"?period={view.last.period}" if view.last else "",
    )  # fmt: skip


def owner_words(site: Site, view: MetricView) -> Words | None:
    """Who answers for the metric: a function, or a role of the organisation."""
    aim = site.catalogue.strategy.metrics.get(view.id)
    if aim is not None and aim.function is not None:
        return aim.function
    role = site.catalogue.roles.get(view.metric.owner or "")
    return role.name if role else None


def people_address(view: MetricView, group: str, dimension: str = "", part: str = "") -> str:
    """Where the people behind the chosen period, or a part of it, are listed."""
    period = view.last.period.isoformat() if view.last else ""
    asked = {"group": group, "period": period}
    if dimension:
        asked |= {"dimension": dimension, "part": part}
    return f"/metrics/{view.id}/people?{urlencode(asked)}"


def part_name(site: Site, metric: Metric, part: str, language: Language) -> str:
    """A part's name for people: the metric's own, a source's, an attribute's, or as delivered."""
    if not part:
        return translations(language).gettext("not known")
    if part in metric.parts:
        return metric.parts[part].in_language(language)
    source, attribute = site.catalogue.sources.get(part), site.catalogue.attributes.get(part)
    if source is not None:
        return source.name.in_language(language)
    item = site.catalogue.asked.items.get(part)
    if item is not None:
        return item.name.in_language(language)
    known = attribute is not None and "attribute" in metric.dimensions
    return attribute.name.in_language(language) if attribute and known else part


def _mark(fmt: Formats, view: MetricView, point: Point, currency: str) -> str:
    period = period_words(fmt, point.period, view.metric.grain)
    return f"{period}: {worded(fmt, view, point.value, currency)}"


def _point_row(fmt: Formats, view: MetricView, point: Point, currency: str) -> PointRow:
    return PointRow(
        point.period,
        period_words(fmt, point.period, view.metric.grain),
        point_words(fmt, view, point, currency),
        _between(fmt, view, point.low, point.high, currency),
        point.n,
        view.running and point is view.points[-1],
        point is view.last,
    )


def _component_row(
    site: Site, view: MetricView, each: ComponentView, language: Language
) -> ComponentRow:
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    counts = each.value is not None and each.value.n is not None
    return ComponentRow(
        each.component.name,
        each.component.formula,
        fmt.number(each.component.weight),
        fmt.share(each.share) if counts else "",
        worded(fmt, view, each.value.value, currency) if each.value and counts else "",
        each.value.n if each.value else None,
        each.value is not None and not counts,
        tuple(need_words(need, language) for need in each.needs) if each.value is None else (),
    )


def _between(
    fmt: Formats, view: MetricView, low: float | None, high: float | None, currency: str
) -> str:
    if low is None or high is None:
        return ""
    return translations(fmt.language).gettext("%(low)s to %(high)s") % {
        "low": worded(fmt, view, low, currency),
        "high": worded(fmt, view, high, currency),
    }


def _breakdown(
    site: Site, view: MetricView, dimension: str, parts: tuple[Part, ...], language: Language
) -> Breakdown:
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    longest = max((abs(part.value) for part in parts if part.value is not None), default=0.0)
    known = segments_of(site.catalogue)
    group = next(
        (n for n, each in view.metric.people.items() if can_be_told(each, dimension, known)), None
    )
    named = view.metric.dimensions.get(dimension)
    say = translations(language).gettext
    plain = {
        "channel": say("By channel"),
        "question": say("By question"),
        "category": say("By product category"),
        "region": say("By region"),
    }
    kept = site.catalogue.attributes.get(dimension)
    if kept is not None:
        segment = kept.name.in_language(language)
        plain[dimension] = say("By %(segment)s") % {"segment": segment[0].lower() + segment[1:]}
    untold = sum(part.n is None for part in parts)
    barred = site.services.figure_people.barred_categories() if dimension == CATEGORY else ()
    rows = tuple(
        PartRow(
            part_name(site, view.metric, part.part, language),
            None if part.n is None else worded(fmt, view, part.value, currency),
            _between(fmt, view, part.low, part.high, currency),
            part.n,
            100 * abs(part.value) / longest if part.value and longest else 0.0,
            people_address(view, group, dimension, part.part)
            if group and part.n is not None and part.part.lower() not in barred
            else None,
        )
        for part in parts
        if part.n is not None or untold == 1
    )
    name = named.in_language(language) if named else plain.get(dimension, dimension)
    return Breakdown(dimension, name, rows, untold if untold > 1 else 0)


def list_table(site: Site, views: tuple[MetricView, ...]) -> list[Row]:
    """Every metric with the figure of its chosen period, for a file."""
    currency = site.catalogue.organisation.currency
    return [
        {"goal": view.metric.goal.value, "metric": view.id, "version": view.metric.version,
         "name_nl": view.name.nl, "name_en": view.name.en,
         "unit": currency if view.unit is Unit.MONEY else view.unit.value,
         "period": view.last.period.isoformat() if view.last else None,
         "grain": view.metric.grain.value, "value": view.last.value if view.last else None,
         "low": view.last.low if view.last else None,
         "high": view.last.high if view.last else None, "n": view.last.n if view.last else None,
         "too_few": view.last is not None and view.last.too_few,
         "target": view.metric.target, "target_high": view.metric.target_high,
         "standing": standing(view.metric, view.last.value if view.last else None).value,
         "owner": view.metric.owner}
        for view in views
    ]  # fmt: skip


def values_table(view: MetricView) -> list[Row]:
    """Every period of a metric, for a file."""
    return [
        {"metric": view.id, "version": view.metric.version, "unit": view.unit.value,
         "period": point.period.isoformat(), "grain": view.metric.grain.value,
         "value": point.value, "low": point.low, "high": point.high, "n": point.n,
         "too_few": point.too_few,
         "over": not (view.running and point is view.points[-1])}
        for point in view.points
    ]  # fmt: skip


def parts_table(view: MetricView) -> list[Row]:
    """The parts of the chosen period, for a file; too few cases to tell are empty."""
    period = view.last.period.isoformat() if view.last else None
    return [
        {"metric": view.id, "version": view.metric.version, "unit": view.unit.value,
         "period": period, "dimension": dimension, "part": part.part, "value": part.value,
         "low": part.low, "high": part.high, "n": part.n}
        for dimension, parts in view.parts.items()
        for part in parts
    ]  # fmt: skip
