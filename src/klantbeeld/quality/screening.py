"""Delivered columns are looked through for what may not be held: fast where nothing stands in them.

Entering: a column as delivered, Arrow from a file or a list of a few live rows. Leaving: the rows
that may hold a BSN or that seem to tell of what Articles 9 and 10 AVG/GDPR forbid. A column is
first judged by its bytes; only what is left is read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.quality.number_columns import Numbers, passing
from klantbeeld.quality.own_numbers import OwnNumber
from klantbeeld.quality.refusals import CALLED, find_bsn, nine_digits
from klantbeeld.quality.special_categories import Category, special_categories, triggers

Column: TypeAlias = "pa.ChunkedArray | Sequence[str | None]"

_EIGHT_DIGITS = re.compile(r"(?:\d[ .\-/\u00a0\u2009\u202f\u2010-\u2015]?){8}")
_NINE_DIGITS = r"^[0-9]{9}$"
_FORMS = (
    "[0-9]{8,9}|[0-9]{3}[ ./-][0-9]{3}[ ./-][0-9]{3}|[0-9]{4}[ ./-][0-9]{2}[ ./-][0-9]{3}"
    "|[0-9]{2}[ ./-][0-9]{3}[ ./-][0-9]{3}"
)
_LIKELY = rf"(?:^|[^0-9A-Za-z_])(?:{_FORMS})(?:$|[^0-9A-Za-z_])|[^\x00-\x7f]"
"""Every form in which ``refusals`` finds a number, in the syntax of RE2, and some that it does not;
what holds letters of another script is always read as text."""
_NAMED = rf"{CALLED}|[^\x00-\x7f]"
_LEAST_DIGITS = 8
_LEAST_FOREIGN_BYTES = 16
"""Eight digits of another script take two bytes each or more."""

NO_NUMBERS = Numbers()


@dataclass(frozen=True, slots=True)
class Screened:
    """What stands in one column."""

    numbers: tuple[int, ...] = ()
    """Rows whose whole value is a number of nine digits that passes the eleven-test."""
    counted: Numbers = NO_NUMBERS
    """All numbers of nine digits that are whole values."""
    inside: tuple[int, ...] = ()
    """Rows with a BSN in running text, or called one in words."""


def screen_numbers(
    column: Column, *, named_only: bool = False, own: OwnNumber | None = None
) -> Screened:
    """The BSNs of a column. ``named_only``: its values are numbers of another kind by their type,
    so only what is called a BSN in words counts. ``own``: tells numbers of the company's own."""
    whole: list[int] = []
    digits: list[int] = []
    inside: list[int] = []
    for row, text in _with_digits(column, whole, digits, named_only=named_only):
        number = None if named_only else nine_digits(text)
        if number is not None:
            whole.append(row)
            digits.append(int(number))
        elif find_bsn(text, named_only=named_only, own=own):
            inside.append(row)
    passed = passing(np.array(digits, np.int64))
    rows = sorted(
        whole[at]
        for at in np.flatnonzero(passed).tolist()
        if own is None or not own(f"{digits[at]:09}")
    )
    return Screened(tuple(rows), Numbers(len(whole), int(passed.sum())), tuple(inside))


def screen_words(column: Column) -> dict[int, tuple[Category, ...]]:
    """Row -> what its text seems to tell of, of the rows where it tells of anything."""
    return {row: found for row, text in _triggered(column) if (found := special_categories(text))}


def text_at(column: Column, row: int) -> str:
    """One value of a column, empty where there is none."""
    value = column[row]
    text = value.as_py() if isinstance(value, pa.Scalar) else value
    return text or ""


def _with_digits(
    column: Column, whole: list[int], digits: list[int], *, named_only: bool
) -> Iterator[tuple[int, str]]:
    """The rows that may hold a number of eight digits or more, to be read as text.

    Values that are nine digits and nothing else need no reading: their rows and numbers are added
    to ``whole`` and ``digits``.
    """
    if not isinstance(column, pa.ChunkedArray):
        for row, text in enumerate(column):
            if text is not None and len(text) >= _LEAST_DIGITS and _EIGHT_DIGITS.search(text):
                yield row, text
        return
    likely = _NAMED if named_only else _LIKELY
    for first, array in _chunks(column):
        rows = np.flatnonzero(_many_digits(array))
        some = array.take(pa.array(rows))
        if not named_only:
            plain = _matches(some, _NINE_DIGITS)
            whole += (first + rows[plain]).tolist()
            digits += some.filter(pa.array(plain)).cast(pa.int64()).to_pylist()
            rows, some = rows[~plain], some.filter(pa.array(~plain))
        found = _matches(some, likely, ignore_case=named_only)
        for at in np.flatnonzero(found).tolist():
            yield first + int(rows[at]), some[at].as_py()


def _matches(
    texts: pa.StringArray, pattern: str, *, ignore_case: bool = False
) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(texts, pattern, ignore_case=ignore_case)
    mask: npt.NDArray[np.bool_] = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return mask


def _triggered(column: Column) -> Iterator[tuple[int, str]]:
    """The rows with a word that may tell of something forbidden."""
    if not isinstance(column, pa.ChunkedArray):
        for row, text in enumerate(column):
            small = (text or "").lower()
            if text is not None and any(words.search(small) for words in triggers()):
                yield row, text
        return
    for first, array in _chunks(column):
        # In small letters first: RE2 takes a hundred times as long to leave out capitals itself.
        small = pc.utf8_lower(array)
        found = np.zeros(len(array), bool)
        for words in triggers():
            found |= _matches(small, words.pattern)
        for at in np.flatnonzero(found).tolist():
            yield first + at, array[at].as_py()


def _chunks(column: pa.ChunkedArray) -> Iterator[tuple[int, pa.StringArray]]:
    """The chunks as text, each with the number of its first row."""
    if column.type != pa.string():  # a column without any value has no type of its own yet
        column = column.cast(pa.string())
    first = 0
    for chunk in column.chunks:
        yield first, chunk
        first += len(chunk)


def _many_digits(array: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Which texts hold enough digits, of any script, by counting bytes."""
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return np.zeros(len(array), bool)
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    letters = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    ends = ends - ends[0]
    ascii_digits = _per_row((letters - ord("0")).astype(np.uint8) < 10, ends)
    if len(letters) and letters.max() >= 0x80:
        foreign = _per_row(letters >= 0x80, ends)
        return (ascii_digits >= _LEAST_DIGITS) | (foreign >= _LEAST_FOREIGN_BYTES)
    return ascii_digits >= _LEAST_DIGITS


def _per_row(mask: npt.NDArray[np.bool_], ends: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    total = np.concatenate([np.zeros(1, np.int32), np.cumsum(mask, dtype=np.int32)])
    counts: npt.NDArray[np.int32] = total[ends[1:]] - total[ends[:-1]]
    return counts
