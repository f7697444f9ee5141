"""``train`` and ``build``: model versions, and the partition that they give."""

from __future__ import annotations

import getpass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import Fault, InputError
from klantbeeld.pipeline.linking.dry_run import Change, DryRun, dry_run
from klantbeeld.pipeline.linking.link import build as build_all
from klantbeeld.pipeline.linking.model_views import ModelView, model_view
from klantbeeld.pipeline.linking.splink import import_splink
from klantbeeld.pipeline.linking.train import train_model
from klantbeeld.pipeline.opening import open_project

MOST_PARTS = 4
"""People named on one side of an example; the others are counted."""


@click.command()
@click.option(
    "--splink",
    "file",
    type=click.Path(path_type=Path),
    default=None,
    help="Take comparisons and weights from a model that Splink saved.",
)
@command
def train(output: Output, file: Path | None) -> None:
    """Makes a new model version from the records held, without labels."""
    left_out: tuple[Fault, ...] = ()
    with open_project(output.settings) as services:
        if file is None:
            version = train_model(services, output.progress)
        else:
            imported = import_splink(services, file, output.progress)
            version, left_out = imported.version, imported.left_out
        view = model_view(services.database, services.catalogue, version.model_no)

    def words(console: Console) -> None:
        for fault in left_out:
            console.print(f"Left out: {fault.where}: {fault.what}.", markup=False)
        show_model(console, view)
        console.print(f"\nModel {version.model_no} is made; it is not in use yet. See and use it:")
        console.print(f"\n  klantbeeld build --model {version.model_no} --dry-run")
        console.print(f"  klantbeeld build --model {version.model_no}\n")

    output.answer(
        {
            "model_no": version.model_no,
            "fingerprint": version.fingerprint,
            "summary": version.summary,
            "model": view,
            "left_out": left_out,
        },
        words,
    )


@click.command()
@click.option("--model", "model_no", type=int, default=None, help="Promote this model version.")
@click.option("--dry-run", "only_told", is_flag=True, help="Say what would change; write nothing.")
@click.option("--names", is_flag=True, help="With --dry-run: names beside the numbers; logged.")
@ROLE
@PURPOSE
@command
def build(
    output: Output,
    model_no: int | None,
    only_told: bool,
    names: bool,
    role: str | None,
    purpose: str | None,
) -> None:
    """Rebuilds everything that is derived, with the current model or the named one."""
    with open_project(output.settings) as services:
        if only_told:
            if model_no is None:
                raise InputError.single(
                    "a dry run of what", "--dry-run", "Name a version: --model N."
                )
            told = dry_run(services, output.progress, model_no)
            called: dict[int, str] = {}
            if names:
                people = {p.person_id for c in told.largest for p in (*c.before, *c.after)}
                reader = reader_of(services, role, purpose)
                called = services.gate.names(*reader, sorted(people))
            output.answer(
                {"dry_run": told, "names": called}, lambda c: _show_dry_run(c, told, called)
            )
            return
        report = build_all(services, output.progress, model_no=model_no, made_by=getpass.getuser())
    output.answer(
        report, lambda c: c.print(f"{report.records:,} records are {report.people:,} people.")
    )


def show_model(console: Console, view: ModelView) -> None:
    """A version in a few lines."""
    line = view.line
    levels = sum(len(comparison.levels) for comparison in view.comparisons)
    console.print(
        f"{line.records:,} records; classes: {', '.join(('same_person', *_others(view)))}; "
        f"{len(view.comparisons)} comparisons with {levels} levels; {len(view.rules)} blocking "
        f"rules; {view.stop_keys:,} stop keys; {view.names_known:,} names, {view.aliases} pairs of "
        "other forms"
    )
    if line.answers:
        use = "corrected the weights" if line.learnt else "gave no reason to change the weights"
        console.print(f"{line.answers} answers about pairs in doubt {use}.")
    for name, band in (("precision", line.precision), ("recall", line.recall)):
        if band is not None:
            console.print(
                f"expected {name:<9} {band.value:.4f}  between {band.low:.4f} and {band.high:.4f}"
            )


def _others(view: ModelView) -> tuple[str, ...]:
    return (*(name for name in view.pairs_per_record if name != "same_person"), "random")


def _show_dry_run(console: Console, told: DryRun, names: dict[int, str]) -> None:
    before = f"model {told.live_no}" if told.live_no else "no model"
    console.print(f"Model {told.model_no} in the place of {before}; nothing is written.\n")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, count in (
        ("people today", told.people_before),
        ("people then", told.people_after),
        ("with the same records", told.people_unchanged),
        ("merged with another", told.people_merged),
        ("split", told.people_split),
        ("records that move", told.records_moved),
    ):
        table.add_row(name, f"{count:,}")
    console.print(table)
    moving = [source for source in told.sources if source.moved]
    if moving:
        console.print("of " + ", ".join(f"{s.source} {s.moved:,}" for s in moving), markup=False)
    console.print(
        f"Judgements that hold: {told.judgements_kept:,} of {told.judgements:,}. Expected precision"
        f" {told.accuracy.precision.value:.4f}, recall {told.accuracy.recall.value:.4f}."
    )
    if told.largest:
        console.print(f"\nThe largest of {told.changes:,} changes (person: records):")
    for change in told.largest:
        console.print(f"  {change.kind:<9} {_sides(change, names)}", markup=False)


def _sides(change: Change, names: dict[int, str]) -> str:
    sides = []
    for parts in (change.before, change.after):
        told = [
            f"{part.person_id}{' ' + names[part.person_id] if part.person_id in names else ''}: "
            f"{part.records}"
            for part in parts[:MOST_PARTS]
        ]
        more = [f"{len(parts) - MOST_PARTS} more"] if len(parts) > MOST_PARTS else []
        sides.append(", ".join([*told, *more]))
    return " -> ".join(sides)
