"""How a CSV file is built: encoding, delimiter, quote, header.

Entering: a path, the declared columns, what the source's YAML fixes. Leaving: its ``FileShape``, or
an InputError with every fault of the header. The delimiter is the one that finds most of the
declared columns, then the one that gives most rows the header's number of fields.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.sources.byte_stream import blocks, raw_chunks
from klantbeeld.sources.detect import clean_names, header_faults, undeclared
from klantbeeld.sources.encoding import detect_encoding, named_encoding
from klantbeeld.sources.rows import MAX_ROW_BYTES, FileFormat, FileShape, ReadOptions

DELIMITERS = ",;\t|"
_SAMPLE_BYTES = 256 << 10
_SAMPLE_ROWS = 100
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def inspect_csv(path: Path, declared: Collection[str], options: ReadOptions) -> FileShape:
    """Raises InputError for a file without header, or with one that does not fit."""
    where = str(path)
    _check_options(options, where)
    encoding = named_encoding(options.encoding, where) if options.encoding else ""
    head = next(raw_chunks(path, _SAMPLE_BYTES), b"")
    return_only = b"\r" in head and b"\n" not in head
    encoding = encoding or detect_encoding(path, return_only=return_only)
    lines = _sample(path, encoding, return_only=return_only)
    skipped = next((number for number, line in enumerate(lines) if line.strip()), None)
    if skipped is None:
        raise InputError.single("the file is empty", where, "Deliver it again, with a header.")
    said = _SEPARATOR_LINE.fullmatch(lines[skipped])
    if said:
        skipped += 1
    quote = '"' if options.quote is None else options.quote
    delimiter = options.delimiter or (said and said[1]) or _detect(lines[skipped:], declared, quote)
    at = f"{where}, line {skipped + 1}"
    names, height = _header(lines[skipped:], delimiter, quote, at)
    faults = _delimiter_faults(names, declared, delimiter, at)
    faults = faults or header_faults(names, declared, at)
    if faults:
        raise InputError(*faults)
    rest = lines[skipped + height :]
    return FileShape(
        format=FileFormat.CSV,
        names=names,
        undeclared=undeclared(names, declared),
        total_bytes=path.stat().st_size,
        total_rows=None if any(line.strip(f" \r\n\t{delimiter}") for line in rest) else 0,
        first_row=skipped + height + 1,
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        return_only=return_only,
    )


def _check_options(options: ReadOptions, where: str) -> None:
    for key, value in (("delimiter", options.delimiter), ("quote", options.quote or None)):
        if value is not None and (len(value) != 1 or not value.isascii() or value in "\r\n\0"):
            what = f"{key} in the source's YAML is not one ASCII character"
            raise InputError.single(what, where, f"Write one character, or leave {key} out.")
    if options.delimiter is not None and options.delimiter == (options.quote or '"'):
        what = "delimiter and quote are the same character"
        raise InputError.single(what, where, "Give them different characters.")


def _sample(path: Path, encoding: str, *, return_only: bool) -> list[str]:
    """The first whole lines; of a file whose first line has no end in sight, nothing."""
    codec = "utf-8" if encoding.startswith("utf") else encoding
    lines: list[str] = []
    for block in blocks(path, encoding, return_only=return_only, chunk_bytes=_SAMPLE_BYTES):
        if block.too_large:
            if any(line.strip() for line in lines):
                break
            what = f"the header is larger than {MAX_ROW_BYTES >> 20} MiB"
            raise InputError.single(what, str(path), "Check that the file is CSV with a header.")
        lines += re.findall("[^\n]*\n|[^\n]+", block.data.decode(codec, "surrogateescape"))
        if sum(bool(line.strip()) for line in lines) > 1:
            break
    return lines


def _rows(
    lines: list[str], delimiter: str, quote: str, *, strict: bool = False
) -> Iterator[tuple[list[str], int]]:
    """Rows that are not blank, and the number of lines read up to the end of each.

    Ends at a row that cannot be split; ``strict`` finds more of those.
    """
    csv.field_size_limit(2 * MAX_ROW_BYTES)
    reader = csv.reader(
        iter(lines),
        delimiter=delimiter,
        quotechar=quote or '"',
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=strict,
    )
    try:
        for fields in reader:
            if fields:
                yield fields, reader.line_num
    except csv.Error:
        return


def _detect(lines: list[str], declared: Collection[str], quote: str) -> str:
    def fitness(delimiter: str) -> tuple[int, float, int]:
        rows = [fields for fields, _ in _rows(lines[:_SAMPLE_ROWS], delimiter, quote)]
        if not rows:
            return 0, 0.0, 0
        width = len(rows[0])
        found = len(set(clean_names(rows[0])) & set(declared))
        alike = sum(len(fields) == width for fields in rows) / len(rows) if width > 1 else 0.0
        return found, alike, width

    return max(DELIMITERS, key=fitness)


def _header(
    lines: list[str], delimiter: str, quote: str, where: str
) -> tuple[tuple[str, ...], int]:
    """The names in the header and how many lines it takes."""
    fields, height = next(_rows(lines, delimiter, quote, strict=True), ([], 0))
    if not fields:
        what = "a quote in the header is not closed, or text follows a closed one"
        raise InputError.single(what, where, "Put quotes around whole names, or leave them out.")
    return clean_names(fields), height


def _delimiter_faults(
    names: tuple[str, ...], declared: Collection[str], delimiter: str, where: str
) -> list[Fault]:
    """The header is one column in which another delimiter stands."""
    if len(names) != 1 or names[0] in declared:
        return []
    others = [other for other in DELIMITERS if other != delimiter and other in names[0]]
    if not others:
        return []
    other = max(others, key=names[0].count)
    shown = _NAMES.get(delimiter, repr(delimiter))
    what = (
        f"with the {shown} as delimiter the header is one column, and it holds the {_NAMES[other]}"
    )
    mend = f"Set delimiter: {other!r} in the source's YAML, or leave it out so that it is detected."
    return [Fault(what, where, mend)]
