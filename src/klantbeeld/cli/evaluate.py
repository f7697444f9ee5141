"""``evaluate``: the partition beside the truth."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.evaluate import evaluate_against
from klantbeeld.pipeline.services import Services


@click.command()
@click.argument("truth", type=click.Path(path_type=Path))
@command
def evaluate(output: Output, truth: Path) -> None:
    """Compares people with TRUTH.csv: source,source_record_id,entity_id."""
    with Services.open(output.settings) as services:
        figures = evaluate_against(services, truth)

    def words(console: Console) -> None:
        console.print(f"{figures['records']:,} records, {figures['people']:,} people")
        for name in ("pairwise", "b_cubed", "cluster_pairwise"):
            part = figures[name]
            console.print(
                f"{name:<18} precision {part['precision']:.4f}  recall {part['recall']:.4f}  "
                f"F1 {part['f1']:.4f}"
            )
        console.print(f"largest cluster    {figures['largest_cluster']}")
        if figures["not_loaded"]:
            console.print(f"{figures['not_loaded']:,} records of the truth are not loaded.")

    output.answer(figures, words)
