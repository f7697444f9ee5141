"""``goals``: what is to be reached, and how it stands; ``report``: the same on paper, by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.definition import Words
from klantbeeld.cli.output import Output, command, in_digits
from klantbeeld.cli.papers import LANGUAGE, language_of, write
from klantbeeld.pipeline.measuring.monthly_report import month_of, monthly_report
from klantbeeld.pipeline.measuring.strategy import DataNode, GoalNode, StrategyView, strategy
from klantbeeld.pipeline.opening import open_project


@dataclass(frozen=True, slots=True)
class _Metric:
    """A metric under its goal, for scripts."""

    id: str
    value: float | None
    period: str | None
    target: float | None
    target_high: float | None
    standing: str
    too_few: bool
    """Whether fewer than ten people stand behind it: then there is no value."""
    owner: str | None
    data: tuple[str, ...]
    needs: int


@dataclass(frozen=True, slots=True)
class _Goal:
    """A goal, for scripts."""

    goal: str
    target: Words | None
    owner: Words | None
    by: date | None
    measured: bool
    metrics: tuple[_Metric, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The strategy, for scripts."""

    goals: tuple[_Goal, ...]
    data: tuple[DataNode, ...]
    idle: tuple[str, ...]
    """What is collected and serves no goal."""
    unmeasured: tuple[str, ...]
    without_input: tuple[str, ...]


@click.command()
@command
def goals(output: Output) -> None:
    """The goals with their targets and figures, and what is collected for no goal."""
    with open_project(output.settings) as services:
        view = strategy(services)
        language = services.catalogue.organisation.language
    output.answer(_answer(view), lambda console: _words(console, view, language))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--month", default=None, help="As 2026-10 (default: the last whole month).")
@LANGUAGE
@command
def report(output: Output, file: Path, month: str | None, language: str | None) -> None:
    """The monthly report as a file: .pdf, .html or .xlsx. Figures alone, nobody's data."""
    with open_project(output.settings) as services:
        first = month_of(services, month)
        document = monthly_report(services, first, language_of(services, language))
    written = write(document, None, file, "report")
    answer = {"file": str(written), "month": f"{first:%Y-%m}"}
    output.answer(answer, lambda console: console.print(f"Written: {written}", markup=False))


def _answer(view: StrategyView) -> _Answer:
    return _Answer(
        goals=tuple(_goal(node) for node in view.goals),
        data=view.data,
        idle=tuple(node.name for node in view.idle),
        unmeasured=tuple(node.goal.value for node in view.unmeasured),
        without_input=tuple(node.view.id for node in view.without_input),
    )


def _goal(node: GoalNode) -> _Goal:
    return _Goal(
        goal=node.goal.value,
        target=node.target,
        owner=node.owner,
        by=node.by,
        measured=node.measured,
        metrics=tuple(
            _Metric(
                id=each.view.id,
                value=each.view.last.value if each.view.last else None,
                period=each.view.last.period.isoformat() if each.view.last else None,
                target=each.view.metric.target,
                target_high=each.view.metric.target_high,
                standing=each.standing.value,
                too_few=each.view.last is not None and each.view.last.too_few,
                owner=each.view.metric.owner,
                data=each.data,
                needs=len(each.view.needs),
            )
            for each in node.metrics
        ),
    )


def _words(console: Console, view: StrategyView, language: str) -> None:
    for node in view.goals:
        target = node.target.in_language(language) if node.target else "no target yet"
        console.print(f"{node.goal.value}: {target}", markup=False, style="bold")
        table = Table(box=None, header_style="bold")
        for head in ("metric", "value", "target", "standing"):
            table.add_column(head, justify="right" if head in ("value", "target") else "left")
        for each in node.metrics:
            value = each.view.last.value if each.view.last else None
            aim = each.view.metric.target
            few = each.view.last is not None and each.view.last.too_few
            table.add_row(
                each.view.name.in_language(language),
                "too few to tell" if few else in_digits(value),
                in_digits(aim),
                each.standing.value.replace("_", " "),
            )
        console.print(table)
    for item in view.idle:
        text = f"collected, and serves no goal: {item.label.in_language(language)}"
        console.print(text, markup=False)
