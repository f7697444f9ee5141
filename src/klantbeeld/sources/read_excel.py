"""Excel workbooks (.xlsx) to batches of declared text columns.

Entering: a path and a sheet. Leaving: batches. A cell becomes the text that a person reads in it:
dates by ISO 8601, numbers plain with at most Excel's 15 significant digits, booleans ``true`` and
``false``; a formula counts for its stored result. Rows without any value are passed over.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
from openpyxl.utils.cell import range_boundaries

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Step
from klantbeeld.sources.detect import clean_names, header_faults, undeclared
from klantbeeld.sources.rows import (
    Batch,
    FileFormat,
    FileShape,
    Position,
    ReadOptions,
    RefusalCode,
    Refused,
    cut,
    text_table,
)

_HEADER_WITHIN = 20
"""Titles and notes may stand above the header, as far as this row."""

_ROWS_AT_ONCE = 1000
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, EOFError,
    KeyError, IndexError, ValueError, TypeError, AttributeError,
)  # fmt: skip
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MIDNIGHT = time()


@contextmanager
def _workbook(path: Path, *, data_only: bool = True) -> Iterator[Any]:
    """openpyxl's workbook, row by row; raises InputError where the file is damaged."""
    with path.open("rb") as file:  # by its name openpyxl would refuse a workbook named otherwise
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl warns of every style it does not keep
                book = openpyxl.load_workbook(file, read_only=True, data_only=data_only)
        except _DAMAGED as error:
            raise _damaged(path) from error
        with closing(book):
            yield book


def _damaged(path: Path, row: int | None = None) -> InputError:
    where = str(path) if row is None else f"{path}, after row {row}"
    mend = "Open it in a spreadsheet program and save it again as .xlsx."
    return InputError.single("the Excel file is damaged", where, mend)


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Each row's number from 1 and its cells; raises InputError where the sheet is damaged."""
    sheet.reset_dimensions()  # the size that a file states of itself is often wrong
    cells = sheet.iter_rows()
    number = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                chunk = list(islice(cells, _ROWS_AT_ONCE))
        except _DAMAGED as error:
            raise _damaged(path, number) from error
        for row in chunk:
            number += 1
            yield number, row
        if len(chunk) < _ROWS_AT_ONCE:
            return


def inspect_excel(path: Path, declared: Collection[str], options: ReadOptions) -> FileShape:
    """Finds the sheet and its header: the row above the records that has all declared columns."""
    with _workbook(path) as book:
        titles = [sheet.title for sheet in book.worksheets]
        title = options.sheet if options.sheet is not None else (titles[0] if titles else "")
        if title not in titles:
            what = f"there is no sheet {title!r}"
            mend = f"Set sheet in the source's YAML to one of: {', '.join(titles)}."
            raise InputError.single(what, str(path), mend)
        rows = _rows(path, book[title])
        number, names = _header(rows, declared)
        if not names:
            mend = "Fill the sheet, or name another one with sheet in the source's YAML."
            raise InputError.single("the sheet is empty", f"{path}, sheet {title}", mend)
        faults = header_faults(names, declared, f"{path}, sheet {title}, row {number}")
        if faults:
            raise InputError(*faults)
        has_rows = any(
            at > number and any(cell.value not in {None, ""} for cell in row)
            for at, row in _rows(path, book[title])
        )
    return FileShape(
        format=FileFormat.EXCEL,
        names=names,
        undeclared=undeclared(names, declared),
        total_bytes=path.stat().st_size,
        total_rows=None if has_rows else 0,
        first_row=number + 1,
        sheet=title,
        other_sheets=tuple(other for other in titles if other != title),
    )


def _header(
    rows: Iterator[tuple[int, Sequence[Any]]], declared: Collection[str]
) -> tuple[int, tuple[str, ...]]:
    """The row with most of the declared columns among the first; (0, ()) of an empty sheet."""
    best: tuple[int, int, tuple[str, ...]] = (-1, 0, ())
    for number, row in rows:
        texts = [None if cell.value is None else str(cell.value) for cell in row]
        while texts and not (texts[-1] or "").strip():
            texts.pop()
        if texts:
            names = clean_names(texts)
            found = len(set(names) & set(declared))
            if found > best[0]:
                best = (found, number, names)
        if best[0] == len(set(declared)) or (best[0] >= 0 and number >= _HEADER_WITHIN):
            break
    return best[1], best[2]


def cell_text(cell: Any) -> str | None:
    """The text that stands for a cell's value; None where it has none."""
    text: str | None
    match cell.value:
        case None | "":
            text = None
        case bool() as value:
            text = "true" if value else "false"
        case float() as value:
            text = format(Decimal(format(value, ".15g")), "f")
        case datetime() as value:
            whole_day = value.time() == _MIDNIGHT and "h" not in str(cell.number_format).lower()
            text = value.date().isoformat() if whole_day else value.isoformat()
        case date() | time() as value:
            text = value.isoformat()
        case timedelta() as value:
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            text = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case value:
            text = str(value)
    return text


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What must be known of a sheet before its rows can be judged."""

    formulas: bool
    merged: dict[int, set[int]]
    """Row to the columns (from 1) that lie under a merged cell without being its first."""


def _survey(book: Any, sheet: Any, wanted: Collection[int]) -> _Sheet:
    """Looks for formulas and merged cells, which openpyxl's row-by-row reading passes over."""
    formulas, tail = False, b""
    merged: dict[int, set[int]] = {}
    with book._archive.open(sheet._worksheet_path) as xml:  # no public way to a sheet's own part
        while chunk := xml.read(1 << 20):
            data = tail + chunk
            formulas = formulas or _FORMULA.search(data) is not None
            for match in _MERGED.finditer(data):
                _mark(match[1].decode(), wanted, merged)
            tail = data[data.rfind(b"<") :] if b"<" in data else b""
    return _Sheet(formulas, merged)


def _mark(area: str, wanted: Collection[int], merged: dict[int, set[int]]) -> None:
    left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(area))
    columns = {column for column in wanted if left <= column <= right}
    for row in range(top, bottom + 1) if columns else ():
        merged.setdefault(row, set()).update(columns - ({left} if row == top else set()))


def read_excel(
    path: Path,
    shape: FileShape,
    declared: Collection[str],
    *,
    batch_rows: int,
    start_row: int = 0,
    step: Step | None = None,
) -> Iterator[Batch]:
    """Batches of at most ``batch_rows`` records from rows after ``start_row`` of the sheet."""
    wanted = {index: name for index, name in enumerate(shape.names) if name in declared}
    told = 0
    with _workbook(path) as book:
        height = book[shape.sheet].max_row or 0
        records = _records(path, book, shape, wanted, max(start_row, shape.first_row - 1))
        while chunk := list(islice(records, batch_rows)):
            read = [(row, texts) for row, texts in chunk if not isinstance(texts, Refused)]
            refused = [texts for _, texts in chunk if isinstance(texts, Refused)]
            columns = ([texts[index] for _, texts in read] for index in wanted)
            table = text_table(list(wanted.values()), columns)
            rows = np.array([row for row, _ in read], np.int64)
            yield from cut(table, rows, refused, batch_rows=batch_rows)
            done = shape.total_bytes * min(chunk[-1][0], height) // height if height else 0
            if step is not None and done > told:
                step.advance(done - told)
                told = done
    if step is not None and shape.total_bytes > told:
        step.advance(shape.total_bytes - told)


def _records(
    path: Path, book: Any, shape: FileShape, wanted: dict[int, str], start_row: int
) -> Iterator[tuple[int, dict[int, str | None] | Refused]]:
    """Each row after ``start_row`` that has any value: its number, and its texts or refusal."""
    sheet = book[shape.sheet]
    survey = _survey(book, sheet, {index + 1 for index in wanted})
    formulas = _formula_cells(path, shape, wanted) if survey.formulas else iter(())
    for number, row in _rows(path, sheet):
        with_formula = next(formulas, frozenset())
        if number <= start_row or all(cell.value in {None, ""} for cell in row):
            continue
        texts = {index: cell_text(row[index]) if index < len(row) else None for index in wanted}
        fault = _fault(row, with_formula, survey.merged.get(number, set()), wanted)
        if fault is None:
            yield number, texts
            continue
        code, faulty, what, mend = fault
        fields = {name: None if i in faulty else texts[i] for i, name in wanted.items()}
        position = Position(path.name, number, "row", shape.sheet)
        yield number, Refused(position, code, what, mend, fields)


def _formula_cells(
    path: Path, shape: FileShape, wanted: Collection[int]
) -> Iterator[frozenset[int]]:
    """Row by row, which of the wanted columns hold a formula."""
    with _workbook(path, data_only=False) as book:
        for _, row in _rows(path, book[shape.sheet]):
            yield frozenset(
                index for index in wanted if index < len(row) and row[index].data_type == "f"
            )


def _fault(
    row: Sequence[Any], with_formula: Collection[int], merged: set[int], wanted: dict[int, str]
) -> tuple[RefusalCode, set[int], str, str] | None:
    """Code, faulty columns, what is wrong and the mend of a row that cannot be taken up."""
    present = {index: row[index] for index in wanted if index < len(row)}
    errors = {index for index, cell in present.items() if cell.data_type == "e"}
    if errors:
        what = f"column {_named(errors, wanted)} holds an error value such as #N/A"
        return RefusalCode.ERROR_CELL, errors, what, "Mend the formula, or clear the cell."
    # A formula whose result is an empty text has the type "str"; one without a result has not.
    unknown = {
        index
        for index in with_formula
        if index in present and present[index].value is None and present[index].data_type != "str"
    }
    if unknown:
        what = f"column {_named(unknown, wanted)} holds a formula without a stored result"
        mend = "Open the file in a spreadsheet program, let it calculate, and save it."
        return RefusalCode.FORMULA_WITHOUT_RESULT, unknown, what, mend
    covered = {index for index in wanted if index + 1 in merged}
    if covered:
        what = f"column {_named(covered, wanted)} lies under a merged cell"
        mend = "Take the merge apart and fill in the value in every row."
        return RefusalCode.MERGED_CELL, covered, what, mend
    return None


def _named(indexes: set[int], wanted: dict[int, str]) -> str:
    return ", ".join(repr(wanted[index]) for index in sorted(indexes))
