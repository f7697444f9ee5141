"""``train`` and ``build``: model versions, and the partition that they give."""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.link import build as build_all
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.train import train_model


@click.command()
@command
def train(output: Output) -> None:
    """Makes a new model version from the records held, without labels."""
    with Services.open(output.settings) as services:
        version = train_model(services, output.progress)

    def words(console: Console) -> None:
        console.print(f"Model {version.model_no} is made; it is not in use yet.")
        console.print(f"\n  klantbeeld build --model {version.model_no}\n")

    output.answer(version, words)


@click.command()
@click.option("--model", "model_no", type=int, default=None, help="Promote this model version.")
@command
def build(output: Output, model_no: int | None) -> None:
    """Rebuilds everything that is derived, with the current model or the named one."""
    with Services.open(output.settings) as services:
        report = build_all(services, output.progress, model_no=model_no)
    output.answer(
        report, lambda c: c.print(f"{report.records:,} records are {report.people:,} people.")
    )
