"""``request``: what people ask about their data, from one place, with its clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
import orjson
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command, plain
from klantbeeld.cli.request_desk import DESK, say_done, say_request, show_request
from klantbeeld.core.errors import InputError
from klantbeeld.documents.html import as_html
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.rights.copy import as_json, copy_for
from klantbeeld.pipeline.rights.erasure import erase, preview, proof
from klantbeeld.pipeline.rights.marking import mark
from klantbeeld.pipeline.rights.portability import portable_for
from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.register import WAYS_IN
from klantbeeld.privacy.requests.state import (
    Identified,
    Kind,
    Request,
    State,
)
from klantbeeld.privacy.views import Actor

F = TypeVar("F", bound=Callable[..., Any])
Reader = tuple[Actor, str]


@click.group()
def request() -> None:
    """What people ask about their data: access, portability, correction, erasure and the rest."""


def _opening(function: F) -> F:
    """The options with which every kind of request begins."""
    for option in (
        click.option("--language", type=click.Choice(("nl", "en")), help="Of the answer."),
        click.option("--via", type=click.Choice(WAYS_IN), default="other", show_default=True),
        click.option(
            "--received",
            type=click.DateTime(("%Y-%m-%d",)),
            help="The day it came in (default: today); the clock runs from then.",
        ),
        click.option(
            "--identity",
            type=click.Choice([each.value for each in Identified]),
            help="How you made sure that it is this person who asks. Without it the request is "
            "written down and waits.",
        ),
        ROLE,
        PURPOSE,
    ):
        function = option(function)
    return function


def _open(
    services: Services,
    reader: Reader,
    kind: Kind,
    person_id: int,
    *,
    identity: str | None,
    received: datetime | None,
    via: str,
    language: str | None,
    attributes: tuple[str, ...] = (),
) -> Request:
    """The open request of this kind about the person, or a new one."""
    requests = services.requests
    known = next(
        (
            each
            for each in requests.of_person(*reader, person_id)
            if each.kind is kind and each.state in (State.NEW, State.READY)
        ),
        None,
    )
    at = None
    if received is not None:
        zone = ZoneInfo(services.catalogue.organisation.time_zone)
        at = min(datetime.combine(received.date(), time(12), zone), services.clock())
        if received.date() > services.clock().astimezone(zone).date():
            at = datetime.combine(received.date(), time(12), zone)
    asked = known or requests.open(
        *reader,
        kind,
        person_id,
        via=via,
        received_at=at,
        language=language,
        attributes=attributes,
    )
    if identity is not None and asked.state is State.NEW:
        return requests.identified(*reader, asked.request_no, Identified(identity))
    return asked


@request.command()
@click.argument("person_id", type=int)
@click.option("--html", type=click.Path(path_type=Path), help="Writes the report here.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Writes the report here.")
@click.option("--copy", type=click.Path(path_type=Path), help="Writes the JSON copy here.")
@_opening
@command
def access(
    output: Output,
    /,
    person_id: int,
    html: Path | None,
    pdf: Path | None,
    copy: Path | None,
    role: str | None,
    purpose: str | None,
    **opening: Any,
) -> None:
    """Everything that is held of a person, as a report and as a copy (Article 15)."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        asked = _open(services, reader, Kind.ACCESS, person_id, **opening)
        if asked.state is not State.READY:
            show_request(output, asked)
            return
        made = copy_for(services, *reader, asked.request_no)
        told = as_json(made)
        if html is not None:
            _write(html, as_html(access_report(made)).encode())
        if pdf is not None:
            _write(pdf, as_pdf(access_report(made)))
        if copy is not None:
            _write(copy, _json_bytes(told))
        done = services.requests.get(*reader, asked.request_no)
    files = [path for path in (html, pdf, copy) if path is not None]
    output.answer(
        {"request": done, "files": [str(path) for path in files], "copy": told},
        lambda console: say_done(console, done, files),
    )


@request.command()
@click.argument("person_id", type=int)
@click.option("--file", type=click.Path(path_type=Path), help="Writes the packed files here.")
@_opening
@command
def portability(
    output: Output,
    /,
    person_id: int,
    file: Path | None,
    role: str | None,
    purpose: str | None,
    **opening: Any,
) -> None:
    """What the person gave and did, to take along: JSON and CSV in one packed file (Article 20)."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        asked = _open(services, reader, Kind.PORTABILITY, person_id, **opening)
        if asked.state is not State.READY:
            show_request(output, asked)
            return
        made = portable_for(services, *reader, asked.request_no)
        if file is not None:
            _write(file, made.as_zip())
        done = services.requests.get(*reader, asked.request_no)
    files = [] if file is None else [file]
    output.answer(
        {"request": done, "files": [str(path) for path in files], "data": made.as_json()},
        lambda console: say_done(console, done, files),
    )


@request.command("erase")
@click.argument("person_id", type=int)
@click.option("--dry-run", is_flag=True, help="Only shows what would go and what must stay.")
@_opening
@command
def erase_person(
    output: Output,
    /,
    person_id: int,
    dry_run: bool,
    role: str | None,
    purpose: str | None,
    **opening: Any,
) -> None:
    """Erases a person out of everything but what the law keeps (Article 17). There is no undo."""
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        seen = preview(services, *reader, person_id)
        if dry_run:
            output.answer({"preview": seen}, lambda console: _show_preview(console, seen))
            return
        asked = _open(services, reader, Kind.ERASURE, person_id, **opening)
        shown = None
        if asked.state is State.READY:
            asked = erase(services, *reader, asked.request_no, seen.records)
            shown = proof(services, asked)

    def words(console: Console) -> None:
        _show_preview(console, seen)
        say_request(console, asked)

    output.answer({"request": asked, "proof": shown, "preview": seen}, words)


@request.command("rectify")
@click.argument("person_id", type=int)
@click.option(
    "--set",
    "values",
    multiple=True,
    required=True,
    metavar="ATTRIBUTE=VALUE",
    help="The right value; nothing after the = takes the value away. Repeat it for several.",
)
@_opening
@command
def rectify_person(
    output: Output,
    /,
    person_id: int,
    values: tuple[str, ...],
    role: str | None,
    purpose: str | None,
    **opening: Any,
) -> None:
    """Corrects what is held of a person (Article 16): it stands until the source says the same."""
    right = dict(_pair(value) for value in values)
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        asked = _open(
            services, reader, Kind.RECTIFICATION, person_id, attributes=tuple(right), **opening
        )
        if asked.state is State.READY:
            asked = rectify(services, *reader, asked.request_no, right)
    show_request(output, asked)


@request.command()
@click.argument("person_id", type=int)
@_opening
@command
def restrict(
    output: Output, /, person_id: int, role: str | None, purpose: str | None, **opening: Any
) -> None:
    """Keeps a person's data without using them, until it is settled (Article 18)."""
    _mark(output, Kind.RESTRICTION, person_id, role, purpose, opening, None)


@request.command("object")
@click.argument("person_id", type=int)
@click.option(
    "--against",
    default=None,
    help="The purpose that the person objects to; absent: direct marketing, and profiling for it.",
)
@_opening
@command
def object_to(
    output: Output,
    /,
    person_id: int,
    against: str | None,
    role: str | None,
    purpose: str | None,
    **opening: Any,
) -> None:
    """Records an objection, to direct marketing or to a purpose (Article 21)."""
    _mark(output, Kind.OBJECTION, person_id, role, purpose, opening, against)


@request.command("review")
@click.argument("person_id", type=int)
@_opening
@command
def human_review(
    output: Output, /, person_id: int, role: str | None, purpose: str | None, **opening: Any
) -> None:
    """A human looks at what a machine decided, and no profiling meanwhile (Article 22)."""
    _mark(output, Kind.HUMAN_REVIEW, person_id, role, purpose, opening, None)


def _mark(
    output: Output,
    kind: Kind,
    person_id: int,
    role: str | None,
    purpose: str | None,
    opening: dict[str, Any],
    against: str | None,
) -> None:
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        asked = _open(services, reader, kind, person_id, **opening)
        if asked.state is State.READY:
            asked = mark(services, *reader, asked.request_no, kind, against=against)
    show_request(output, asked)


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found:
        raise InputError.single("no = in it", "--set", "Write --set attribute=value.")
    return name.strip(), value


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError.single(
            f"the file cannot be written ({error.strerror})", str(path), "Name another file."
        ) from error


def _json_bytes(value: object) -> bytes:
    return orjson.dumps(plain(value), option=orjson.OPT_INDENT_2)


def _show_preview(console: Console, seen: Any) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("goes")
    table.add_column("rows", justify="right")
    for name, rows in seen.goes:
        table.add_row(name, str(rows))
    console.print(table)
    for kept in seen.kept:
        console.print(
            f"Stays: {kept.touchpoints} of type {kept.type}, for {kept.purpose}, until "
            f"{kept.last_until:%Y-%m-%d}"
        )
    systems = ", ".join(source for source, _ in seen.by_source)
    console.print(f"These systems hold the person too; have it erased there as well: {systems}")


for step in DESK:
    request.add_command(step)
