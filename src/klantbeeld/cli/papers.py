"""Documents of the command line: in which language and format, and into which file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import click

from klantbeeld.core.errors import InputError
from klantbeeld.documents.excel import as_excel
from klantbeeld.documents.html import as_html
from klantbeeld.documents.model import Document, Language
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.services import Services

Format = Literal["html", "pdf", "excel"]

_WRITERS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: as_html(document).encode(),
    "pdf": as_pdf,
    "excel": as_excel,
}
_ENDINGS = {"html": ".html", "pdf": ".pdf", "excel": ".xlsx"}

FORMAT = click.option("--format", "kind", type=click.Choice(list(_WRITERS)), help="Of the file.")
LANGUAGE = click.option(
    "--language", type=click.Choice(["nl", "en"]), help="Of the file; else the organisation's."
)
FILE = click.option(
    "--file",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it (default: its name in this folder).",
)


def language_of(services: Services, language: str | None) -> Language:
    """The language that was asked for, or the organisation's."""
    return cast(Language, language or services.catalogue.organisation.language)


def write(document: Document, kind: str | None, path: Path | None, name: str) -> Path:
    """Writes a document and returns where; without a format by the ending of the file, else HTML.

    Raises InputError where it cannot be written or the ending is unknown.
    """
    by_ending = {ending: own for own, ending in _ENDINGS.items()}
    chosen = kind or (by_ending.get(path.suffix.lower()) if path else "html")
    if chosen is None:
        raise InputError.single(
            "the ending of the file is not known", str(path), f"Use {', '.join(by_ending)}."
        )
    target = path or Path(f"{name}{_ENDINGS[chosen]}")
    try:
        target.write_bytes(_WRITERS[chosen](document))
    except OSError as error:
        raise InputError.single(
            f"the file cannot be written ({error.strerror})",
            str(target),
            "Check the folder, its rights and the disk's space.",
        ) from error
    return target
