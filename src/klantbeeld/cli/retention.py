"""``retention``: clears what is past its period, with a dry run, and lists the runs."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.retention.run import Outcome, look, run, runs
from klantbeeld.pipeline.rights.retained import retained


@click.group()
def retention() -> None:
    """What is past its period: see it, clear it, and the proof of each run."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Only counts what would go, and what stays and why.")
@ROLE
@PURPOSE
@command
def run_retention(output: Output, dry_run: bool, role: str | None, purpose: str | None) -> None:
    """Clears everywhere what is past its period. `klantbeeld serve` repeats it every day."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        done = look(services, *reader) if dry_run else run(services, *reader, output.progress)
    output.answer({"outcome": done, "dry_run": dry_run}, lambda console: _show(console, done))


@retention.command("runs")
@command
def list_runs(output: Output) -> None:
    """The runs that there were: when, by whom, what went."""
    with open_project(output.settings) as services:
        found = runs(services)

    def words(console: Console) -> None:
        for each in found:
            ended = "finished" if each.finished_at else "stopped"
            gone = sum(each.removed.values())
            console.print(
                f"{each.run_no}  {each.started_at:%Y-%m-%d %H:%M}  {each.made_by}  {gone} went  "
                f"{ended}",
                markup=False,
            )
        if not found:
            console.print("There was no run yet: klantbeeld retention run --dry-run")

    output.answer({"runs": found}, words)


@retention.command("kept")
@click.argument("number", required=False)
@ROLE
@PURPOSE
@command
def kept_by_law(output: Output, number: str | None, role: str | None, purpose: str | None) -> None:
    """What a legal duty keeps of people who were erased, for a role of that purpose."""
    with open_project(output.settings) as services:
        found = retained(services, *reader_of(services, role, purpose), number)

    def words(console: Console) -> None:
        for each in found:
            console.print(
                f"{each.type} {each.touchpoint_key}  {each.occurred_at:%Y-%m-%d}  "
                f"{each.amount or ''} {each.currency or ''}  until {each.keep_until:%Y-%m-%d}",
                markup=False,
            )
        if not found:
            console.print("Nothing is kept for this purpose alone.")

    output.answer({"kept": found}, words)


def _show(console: Console, done: Outcome) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("what")
    table.add_column("goes" if done.run_no is None else "went", justify="right")
    table.add_column("over before")
    for name, count in done.removed.items():
        limit = done.limits.get(name)
        table.add_row(name, str(count), "" if limit is None else f"{limit:%Y-%m-%d}")
    console.print(table if done.removed else "Nothing is past its period.")
    for why, counts in done.kept.items():
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        console.print(f"Stays ({why.replace('_', ' ')}): {told}", markup=False)
