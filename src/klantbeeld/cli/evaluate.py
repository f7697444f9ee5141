"""``evaluate``: the partition beside the truth, or what it expects of itself without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.linking import show_model
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.linking.evaluate import evaluate_against, thresholds_against
from klantbeeld.pipeline.linking.model_views import model_view
from klantbeeld.pipeline.linking.train import estimate_version
from klantbeeld.pipeline.opening import open_project


@click.command()
@click.argument("truth", type=click.Path(path_type=Path), required=False)
@command
def evaluate(output: Output, truth: Path | None) -> None:
    """Compares people with TRUTH.csv: source,source_record_id,entity_id.

    Without it: the precision and recall that the model in use expects, with a band.
    """
    if truth is None:
        _without_truth(output)
        return
    with open_project(output.settings) as services:
        figures = evaluate_against(services, truth)
        figures["thresholds"] = thresholds_against(services, truth, output.progress)
    output.answer(figures, lambda console: _show(console, figures))


def _without_truth(output: Output) -> None:
    with open_project(output.settings) as services:
        version = estimate_version(services, output.progress)
        view = model_view(services.database, services.catalogue, version.model_no)

    def words(console: Console) -> None:
        show_model(console, view)
        console.print(
            "Expected by the model itself: it cannot know of errors that it does not see."
        )

    output.answer({"model_no": version.model_no, **version.summary["accuracy"]}, words)


def _show(console: Console, figures: dict[str, Any]) -> None:
    console.print(f"{figures['records']:,} records, {figures['people']:,} people")
    for name in ("pairwise", "b_cubed", "cluster_pairwise"):
        console.print(f"{name:<18} {_told(figures[name])}")
    console.print(f"largest cluster    {figures['largest_cluster']}")
    if figures["not_loaded"]:
        console.print(f"{figures['not_loaded']:,} records of the truth are not loaded.")
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("threshold", "pairs: precision", "recall", "F1", "b_cubed: precision", "recall",
                 "F1", "largest"):  # fmt: skip
        table.add_column(name, justify="right")
    pairs = {point["threshold"]: point for point in figures["thresholds"]["pairs"]}
    for point in figures["thresholds"]["clusters"]:
        threshold = point["threshold"]
        told = [
            f"{part[name]:.4f}"
            for part in (pairs[threshold], point["b_cubed"])
            for name in ("precision", "recall", "f1")
        ]
        mark = " in use" if threshold == 0 else ""
        table.add_row(f"{threshold:+.0f}{mark}", *told, str(point["largest_cluster"]))
    console.print()
    console.print(table)
    for name, point in figures["thresholds"]["best"].items():
        f1 = point["f1"] if "f1" in point else point[name]["f1"]
        console.print(f"best in hindsight  {name} F1 {f1:.4f} at {point['threshold']:+.1f}")
    console.print()
    for row in figures["by_sources"]:
        sources = " and ".join(row["sources"] if len(row["sources"]) > 1 else row["sources"] * 2)
        console.print(f"{sources:<32} {row['pairs']:>9,} pairs  {_told(row)}", markup=False)


def _told(part: dict[str, float]) -> str:
    return f"precision {part['precision']:.4f}  recall {part['recall']:.4f}  F1 {part['f1']:.4f}"
