"""``review``: the questions whose answer is worth most."""

from __future__ import annotations

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from klantbeeld.cli.acting import PURPOSE, ROLE, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.linking.review import NamedQuestion, named_questions
from klantbeeld.pipeline.opening import open_project

_KINDS = {
    "near_miss": "just short of one",
    "disagreement": "alike, kept apart",
    "thread": "one, by a thread",
}


@click.command()
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 500))
@ROLE
@PURPOSE
@command
def review(output: Output, limit: int, role: str | None, purpose: str | None) -> None:
    """Lists the pairs of records that people should judge, the most valuable first."""
    with open_project(output.settings) as services:
        found, asked = named_questions(services, *reader_of(services, role, purpose), limit)
    output.answer({"open": found, "questions": asked}, lambda console: _show(console, found, asked))


def _show(console: Console, found: int, asked: tuple[NamedQuestion, ...]) -> None:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("records", "people", "question", "probability"):
        table.add_column(name)
    for question in asked:
        names = escape(" and ".join(dict.fromkeys(question.names)))
        records = " ".join(map(str, question.records))
        probability = f"{question.match_probability:.2f}"
        table.add_row(records, names, _KINDS[question.kind], probability)
    console.print(table if asked else "Nothing to judge.")
    if found > len(asked):
        console.print(f"{found - len(asked)} more; see the page Review, or --limit.")
