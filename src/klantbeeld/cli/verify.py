"""``verify``: the access log's chain and the store's own invariants."""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.retention.keep_log import anchor_log
from klantbeeld.pipeline.verify import verify_store


@click.command()
@command
def verify(output: Output) -> None:
    """Checks the log's chain and the store's own invariants; exit code 1 when one is broken."""
    with open_project(output.settings) as services:
        found = verify_store(services, output.progress)
        if found.ok:
            anchor_log(services)

    def words(console: Console) -> None:
        console.print(f"{found.checked:,} checked.")
        for fault in found.faults:
            console.print(fault, markup=False)
        if found.ok:
            console.print("All in order.")

    output.answer(found, words)
    if not found.ok:
        raise SystemExit(1)
