"""``init`` and ``check``: the project folder."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.cli.output import Output, command


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@command
def init(output: Output, folder: Path) -> None:
    """Writes a new project folder that loads at once."""
    written = init_project(folder)
    names = [str(path) for path in written]

    def words(console: Console) -> None:
        console.print(f"{folder} is ready: {len(written)} files.")
        console.print(f"\n  cd {folder}\n  klantbeeld load\n  klantbeeld serve\n")

    output.answer({"folder": str(folder), "files": names}, words)


@click.command()
@command
def check(output: Output) -> None:
    """Checks the project folder: all faults at once, with file and line."""
    faults = check_project(output.settings.project)
    answer = {
        "ok": not faults,
        "faults": [{"what": f.what, "where": f.where, "mend": f.mend} for f in faults],
    }

    def words(console: Console) -> None:
        for fault in faults:
            console.print(str(fault), markup=False)
        console.print(
            f"\nFaults: {len(faults)}." if faults else "The project folder is in order.",
            markup=False,
        )

    output.answer(answer, words)
    if faults:
        raise SystemExit(1)
