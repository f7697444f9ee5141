"""Batches as COPY reads them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.pipeline.landing.staging import NULL, copy_text, escaped, json_objects

# No database stores a lone surrogate or a NUL: the readers refuse both.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
VALUE = st.none() | TEXT


@given(st.lists(st.tuples(VALUE, VALUE), max_size=6))
def test_an_object_holds_what_its_row_holds(rows: list[tuple[str | None, str | None]]) -> None:
    codes = range(len(rows))
    members = [("b", codes, [b for b, _ in rows]), ("a", codes, [a for _, a in rows])]
    read = [json.loads(text) for text in json_objects(members, len(rows))]
    assert read == [{k: v for k, v in (("a", a), ("b", b)) if v is not None} for b, a in rows]
    assert all(list(row) == sorted(row) for row in read)


def test_without_members_the_objects_are_empty() -> None:
    assert json_objects([], 2) == ["{}", "{}"]


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
def test_texts_survive_copy(rows: list[tuple[str, str]]) -> None:
    columns = [escaped([a for a, _ in rows]), escaped([b for _, b in rows])]
    lines = copy_text(columns, ["", "\t"], "\n").decode().split("\n")
    assert [tuple(map(_read, line.split("\t"))) for line in lines[:-1]] == rows


def test_a_constant_stands_in_every_row() -> None:
    assert (
        copy_text([["1", "2"], [NULL, "x"]], ["", "\tcrm\t"], "\n") == b"1\tcrm\t\\N\n2\tcrm\tx\n"
    )


def _read(text: str) -> str:
    """What COPY reads (PostgreSQL documentation, COPY, "Text Format")."""
    letters = iter(text)
    signs = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    return "".join(signs[next(letters)] if letter == "\\" else letter for letter in letters)
