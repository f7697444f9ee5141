"""The desk of requests: the list, one request, and the steps that every kind has in common."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rights.erasure import proof
from klantbeeld.privacy.requests.state import (
    EXTENSIONS,
    REFUSALS,
    Identified,
    Request,
    State,
    Why,
)


@click.command("list")
@click.option("--overdue", is_flag=True, help="Only those whose last day has passed.")
@click.option("--all", "closed", is_flag=True, help="Closed ones too.")
@ROLE
@PURPOSE
@command
def list_requests(
    output: Output, overdue: bool, closed: bool, role: str | None, purpose: str | None
) -> None:
    """The requests, the most urgent first."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        requests = services.requests
        found = requests.newest(*reader) if closed else requests.pending(*reader)
    shown = tuple(each for each in found if not overdue or (each.state.open and each.days_left < 0))
    output.answer({"requests": shown}, lambda console: _show_list(console, shown))


@click.command()
@click.argument("number", type=int)
@ROLE
@PURPOSE
@command
def show(output: Output, number: int, role: str | None, purpose: str | None) -> None:
    """One request: what was done about it, when and by whom; of an erasure also the proof."""
    with open_project(output.settings) as services:
        asked = services.requests.get(*reader_of(services, role, purpose), number)
        shown = proof(services, asked)
    output.answer({"request": asked, "proof": shown}, lambda console: say_request(console, asked))


@click.command()
@click.argument("number", type=int)
@click.option("--how", type=click.Choice([each.value for each in Identified]), required=True)
@ROLE
@PURPOSE
@command
def identify(output: Output, number: int, how: str, role: str | None, purpose: str | None) -> None:
    """Records how you made sure who asks: no copy of a document, no citizen service number."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        asked = services.requests.identified(*reader, number, Identified(how))
    show_request(output, asked)


@click.command()
@click.argument("number", type=int)
@click.option("--why", type=click.Choice([each.value for each in EXTENSIONS]), required=True)
@ROLE
@PURPOSE
@command
def extend(output: Output, number: int, why: str, role: str | None, purpose: str | None) -> None:
    """Two more months; tell the person so, with the reason, within the first."""
    with open_project(output.settings) as services:
        asked = services.requests.extend(*reader_of(services, role, purpose), number, Why(why))
    show_request(output, asked)


@click.command()
@click.argument("number", type=int)
@click.option("--why", type=click.Choice([each.value for each in REFUSALS]), required=True)
@ROLE
@PURPOSE
@command
def refuse(output: Output, number: int, why: str, role: str | None, purpose: str | None) -> None:
    """Ends a request that is not carried out; tell the person why, and of the authority."""
    with open_project(output.settings) as services:
        asked = services.requests.refuse(*reader_of(services, role, purpose), number, Why(why))
    show_request(output, asked)


@click.command()
@click.argument("number", type=int)
@click.option("--withdrawn", is_flag=True, help="The person asks no more.")
@ROLE
@PURPOSE
@command
def close(
    output: Output, number: int, withdrawn: bool, role: str | None, purpose: str | None
) -> None:
    """Closes a request: what was done has been told to the person."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        act = services.requests.withdraw if withdrawn else services.requests.answered
        asked = act(*reader, number)
    show_request(output, asked)


def show_request(output: Output, asked: Request) -> None:
    """Answers with a request."""
    output.answer({"request": asked}, lambda console: say_request(console, asked))


def say_request(console: Console, asked: Request) -> None:
    """How it stands, and what was done."""
    if asked.state is State.NEW:
        _say_waits(console, asked)
    else:
        say_done(console, asked, [])
    for event in asked.events:
        console.print(f"  {event.at:%Y-%m-%d %H:%M}  {event.kind}  {event.actor}", markup=False)


def _say_waits(console: Console, asked: Request) -> None:
    console.print(
        f"Request {asked.request_no} ({asked.kind}) is written down; the last day is "
        f"{asked.due_on}. Make sure who asks, then repeat the command with --identity."
    )


def say_done(console: Console, asked: Request, files: list[Path]) -> None:
    """That it was carried out, and what was written."""
    console.print(
        f"Request {asked.request_no} ({asked.kind}): {asked.state}; the last day is {asked.due_on}."
    )
    for path in files:
        console.print(f"Written: {path}. Keep it no longer than it takes to send it.", markup=False)


def _show_list(console: Console, found: tuple[Request, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("request", "what", "person", "state", "last day", "days left"):
        table.add_column(name)
    for each in found:
        left = str(each.days_left) if each.state.open else ""
        table.add_row(
            str(each.request_no), each.kind, str(each.person_id), each.state, str(each.due_on), left
        )
    console.print(table if found else "No requests.")


DESK = (list_requests, show, identify, extend, refuse, close)
"""The commands of this module."""
