"""``encryption``: how encrypted attributes stand in the store, and rotation of their keys."""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.acting import operator
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rotate_keys import Sealed, rotate, sealed_values


@click.group()
def encryption() -> None:
    """Encrypted attributes and their keys."""


@encryption.command("status")
@command
def encryption_status(output: Output) -> None:
    """Counts the sealed values; exit code 1 where any is in the clear or cannot be opened."""
    with open_project(output.settings) as services:
        found = sealed_values(services, output.progress)
    output.answer(found, lambda console: _show(console, found))
    if found.plain or found.lost:
        raise SystemExit(1)


@encryption.command("rotate")
@click.option(
    "--new-key/--no-new-key",
    default=True,
    show_default=True,
    help="Adds a key first; without, goes on with the newest (after a stop, or with keys of the "
    "environment).",
)
@command
def encryption_rotate(output: Output, new_key: bool) -> None:
    """Seals every encrypted value with a new key; safe to stop and repeat."""
    with open_project(output.settings) as services:
        found = rotate(services, operator(), output.progress, new_key=new_key)
    output.answer(found, lambda c: c.print(f"{found.to_do:,} values sealed anew."))


def _show(console: Console, found: Sealed) -> None:
    for count, words in (
        (found.current, "sealed with the newest key"),
        (found.former, "sealed with an older key: klantbeeld encryption rotate --no-new-key"),
        (found.plain, "in the clear: klantbeeld encryption rotate --no-new-key"),
        (found.unneeded, "sealed without need: klantbeeld encryption rotate --no-new-key"),
        (found.lost, "that no key opens: put back the file of keys that belongs to this store"),
    ):
        if count:
            console.print(f"{count:>10,} {words}", markup=False)
    if not any((found.current, found.former, found.plain, found.unneeded, found.lost)):
        console.print("No attribute is encrypted (`encrypted: true` in catalog/attributes.yaml).")
