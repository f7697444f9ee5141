"""``consent`` and ``may-contact``: what somebody said, and who may be reached."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.catalog.consents import Channel
from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.channels.contact import ContactAnswer
from klantbeeld.privacy.channels.rules import REACHES, Contact, Message
from klantbeeld.privacy.channels.suppression import Imported
from klantbeeld.privacy.consent.consents import Wish
from klantbeeld.privacy.consent.views import ConsentsView, Recorded
from klantbeeld.privacy.consent.wording import (
    ALLOWED_BY,
    CHANNELS,
    FLAWS,
    MARKS,
    STANDINGS,
    reason_told,
    told,
)

LANGUAGE = "en"

CHANNEL = click.Choice([channel.value for channel in Channel])
FOR = click.option("--for", "for_purpose", required=True, help="The purpose that it is about.")


@click.group()
def consent() -> None:
    """What people said about the use of their data."""


@consent.command()
@click.argument("person_id", type=int)
@ROLE
@PURPOSE
@command
def show(output: Output, person_id: int, role: str | None, purpose: str | None) -> None:
    """Shows what a person said, per purpose and channel, and what must not be done."""
    with open_project(output.settings) as services:
        view = services.consents.show(*reader_of(services, role, purpose), person_id)
    output.answer(view, lambda console: _show(console, view))


@consent.command()
@click.argument("person_id", type=int)
@FOR
@click.option("--channel", type=CHANNEL, required=True)
@click.option(
    "--text", "text_version", default=None, help="Version of the text (default: today's)."
)
@click.option("--by-representative", is_flag=True, help="A parent or guardian said it.")
@click.option("--given-via", default=None, help="Where it was said: a form, a shop, a call.")
@ROLE
@PURPOSE
@command
def give(
    output: Output,
    person_id: int,
    for_purpose: str,
    channel: str,
    text_version: str | None,
    by_representative: bool,
    given_via: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Records that a person consents to a purpose for one channel."""
    wish = Wish(for_purpose, Channel(channel), text_version, by_representative, given_via)
    with open_project(output.settings) as services:
        recorded = services.consents.give(*reader_of(services, role, purpose), person_id, wish)
    output.answer(recorded, lambda console: _recorded(console, recorded))


@consent.command()
@click.argument("person_id", type=int)
@FOR
@click.option("--channel", type=CHANNEL, default=None, help="Absent: every channel.")
@ROLE
@PURPOSE
@command
def withdraw(
    output: Output,
    person_id: int,
    for_purpose: str,
    channel: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Records that a person does not consent, or no longer; it holds at once."""
    wish = Wish(for_purpose, Channel(channel) if channel else None)
    with open_project(output.settings) as services:
        recorded = services.consents.withdraw(*reader_of(services, role, purpose), person_id, wish)
    output.answer(recorded, lambda console: _recorded(console, recorded))


@consent.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", type=CHANNEL, required=True)
@click.option("--source", required=True, help="Where the list comes from.")
@ROLE
@PURPOSE
@command
def suppress(
    output: Output, file: Path, channel: str, source: str, role: str | None, purpose: str | None
) -> None:
    """Puts the addresses of a file, one a line, on the list of those to leave alone."""
    with open_project(output.settings) as services:
        imported = services.contacts.suppress_file(
            *reader_of(services, role, purpose), file, Channel(channel), source
        )
    output.answer(imported, lambda console: _imported(console, imported))


@click.command("may-contact")
@click.argument("person_id", type=int)
@FOR
@click.option("--channel", type=CHANNEL, default=None, help="Absent: every channel.")
@click.option("--service", is_flag=True, help="A message of service, not of marketing.")
@click.option("--own-similar-products", is_flag=True, help="Only about products like those bought.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="By that day's rules.")
@ROLE
@PURPOSE
@command
def may_contact(
    output: Output,
    person_id: int,
    for_purpose: str,
    channel: str | None,
    service: bool,
    own_similar_products: bool,
    on: datetime | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Says whether a person may be reached, by which channel, and why or why not."""
    kind = Message.SERVICE if service else Message.MARKETING
    channels = [Channel(channel)] if channel else [c for c in Channel if c in REACHES]
    contacts = [Contact(for_purpose, each, kind, own_similar_products) for each in channels]
    day: date | None = on.date() if on else None
    with open_project(output.settings) as services:
        answers = services.contacts.may_contact(
            *reader_of(services, role, purpose), person_id, contacts, day
        )
    output.answer({"answers": answers}, lambda console: _answers(console, answers))


def _show(console: Console, view: ConsentsView) -> None:
    for mark in view.marks:
        words = told(MARKS, mark.kind, LANGUAGE).format(purpose=mark.purpose)
        console.print(f"! {words} since {mark.since:%Y-%m-%d}", markup=False)
    if view.under_age:
        console.print("! Under 16: only a parent or guardian consents")
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("purpose", "channel", "consents", "since", "text"):
        table.add_column(name)
    for state in view.states:
        said = state.statement
        why = "; ".join(told(FLAWS, flaw, LANGUAGE) for flaw in state.flaws)
        standing = told(STANDINGS, state.standing, LANGUAGE)
        table.add_row(
            state.purpose,
            told(CHANNELS, state.channel, LANGUAGE),
            f"{standing}: {why}" if why else standing,
            f"{said.at:%Y-%m-%d}" if said else "",
            (said.text_version or "") if said else "",
        )
    console.print(table if view.states else "Nobody is asked anything: see catalog/consents.yaml.")


def _recorded(console: Console, recorded: Recorded) -> None:
    for state in recorded.states:
        channel = told(CHANNELS, state.channel, LANGUAGE)
        standing = told(STANDINGS, state.standing, LANGUAGE)
        console.print(f"{state.purpose}, {channel}: {standing}", markup=False)
    if recorded.confirmation:
        console.print("Send this to the address in a link, and to nobody else:")
        console.print(recorded.confirmation, markup=False)


def _imported(console: Console, imported: Imported) -> None:
    console.print(
        f"{imported.read} lines: {imported.added} new on the list, {imported.known} known, "
        f"{len(imported.unusable)} without an address."
    )
    if imported.unusable:
        console.print(f"Lines without an address: {', '.join(map(str, imported.unusable[:20]))}")


def _answers(console: Console, answers: tuple[ContactAnswer, ...]) -> None:
    for answer in answers:
        channel = told(CHANNELS, answer.channel, LANGUAGE)
        if answer.allowed:
            ground = told(ALLOWED_BY, answer.ground or "", LANGUAGE)
            console.print(f"{channel}: yes ({ground})", markup=False)
            continue
        console.print(f"{channel}: no", markup=False)
        for reason in answer.reasons:
            article = f" [{reason.article}]" if reason.article else ""
            console.print(f"  {reason_told(reason, LANGUAGE)}{article}", markup=False)
