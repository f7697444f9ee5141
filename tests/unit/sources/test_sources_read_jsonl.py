"""JSON Lines: objects flattened, numbers without loss, bad lines named."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.read import inspect, read


def test_nested_objects_are_flattened_and_arrays_stay_json(folder: Any, read_whole: Any) -> None:
    line = (
        '{"nr": 7, "address": {"postcode": "1234 AB", "geo": {"lat": 52.10}}, "actief": true,'
        ' "lines": [{"sku": "a", "price": 1.10, "n": 12345678901234567890123}],'
        ' "leeg": "", "x": null}'
    )
    found = read_whole(
        folder.write("o.jsonl", line),
        "nr", "address.postcode", "address.geo.lat", "actief", "lines", "leeg", "missing",
    )  # fmt: skip
    assert found.records == {
        1: {
            "nr": "7",
            "address.postcode": "1234 AB",
            "address.geo.lat": "52.10",
            "actief": "true",
            "lines": '[{"sku":"a","price":1.10,"n":12345678901234567890123}]',
            "leeg": None,
            "missing": None,
        }
    }
    assert found.shape.undeclared == ("x",)


def test_a_declared_object_stays_json(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("o.jsonl", '{"a": {"b": 1.50}}'), "a")
    assert found.records == {1: {"a": '{"b":1.50}'}}


@pytest.mark.parametrize("number", ["0.10", "1e400", "-0", "12345678901234567890123", "1.0"])
def test_numbers_keep_their_digits(folder: Any, read_whole: Any, number: str) -> None:
    found = read_whole(folder.write("o.jsonl", f'{{"n": {number}}}'), "n")
    assert found.records == {1: {"n": number}}


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        (b'{"nr": 1', "not_json", "the line is not JSON from character 9 on"),
        (b'{"nr": NaN}', "not_json", "NaN is not JSON"),
        (b"[1]", "not_an_object", "the line is not a JSON object"),
        (b'{"nr": 1, "nr": 2}', "field_twice", "a key is given twice in one object"),
        (
            b'{"a": {"b": 1}, "a.b": 2}',
            "field_twice",
            "the field 'a.b' is given twice, as a key and within an object",
        ),
        (b'{"nr": "\xeb"}', "broken_encoding", "the line is not utf-8 from byte 9 on"),
        (b'{"nr": "\\u0000"}', "nul_byte", "field 'nr' holds a NUL"),
        (
            b'{"nr": "\\ud800"}',
            "broken_encoding",
            "field 'nr' holds half a character (a lone surrogate)",
        ),
        (
            b'{"nr": ["\\ud800"]}',
            "broken_encoding",
            "a text holds half a character (a lone surrogate), or is nested too deeply",
        ),
        (b'{"nr": ' + b"[" * 100_000, "not_json", "the line is nested too deeply"),
        (b'{"nr": "' + b"x" * (1 << 20) + b'"}', "row_too_large", "the row is larger than 1 MiB"),
    ],
)
def test_a_bad_line_is_refused_and_the_rest_goes_on(
    folder: Any, read_whole: Any, line: bytes, code: str, what: str
) -> None:
    path = folder.write("o.jsonl", b'{"nr": 1}\n\n' + line + b'\n{"nr": 2}\n')
    found = read_whole(path, "nr")
    assert list(found.records) == [1, 4]
    (refused,) = found.refused
    assert (refused.code, refused.what) == (code, what)
    assert str(refused).startswith(f"o.jsonl, line 3: {what}. ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"nr": 1}]', "the file is one JSON array, not JSON Lines"),
        ('{\n  "nr": 1\n}\n', "none of the first 3 lines is a JSON object"),
        ('{"anders": 1}\n', r"none of the declared fields stands in the first lines \('nr'\)"),
    ],
)
def test_files_that_are_not_json_lines(folder: Any, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        inspect(folder.write("o.json", content), ["nr"])


def test_names_that_turn_up_late_are_told_with_their_batch(folder: Any) -> None:
    path = folder.write("o.jsonl", '{"nr": 1, "x": 1}\n' * 1000 + '{"nr": 2, "y": 3}\n')
    shape = inspect(path, ["nr"])
    assert shape.undeclared == ("x",)
    assert [batch.undeclared for batch in read(path, shape, ["nr"])] == [frozenset({"y"})]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_and_gzip(folder: Any, read_whole: Any, codec: str) -> None:
    content = '{"naam": "Zoë"}\r\n{"naam": "b"}'.encode(codec)
    path = folder.write("o.ndjson.gz", gzip.compress(content))
    assert read_whole(path, "naam").records == {1: {"naam": "Zoë"}, 2: {"naam": "b"}}
    assert list(read_whole(path, "naam", start_row=1).records) == [2]
