"""CSV files to batches of declared text columns.

Entering: a path, its shape, the declared columns. Leaving: batches, in the order of the file.
Follows RFC 4180 with any delimiter. Each block of the file goes through pyarrow when numpy can
prove that the block is plain (every quote opens or closes a field, no NUL, one encoding) and
pyarrow finds no ragged row; the rest is read row by row by ``csv_exact``. Both give the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from klantbeeld.core.progress import Step
from klantbeeld.sources.byte_stream import CHUNK_BYTES, Block, blocks
from klantbeeld.sources.csv_exact import CsvLayout, ExactRows, read_exactly, too_large
from klantbeeld.sources.rows import (
    MAX_ROW_BYTES,
    Batch,
    FileShape,
    Position,
    Refused,
    RowNumbers,
    cut,
    text_table,
)

_UTF8_AMONG_OTHERS = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
"""What a letter of western European text looks like in UTF-8."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_csv(
    path: Path,
    shape: FileShape,
    declared: Collection[str],
    *,
    batch_rows: int,
    start_row: int = 0,
    step: Step | None = None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Iterator[Batch]:
    """Batches of at most ``batch_rows`` records from lines after ``start_row``."""
    layout = CsvLayout.of(path.name, shape, declared)
    start_row = max(start_row, shape.first_row - 1)
    passed = shape.first_row - 1

    def closing_line(line: int) -> int | None:
        ahead = blocks(path, shape.encoding, return_only=shape.return_only, chunk_bytes=chunk_bytes)
        return _closing_line(ahead, line, layout)

    carry, carry_line = b"", 0
    stream = blocks(
        path, shape.encoding, return_only=shape.return_only, chunk_bytes=chunk_bytes, step=step
    )
    for block in stream:
        data, line, feeds = block.data, block.line, block.feeds
        if line <= passed:
            count = min(passed + 1 - line, len(feeds))
            data = data[int(feeds[count - 1]) + 1 :] if count else data
            feeds = feeds[count:] - (len(block.data) - len(data))
            line += count
        if carry:
            data, line = carry + data, carry_line
            feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
        rows = _read_plainly(data, line, feeds, layout, last=block.last or block.too_large)
        if rows is None:
            exact = read_exactly(
                data,
                line,
                layout,
                last=block.last or block.too_large,
                closing_line=closing_line,
            )
            rows = _BlockRows.of(exact, layout)
            passed = max(passed, exact.passed_line)
        carry, carry_line = rows.unread, rows.unread_line
        if block.too_large and block.line > passed:
            rows.refused.append(too_large(Position(path.name, block.line)))
        yield from cut(
            rows.table, rows.lines, rows.refused, batch_rows=batch_rows, start_row=start_row
        )


@dataclass(slots=True)
class _BlockRows:
    table: pa.Table
    lines: RowNumbers
    refused: list[Refused]
    unread: bytes
    unread_line: int

    @classmethod
    def of(cls, exact: ExactRows, layout: CsvLayout) -> _BlockRows:
        table = text_table(list(layout.declared.values()), exact.columns)
        lines = np.array(exact.lines, np.int64)
        return cls(table, lines, exact.refused, exact.unread, exact.unread_line)


def _closing_line(ahead: Iterator[Block], line: int, layout: CsvLayout) -> int | None:
    """Where a quote that is open at the beginning of ``line`` is closed as a quote should be."""
    quote = layout.quote.encode()
    quotes = re.compile(re.escape(quote) + b"+")
    edges = (b"", b"\n", b"\r", layout.delimiter.encode())
    for block in ahead:
        if block.too_large and block.line >= line:
            return None
        if block.line + len(block.feeds) < line:
            continue
        begin = int(block.feeds[line - block.line - 1]) + 1 if line > block.line else 0
        for match in quotes.finditer(block.data, begin):
            if len(match[0]) % 2 == 1:
                closes = block.data[match.end() : match.end() + 1] in edges
                return block.line + block.data.count(b"\n", 0, match.end()) if closes else None
    return None


def _read_plainly(
    data: bytes, line: int, feeds: RowNumbers, layout: CsvLayout, *, last: bool
) -> _BlockRows | None:
    """The block through pyarrow, or None where only the exact reader can tell what is in it."""
    quotes = _quotes(data, layout)
    if quotes is None or _strange(data):
        return None
    open_at_feed = np.searchsorted(quotes, feeds) % 2 == 1
    ends, end_lines = feeds[~open_at_feed] + 1, np.flatnonzero(~open_at_feed) + 1
    if last and len(data) > (ends[-1] if len(ends) else 0):
        ends, end_lines = np.append(ends, len(data)), np.append(end_lines, len(feeds) + 1)
    body = int(ends[-1]) if len(ends) else 0
    lengths = np.diff(ends, prepend=0)
    longest = max(len(data) - body, int(lengths.max(initial=0)))
    if longest > MAX_ROW_BYTES or (last and len(quotes) % 2 == 1):
        return None
    empty = _empty_lines(data, ends, lengths)
    lines = line + np.concatenate([np.zeros(1, np.int64), end_lines])[:-1][~empty]
    table = _parse(data[:body], layout)
    if table is None or len(table) != len(lines):
        return None
    unread_line = line + (int(end_lines[-1]) if len(end_lines) else 0)
    return _BlockRows(table, lines, [], data[body:], unread_line)


def _strange(data: bytes) -> bool:
    """Bytes of which pyarrow makes something else than the exact reader does."""
    lone_return = data.count(b"\r") != data.count(b"\r\n")
    return lone_return or b"\0" in data or data.startswith(_BYTE_ORDER_MARK)


def _empty_lines(data: bytes, ends: RowNumbers, lengths: RowNumbers) -> npt.NDArray[np.bool_]:
    """Which records are a line end and nothing else; pyarrow passes over these."""
    array = np.frombuffer(data, np.uint8)
    empty: npt.NDArray[np.bool_] = (lengths == 1) & (array[ends - 1] == 10)
    pairs = np.flatnonzero(lengths == 2)
    empty[pairs] = (array[ends[pairs] - 2] == 13) & (array[ends[pairs] - 1] == 10)
    return empty


def _quotes(data: bytes, layout: CsvLayout) -> RowNumbers | None:
    """Where the quotes stand, when each opens or closes a field or doubles another; else None.

    Then, and only then, a byte is inside quotes exactly when an odd number of quotes precedes it.
    """
    if not layout.quote or layout.quote.encode() not in data:
        return np.empty(0, np.int64)
    array = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(array == ord(layout.quote))
    edge = np.zeros(256, bool)
    edge[[10, 13, ord(layout.delimiter)]] = True
    opening, closing = quotes[::2], quotes[1::2]
    before = (opening == 0) | edge[array[opening - 1]]
    before[1:] |= closing[: len(opening) - 1] == opening[1:] - 1
    after = (closing == len(data) - 1) | edge[array[np.minimum(closing + 1, len(data) - 1)]]
    following = opening[1 : len(closing) + 1]
    after[: len(following)] |= closing[: len(following)] == following - 1
    return quotes if before.all() and after.all() else None


def _parse(body: bytes, layout: CsvLayout) -> pa.Table | None:
    """All declared columns as text, or None when pyarrow meets a fault."""
    names = list(layout.declared.values())
    if not body:
        return text_table(names, [[] for _ in names])
    delimiter = re.escape(layout.delimiter.encode())
    if re.search(rb"(?:^|\n)[ \t" + delimiter + rb"]+\r?(?:\n|$)", body):
        return None  # a line that looks blank; the exact reader passes over it
    if layout.encoding != "utf-8" and not body.isascii():
        if _UTF8_AMONG_OTHERS.search(body):
            return None
        try:
            body = body.decode(layout.encoding).encode()
        except UnicodeDecodeError:
            return None
    keys = [str(index) for index in range(layout.width)]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(body),
            pacsv.ReadOptions(column_names=keys, block_size=len(body) + 1),
            pacsv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char=layout.quote or False,
                newlines_in_values=True,
            ),
            pacsv.ConvertOptions(
                column_types=dict.fromkeys(keys, pa.string()),
                include_columns=[str(index) for index in layout.declared],
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.rename_columns(names)
