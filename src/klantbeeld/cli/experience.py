"""``experience``: what customers say, with intervals, and what was observed beside it."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.experience import ItemKind
from klantbeeld.cli.output import Output, command
from klantbeeld.metrics.estimates import Estimate
from klantbeeld.pipeline.measuring.experience import PERIODS, ExperienceView
from klantbeeld.pipeline.measuring.experience import experience as read_experience
from klantbeeld.pipeline.opening import open_project


@click.command()
@click.option(
    "--months",
    type=click.Choice([str(each) for each in PERIODS]),
    default=str(PERIODS[1]),
    help="Over how many months, the running one included.",
)
@command
def experience(output: Output, months: str) -> None:
    """NPS, CSAT, CES and the six pillars with their intervals, and what was observed beside."""
    with open_project(output.settings) as services:
        found = read_experience(services, int(months))
        language = services.catalogue.organisation.language

    def words(console: Console) -> None:
        console.print(_questions(found, language))
        console.print(_pillars(found, language))
        weighed = found.said.importance
        if weighed.lacking is not None:
            console.print(f"What matters most cannot be told: {weighed.lacking}.")
        for driver in weighed.drivers:
            console.print(
                f"{driver.item}: {driver.share:.0%} of what matters"
                f" ({driver.low:.0%} to {driver.high:.0%}), over {weighed.forms:,} forms"
            )

    output.answer(found, words)


def _questions(view: ExperienceView, language: str) -> Table:
    table = Table(box=None, header_style="bold")
    for head in ("question", "figure", "between", "answers", "response"):
        table.add_column(head, justify="left" if head == "question" else "right")
    for each in view.said.items:
        figure = each.figure
        table.add_row(
            each.item.name.in_language(language),
            *_told(each.item.kind, figure.estimate),
            f"{figure.estimate.n:,}",
            "" if figure.response.value is None else f"{figure.response.value:.0%}",
        )
    return table


def _pillars(view: ExperienceView, language: str) -> Table:
    table = Table(box=None, header_style="bold")
    for head in ("pillar", "mark", "between", "observed"):
        table.add_column(head, justify="left" if head in ("pillar", "observed") else "right")
    for pillar in view.pillars:
        observed = [
            f"{each.name.in_language(language)}: "
            + (f"{each.estimate.value:,.3g}" if each.estimate.value is not None else "-")
            for each in pillar.observed
        ]
        table.add_row(
            pillar.figure.pillar.value,
            *_told(ItemKind.PILLAR, pillar.figure.estimate),
            "; ".join(observed),
        )
    return table


def _told(kind: ItemKind, found: Estimate) -> tuple[str, str]:
    """A figure and its bounds; fewer than ten answers are not told."""
    if found.value is None:
        return ("fewer than 10" if found.hidden else "no answers"), ""
    shape = "{:.1%}" if kind is ItemKind.CSAT else "{:.1f}"
    if found.low is None or found.high is None:
        return shape.format(found.value), ""
    return shape.format(found.value), f"{shape.format(found.low)} to {shape.format(found.high)}"
