"""A batch on its way to COPY: its rows as text, put together without a Python step per value.

Entering: columns as codes and texts by code. Leaving: JSON objects as text, and the bytes that
``copy`` reads (PostgreSQL documentation, COPY, "Text Format").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat

import orjson

Coded = tuple[str, Sequence[int], Sequence[str | None]]
"""A member of an object: its name, the code of each row, the text of each code (None: absent)."""

NULL = r"\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
_NOT_PLAIN = re.compile(r'["\\\x00-\x1f]')
"""What JSON wants written otherwise (RFC 8259, section 7)."""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


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
    if not _SPECIAL.search("".join(texts)):
        return texts
    return [text.translate(_ESCAPES) if _SPECIAL.search(text) else text for text in texts]


def _members(name: str, codes: Sequence[int], texts: Sequence[str | None]) -> Iterator[str]:
    start = f",{orjson.dumps(name).decode()}:"
    if _NOT_PLAIN.search("".join(filter(None, texts))):
        by_code = ["" if text is None else start + orjson.dumps(text).decode() for text in texts]
    else:
        by_code = ["" if text is None else f'{start}"{text}"' for text in texts]
    return map(by_code.__getitem__, codes)
