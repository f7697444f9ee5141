"""``breach``: the clock, whom it touched, report, letter and register (Articles 33 and 34)."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import OFFICER_ROLE, PURPOSE, officer_of
from klantbeeld.cli.output import Output, command
from klantbeeld.cli.papers import FILE, FORMAT, LANGUAGE, language_of, write
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.breaches import documents
from klantbeeld.privacy.breaches.counting import Export, Window
from klantbeeld.privacy.breaches.views import FIELDS, BreachView, Count

_MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"])
_NUMBER = click.argument("breach_no", type=int)


@click.group()
def breach() -> None:
    """Breaches of personal data."""


@breach.command("open")
@click.option("--aware", type=_MOMENT, help="Since when it is known (default: now).")
@OFFICER_ROLE
@PURPOSE
@command
def open_breach(
    output: Output, aware: datetime | None, role: str | None, purpose: str | None
) -> None:
    """Opens a breach; the clock runs from when it was known."""
    with open_project(output.settings) as services:
        known = services.clock() if aware is None else _local(services, aware)
        officer = officer_of(services, role, purpose)
        number = services.breaches.open(*officer, known)
        view = services.breaches.show(*officer, number)
    output.answer(view, lambda console: _clock(console, view))


@breach.command("show")
@_NUMBER
@OFFICER_ROLE
@PURPOSE
@command
def show(output: Output, breach_no: int, role: str | None, purpose: str | None) -> None:
    """How a breach stands."""
    with open_project(output.settings) as services:
        view = services.breaches.show(*officer_of(services, role, purpose), breach_no)
    output.answer(view, lambda console: _whole(console, view))


@breach.command("list")
@FORMAT
@LANGUAGE
@FILE
@OFFICER_ROLE
@PURPOSE
@command
def list_breaches(
    output: Output,
    kind: str | None,
    language: str | None,
    path: Path | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """The register of breaches (Article 33(5)); with --format or --file as a document."""
    with open_project(output.settings) as services:
        views = services.breaches.all(*officer_of(services, role, purpose))
        spoken = language_of(services, language)
        paper = documents.breach_register(views, services.catalogue, spoken, services.clock())
    written = write(paper, kind, path, "breaches") if kind or path else None

    def words(console: Console) -> None:
        if written is not None:
            console.print(f"Written: {written}", markup=False)
        for view in views:
            _clock(console, view)
        if not views:
            console.print("No breach is recorded.")

    output.answer({"breaches": views, "file": str(written) if written else None}, words)


@breach.command("say")
@_NUMBER
@click.argument("field", type=click.Choice(list(FIELDS)))
@click.argument("values", nargs=-1)
@OFFICER_ROLE
@PURPOSE
@command
def say(
    output: Output,
    breach_no: int,
    field: str,
    values: tuple[str, ...],
    role: str | None,
    purpose: str | None,
) -> None:
    """Records what is known of a breach: a text, or choices. No value takes it back."""
    with open_project(output.settings) as services:
        officer = officer_of(services, role, purpose)
        services.breaches.describe(*officer, breach_no, {field: values})
        view = services.breaches.show(*officer, breach_no)
    output.answer(view, lambda console: _whole(console, view))


@breach.command("count")
@_NUMBER
@click.option("--since", type=_MOMENT, help="Counts the log from this moment.")
@click.option("--until", type=_MOMENT, help="Up to this moment (default: now).")
@click.option("--actor", help="Only what this account or key read.")
@click.option("--for-purpose", "purposes", multiple=True, help="Only what was read for it.")
@click.option(
    "--export",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Counts a file that leaked: CSV with person_id, or source and source_record_id.",
)
@click.option("--attribute", "attributes", multiple=True, help="That stood in the file.")
@click.option("--touchpoint", "touchpoints", multiple=True, help="A type that stood in it.")
@OFFICER_ROLE
@PURPOSE
@command
def count(
    output: Output,
    breach_no: int,
    since: datetime | None,
    until: datetime | None,
    actor: str | None,
    purposes: tuple[str, ...],
    export: Path | None,
    attributes: tuple[str, ...],
    touchpoints: tuple[str, ...],
    role: str | None,
    purpose: str | None,
) -> None:
    """Counts whom and what it touched: from the access log, or from what was exported."""
    if (since is None) == (export is None):
        raise InputError.single(
            "it is not clear what to count", "--since, --export", "Give one of the two."
        )
    with open_project(output.settings) as services:
        officer = officer_of(services, role, purpose)
        if export is not None:
            people, keys = _read_export(export)
            leaked = Export(people, keys, attributes, touchpoints)
            found = services.breaches.count_export(*officer, breach_no, leaked)
        elif since is not None:
            end = services.clock() if until is None else _local(services, until)
            window = Window(_local(services, since), end, actor, purposes)
            found = services.breaches.count_log(*officer, breach_no, window)
    output.answer(found, lambda console: _count(console, found))


@breach.command("report")
@_NUMBER
@FORMAT
@LANGUAGE
@FILE
@click.option("--sent", metavar="REFERENCE", help="Records that it was sent, under this number.")
@click.option("--not-needed", metavar="REASON", help="Records why it is not reported.")
@OFFICER_ROLE
@PURPOSE
@command
def report(
    output: Output,
    breach_no: int,
    kind: str | None,
    language: str | None,
    path: Path | None,
    sent: str | None,
    not_needed: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Writes the draft for the authority, chapters 0 to 9; or records that it was sent."""
    with open_project(output.settings) as services:
        officer, breaches = officer_of(services, role, purpose), services.breaches
        view = breaches.show(*officer, breach_no)
        if sent:
            step: Literal["first", "follow_up"] = "follow_up" if view.reported_at else "first"
            breaches.reported(*officer, breach_no, step, sent)
        elif not_needed:
            breaches.not_reported(*officer, breach_no, not_needed)
        view = breaches.show(*officer, breach_no)
        spoken = language_of(services, language)
        paper = documents.report(view, services.catalogue, spoken, services.clock())
    recorded = bool(sent or not_needed)
    written = None if recorded else write(paper, kind, path, f"breach-{breach_no}-report")

    def words(console: Console) -> None:
        console.print("Recorded." if written is None else f"Written: {written}", markup=False)
        _clock(console, view)

    output.answer({"breach": view, "file": str(written) if written else None}, words)


@breach.command("letter")
@_NUMBER
@FORMAT
@LANGUAGE
@FILE
@click.option("--recipients", is_flag=True, help="The list of who gets it instead of the letter.")
@click.option("--sent", metavar="HOW", help="Records that the people were told, and how.")
@click.option("--not-needed", metavar="REASON", help="Records why they are not told.")
@OFFICER_ROLE
@PURPOSE
@command
def letter(
    output: Output,
    breach_no: int,
    kind: str | None,
    language: str | None,
    path: Path | None,
    recipients: bool,
    sent: str | None,
    not_needed: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Writes the letter to the people affected, or the list of them (Article 34)."""
    with open_project(output.settings) as services:
        officer, breaches = officer_of(services, role, purpose), services.breaches
        spoken, now = language_of(services, language), services.clock()
        if sent:
            breaches.people_told(*officer, breach_no, sent)
        elif not_needed:
            breaches.people_not_told(*officer, breach_no, not_needed)
        view = breaches.show(*officer, breach_no)
        paper = documents.letter(view, services.catalogue, spoken, now)
        if recipients:
            people = breaches.affected(*officer, breach_no)
            paper = documents.recipients(view, people, services.catalogue, spoken, now)
    name = f"breach-{breach_no}-{'recipients' if recipients else 'letter'}"
    written = None if sent or not_needed else write(paper, kind, path, name)
    text = "Recorded." if written is None else f"Written: {written}"
    output.answer(
        {"breach": breach_no, "file": str(written) if written else None},
        lambda console: console.print(text, markup=False),
    )


@breach.command("close")
@_NUMBER
@OFFICER_ROLE
@PURPOSE
@command
def close(output: Output, breach_no: int, role: str | None, purpose: str | None) -> None:
    """Records that nothing more is to be done."""
    with open_project(output.settings) as services:
        services.breaches.close(*officer_of(services, role, purpose), breach_no)
    output.answer({"breach": breach_no, "closed": True}, lambda c: c.print("Closed."))


def _local(services: Services, moment: datetime) -> datetime:
    """A moment as typed, on the organisation's own clock."""
    return moment.replace(tzinfo=ZoneInfo(services.catalogue.organisation.time_zone))


def _read_export(path: Path) -> tuple[tuple[int, ...], tuple[tuple[str, str], ...]]:
    """The people of a CSV file. Raises InputError with the row that cannot be read."""
    people: list[int] = []
    keys: list[tuple[str, str]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                person, source = (row.get("person_id") or "").strip(), row.get("source")
                if person.isdecimal() and int(person) < 2**63:
                    people.append(int(person))
                elif source and row.get("source_record_id"):
                    keys.append((source, str(row["source_record_id"])))
                else:
                    raise InputError.single(
                        "the row names nobody",
                        f"{path.name}, row {number}",
                        "Give person_id, or source and source_record_id.",
                    )
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError.single(
            "the file cannot be read as CSV", path.name, "Save it as CSV in UTF-8."
        ) from error
    return tuple(people), tuple(keys)


def _clock(console: Console, view: BreachView) -> None:
    hours = view.seconds_left / 3600
    if view.reported_at:
        state = f"reported {view.reported_at:%Y-%m-%d %H:%M} UTC"
    elif view.not_reported:
        state = "need not be reported"
    else:
        state = f"{hours:.0f} hours left" if hours >= 0 else f"{-hours:.0f} hours late"
    console.print(
        f"breach {view.breach_no}: known since {view.aware_at:%Y-%m-%d %H:%M} UTC, "
        f"report by {view.due_at:%Y-%m-%d %H:%M} UTC; {state}"
        + ("; closed" if view.closed_at else ""),
        markup=False,
    )


def _whole(console: Console, view: BreachView) -> None:
    _clock(console, view)
    table = Table("Field", "Said")
    for key in FIELDS:
        table.add_row(key, "; ".join(view.said.get(key, ("(to be filled in)",))))
    console.print(table)
    if view.count is not None:
        _count(console, view.count)


def _count(console: Console, found: Count) -> None:
    console.print(
        f"{found.least:,} to {found.most:,} people, {found.records:,} records, from "
        f"{found.reads:,} {'reads' if found.method == 'log' else 'rows'}.",
        markup=False,
    )
    console.print(f"Data: {', '.join((*found.attributes, *found.touchpoints)) or 'not said'}.")
