"""Parquet: typed values become text, ISO 8601 and plain numbers."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.read import inspect, read
from klantbeeld.sources.rows import MAX_ROW_BYTES

MOMENT = datetime(2024, 7, 1, 12, 30, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["a", "", None]), ["a", None, None]),
        (pa.array(["a", None], pa.large_string()), ["a", None]),
        (pa.array(["a", None]).dictionary_encode(), ["a", None]),
        (pa.array([1, None]), ["1", None]),
        (pa.array([1.0, 0.1, 1e20, 1e-9, float("nan")]),
         ["1", "0.1", "100000000000000000000", "0.000000001", None]),
        (pa.array([Decimal("1.10")]), ["1.10"]),
        (pa.array([Decimal("0.0000000010")]), ["0.0000000010"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([date(2024, 2, 29)]), ["2024-02-29"]),
        (pa.array([time(9, 30)]), ["09:30:00"]),
        (pa.array([MOMENT], pa.timestamp("us", "Europe/Amsterdam")),
         ["2024-07-01T12:30:00.5+00:00"]),
        (pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ns")), ["2024-07-01T12:30:00.5"]),
        (pa.array([{"a": 1, "b": ["x", None]}]), ['{"a":1,"b":["x",null]}']),
        (pa.array([[{"d": Decimal("1.10"), "t": date(2024, 1, 1)}]]),
         ['[{"d":1.10,"t":"2024-01-01"}]']),
        (pa.array([b"a", None]), ["a", None]),
        (pa.array([uuid.UUID(int=1).bytes], pa.uuid()), [str(uuid.UUID(int=1))]),
        (pa.nulls(1), [None]),
    ],
)  # fmt: skip
def test_types_become_text(
    tmp_path: Path, read_whole: Any, column: pa.Array, texts: list[str | None]
) -> None:
    pq.write_table(pa.table({"waarde": column, "x": pa.nulls(len(column))}), tmp_path / "k.parquet")
    found = read_whole(tmp_path / "k.parquet", "waarde")
    assert [record["waarde"] for record in found.records.values()] == texts
    assert found.shape.undeclared == ("x",)
    assert found.shape.total_rows == len(texts)


def test_values_that_no_text_column_takes_are_refused(tmp_path: Path, read_whole: Any) -> None:
    giant = b"x" * (MAX_ROW_BYTES + 1)
    column = pa.array([b"a", b"\xff", b"b\0", giant, b"c"])
    path = tmp_path / "k.parquet"
    pq.write_table(pa.table({"naam": column}), path)

    found = read_whole(path, "naam")

    assert found.records == {1: {"naam": "a"}, 5: {"naam": "c"}}
    assert [str(refused) for refused in found.refused] == [
        "k.parquet, row 2: column 'naam' is not UTF-8 text. Write the column as UTF-8 strings.",
        "k.parquet, row 3: column 'naam' holds a NUL byte. Remove the NUL bytes at the source.",
        "k.parquet, row 4: the row is larger than 1 MiB. "
        "Shorten its largest value, or look for a quote that is not closed.",
    ]


def test_strings_that_are_not_utf8_are_refused(tmp_path: Path, read_whole: Any) -> None:
    raw = pa.array([b"a", b"\xff"])
    text = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    pq.write_table(pa.table({"naam": text}), tmp_path / "k.parquet")
    found = read_whole(tmp_path / "k.parquet", "naam")
    assert (list(found.records), [r.code for r in found.refused]) == ([1], ["broken_encoding"])


def test_row_groups_are_resumed(tmp_path: Path) -> None:
    path = tmp_path / "k.parquet"
    pq.write_table(pa.table({"nr": range(100)}), path, row_group_size=30)
    shape = inspect(path, ["nr"])
    rows = [int(r) for b in read(path, shape, ["nr"], batch_rows=7, start_row=41) for r in b.rows]
    assert rows == list(range(42, 101))


def test_a_damaged_file_and_a_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "k.parquet"
    pq.write_table(pa.table({"nr": [1]}), path)
    with pytest.raises(InputError, match="the declared column 'naam' is missing"):
        inspect(path, ["nr", "naam"])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"k\.parquet: the Parquet file is damaged"):
        inspect(path, ["nr"])
