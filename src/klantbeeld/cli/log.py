"""``log``: the access log searched, exported, and its old lines let go."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict, fields
from datetime import UTC, datetime

import click
import orjson
from rich.console import Console

from klantbeeld.cli.acting import PURPOSE, ROLE, operator, reader_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.retention.keep_log import let_old_lines_go, log_past_its_term
from klantbeeld.privacy.log_search import LogLine, LogQuery

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.group("log")
def log() -> None:
    """The access log: who looked at or changed what, and why."""


@log.command("search")
@click.option("--person", "person_id", type=int, help="The person's number.")
@click.option("--actor", help="The account or key.")
@click.option("--of-role", "of_role", help="The role of who looked.")
@click.option("--for-purpose", "for_purpose", help="The purpose of the look.")
@click.option("--action", help="What was done, such as person, search, sign_in.")
@click.option("--since", type=_DAY, help="From this day or moment (UTC).")
@click.option("--until", type=_DAY, help="Up to this day or moment (UTC), not included.")
@click.option("--refused", is_flag=True, help="Only what was refused.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.option("--before", type=int, help="Older than the line of this number.")
@click.option("--csv", "as_csv", is_flag=True, help="Every line that fits, as CSV on stdout.")
@ROLE
@PURPOSE
@command
def search(
    output: Output,
    person_id: int | None,
    actor: str | None,
    of_role: str | None,
    for_purpose: str | None,
    action: str | None,
    since: datetime | None,
    until: datetime | None,
    refused: bool,
    limit: int,
    before: int | None,
    as_csv: bool,
    role: str | None,
    purpose: str | None,
) -> None:
    """Searches the log; for roles with the duty oversee. The search leaves a line itself."""
    query = LogQuery(
        person_id, actor, of_role, for_purpose, action, _utc(since), _utc(until), refused,
        before, limit,
    )  # fmt: skip
    with open_project(output.settings) as services:
        reader = reader_of(services, role, purpose)
        if as_csv:
            _write_csv(services.log_search.export(*reader, query))
            return
        page = services.log_search.search(*reader, query)
    output.answer(page, lambda console: _show(console, page.lines, more=page.more))


@log.command("trim")
@click.option("--dry-run", is_flag=True, help="Only says what would go.")
@command
def trim(output: Output, dry_run: bool) -> None:
    """Lets lines past their term go (security.keep_log); the chain stays provable."""
    with open_project(output.settings) as services:
        if dry_run:
            found = log_past_its_term(services)
        else:
            found = let_old_lines_go(services, operator(), output.progress)
    lines = found.lines if found is not None else 0
    words = f"{lines:,} lines {'would go' if dry_run else 'went'}."
    output.answer({"dry_run": dry_run, "lines": lines}, lambda console: console.print(words))


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _show(console: Console, lines: tuple[LogLine, ...], *, more: bool) -> None:
    for line in lines:
        whom = f"person {line.person_id}" if line.person_id is not None else ""
        state = "" if line.allowed else "REFUSED"
        console.print(
            f"{line.entry_no:>9} {line.at:%Y-%m-%d %H:%M:%S} {line.actor:<16} {line.role:<18} "
            f"{line.purpose:<18} {line.action:<18} {whom} {state}",
            markup=False,
        )
    if more:
        console.print(f"\nOlder lines: --before {lines[-1].entry_no}")


def _write_csv(lines: tuple[LogLine, ...]) -> None:
    names = [field.name for field in fields(LogLine) if field.name != "department"]
    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    for line in lines:
        row = asdict(line)
        row["at"], row["detail"] = line.at.isoformat(), orjson.dumps(row["detail"]).decode()
        writer.writerow([row[name] for name in names])
