"""``purpose list``, ``collection`` and ``drop``: what is held, what for, and what may go."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.organisation import Duty
from klantbeeld.cli.acting import PURPOSE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rights.dropping import Dropped, Preview, preview_drop
from klantbeeld.pipeline.rights.dropping import drop as drop_it
from klantbeeld.privacy.collection.views import Collected, CollectionView, PurposeView

STANDINGS = {
    "used": "used",
    "links": "links records",
    "metric": "feeds a metric",
    "new": "not read yet",
    "unread": "on the drop list: nobody reads it",
    "not_delivered": "not delivered",
    "no_purpose": "not stored: no active purpose",
    "dropped": "dropped",
}
_OBSTACLES = {
    "linking": (
        "It links records, so dropping it could take people apart. Take `match: true` away, run "
        "klantbeeld train, and see who would come apart: klantbeeld build --model N --dry-run."
    ),
    "law": "A law asks that it is kept.",
    "consent": "It is the proof of what people consented to.",
}


@click.group()
def purpose() -> None:
    """Purposes: why data is used."""


@purpose.command("list")
@command
def list_purposes(output: Output) -> None:
    """Lists the purposes, and what those that are off lack."""
    with open_project(output.settings) as services:
        purposes = services.collection.purposes()
    output.answer({"purposes": purposes}, lambda console: _show_purposes(console, purposes))


def _show_purposes(console: Console, purposes: tuple[PurposeView, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("purpose", "on", "legal basis", "data use", "kept", "attributes"):
        table.add_column(name)
    for each in purposes:
        held = len(each.attributes) + len(each.touchpoints)
        table.add_row(
            each.name, "on" if each.active else "off", each.legal_basis.replace("_", " "),
            each.data_use, each.retention, str(held),
        )  # fmt: skip
    console.print(table)
    for each in purposes:
        for need in each.needs:
            console.print(
                f"{each.name} cannot be switched on: {need.what}. {need.mend}", markup=False
            )


@click.command()
@click.option("--drop-list", is_flag=True, help="Only what nobody needs.")
@command
def collection(output: Output, drop_list: bool) -> None:
    """Shows what is collected, who reads it, and what stands on the drop list."""
    with open_project(output.settings) as services:
        view = services.collection.overview()
    items = view.drop_list if drop_list else view.items
    answer = {
        "items": items,
        "columns": view.columns,
        "purposeful": view.columns.purposeful,
        "obsessed": view.columns.obsessed,
        "dropped": view.dropped,
        "unused_after": view.unused_after,
        "cost_of_a_fault": view.cost_of_a_fault,
    }
    output.answer(answer, lambda console: _show_collection(console, view, items))


def _show_collection(console: Console, view: CollectionView, items: tuple[Collected, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("name", "goal", "stands"):
        table.add_column(name, no_wrap=True)
    table.add_column("filled", justify="right")
    table.add_column("last read")
    table.add_column("cost of faults", justify="right")
    for item in items:
        read = item.readers[0] if item.readers else None
        table.add_row(
            item.name,
            item.goal.value.replace("_", " "),
            STANDINGS[item.standing],
            "" if item.filled is None else f"{item.filled:.0%}",
            f"{read.last_at:%Y-%m-%d}, {read.role}" if read else "never",
            f"x {item.pollution.factor:.2f}" if item.pollution else "",
        )
    console.print(table if items else "The drop list is empty.")
    columns = view.columns
    if columns.purposeful is not None:
        console.print(
            f"Of {columns.total} delivered columns {columns.used} are collected with a purpose and "
            f"used ({columns.purposeful:.0%}); {columns.unused} nobody has needed yet, "
            f"{columns.not_kept} are not stored."
        )


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Only shows what would go.")
@click.option("--reason", default="", help="Why nobody needs it: stays with the decision.")
@click.option("--role", default=None, help="Who drops (default: the first role that may).")
@PURPOSE
@command
def drop(
    output: Output,
    name: str,
    dry_run: bool,
    reason: str,
    role: str | None,
    purpose: str | None,
) -> None:
    """Drops an attribute or touchpoint type out of every store, for good."""
    with open_project(output.settings) as services:
        if dry_run:
            preview = preview_drop(services, name)
            output.answer(preview, lambda console: _show_preview(console, preview))
            return
        able = services.gate.door.holders(Duty.ADMINISTER)
        actor, what_for = reader_of(services, role or next(iter(able), None), purpose)
        dropped = drop_it(services, actor, what_for, name, reason, output.progress)
    output.answer(dropped, lambda console: _show_dropped(console, dropped))


def _show_preview(console: Console, preview: Preview) -> None:
    if preview.kind == "attribute":
        console.print(
            f"{preview.name}: values of {preview.records:,} records and {preview.versions:,} "
            f"former versions would go; {preview.people:,} people show it."
        )
    else:
        console.print(
            f"{preview.name}: {preview.touchpoints:,} touchpoints of {preview.records:,} records "
            "would go, with their lines."
        )
    if preview.obstacle is not None:
        console.print(f"It cannot be dropped. {_OBSTACLES[preview.obstacle]}", markup=False)
    _show_lines(console, preview.lines)


def _show_dropped(console: Console, dropped: Dropped) -> None:
    if dropped.kind == "attribute":
        console.print(
            f"{dropped.name} is gone from {dropped.records:,} records and {dropped.versions:,} "
            "former versions."
        )
    else:
        console.print(f"{dropped.touchpoints:,} touchpoints of {dropped.name} are gone.")
    _show_lines(console, dropped.lines)


def _show_lines(console: Console, lines: tuple[str, ...]) -> None:
    console.print(f"Where it stands in the project: {', '.join(lines)}.", markup=False)
