"""A document as one HTML file: no script, no address outside itself, fit for print and a reader.

Entering: a document. Leaving: text of HTML 5 with its own style sheet, whose only permission is in
its Content-Security-Policy. Pictures stand in it as images, in which a script would not run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from klantbeeld.documents.model import (
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Paragraph,
    Pictures,
    Table,
)
from klantbeeld.documents.wording import Wording, clean, number_columns


def as_html(document: Document) -> str:
    """The whole file."""
    wording = Wording.of(document)

    def lines(value: Cell) -> Markup:
        """Text with its own line breaks."""
        return Markup("<br>").join(escape(part) for part in wording.text(value).split("\n"))

    return _template().render(
        document=document,
        kinds={Heading: "heading", Paragraph: "paragraph", Bullets: "bullets", Facts: "facts",
               Table: "table", Pictures: "pictures"},
        labels=wording.labels,
        lines=lines,
        clean=clean,
        number_columns=number_columns,
        address_of=_address_of,
        style=Markup(_style()),  # noqa: S704  # our own file, no value
        policy=content_security_policy(),
    )  # fmt: skip


@cache
def content_security_policy() -> str:
    """What a browser may do with the file: show it, in its own style. Also for its HTTP header."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("klantbeeld.documents", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("document.html")


@cache
def _style() -> str:
    text = resources.files("klantbeeld.documents").joinpath("document.css").read_text("utf-8")
    return "\n" + text


def _address_of(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(clean(svg).encode()).decode()
