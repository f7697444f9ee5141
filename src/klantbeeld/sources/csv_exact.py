"""CSV row by row, exactly: what every row is, and what is wrong with the ones that are none.

Entering: the bytes of whole lines and how the file is built. Leaving: the declared fields of each
row with its line, and the refused rows. Follows RFC 4180, read strictly, with any delimiter. A line
that breaks the rules is refused and reading goes on at the next line, so that one stray quote never
swallows the rows behind it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from klantbeeld.sources.rows import MAX_ROW_BYTES, FileShape, Position, RefusalCode, Refused

_READS_AS_UTF8 = re.compile(r"[\x00-\x7f\u00a0-\u017f\u2000-\u20bf]*")
"""The letters and signs of western European text; other characters are there by coincidence."""

_NOT_DECODED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """What is needed to split and judge a row; ``declared`` maps a column's index to its name."""

    file: str
    encoding: str
    delimiter: str
    quote: str
    width: int
    declared: dict[int, str]

    @classmethod
    def of(cls, file: str, shape: FileShape, declared: Collection[str]) -> CsvLayout:
        wanted = {index: name for index, name in enumerate(shape.names) if name in declared}
        encoding = "utf-8" if shape.encoding.startswith("utf") else shape.encoding
        return cls(file, encoding, shape.delimiter, shape.quote, len(shape.names), wanted)

    def blank(self, line: bytes) -> bool:
        """Nothing but delimiters and spaces: spreadsheets export these below the last row."""
        return not line.strip(b" \t\r\n" + self.delimiter.encode())


@dataclass(slots=True)
class ExactRows:
    """The rows read so far: one list of values for each declared column, and their lines.

    ``unread``: the bytes at the end whose row may go on in the next block; ``unread_line`` theirs.
    ``passed_line``: the last line of a refused row that goes on beyond the block; else 0.
    """

    columns: list[list[str | None]]
    lines: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unread: bytes = b""
    unread_line: int = 0
    passed_line: int = 0


def read_exactly(
    data: bytes,
    line: int,
    layout: CsvLayout,
    *,
    last: bool,
    closing_line: Callable[[int], int | None] | None = None,
) -> ExactRows:
    """The rows of ``data``, which begins at line ``line``; ``last`` when nothing follows.

    ``closing_line`` tells where a quote that is open before the given line is closed, None if
    nowhere; asked only when more than ``MAX_ROW_BYTES`` stand between. A row as large as that
    is refused whole; a quote that is never closed costs its own line.
    """
    csv.field_size_limit(1 << 30)  # blocks are bounded, and so are their fields
    result = ExactRows([[] for _ in layout.declared])
    pieces = _lines(data)
    texts = [piece.decode(layout.encoding, "surrogateescape") for piece in pieces]
    start = 0
    while start < len(pieces):
        reader = csv.reader(
            map(texts.__getitem__, range(start, len(texts))),
            delimiter=layout.delimiter,
            quotechar=layout.quote or '"',
            quoting=csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE,
            strict=True,
        )
        begin = start
        try:
            for fields in reader:
                end = start + reader.line_num
                _judge(fields, pieces[begin:end], line + begin, layout, result)
                begin = end
        except csv.Error:
            fault = _quote_fault("".join(texts[begin : start + reader.line_num]), layout)
            at_end = start + reader.line_num == len(pieces)
            if fault.code is RefusalCode.QUOTE_NOT_CLOSED and at_end and not last:
                rest = b"".join(pieces[begin:])
                if len(rest) <= MAX_ROW_BYTES:
                    result.unread, result.unread_line = rest, line + begin
                    return result
                closed = closing_line(line + len(pieces)) if closing_line else None
                if closed is not None:
                    result.refused.append(too_large(Position(layout.file, line + begin)))
                    result.passed_line = closed
                    return result
            result.refused.append(_unsplit(fault, line + begin, layout))
            start = begin + fault.lines_down + 1
        else:
            return result
    return result


def _lines(data: bytes) -> list[bytes]:
    """Lines end at a line feed only; a carriage return is part of its line."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    pieces = data.split(b"\n")
    whole = [piece + b"\n" for piece in pieces[:-1]]
    return [*whole, pieces[-1]] if pieces[-1] else whole


def _judge(
    fields: list[str], pieces: list[bytes], line: int, layout: CsvLayout, result: ExactRows
) -> None:
    """Takes the row up, or refuses it, or passes over a blank line."""
    if not fields or (len(pieces) == 1 and layout.blank(pieces[0])):
        return
    raw = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    refusal = _fault(fields, raw, len(pieces), line, layout)
    if refusal is not None:
        result.refused.append(refusal)
        return
    for column, index in zip(result.columns, layout.declared, strict=True):
        column.append(fields[index])
    result.lines.append(line)


def _fault(
    fields: list[str], raw: bytes, height: int, line: int, layout: CsvLayout
) -> Refused | None:
    position = Position(layout.file, line)
    if len(raw) > MAX_ROW_BYTES:
        return too_large(position)
    if len(fields) != layout.width:
        return _ragged(fields, height, position, layout)
    if b"\0" in raw:
        with_nul = {i for i in layout.declared if "\0" in fields[i]}
        if with_nul:
            what = f"column {_named(with_nul, layout)} holds a NUL byte"
            mend = "Remove the NUL bytes where the file is made."
            delivered = _delivered(fields, layout, with_nul)
            return Refused(position, RefusalCode.NUL_BYTE, what, mend, delivered)
    if not raw.isascii():
        broken = {i for i in layout.declared if is_broken(fields[i], layout.encoding)}
        if broken:
            what = f"column {_named(broken, layout)} is not {layout.encoding} text, as the file is"
            mend = "Save the whole file in one encoding, UTF-8 by preference."
            delivered = _delivered(fields, layout, broken)
            return Refused(position, RefusalCode.BROKEN_ENCODING, what, mend, delivered)
    return None


def is_broken(value: str, encoding: str) -> bool:
    """Whether the field, decoded with surrogateescape, was in another encoding than the file's."""
    if value.isascii():
        return False
    if _NOT_DECODED.search(value):
        return True
    if encoding == "utf-8":
        return False
    try:
        text = value.encode(encoding).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _READS_AS_UTF8.fullmatch(text) is not None


def _ragged(fields: list[str], height: int, position: Position, layout: CsvLayout) -> Refused:
    span = f" (lines {position.row} to {position.row + height - 1})" if height > 1 else ""
    what = f"the row has {len(fields)} fields where the header has {layout.width}{span}"
    if len(fields) > layout.width:
        mend = f"Put quotes around a value that holds the delimiter {layout.delimiter!r}."
        return Refused(position, RefusalCode.TOO_MANY_FIELDS, what, mend)
    mend = "Deliver every row with all its fields, empty ones too."
    broken = {i for i in layout.declared if i < len(fields) and _unstorable(fields[i], layout)}
    delivered = _delivered(fields, layout, broken)
    return Refused(position, RefusalCode.TOO_FEW_FIELDS, what, mend, delivered)


def _unstorable(value: str, layout: CsvLayout) -> bool:
    return "\0" in value or is_broken(value, layout.encoding)


def _delivered(fields: list[str], layout: CsvLayout, faulty: set[int]) -> dict[str, str | None]:
    return {
        name: None if index in faulty else fields[index] or None
        for index, name in layout.declared.items()
        if index < len(fields)
    }


def _named(indexes: set[int], layout: CsvLayout) -> str:
    return ", ".join(repr(layout.declared[index]) for index in sorted(indexes))


def too_large(position: Position) -> Refused:
    """Any reader's refusal of a row above the limit."""
    what = f"the row is larger than {MAX_ROW_BYTES >> 20} MiB"
    mend = "Shorten its largest value, or look for a quote that is not closed."
    return Refused(position, RefusalCode.ROW_TOO_LARGE, what, mend)


@dataclass(frozen=True, slots=True)
class _Fault:
    """What keeps a row from being split, and how many lines below its first line it begins."""

    code: RefusalCode
    lines_down: int


def _unsplit(fault: _Fault, line: int, layout: CsvLayout) -> Refused:
    opened = line + fault.lines_down
    if fault.code is RefusalCode.BARE_RETURN:
        what = f"a carriage return stands in the middle of a value without quotes on line {opened}"
        mend = "Put quotes around the value, or remove the carriage return."
    elif fault.code is RefusalCode.TEXT_AFTER_QUOTE:
        what = f"text follows the closing quote of the value that opens on line {opened}"
        mend = f"Write a quote inside a value twice: {layout.quote * 2}."
    else:
        what = f"the quote that opens on line {opened} is not closed"
        mend = "Close the quote; the lines below it were read as rows of their own."
    return Refused(Position(layout.file, line), fault.code, what, mend)


def _quote_fault(text: str, layout: CsvLayout) -> _Fault:
    """The fault in the row with which ``text`` begins, and which the strict reader refused."""
    quote, delimiter = re.escape(layout.quote), re.escape(layout.delimiter)
    quoted = re.compile(f"{quote}[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+{quote}")
    plain = re.compile(f"[^{delimiter}\r\n]*")
    place = 0
    while place < len(text):
        match = None
        if layout.quote and text[place] == layout.quote:
            match = quoted.match(text, place)
            if match is None:
                return _Fault(RefusalCode.QUOTE_NOT_CLOSED, text.count("\n", 0, place))
            if match.end() < len(text) and text[match.end()] not in layout.delimiter + "\r\n":
                return _Fault(RefusalCode.TEXT_AFTER_QUOTE, text.count("\n", 0, place))
        match = match or plain.match(text, place)
        place = match.end() if match else len(text)
        if text[place : place + 1] != layout.delimiter:
            break
        place += 1
    return _Fault(RefusalCode.BARE_RETURN, text.count("\n", 0, place))
