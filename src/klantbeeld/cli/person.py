"""``person``: find, show, explain, merge, split, undo. Every read passes the gate."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.explain import explain
from klantbeeld.cli.offers import offers
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.linking.judgements import Decision, merge, split, undo
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.views import PersonView, SearchHit, TimelineQuery

REASON = click.option("--reason", default=None, help="Why, for who reads the history later.")


@click.group()
def person() -> None:
    """The person, and why."""


@person.command()
@click.argument("text")
@click.option("--limit", default=20, show_default=True)
@ROLE
@PURPOSE
@command
def find(output: Output, text: str, limit: int, role: str | None, purpose: str | None) -> None:
    """Finds people by name, e-mail, phone, address, customer or order number."""
    with open_project(output.settings) as services:
        hits = services.gate.search(*reader_of(services, role, purpose), text, limit)
    output.answer({"people": hits}, lambda console: _show_hits(console, hits))


def _show_hits(console: Console, hits: tuple[SearchHit, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("person", "name", "city", "found by"):
        table.add_column(name)
    for hit in hits:
        found = f"{hit.matched_on} {hit.matched_value}"
        table.add_row(str(hit.person_id), hit.display_name, hit.city or "", found)
    console.print(table if hits else "Nobody found.")


@person.command()
@click.argument("person_id", type=int)
@ROLE
@PURPOSE
@command
def show(output: Output, person_id: int, role: str | None, purpose: str | None) -> None:
    """Shows one person: golden record, figures, records, timeline."""
    with open_project(output.settings) as services:
        view = services.gate.person(
            *reader_of(services, role, purpose), person_id, TimelineQuery(limit=20)
        )
    output.answer(view, lambda console: _show_person(console, view))


def _show_person(console: Console, view: PersonView) -> None:
    console.print(f"{view.display_name}  (person {view.person_id})", style="bold", markup=False)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("attribute", "value", "from", "rule"):
        table.add_column(name)
    for value in view.golden:
        table.add_row(value.attribute, value.value, value.winner.source, value.rule)
    console.print(table)
    for total in view.totals:
        console.print(f"{total.label.en}: {total.touchpoints}, {total.amount} {total.currency}")
    console.print(
        "Records: " + ", ".join(f"{r.source} {r.source_record_id}" for r in view.records),
        markup=False,
    )
    for mate in view.household:
        shares = f"shares {', '.join(mate.shares)}" if mate.shares else "through a housemate"
        console.print(
            f"Housemate: {mate.display_name}  (person {mate.person_id}, {shares})", markup=False
        )
    for item in view.timeline:
        console.print(
            f"{item.occurred_at:%Y-%m-%d %H:%M}  {item.label.en}  {item.amount or ''}", markup=False
        )


@person.command("merge")
@click.argument("people", type=int, nargs=-1, required=True)
@REASON
@ROLE
@PURPOSE
@command
def merge_people(
    output: Output,
    people: tuple[int, ...],
    reason: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Makes several people one: a judgement, which can be undone."""
    with open_project(output.settings) as services:
        decision = merge(services, *reader_of(services, role, purpose), people, reason)
    output.answer(decision, lambda console: _show_decision(console, decision))


@person.command("split")
@click.argument("records", type=int, nargs=-1, required=True)
@REASON
@ROLE
@PURPOSE
@command
def split_person(
    output: Output,
    records: tuple[int, ...],
    reason: str | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """Takes these records of a person apart from its others: judgements, which can be undone."""
    with open_project(output.settings) as services:
        decision = split(services, *reader_of(services, role, purpose), records, reason)
    output.answer(decision, lambda console: _show_decision(console, decision))


@person.command("undo")
@click.argument("numbers", type=int, nargs=-1, required=True)
@ROLE
@PURPOSE
@command
def undo_judgements(
    output: Output, numbers: tuple[int, ...], role: str | None, purpose: str | None
) -> None:
    """Ends decisions, or single judgements, by number: what stood before stands again."""
    with open_project(output.settings) as services:
        decision = undo(services, *reader_of(services, role, purpose), numbers)
    output.answer(decision, lambda console: _show_undone(console, decision))


def _show_decision(console: Console, decision: Decision) -> None:
    console.print(f"Decision {decision.decision_no}; undo it by this number.")
    _show_people(console, decision)
    if decision.contradicts:
        console.print(f"It contradicts: {', '.join(map(str, decision.contradicts))}")


def _show_people(console: Console, decision: Decision) -> None:
    console.print(f"The records now belong to: {', '.join(map(str, decision.people))}")


def _show_undone(console: Console, decision: Decision) -> None:
    console.print(f"Decision {decision.decision_no} is ended.")
    _show_people(console, decision)


person.add_command(explain)
person.add_command(offers)
