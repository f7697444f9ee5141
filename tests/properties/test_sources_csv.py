"""CSV for every input: the fast and the exact way agree, and nothing is lost in silence."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.core.errors import InputError
from klantbeeld.sources import read_csv as module
from klantbeeld.sources.csv_exact import CsvLayout, read_exactly
from klantbeeld.sources.read import inspect, read
from klantbeeld.sources.rows import FileFormat, FileShape, RowNumbers

VALUES = st.text(st.sampled_from('ab ;,"\n\r\té€1'), max_size=6).map(
    lambda text: text.replace("\r", "\r\n") if "\r" in text else text
)
ROWS = st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=8)
ENCODINGS = st.sampled_from(["utf-8", "windows-1252"])


def written(rows: list[tuple[str, ...]], line_end: str, *, quote_all: bool = False) -> str:
    dialect = csv.unix_dialect if quote_all else csv.excel  # quotes every value, or as needed
    buffer = io.StringIO()
    csv.writer(buffer, dialect, delimiter=";", lineterminator=line_end).writerows(rows)
    return buffer.getvalue()


def layout(encoding: str) -> CsvLayout:
    names = ("a", "b", "c")
    shape = FileShape(FileFormat.CSV, names, (), 0, encoding=encoding, delimiter=";")
    return CsvLayout.of("k.csv", shape, ["a", "c"])


def feeds(data: bytes) -> RowNumbers:
    return np.flatnonzero(np.frombuffer(data, np.uint8) == 10)


@given(ROWS, st.sampled_from(["\n", "\r\n"]), ENCODINGS, st.booleans())
def test_both_ways_agree_on_files_that_a_writer_made(
    rows: list[tuple[str, ...]], line_end: str, encoding: str, quote_all: bool
) -> None:
    data = written(rows, line_end, quote_all=quote_all).encode(encoding)
    exact = read_exactly(data, 1, layout(encoding), last=True)
    assert exact.refused == []
    plain = module._read_plainly(data, 1, feeds(data), layout(encoding), last=True)
    if plain is not None:
        assert plain.lines.tolist() == exact.lines
        assert [column.to_pylist() for column in plain.table.columns] == [
            [value or None for value in column] for column in exact.columns
        ]


@given(st.lists(st.tuples(st.integers().map(str), st.text("abë €", min_size=1)), min_size=1))
def test_the_fast_way_takes_ordinary_files(rows: list[tuple[str, str]]) -> None:
    data = written([(*row, "x") for row in rows], "\r\n").encode()
    assert module._read_plainly(data, 1, feeds(data), layout("utf-8"), last=True) is not None


@given(st.binary(max_size=40) | st.text('ab;"\n\r é', max_size=60).map(str.encode))
def test_the_fast_way_never_takes_what_the_exact_way_reads_otherwise(data: bytes) -> None:
    plain = module._read_plainly(data, 1, feeds(data), layout("utf-8"), last=True)
    if plain is not None:
        exact = read_exactly(data, 1, layout("utf-8"), last=True)
        assert exact.refused == []
        assert plain.lines.tolist() == exact.lines
        assert [column.to_pylist() for column in plain.table.columns] == [
            [value or None for value in column] for column in exact.columns
        ]


@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_written_file_comes_back(rows: list[tuple[str, ...]], encoding: str) -> None:
    text = written([("a", "b", "c"), *rows], "\r\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "k.csv"
        path.write_bytes(text.encode(encoding))
        shape = inspect(path, ["a", "b", "c"])
        batches = list(read(path, shape, shape.names, batch_rows=3))
    found = [tuple(r.values()) for batch in batches for r in batch.columns.to_pylist()]
    kept = [tuple(v or None for v in row) for row in rows if any(v.strip(" \t;") for v in row)]
    assert [row for row in found if any((v or "").strip(" \t;") for v in row)] == kept
    assert not any(batch.refused for batch in batches)


@given(st.lists(st.sampled_from(["1;a;b", "2;x", "3;a;b;c", '4;"a;b', '5;"a"x;b', "6;\0;b", ""])))
def test_every_line_is_read_or_refused(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "k.csv"
        path.write_text("\n".join(["n;a;b", *lines]))
        shape = inspect(path, ["n", "a"])
        batches = list(read(path, shape, ["n", "a"], batch_rows=2))
    rows = [int(row) for batch in batches for row in batch.rows]
    refused = [refused.position.row for batch in batches for refused in batch.refused]
    assert sorted(rows + refused) == [i for i, line in enumerate(lines, start=2) if line]


@given(st.binary(max_size=200))
def test_any_bytes_end_in_rows_or_a_clear_message(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "k.csv"
        path.write_bytes(b"a;b\n" + data)
        try:
            shape = inspect(path, ["a"])
        except InputError:
            return
        for batch in read(path, shape, ["a"]):
            assert batch.columns.column("a").validate(full=True) is None
