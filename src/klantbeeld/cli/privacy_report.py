"""``privacy-report``: every article proved on the spot, as JSON, HTML and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click
from rich.console import Console

from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.documents.html import as_html
from klantbeeld.documents.model import Language
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.opening import open_project
from klantbeeld.proofs.report import installation_facts, not_proved, report, results
from klantbeeld.proofs.run import Outcome, run_proofs

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("privacy-report")
@click.option("--html", "html_file", type=_FILE, help="Writes the report here as HTML.")
@click.option("--pdf", "pdf_file", type=_FILE, help="Writes the report here as PDF.")
@click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    help="Of the report; otherwise the organisation's.",
)
@command
def privacy_report(
    output: Output, html_file: Path | None, pdf_file: Path | None, language: str | None
) -> None:
    """Tries every article of the AVG/GDPR on the spot; exit code 1 when one does not hold."""
    with open_project(output.settings) as services:
        outcomes = run_proofs(services, output.progress)
        facts = installation_facts(services)
        wanted = cast(Language, language or services.catalogue.organisation.language)
        document = report(services, outcomes, facts, wanted)
    if html_file is not None:
        _write(html_file, as_html(document).encode())
    if pdf_file is not None:
        _write(pdf_file, as_pdf(document))
    missing = not_proved(outcomes)
    output.answer(
        {"articles": results(outcomes), "not_proved": missing, "installation": facts},
        lambda console: _words(console, outcomes, missing),
    )
    if not all(one.passed for one in outcomes):
        raise SystemExit(1)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError.single(
            f"the report cannot be written ({error.strerror})",
            str(file),
            "Name a file in a folder that exists and that you may write in.",
        ) from error


def _words(console: Console, outcomes: Sequence[Outcome], missing: Sequence[str]) -> None:
    for one in outcomes:
        state = "holds" if one.passed else f"DOES NOT HOLD: {one.message}"
        console.print(f"{one.proof.article:<12} {one.proof.test:<56} {state}", markup=False)
    for article in missing:
        console.print(f"{article:<12} {'':<56} not proved", markup=False)
    held = sum(one.passed for one in outcomes)
    console.print(f"\n{held} of {len(outcomes)} proofs hold; {len(missing)} rows without one.")
