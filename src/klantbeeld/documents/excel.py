"""A document as an Excel workbook (Office Open XML, ISO/IEC 29500): tables that can be worked with.

Entering: a document. Leaving: the bytes of a workbook. The first sheet holds the text and facts,
each table has a sheet of its own with a frozen head and filters. Text stays text: what begins with
``=``, ``+``, ``-`` or ``@`` is never a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from klantbeeld.documents.model import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Paragraph,
    Pictures,
    Table,
)
from klantbeeld.documents.wording import Wording, clean

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_575
"""Below the head: Excel's own limits."""

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_BOLD = Font(bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_WIDEST = 60
_MOMENT, _DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"


def as_excel(document: Document) -> bytes:
    """The workbook; text that is longer than a cell may hold ends with an ellipsis."""
    book = Workbook()
    book.properties.title = clean(document.title)
    book.properties.creator = clean(document.author)
    book.properties.created = document.made_at.replace(tzinfo=None)
    wording = Wording.of(document)
    first = book.active
    if not isinstance(first, Worksheet):  # a new workbook has one sheet
        raise TypeError("a workbook without a sheet")
    first.title = _sheet_name(document.title, ())
    _fill(first, _front(document, wording), wording)
    first["A1"].font = Font(bold=True, size=14)
    for block in document.blocks:
        if isinstance(block, Table):
            _add_table(book, block, wording)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _front(document: Document, wording: Wording) -> Iterable[tuple[Cell, ...]]:
    yield (document.title,)
    if document.subtitle:
        yield (document.subtitle,)
    yield (f"{document.author} · {wording.labels['made']} {wording.text(document.made_at)}",)
    for block in document.blocks:
        yield from _lines(block)


def _lines(block: Block) -> Iterable[tuple[Cell, ...]]:
    match block:
        case Heading():
            yield ("",)
            yield (block.text,)
        case Paragraph():
            yield (block.text,)
        case Bullets():
            for item in block.items:
                yield ("", item)
        case Facts():
            yield from block.rows
        case Table():
            yield (f"→ {block.name}" if block.rows else f"{block.name}: {block.empty}",)
        case Pictures():
            for each in block.items:
                yield (each.description,)
        case _:
            yield (block.description,)


def _add_table(book: Workbook, table: Table, wording: Wording) -> None:
    for start in range(0, max(len(table.rows), 1), MOST_ROWS):
        sheet = book.create_sheet(_sheet_name(table.name, book.sheetnames))
        _fill(sheet, [table.head, *table.rows[start : start + MOST_ROWS]], wording)
        for cell in sheet[1]:
            cell.font = _BOLD
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions


def _fill(sheet: Worksheet, rows: Iterable[tuple[Cell, ...]], wording: Wording) -> None:
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            _set(cell, value, wording)
            if len(row) > 1:
                longest = max(len(line) for line in str(cell.value or "").split("\n"))
                widths[column] = max(widths.get(column, 8), min(longest + 2, _WIDEST))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width


def _set(cell: ExcelCell | Any, value: Cell, wording: Wording) -> None:
    match value:
        case None | "" | ():
            return
        case bool():
            _set_text(cell, wording.text(value))
        case datetime():
            cell.value, cell.number_format = wording.local(value), _MOMENT
        case date():
            cell.value, cell.number_format = value, _DAY
        case str() | tuple():
            _set_text(cell, wording.text(value))
        case _:
            cell.value = value


def _set_text(cell: ExcelCell | Any, text: str) -> None:
    shown = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
    cell.value = shown
    cell.data_type = "s"
    cell.alignment = _TOP
    if shown[:1] in "=+-@":
        # So that it stays text when somebody edits the cell, too.
        cell.quotePrefix = True


def _sheet_name(name: str, taken: Iterable[str]) -> str:
    """At most 31 characters, and none of those that Excel forbids; a number where it is taken."""
    plain = _NOT_IN_A_NAME.sub(" ", clean(name)).replace("\n", " ").strip()[:31] or "1"
    used = {other.casefold() for other in taken}
    candidate, number = plain, 2
    while candidate.casefold() in used:
        candidate = f"{plain[: 31 - len(str(number)) - 1]} {number}"
        number += 1
    return candidate
