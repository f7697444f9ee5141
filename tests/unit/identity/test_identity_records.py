"""Encoding columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from identity_people import table
from klantbeeld.core.errors import InternalError
from klantbeeld.identity import prepare, train
from klantbeeld.identity.records import encode, hash_values, replace_values

VALUES = ["b", None, "a", "", "é", "b", "z"]


@pytest.mark.parametrize("times", [1, 400])
def test_small_and_large_columns_encode_alike(times: int) -> None:
    column = encode(pa.chunked_array([pa.array(VALUES)] * times))
    assert column.values.tolist() == ["a", "b", "z", "é"]
    assert column.codes.tolist() == [1, -1, 0, -1, 3, 1, 2] * times


def test_a_column_without_values_has_none() -> None:
    assert encode(pa.array([None, None])).codes.tolist() == [-1, -1]


def test_replacing_values_keeps_the_dictionary_sorted() -> None:
    column = replace_values(encode(pa.array(["b", "c", None])), [2, 0], ["a", "c"])  # type: ignore[arg-type]  # a list indexes like an array
    assert [column.values[code] for code in column.codes] == ["c", "c", "a"]
    assert column.values.tolist() == sorted(column.values)


def test_hashes_are_the_published_xxh3() -> None:
    assert hash_values([""], 1)[0] == 0x2D06800538D394C2


@pytest.mark.parametrize(
    "malformed",
    [
        pa.table({"source": ["a"]}),
        pa.table({"record_no": [1]}),
        pa.table({"record_no": [1, 1], "source": ["a", "a"]}),
    ],
)
def test_a_malformed_table_is_our_fault(malformed: pa.Table) -> None:
    with pytest.raises(InternalError):
        train(malformed)
    with pytest.raises(InternalError):
        prepare(train(table([])), malformed)


def test_nothing_that_holds_values_shows_them() -> None:
    records = table([{"given_name": "geheim", "email": "geheim@x.nl", "city": "geheim"}] * 3)
    model = train(records)
    for held in (model, model.counts, model.counts.given, prepare(model, records)):
        assert "geheim" not in repr(held)
