"""What every reader of files hands out: batches of declared text columns, and refused rows.

Entering: nothing. Leaving: the values that pass between the readers, the landing and the dead
letters. All values are text exactly as delivered; an empty text is a missing value (null).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MAX_ROW_BYTES = 1 << 20
"""A row (or a Parquet cell) of more than 1 MiB is refused, so that memory stays bounded."""

RowNumbers = npt.NDArray[np.int64]


class FileFormat(StrEnum):
    """The formats that are read."""

    CSV = "csv"
    EXCEL = "excel"
    JSONL = "jsonl"
    PARQUET = "parquet"


class RefusalCode(StrEnum):
    """Why a row could not be read; stable, as dead letters and tests are counted by it."""

    TOO_FEW_FIELDS = "too_few_fields"
    TOO_MANY_FIELDS = "too_many_fields"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    TEXT_AFTER_QUOTE = "text_after_quote"
    BARE_RETURN = "bare_carriage_return"
    BROKEN_ENCODING = "broken_encoding"
    NUL_BYTE = "nul_byte"
    ROW_TOO_LARGE = "row_too_large"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    FIELD_TWICE = "field_twice"
    ERROR_CELL = "error_cell"
    FORMULA_WITHOUT_RESULT = "formula_without_result"
    MERGED_CELL = "merged_cell"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a row stands, counted as a person counts: from 1, the header included.

    ``row`` is the line of a CSV or JSON Lines file on which the row begins, the row of an Excel
    sheet, the record of a Parquet file.
    """

    file: str
    row: int
    unit: str = "line"
    sheet: str | None = None

    def __str__(self) -> str:
        sheet = f", sheet {self.sheet}" if self.sheet is not None else ""
        return f"{self.file}{sheet}, {self.unit} {self.row}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be read, with what is wrong and the mend; never a value of the row.

    ``fields`` holds the row's declared columns where the row could be split, by the header's order
    and as far as the row goes; a value that itself is the fault is None. Else it is None.
    """

    position: Position
    code: RefusalCode
    what: str
    mend: str
    fields: Mapping[str, str | None] | None = None

    def __str__(self) -> str:
        return f"{self.position}: {self.what}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that were read, and the refused ones that stand among them.

    ``columns``: the declared columns under the file's own names, all ``pa.string()``.
    ``rows``: the row of each record, int64, ascending, as ``Position.row`` counts.
    ``undeclared``: names met here that neither the declaration nor ``FileShape`` knows; only
    JSON Lines has them, the other formats know all names from the header. ``passed``: the last row
    that was looked at and left out, because others were asked for.
    """

    columns: pa.Table
    rows: RowNumbers
    refused: Sequence[Refused] = ()
    undeclared: frozenset[str] = frozenset()
    passed: int = 0

    @property
    def last_row(self) -> int:
        """The last row this batch settles; ``start_row`` of the load that resumes after it."""
        read = int(self.rows[-1]) if len(self.rows) else 0
        return max(read, self.refused[-1].position.row if self.refused else 0, self.passed)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the source's YAML fixes; None means detect.

    ``quote`` may be empty: then no character quotes. ``sheet`` is for Excel only.
    """

    format: FileFormat | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is built, as ``inspect`` found it.

    ``names``: the header, one name for each column, in order (JSON Lines: the names in its first
    rows). ``undeclared``: those of them that nothing declares. ``first_row``: the row of the first
    record. ``total_rows``: None where only a full read would tell. ``total_bytes``: the size on
    disk; ``read`` advances its progress step by as many bytes.
    """

    format: FileFormat
    names: tuple[str, ...]
    undeclared: tuple[str, ...]
    total_bytes: int
    total_rows: int | None = None
    first_row: int = 1
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    return_only: bool = False
    """Lines end in a lone carriage return (an old Macintosh file)."""
    sheet: str | None = None
    other_sheets: tuple[str, ...] = field(default=())

    @property
    def header_only(self) -> bool:
        """The file is sound and holds no record."""
        return self.total_rows == 0


def text_table(names: Sequence[str], columns: Iterable[Sequence[str | None]]) -> pa.Table:
    """A table of text columns from Python values; an empty text becomes null."""
    arrays = [pa.array([value or None for value in column], pa.string()) for column in columns]
    return pa.table(arrays, names=list(names))


def cut(
    table: pa.Table,
    rows: RowNumbers,
    refused: Sequence[Refused],
    *,
    batch_rows: int,
    start_row: int = 0,
    undeclared: frozenset[str] = frozenset(),
) -> Iterator[Batch]:
    """Evenly sized batches of at most ``batch_rows`` records, only of rows after ``start_row``.

    A refused row goes with the batch whose rows surround it, so that whoever stores a batch has
    settled everything up to its ``last_row``.
    """
    skip = int(np.searchsorted(rows, start_row, side="right"))
    table, rows = table.slice(skip), rows[skip:]
    waiting = [item for item in refused if item.position.row > start_row]
    parts = max(1, -(-len(rows) // batch_rows))
    edges = np.linspace(0, len(rows), parts + 1).astype(int)
    for number, (start, stop) in enumerate(pairwise(edges), start=1):
        if number < parts:
            here = [item for item in waiting if item.position.row < rows[stop]]
        else:
            here = waiting
        waiting = waiting[len(here) :]
        if stop > start or here:
            yield Batch(table.slice(start, stop - start), rows[start:stop], here, undeclared)


def pick(batches: Iterable[Batch], only: Mapping[str, str], batch_rows: int) -> Iterator[Batch]:
    """The rows that have these values, in batches of at least ``batch_rows`` rows but for the last.

    Of a file that several sources share each has its own rows, and few of them in any one batch.
    """
    held: list[Batch] = []
    for batch in batches:
        mask = np.ones(len(batch.rows), bool)
        for name, wanted in only.items():
            equal = pc.fill_null(pc.equal(batch.columns.column(name), wanted), False)
            mask &= equal.to_numpy()
        kept = replace(
            batch,
            columns=batch.columns.filter(pa.array(mask)),
            rows=batch.rows[mask],
            passed=batch.last_row,
        )
        held.append(kept)
        if sum(len(one.rows) for one in held) >= batch_rows:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(batches: Sequence[Batch]) -> Batch:
    return Batch(
        pa.concat_tables([batch.columns for batch in batches]),
        np.concatenate([batch.rows for batch in batches]),
        [item for batch in batches for item in batch.refused],
        frozenset().union(*(batch.undeclared for batch in batches)),
        batches[-1].passed,
    )
