"""``metrics``: every figure with its period, or what it still needs."""

from __future__ import annotations

from dataclasses import dataclass

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.metrics import Unit
from klantbeeld.cli.output import Output, command, in_digits
from klantbeeld.pipeline.measuring import figures
from klantbeeld.pipeline.opening import open_project


@dataclass(frozen=True, slots=True)
class _Line:
    """What scripts rely on."""

    id: str
    name: str
    value: float | None
    unit: str
    period: str | None
    freshness_seconds: float | None
    too_few: bool
    """Whether fewer than ten people stand behind it: then there is no value."""
    needs: list[str]
    trouble: str | None
    """Why the query of a metric of your own gives no figure."""


@click.command()
@command
def metrics(output: Output) -> None:
    """Every metric: its value over the last whole period, or what it still needs."""
    with open_project(output.settings) as services:
        found = figures.views(services)
        ages = {view.id: figures.freshness_seconds(services, view) for view in found}
        language = services.catalogue.organisation.language
        currency = services.catalogue.organisation.currency
    lines = [
        _Line(
            id=view.id,
            name=view.name.in_language(language),
            value=view.last.value if view.last else None,
            unit=currency if view.unit is Unit.MONEY else view.unit.value,
            period=view.last.period.isoformat() if view.last else None,
            freshness_seconds=ages[view.id] if view.last else None,
            too_few=view.last is not None and view.last.too_few,
            needs=figures.needs_told(view),
            trouble=figures.trouble_told(view),
        )
        for view in found
    ]

    def words(console: Console) -> None:
        table = Table(box=None, header_style="bold")
        for head in ("metric", "value", "unit", "period", "needs"):
            table.add_column(head, justify="right" if head == "value" else "left")
        for line in lines:
            value = "too few to tell" if line.too_few else in_digits(line.value)
            lacking = line.trouble or "; ".join(line.needs)
            table.add_row(line.name, value, line.unit, line.period or "", lacking)
        console.print(table)

    output.answer(lines, words)
