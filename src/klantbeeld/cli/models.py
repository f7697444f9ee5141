"""``model``: the versions that exist, what each is, and back to the one before."""

from __future__ import annotations

import getpass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.linking import show_model
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.linking.link import build
from klantbeeld.pipeline.linking.model_views import (
    ModelLine,
    ModelView,
    Promotion,
    model_lines,
    model_view,
    previous_model,
    promotions,
)
from klantbeeld.pipeline.linking.splink import export_splink
from klantbeeld.pipeline.linking.train import estimate_version
from klantbeeld.pipeline.opening import open_project

STATES = {"live": "in use", "retired": "was in use", "new": "never in use"}


@click.group()
def model() -> None:
    """Model versions: list, show, estimate, take back, export."""


@model.command("list")
@command
def list_models(output: Output) -> None:
    """Lists the versions, and who put which in use."""
    with open_project(output.settings) as services:
        lines, told = model_lines(services.database), promotions(services.database)
    output.answer(
        {"models": lines, "promotions": told}, lambda console: _show_list(console, lines, told)
    )


def _show_list(console: Console, lines: tuple[ModelLine, ...], told: tuple[Promotion, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("model", "made", "state", "records", "expected precision", "expected recall"):
        table.add_column(name)
    for line in lines:
        bands = [f"{b.value:.4f}" if b else "" for b in (line.precision, line.recall)]
        table.add_row(
            str(line.model_no), f"{line.created_at:%Y-%m-%d %H:%M}", STATES[line.state],
            f"{line.records:,}", *bands,
        )  # fmt: skip
    console.print(table if lines else "No model yet: the first load makes one.")
    for promotion in told:
        before = f" in the place of {promotion.previous_no}" if promotion.previous_no else ""
        console.print(
            f"{promotion.at:%Y-%m-%d %H:%M}  model {promotion.model_no}{before}, "
            f"by {promotion.made_by}",
            markup=False,
        )


@model.command()
@click.argument("model_no", type=int)
@command
def show(output: Output, model_no: int) -> None:
    """Shows a version: what it was made of, and the weight of each comparison level."""
    with open_project(output.settings) as services:
        view = model_view(services.database, services.catalogue, model_no)
    output.answer(view, lambda console: _show(console, view))


def _show(console: Console, view: ModelView) -> None:
    console.print(f"Model {view.line.model_no}: {STATES[view.line.state]}", style="bold")
    show_model(console, view)
    for comparison in view.comparisons:
        condition = f" ({comparison.condition.replace('_', ' ')})" if comparison.condition else ""
        console.print(f"\n{comparison.field}{condition}", style="bold", markup=False)
        table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
        table.add_column("level")
        for name in ("same person", "household", "random", "weight", "against household"):
            table.add_column(name, justify="right")
        for level in comparison.levels:
            household = level.same_household
            table.add_row(
                level.level,
                f"{level.same_person:.4g}",
                "" if household is None else f"{household:.4g}",
                f"{level.random:.4g}",
                f"{level.weight:+.1f}",
                "" if level.household_weight is None else f"{level.household_weight:+.1f}",
            )
        console.print(table)


@model.command()
@click.argument("model_no", type=int, required=False)
@command
def estimate(output: Output, model_no: int | None) -> None:
    """Estimates precision and recall without labels, on the records of today."""
    with open_project(output.settings) as services:
        version = estimate_version(services, output.progress, model_no)
        view = model_view(services.database, services.catalogue, version.model_no)
    output.answer(view.line, lambda console: show_model(console, view))


@model.command()
@command
def back(output: Output) -> None:
    """Goes back to the version in use before: its people stand again exactly as they stood."""
    with open_project(output.settings) as services:
        previous = previous_model(services.database)
        report = build(services, output.progress, model_no=previous, made_by=getpass.getuser())
    output.answer(
        report,
        lambda c: c.print(
            f"Model {previous} is in use again. "
            f"{report.records:,} records are {report.people:,} people."
        ),
    )


@model.command()
@click.argument("model_no", type=int)
@click.option(
    "--splink",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write, as Splink saves its models.",
)
@command
def export(output: Output, model_no: int, file: Path) -> None:
    """Writes a version for Splink, and says which comparisons it cannot carry over."""
    with open_project(output.settings) as services:
        written = export_splink(services, model_no, file)

    def words(console: Console) -> None:
        console.print(f"{len(written.settings['comparisons'])} comparisons stand in {file}.")
        for name in written.folded:
            console.print(
                f"{name}: more levels here than Splink knows; exact and else.", markup=False
            )
        for name in written.left_out:
            console.print(f"{name}: depends on other columns, left out.", markup=False)

    output.answer(
        {"file": str(file), "folded": written.folded, "left_out": written.left_out}, words
    )
