"""``quality``: the scorecard, what wrong data costs, and the repairs that pay most."""

from __future__ import annotations

from dataclasses import dataclass

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.quality import LEAST_COST, MOST_COST
from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.measuring.quality_counting import recount
from klantbeeld.pipeline.measuring.quality_money import QualityMoney, quality_money
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.status import quality as scorecard
from klantbeeld.pipeline.views import QualityCell


@dataclass(frozen=True, slots=True)
class _Answer:
    """What scripts rely on."""

    money: QualityMoney
    scorecard: tuple[QualityCell, ...]


@click.command()
@click.option("--k", type=float, default=None, help="Reckon with another cost of a fault.")
@command
def quality(output: Output, k: float | None) -> None:
    """How good the data is, what the faults cost a month, and the ten repairs that pay most."""
    if k is not None and not LEAST_COST <= k <= MOST_COST:
        raise InputError.single(
            f"{k:g} cannot be the cost of a fault", "--k", "Write a number from 1 to 100."
        )
    with open_project(output.settings) as services:
        recount(services)
        money = quality_money(services.database, services.catalogue, k)
        cells = scorecard(services.database, services.catalogue)
        language = services.catalogue.organisation.language

    def words(console: Console) -> None:
        _tell(console, money, language)

    output.answer(_Answer(money, cells), words)


def _tell(console: Console, money: QualityMoney, language: str) -> None:
    if money.share is None:
        console.print("No records yet. Load the sources with `klantbeeld load`.")
        return
    console.print(
        f"{money.polluted:,} of {money.records:,} records ({money.share:.1%}) have a fault in data "
        "that somebody needs."
    )
    if money.currency is None:
        console.print(
            "No cost is declared: write `catalog/quality.yaml` with what a unit of work costs, and "
            "this tells money."
        )
    else:
        assumed = " (costs are assumed)" if money.assumed else ""
        console.print(
            f"That adds {money.currency} {money.extra or 0:,.0f} a month to work of "
            f"{money.currency} {money.base or 0:,.0f}, at k = {money.cost_of_a_fault:g}{assumed}."
        )
    table = Table(box=None, header_style="bold")
    for head in ("", "source", "attribute", "fault", "records", "saves alone", "with those above"):
        right = head in {"records", "saves alone", "with those above"}
        table.add_column(head, justify="right" if right else "left")
    for repair in money.repairs:
        table.add_row(
            str(repair.rank),
            repair.source,
            repair.label.in_language(language),
            repair.fault,
            f"{repair.records:,}",
            f"{repair.alone:,.0f}",
            f"{repair.together:,.0f}",
        )
    console.print(table)
