"""``load``, ``replay`` and ``status``: what comes in."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.landing.intake import replay_dead_letters
from klantbeeld.pipeline.landing.load import FileReport, load_files
from klantbeeld.pipeline.linking.link import LinkReport, link_waiting
from klantbeeld.pipeline.measuring.census import take_census
from klantbeeld.pipeline.measuring.figures import settle as fold_figures
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rights.consents import cut_off_consents
from klantbeeld.pipeline.status import status as read_status
from klantbeeld.pipeline.valuing.scoring import settle as score_customers


@click.command()
@click.argument("sources", nargs=-1)
@command
def load(output: Output, sources: tuple[str, ...]) -> None:
    """Reads sources, lands, standardises, links and folds; safe to repeat."""
    with open_project(output.settings) as services:
        files = load_files(services, sources, output.progress)
        linked = link_waiting(services, output.progress)
        take_census(services, output.progress)
        fold_figures(services, output.progress)
        cut_off = cut_off_consents(services.database, services.catalogue)
        score_customers(services, output.progress)

    def words(console: Console) -> None:
        show_load(console, files, linked)
        for purpose, count in cut_off.items():
            console.print(
                f"{count:,} statements of consent for {purpose} count as no: the purpose is not "
                "declared, not switched on or asked no longer.",
                markup=False,
            )

    output.answer({"files": files, "linked": linked, "consents_cut_off": cut_off}, words)


def show_load(console: Console, files: list[FileReport], linked: LinkReport) -> None:
    """The load in a table, then what it became."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("source", "file", "state"):
        table.add_column(name, no_wrap=True)
    for name in ("rows", "new", "changed", "gone", "refused"):
        table.add_column(name, justify="right")
    for file in files:
        numbers = (file.read, file.new, file.changed, file.gone, file.refused)
        table.add_row(
            file.source,
            file.file,
            file.state.replace("_", " "),
            *(f"{n:,}" if n else "-" for n in numbers),
        )
    console.print(table)
    for file in files:
        if file.dropped_columns:
            console.print(
                f"{file.source}, {file.file}: not stored, as no active purpose needs it: "
                f"{', '.join(file.dropped_columns)}",
                markup=False,
            )
    if any(file.refused for file in files):
        console.print("Refused rows wait in the dead letters, with reason and row: see Sources.")
    console.print(f"{linked.records:,} records are {linked.people:,} people.")


@click.command()
@click.argument("source")
@command
def replay(output: Output, source: str) -> None:
    """Tries a source's dead letters again, after the mend."""
    with open_project(output.settings) as services:
        receipt = replay_dead_letters(services, source)
        link_waiting(services, output.progress)
    output.answer(
        {
            "landed": receipt.received,
            "new": receipt.new,
            "changed": receipt.changed,
            "refused": len(receipt.refused),
        },
        lambda c: c.print(
            f"{receipt.received} rows landed, {len(receipt.refused)} were refused again."
        ),
    )


@click.command()
@command
def status(output: Output) -> None:
    """What is loaded, how fresh, what waits, what failed."""
    with open_project(output.settings) as services:
        found = read_status(services.database, services.catalogue, services.clock)

    def words(console: Console) -> None:
        console.print(f"{found.records:,} records are {found.people:,} people.")
        console.print(f"{found.touchpoints:,} touchpoints.")
        console.print(f"Waiting: {found.waiting:,}. Dead letters: {found.dead_letters:,}.")
        if found.failed_loads:
            console.print(f"Failed loads: {found.failed_loads}.")
        if found.freshness_seconds is not None:
            console.print(f"Last record {found.freshness_seconds:,.0f} seconds ago.")

    output.answer(found, words)
