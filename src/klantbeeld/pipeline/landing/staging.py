"""A batch on its way to COPY: its rows as text, put together without a Python step per value.

Entering: columns as codes and texts by code. Leaving: JSON objects as text, and the bytes that
``copy`` reads (PostgreSQL documentation, COPY, "Text Format").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import orjson

Coded = tuple[str, Sequence[int], Sequence[str | None]]
"""A member of an object: its name, the code of each row, the text of each code (None: absent)."""

NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
"""What COPY wants written otherwise; the backslash comes first."""


def json_objects(members: Iterable[Coded], rows: int) -> list[str]:
    """One JSON object per row, keys in alphabetical order; a missing value has no key."""
    columns = [
        _members(name, codes, texts)
        for name, codes, texts in sorted(members, key=lambda member: member[0])
        # Faults are rare: many a column has none at all.
        if any(text is not None for text in texts)
    ]
    if not columns:
        return ["{}"] * rows
    # Each member has a comma before it: the first one goes.
    return [f"{{{inside[1:]}}}" for inside in map("".join, zip(*columns, strict=True))]


def copy_text(columns: Sequence[Iterable[str]], before: Sequence[str], after: str) -> bytes:
    """The rows for COPY: ``before`` each value of its column, ``after`` the last one of a row."""
    pieces = [
        piece
        for separator, column in zip(before, columns, strict=True)
        for piece in (repeat(separator), column)
    ]
    return "".join(map("".join, zip(*pieces, repeat(after), strict=False))).encode()


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """The texts as COPY wants them; hardly ever is there anything to do."""
    # Looking for single letters is many times faster than a pattern.
    together = "".join(texts)
    for sign in (sign for sign in _ESCAPES if sign in together):
        texts = [text.replace(sign, _ESCAPES[sign]) if sign in text else text for text in texts]
    return texts


def _members(name: str, codes: Sequence[int], texts: Sequence[str | None]) -> Iterator[str]:
    start = f",{orjson.dumps(name).decode()}:"
    together = "".join(filter(None, texts))
    if together.isprintable() and '"' not in together and "\\" not in together:
        by_code = ["" if text is None else f'{start}"{text}"' for text in texts]
    else:
        by_code = ["" if text is None else start + orjson.dumps(text).decode() for text in texts]
    return map(by_code.__getitem__, codes)
