"""``lifecycle``: customers by stage, and how they moved in a month or more."""

from __future__ import annotations

from dataclasses import dataclass

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.output import Output, command
from klantbeeld.core.calendar import month_named
from klantbeeld.core.errors import InputError
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.valuing.lifecycle_figures import (
    StageFlow,
    Standing,
    stage_flow,
    standing,
    tell_now,
    today_of,
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What scripts rely on."""

    standing: Standing
    flow: StageFlow
    smallest_group: int
    """Of fewer customers a page tells nothing."""


@click.command()
@click.option("--from", "first", default=None, metavar="YYYY-MM", help="The first month.")
@click.option("--to", "last", default=None, metavar="YYYY-MM", help="The last month.")
@command
def lifecycle(output: Output, first: str | None, last: str | None) -> None:
    """Where customers stand now, and how they moved: this month, or from month to month."""
    with open_project(output.settings) as services:
        tell_now(services)
        now = today_of(services).replace(day=1)
        end = month_named(last, "--to") if last else now
        begin = month_named(first, "--from") if first else end
        if begin > end:
            raise InputError.single(
                "the first month is after the last", "--from", "Turn them around."
            )
        found, flow = standing(services), stage_flow(services, begin, end)
        purpose = services.catalogue.value.purpose
        currency = services.catalogue.organisation.currency

    def words(console: Console) -> None:
        if not found.told:
            console.print(
                f"No stages are told: the purpose `{purpose}` must be declared in "
                "catalog/purposes.yaml, switched on, with `profiling: true`."
            )
            return
        console.print(f"Customers by stage on {found.day}:")
        console.print(_stages(found, currency))
        console.print(f"\nMoves from {flow.first:%Y-%m} to {flow.last:%Y-%m}:")
        console.print(_moves(flow, currency))

    output.answer(_Answer(found, flow, SMALLEST_GROUP), words)


def _stages(found: Standing, currency: str) -> Table:
    table = _table("stage", "customers", f"brought in a year ({currency})", f"CLV ({currency})")
    for group in found.groups:
        worth = "" if group.worth is None else f"{group.worth:,.0f}"
        value = "" if group.lifetime_value is None else f"{group.lifetime_value:,.0f}"
        table.add_row(group.stage.replace("_", " "), f"{group.customers:,}", worth, value)
    return table


def _moves(flow: StageFlow, currency: str) -> Table:
    table = _table("from", "to", "customers", f"brought in a year ({currency})")
    for cell in flow.cells:
        if cell.before != cell.after:
            names = (cell.before.replace("_", " "), cell.after.replace("_", " "))
            table.add_row(*names, f"{cell.customers:,}", f"{cell.worth:,.0f}")
    return table


def _table(*heads: str) -> Table:
    table = Table(box=None, header_style="bold")
    for head in heads:
        table.add_column(head, justify="left" if head in ("stage", "from", "to") else "right")
    return table
