"""Encoding columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from identity_people import table
from klantbeeld.core.errors import InternalError
from klantbeeld.identity import prepare, train
from klantbeeld.identity.records import (
    SMALL,
    Texts,
    among,
    distinct,
    encode,
    hash_values,
    one_edit,
    replace_values,
    value_pairs,
)

VALUES = ["b", None, "a", "", "é", "b", "z"]


@pytest.mark.parametrize("times", [1, 400])
def test_small_and_large_columns_encode_alike(times: int) -> None:
    column = encode(pa.chunked_array([pa.array(VALUES)] * times))
    assert column.values.tolist() == ["a", "b", "z", "é"]
    assert column.codes.tolist() == [1, -1, 0, -1, 3, 1, 2] * times


def test_a_column_without_values_has_none() -> None:
    assert encode(pa.array([None, None])).codes.tolist() == [-1, -1]


@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)))
def test_numbers_are_found_in_a_sorted_array(numbers: list[int], others: list[int]) -> None:
    found = among(np.array(numbers, np.int64), np.array(sorted(others), np.int64))
    assert found.tolist() == [number in others for number in numbers]


def test_replacing_values_keeps_the_dictionary_sorted() -> None:
    column = replace_values(encode(pa.array(["b", "c", None])), [2, 0], ["a", "c"])  # type: ignore[arg-type]  # a list indexes like an array
    assert [column.values[code] for code in column.codes] == ["c", "c", "a"]
    assert column.values.tolist() == sorted(column.values)


def test_hashes_are_the_published_xxh3() -> None:
    assert hash_values([""], 1)[0] == 0x2D06800538D394C2


@pytest.mark.parametrize("largest", [10, 2**62])
def test_distinct_numbers_are_found_whatever_their_size(largest: int) -> None:
    numbers = np.random.default_rng(2).integers(0, largest, 500)
    numbers[:100] = numbers[100:200]
    first, which = distinct(numbers)
    assert (numbers[first][which] == numbers).all()
    assert numbers[first].tolist() == sorted(set(numbers.tolist()))


def test_many_pairs_are_one_edit_apart_as_each_alone() -> None:
    generator = np.random.default_rng(4)
    words = {"".join(generator.choice(list("ab1"), generator.integers(1, 9))) for _ in range(400)}
    texts = Texts(np.array(sorted(words), object))
    size = len(texts.values)
    left, right = (a.astype(np.int32) for a in np.triu_indices(size, 1))
    assert len(left) > SMALL
    expected = [
        OSA.distance(texts.values[x], texts.values[y]) <= 1
        for x, y in zip(left, right, strict=True)
    ]
    assert one_edit(texts, left, right).tolist() == expected


def test_pairs_of_values_spread_alike_whether_few_or_many() -> None:
    column = encode(pa.array(["b", None, "a", "c", "a"]))
    a, b = np.tile([0, 1, 2, 2, 3], 400), np.tile([2, 0, 4, 3, 2], 400)
    many, few = value_pairs(column, a, b), value_pairs(column, a[:5], b[:5])
    assert len(many.left) < len(a)
    spread = many.spread((10 * many.left + many.right).astype(np.int8), len(a))
    plain = few.spread((10 * few.left + few.right).astype(np.int8), 5)
    assert spread.tolist() == plain.tolist() * 400 == [1, -1, 0, 2, 2] * 400


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
