"""Text columns as codes: what every later step computes on.

Entering: a column of standardised text, null or empty = missing. Leaving: its distinct values in
code point order and one code per record, so that a comparison is made once per pair of distinct
values and its outcome does not depend on which other records stand in the table.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from rapidfuzz import process

from klantbeeld.core.errors import InternalError

MISSING = -1
"""The code of a missing value, and the level of a comparison that has nothing to compare."""

SMALL = 1_000
"""Up to this many records plain Python encodes faster than Arrow, and up to this many pairs
comparing all of them beats finding the distinct ones. The outcome is the same."""

IDENTIFIER = "identifier:"
CATEGORY = "category:"
COLUMNS = (
    "given_name",
    "family_name",
    "birth_date",
    "gender",
    "email",
    "phone",
    "street",
    "house_number",
    "postcode",
    "city",
)


class Scorer(Protocol):
    """A ``rapidfuzz`` comparator."""

    def __call__(
        self, s1: Sequence[Hashable], s2: Sequence[Hashable], /, *, score_cutoff: Any = None
    ) -> Any: ...


Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False)
class Column:
    """``values[codes[row]]`` is the row's value; code -1 = missing. Values are sorted.

    Like everything here that holds personal values it has no telling ``repr``: a traceback must
    not show them.
    """

    values: npt.NDArray[np.object_]
    codes: Codes

    def counts(self) -> npt.NDArray[np.int64]:
        """How many rows have each distinct value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))


def encode(column: pa.ChunkedArray | pa.Array) -> Column:
    """The column's distinct values, sorted, and their codes."""
    if pa.types.is_null(column.type):
        return Column(np.empty(0, object), np.full(len(column), MISSING, np.int32))
    if len(column) <= SMALL:
        return encode_values(column.to_pylist())
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array.cast(pa.string()).dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    values = encoded.dictionary.to_numpy(zero_copy_only=False)[order]
    rank = np.empty(len(order) + 1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = MISSING
    codes = rank[pc.fill_null(encoded.indices, MISSING).to_numpy(zero_copy_only=False)]
    if len(values) and values[0] == "":
        values, codes = values[1:], codes - (codes >= 0).astype(np.int32)
    return Column(values, codes)


def encode_values(values: Sequence[str | None]) -> Column:
    """As ``encode``, from plain values."""
    distinct = sorted({value for value in values if value})
    code_of = {value: code for code, value in enumerate(distinct)}
    codes = np.fromiter(
        (code_of.get(v, MISSING) if v else MISSING for v in values), np.int32, len(values)
    )
    return Column(as_objects(distinct), codes)


def replace_values(column: Column, rows: Rows, values: Sequence[str]) -> Column:
    """The column with other values in some rows."""
    if not len(rows):
        return column
    kept = set(column.values.tolist())
    merged = sorted(kept.union(values))
    code_of = {value: code for code, value in enumerate(merged)}
    recoded = np.fromiter((code_of[v] for v in column.values), np.int32, len(column.values))
    codes = np.append(recoded, np.int32(MISSING))[column.codes]
    codes[rows] = [code_of[value] for value in values]
    return Column(as_objects(merged), codes)


def as_objects(values: Sequence[str]) -> npt.NDArray[np.object_]:
    """An object array of strings (numpy would else make a fixed-width array of them)."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def hash_values(values: Iterable[str], count: int) -> Hashes:
    """64-bit XXH3 of each value: stable across processes, machines and versions."""
    digest = xxhash.xxh3_64_intdigest
    return np.fromiter(map(digest, map(str.encode, values)), np.uint64, count)


def runs(ordered: npt.NDArray[np.int64]) -> tuple[Rows, Rows]:
    """Start and length of each run of equal values in a sorted array."""
    if not len(ordered):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    start = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return start, np.diff(np.append(start, len(ordered)))


@dataclass(frozen=True, slots=True)
class ValuePairs:
    """Distinct unordered pairs of codes and, per pair of records, which one it is.

    ``rows`` are the pairs of records that have both values; ``left <= right`` elementwise, so that
    a comparison sees the two values in the same order whoever asks.
    """

    rows: Rows
    left: Codes
    right: Codes
    inverse: npt.NDArray[np.int64] | slice

    def spread(self, levels: Levels, size: int) -> Levels:
        """Levels of the distinct pairs, spread over all pairs of records; the rest missing."""
        out = np.full(size, MISSING, np.int8)
        out[self.rows] = levels[self.inverse]
        return out


def value_pairs(column: Column, a: Rows, b: Rows) -> ValuePairs:
    """The pairs of values that records ``a`` and ``b`` (row numbers) put side by side."""
    code_a, code_b = column.codes[a], column.codes[b]
    rows = np.flatnonzero((code_a >= 0) & (code_b >= 0))
    code_a, code_b = code_a[rows], code_b[rows]
    left, right = np.minimum(code_a, code_b), np.maximum(code_a, code_b)
    if len(rows) <= SMALL:
        return ValuePairs(rows, left, right, slice(None))
    size = np.int64(len(column.values))
    distinct, inverse = np.unique(left.astype(np.int64) * size + right, return_inverse=True)
    return ValuePairs(
        rows, (distinct // size).astype(np.int32), (distinct % size).astype(np.int32), inverse
    )


def similarity(
    values: npt.NDArray[np.object_], left: Codes, right: Codes, scorer: Scorer, cutoff: float
) -> Floats:
    """``rapidfuzz`` similarity of aligned values; below the cutoff 0."""
    if not len(left):
        return np.empty(0, np.float64)
    return process.cpdist(
        values[left].tolist(),
        values[right].tolist(),
        scorer=scorer,
        score_cutoff=cutoff,
        dtype=np.float64,
    )


def distance(
    values: npt.NDArray[np.object_], left: Codes, right: Codes, scorer: Scorer, cutoff: int
) -> npt.NDArray[np.int32]:
    """``rapidfuzz`` edit distance of aligned values; above the cutoff it is ``cutoff + 1``."""
    if not len(left):
        return np.empty(0, np.int32)
    return process.cpdist(
        values[left].tolist(),
        values[right].tolist(),
        scorer=scorer,
        score_cutoff=cutoff,
        dtype=np.int32,
    )


def require_records(records: pa.Table) -> None:
    """Raises InternalError unless the table has unique ``record_no`` and a ``source``."""
    if "record_no" not in records.column_names or "source" not in records.column_names:
        raise InternalError("records to link need the columns record_no and source")
    numbers = np.sort(records["record_no"].to_numpy())
    if (numbers[1:] == numbers[:-1]).any():
        raise InternalError("record_no is not unique")
