"""The goals: what is to be reached, what measures it, and what is collected for that.

Entering: the strategy of the pipeline. Leaving: ``goals/goals.html`` with the map from goal to
metric to data to source, the same as tables, and what does not fit. It names no person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.documents.html import as_html, content_security_policy
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.metrics.targets import Standing
from klantbeeld.pipeline.measuring.monthly_report import month_of, monthly_report
from klantbeeld.pipeline.measuring.strategy import DataNode, GoalNode, StrategyView, strategy
from klantbeeld.web.files import Row, table_response
from klantbeeld.web.languages import N_, Language
from klantbeeld.web.metrics.contexts import MetricLine
from klantbeeld.web.metrics.lines import GOALS, STANDINGS, metric_line
from klantbeeld.web.metrics.overview import Ending
from klantbeeld.web.pictures.strategy import StrategyPicture, strategy_picture
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site

USES = {
    "metric": N_("figures are counted from it"),
    "links": N_("tells who is who"),
    "work": N_("read in daily work"),
    "new": N_("read by nobody yet"),
    "idle": N_("serves no goal"),
}
KINDS = {
    "attribute": N_("about a person"),
    "touchpoint": N_("what happened"),
    "figure": N_("figure from outside"),
}
_LONGEST = 36
"""Characters of a label in the picture; the whole stands in its title and in the table."""


@dataclass(frozen=True, slots=True)
class GoalSection:
    """A goal with its metrics."""

    goal: Goal
    name: str
    target: Words | None
    owner: Words | None
    by: date | None
    reached: int
    with_target: int
    lines: tuple[MetricLine, ...]


@dataclass(frozen=True, slots=True)
class MapMark:
    """A name in the picture."""

    key: str
    label: str
    title: str
    """The whole in words."""
    address: str
    tone: str
    """goal, work, data, source, idle, or the standing of a metric."""


@dataclass(frozen=True, slots=True)
class DataRow:
    """Something that is collected, in the table."""

    name: str
    label: Words
    kind: str
    goal: str
    use: str
    idle: bool
    metrics: tuple[tuple[str, Words], ...]
    sources: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """``goals/goals.html``"""

    goals: tuple[GoalSection, ...]
    picture: StrategyPicture
    marks: dict[str, MapMark]
    data: tuple[DataRow, ...]
    idle: tuple[DataRow, ...]
    unmeasured: tuple[str, ...]
    without_input: tuple[MetricLine, ...]
    months: tuple[str, ...]
    """The months of which a report can be made, the newest first, as 2026-10."""


def router(site: Site) -> APIRouter:
    """``GET /goals`` and its table as a file."""
    routes = page_router(site)

    @routes.get("/goals")
    def goals(request: Request) -> Response:
        reader = site.reader(request)
        page = goals_page(site, strategy(site.services), reader.language)
        return site.render(
            request,
            "goals/goals.html",
            page,
            language=reader.language,
            reader=reader,
            section="goals",
        )

    @routes.get("/goals/report.{kind}")
    def report(
        request: Request, kind: Literal["pdf", "html"], month: str | None = None
    ) -> Response:
        reader = site.reader(request)
        first = month_of(site.services, month)
        document = monthly_report(site.services, first, reader.language)
        if kind == "html":
            return HTMLResponse(
                as_html(document), headers={"Content-Security-Policy": content_security_policy()}
            )
        saved = f'attachment; filename="report-{first:%Y-%m}.pdf"'
        return Response(
            as_pdf(document),
            media_type="application/pdf",
            headers={"Content-Disposition": saved},
        )

    @routes.get("/goals/data.{ending}")
    def file(request: Request, ending: Ending) -> Response:
        site.reader(request)
        return table_response(data_table(strategy(site.services)), "goals-data", ending)

    return routes


def goals_page(site: Site, view: StrategyView, language: Language) -> GoalsPage:
    """The map and the tables."""
    this_month = site.formats(language).today.replace(day=1)
    rows = tuple(_data_row(site, view, node, language) for node in view.data)
    months = {
        point.period
        for goal in view.goals
        for node in goal.metrics
        if node.view.metric.grain == "month"
        for point in node.view.points
        if point.period < this_month
    }
    lines = {
        node.view.id: metric_line(site, node.view, language)
        for goal in view.goals
        for node in goal.metrics
    }
    marks = {mark.key: mark for mark in _marks(site, view, lines, language)}
    return GoalsPage(
        goals=tuple(_section(site, node, lines, language) for node in view.goals),
        picture=_picture(view, marks),
        marks=marks,
        data=tuple(row for row in rows if not row.idle),
        idle=tuple(row for row in rows if row.idle),
        unmeasured=tuple(site.say(language, GOALS[node.goal]) for node in view.unmeasured),
        without_input=tuple(lines[node.view.id] for node in view.without_input),
        months=tuple(f"{month:%Y-%m}" for month in sorted(months, reverse=True)[:13]),
    )


def _section(
    site: Site, node: GoalNode, lines: Mapping[str, MetricLine], language: Language
) -> GoalSection:
    aimed = sum(each.view.metric.target is not None for each in node.metrics)
    return GoalSection(
        goal=node.goal,
        name=site.say(language, GOALS[node.goal]),
        target=node.target,
        owner=node.owner,
        by=node.by,
        reached=node.count(Standing.REACHED),
        with_target=aimed,
        lines=tuple(
            lines[each.view.id]
            for each in sorted(node.metrics, key=lambda each: _place(node, each.view.id))
            if each.view.points
        ),
    )


def _place(node: GoalNode, metric: str) -> int:
    """Leading metrics first; the others as they are declared."""
    return node.leading.index(metric) if metric in node.leading else len(node.leading)


def _picture(view: StrategyView, marks: Mapping[str, MapMark]) -> StrategyPicture:
    working = [node for node in view.data if node.use in ("work", "links", "new")]
    groups = [
        (
            f"goal:{goal.goal}",
            [f"metric:{node.view.id}" for node in goal.metrics]
            + [f"work:{goal.goal}" for _ in (1,) if any(n.goal is goal.goal for n in working)],
        )
        for goal in view.goals
    ]
    joins = [(f"metric:{metric}", node.name) for node in view.data for metric in node.metrics]
    joins += [(f"work:{node.goal}", node.name) for node in working]
    joins += [(node.name, f"source:{source}") for node in view.data for source in node.sources]
    bringing = dict.fromkeys(source for node in view.data for source in node.sources)
    return strategy_picture(
        groups,
        [node.name for node in view.data],
        [f"source:{source}" for source in bringing],
        joins,
        {key: len(mark.label) for key, mark in marks.items()},
    )


def _marks(
    site: Site, view: StrategyView, lines: Mapping[str, MetricLine], language: Language
) -> list[MapMark]:
    say = site.say
    marks = []
    for goal in view.goals:
        name = say(language, GOALS[goal.goal])
        target = goal.target.in_language(language) if goal.target else ""
        marks.append(_mark(f"goal:{goal.goal}", name, target, f"#{goal.goal}", "goal"))
        work = say(language, N_("Daily work"))
        told = say(language, N_("read in daily work for this goal, and counted by no figure"))
        marks.append(_mark(f"work:{goal.goal}", work, told, "#data", "work"))
        for node in goal.metrics:
            told = say(language, STANDINGS[node.standing])
            line = lines[node.view.id]
            told = f"{line.value} · {told}" if line.value else told
            tone = node.standing.value if node.view.last else "no_figure"
            address = f"/metrics/{node.view.id}"
            label = node.view.name.in_language(language)
            marks.append(_mark(f"metric:{node.view.id}", label, told, address, tone))
    for item in view.data:
        told = say(language, USES[item.use])
        tone = "idle" if item.use == "idle" else "data"
        address = "#idle" if item.use == "idle" else "#data"
        label = item.label.in_language(language)
        marks.append(_mark(item.name, label, told, address, tone))
    for source, words in view.sources.items():
        label = words.in_language(language)
        marks.append(_mark(f"source:{source}", label, "", f"/sources/{source}", "source"))
    return marks


def _mark(key: str, name: str, told: str, address: str, tone: str) -> MapMark:
    label = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    return MapMark(key, label, f"{name}: {told}" if told else name, address, tone)


def _data_row(site: Site, view: StrategyView, node: DataNode, language: Language) -> DataRow:
    names = {each.view.id: each.view.name for goal in view.goals for each in goal.metrics}
    return DataRow(
        name=node.name,
        label=node.label,
        kind=site.say(language, KINDS[node.kind]),
        goal=site.say(language, GOALS[node.goal]) if node.goal else "",
        use=site.say(language, USES[node.use]),
        idle=node.use == "idle",
        metrics=tuple((name, names[name]) for name in node.metrics),
        sources=tuple((source, view.sources[source]) for source in node.sources),
    )


def data_table(view: StrategyView) -> list[Row]:
    """What is collected and what for, for a file."""
    return [
        {
            "name": node.name,
            "kind": node.kind,
            "label_nl": node.label.nl,
            "label_en": node.label.en,
            "goal": node.goal.value if node.goal else None,
            "use": node.use,
            "metrics": " ".join(node.metrics),
            "sources": " ".join(node.sources),
        }
        for node in view.data
    ]
