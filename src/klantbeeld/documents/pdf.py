"""A document as PDF, set by Typst from the wheel ``typst``: no browser, no network.

Entering: a document. Leaving: the bytes of a tagged PDF, the same for the same document on the same
machine. The content goes to Typst as JSON and is only ever set as text (``report.typ``), so that no
value can be markup. Where every character has a glyph the file claims PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import typst

from klantbeeld.core.errors import InternalError
from klantbeeld.documents.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Pictures,
    Table,
)
from klantbeeld.documents.wording import Wording, clean, number_columns

_LONG_LINE, _SLOWLY = 80, 0.6
"""Characters beyond which a line no longer widens its column, and how slowly it does before."""
_LONG_WORD, _PER_LETTER = 20, 0.5
"""A longer word is broken (``report.typ``); how much width a letter of it asks."""


def as_pdf(document: Document) -> bytes:
    """The document as PDF. Raises InternalError where a picture of it is no SVG."""
    content = json.dumps(_content(document), ensure_ascii=False)
    template = resources.files("klantbeeld.documents").joinpath("report.typ").read_bytes()
    settings: dict[str, Any] = {
        "sys_inputs": {"document": content},
        "timestamp": int(document.made_at.timestamp()),
        "format": "pdf",
    }
    try:
        return bytes(typst.compile(template, pdf_standards="ua-1", **settings))
    except typst.TypstError:
        # A character that no font here has: PDF/UA asks for a glyph, a person for the document.
        try:
            return bytes(typst.compile(template, **settings))
        except typst.TypstError as error:
            raise InternalError(
                "The document cannot be set as PDF: a picture in it is no SVG, or too large."
            ) from error


def _content(document: Document) -> dict[str, Any]:
    wording = Wording.of(document)
    return {
        "title": clean(document.title),
        "subtitle": clean(document.subtitle),
        "author": clean(document.author),
        "language": document.language,
        "made": f"{wording.labels['made']} {wording.text(document.made_at)}",
        "page": wording.labels["page"],
        "of": wording.labels["of"],
        "blocks": [_block(block, wording) for block in document.blocks],
    }


def _block(block: Block, wording: Wording) -> dict[str, Any]:  # noqa: PLR0911  # one per kind
    match block:
        case Heading():
            return {"kind": "heading", "text": clean(block.text), "level": block.level}
        case Paragraph():
            return {"kind": "paragraph", "text": clean(block.text), "tone": block.tone}
        case Bullets():
            return {"kind": "bullets", "items": [clean(item) for item in block.items]}
        case Facts():
            rows = [[clean(name), wording.text(value)] for name, value in block.rows]
            return {"kind": "facts", "rows": rows}
        case Table():
            return {
                "kind": "table",
                "name": clean(block.name),
                "head": [clean(name) for name in block.head],
                "rows": [[wording.text(value) for value in row] for row in block.rows],
                "empty": clean(block.empty),
                "widths": list(block.widths) or _widths(block, wording),
                "numbers": number_columns(block),
            }
        case Picture():
            return {"kind": "picture", **_picture(block)}
        case Pictures():
            return {"kind": "pictures", "items": [_picture(each) for each in block.items]}


def _picture(each: Picture) -> dict[str, str]:
    return {
        "svg": clean(each.svg),
        "description": clean(each.description),
        "caption": clean(each.caption),
        "title": clean(each.title),
    }


def _widths(table: Table, wording: Wording) -> list[float]:
    """Relative widths: the longest line of a column counts, ever less as it grows; a word should
    fit on one line."""
    widths = []
    for column in zip(table.head, *table.rows, strict=True):
        lines = [line for value in column for line in wording.text(value).split("\n")]
        line = min(max(map(len, lines)), _LONG_LINE)
        word = min(max(len(word) for line in lines for word in line.split() or [""]), _LONG_WORD)
        widths.append(max(line**_SLOWLY, word * _PER_LETTER, 1.0))
    return widths
