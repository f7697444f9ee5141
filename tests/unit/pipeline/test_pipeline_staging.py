"""Batches as COPY reads them."""

from __future__ import annotations

import csv
import io
import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.pipeline.staging import copy_csv, json_objects

# No database stores a lone surrogate or a NUL: the readers refuse both.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUE = st.none() | TEXT


@given(st.lists(st.fixed_dictionaries({"b": VALUE, "a": VALUE}), max_size=6))
def test_an_object_holds_what_its_row_holds(rows: list[dict[str, str | None]]) -> None:
    schema = pa.schema([("b", pa.string()), ("a", pa.string())])
    objects = json_objects(pa.Table.from_pylist(rows, schema=schema)).to_pylist()
    read = [json.loads(text) for text in objects]
    assert read == [{k: v for k, v in row.items() if v is not None} for row in rows]
    assert all(list(row) == sorted(row) for row in read)


def test_a_table_without_columns_gives_empty_objects() -> None:
    table = pa.table({"x": ["1", "2"]}).select([])
    assert set(json_objects(table).to_pylist()) <= {"{}"}


@given(st.lists(st.fixed_dictionaries({"a": TEXT, "b": TEXT}), max_size=6))
def test_texts_survive_csv(rows: list[dict[str, str]]) -> None:
    table = pa.Table.from_pylist(rows, schema=pa.schema([("a", pa.string()), ("b", pa.string())]))
    text = copy_csv(table).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[r["a"], r["b"]] for r in rows]


def test_null_and_the_empty_text_differ() -> None:
    assert copy_csv(pa.table({"a": ["x", "y"], "b": [None, ""]})) == b'"x",\n"y",""\n'
