"""``register``: the Article 30 register and the privacy notice, from the live catalogue."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import OFFICER_ROLE, PURPOSE, officer_of
from klantbeeld.cli.output import Output, command
from klantbeeld.cli.papers import FILE, LANGUAGE, language_of, write
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.register import wording
from klantbeeld.privacy.register.build import Register
from klantbeeld.privacy.register.document import register_document
from klantbeeld.privacy.register.notice import privacy_notice


@click.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice(["json", "html", "pdf", "excel"]),
    help="json on stdout; the others into a file.",
)
@click.option("--notice", is_flag=True, help="The privacy notice for customers instead.")
@LANGUAGE
@FILE
@OFFICER_ROLE
@PURPOSE
@command
def register(
    output: Output,
    kind: str | None,
    notice: bool,
    language: str | None,
    path: Path | None,
    role: str | None,
    purpose: str | None,
) -> None:
    """The register of processing (Article 30), compared with the tables that really exist.

    Exit code 1 when a table or column stands outside it.
    """
    with open_project(output.settings) as services:
        found = services.partners.register(*officer_of(services, role, purpose))
        spoken = language_of(services, language)
        document = (
            privacy_notice(found, services.catalogue, spoken)
            if notice
            else register_document(found, spoken)
        )
    as_json = output.as_json or kind == "json"
    if kind in ("html", "pdf", "excel") or path is not None or notice:
        chosen = None if kind == "json" else kind
        written = write(document, chosen, path, "privacy-notice" if notice else "register")
        answer: object = {"file": str(written), "differences": found.differences}
    else:
        written, answer = None, found
    Output(as_json, output.settings).answer(
        answer, lambda console: _words(console, found, written, spoken)
    )
    if found.differences:
        raise SystemExit(1)


def _words(console: Console, found: Register, written: Path | None, language: str) -> None:
    if written is not None:
        console.print(f"Written: {written}", markup=False)
    else:
        table = Table("Purpose", "Legal basis", "Data", "Recipients", "Kept")
        for each in found.activities:
            table.add_row(
                each.name.in_language(language) + ("" if each.active else " (off)"),
                wording.BASES[each.legal_basis].in_language(language),
                str(len(each.kept)),
                ", ".join(other.name.in_language(language) for other in each.recipients),
                wording.period(each.retention, language),
            )
        console.print(table)
    for gap, about in found.gaps:
        console.print(wording.GAPS[gap].in_language(language).format(about), markup=False)
    for difference in found.differences:
        console.print(wording.difference(difference, language), markup=False)
    if not found.differences:
        console.print(f"All {len(found.storage)} tables stand in it.")
