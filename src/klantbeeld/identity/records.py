"""Text columns as codes: what every later step computes on.

Entering: a column of standardised text, null or empty = missing. Leaving: its distinct values in
code point order and one code per record, so that a comparison is made once per pair of distinct
values and its outcome does not depend on which other records stand in the table.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash
from rapidfuzz import process
from rapidfuzz.distance import OSA

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


@dataclass(frozen=True, repr=False)
class Texts:
    """Distinct values, or what is taken from each."""

    values: npt.NDArray[np.object_]

    @cached_property
    def ends(self) -> Ends:
        """How the values begin and end."""
        return ends(self.values)


@dataclass(frozen=True, repr=False)
class Column(Texts):
    """``values[codes[row]]`` is the row's value; code -1 = missing. Values are sorted.

    Like everything here that holds personal values it has no telling ``repr``: a traceback must
    not show them.
    """

    codes: Codes

    def texts(self, rows: Rows) -> list[str]:
        """The rows' values, the empty string where they have none."""
        values = self.values
        return [values[code] if code >= 0 else "" for code in self.codes[rows].tolist()]

    def counts(self) -> npt.NDArray[np.int64]:
        """How many rows have each distinct value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))


def encode(column: pa.ChunkedArray | pa.Array | Sequence[str | None]) -> Column:
    """The column's distinct values, sorted, and their codes."""
    if not isinstance(column, pa.ChunkedArray | pa.Array):
        return encode_values(column)
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
    ordered = sorted({value for value in values if value})
    code_of: dict[str | None, int] = {value: code for code, value in enumerate(ordered)}
    codes = [code_of.get(value, MISSING) for value in values]
    return Column(as_objects(ordered), np.array(codes, np.int32))


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


GOLDEN_RATIO = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFT_1, SHIFT_2, SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)


def mix(numbers: Hashes) -> None:
    """A step of SplitMix64 (Steele et al. 2014), in place."""
    numbers += GOLDEN_RATIO
    numbers ^= numbers >> SHIFT_1
    numbers *= MIX_1
    numbers ^= numbers >> SHIFT_2
    numbers *= MIX_2
    numbers ^= numbers >> SHIFT_3


def rows_where(flags: Flags) -> Rows:
    """The positions of true ones (``np.flatnonzero`` at a fifth of its fixed cost)."""
    found: Rows = flags.nonzero()[0]
    return found


def among(numbers: npt.NDArray[np.int64], ordered: npt.NDArray[np.int64]) -> Flags:
    """Which numbers are in a sorted array (``np.isin`` at a fifth of its fixed cost)."""
    if not len(ordered):
        return np.zeros(len(numbers), bool)
    place = np.searchsorted(ordered, numbers)
    found: Flags = ordered[np.minimum(place, len(ordered) - 1)] == numbers
    return found


def runs(ordered: npt.NDArray[np.int64]) -> tuple[Rows, Rows]:
    """Start and length of each run of equal values in a sorted array."""
    if not len(ordered):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    start = rows_where(np.append(True, ordered[1:] != ordered[:-1]))
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
    inverse: Codes | slice

    def spread(self, levels: Levels, size: int) -> Levels:
        """Levels of the distinct pairs, spread over all pairs of records; the rest missing."""
        out = nothing_compared(size)
        out[self.rows] = levels[self.inverse]
        return out


def nothing_compared(pairs: int) -> Levels:
    """Levels of pairs of which none has both values."""
    return np.full(pairs, MISSING, np.int8)


def aligned_pairs(column: Column, a: Rows, b: Rows) -> ValuePairs:
    """The pairs of values that records ``a`` and ``b`` (row numbers) put side by side, one for each
    pair of records: for columns in which most pairs of values occur once."""
    code_a, code_b = column.codes[a], column.codes[b]
    left, right = np.minimum(code_a, code_b), np.maximum(code_a, code_b)
    rows = rows_where(left >= 0)
    if len(rows) < len(left):
        left, right = left[rows], right[rows]
    return ValuePairs(rows, left, right, slice(None))


def value_pairs(column: Column, a: Rows, b: Rows) -> ValuePairs:
    """As ``aligned_pairs``, each pair of values once: for columns with few distinct values."""
    pairs = aligned_pairs(column, a, b)
    if len(pairs.rows) <= SMALL:
        return pairs
    size = len(column.values)
    same = pairs.left == pairs.right
    if size > len(pairs.rows):
        size, same = 0, np.zeros(len(same), bool)
    # Equal values need no sorting: each value beside itself stands at its own code.
    other = rows_where(~same)
    left, right = pairs.left[other], pairs.right[other]
    bits = len(column.values).bit_length()
    first, which = distinct((left.astype(np.int64) << bits) | right)
    inverse = pairs.left.copy()
    inverse[other] = which + size
    itself = np.arange(size, dtype=np.int32)
    return ValuePairs(
        pairs.rows, np.append(itself, left[first]), np.append(itself, right[first]), inverse
    )


def distinct(numbers: npt.NDArray[np.int64]) -> tuple[Rows, Codes]:
    """Where each distinct number (all are 0 or more) stands first, by number; and which of them
    each number is.

    Numbers and their positions are sorted as one where they fit in 64 bits together: half the time
    of sorting positions by number.
    """
    bits = len(numbers).bit_length()
    if not len(numbers) or int(numbers.max()).bit_length() + bits > 63:
        _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
        return first, places.astype(np.int32)
    packed = numbers << bits
    packed |= np.arange(len(numbers))
    packed.sort()
    place = packed & ((1 << bits) - 1)
    packed >>= bits
    new = np.append(True, packed[1:] != packed[:-1])
    inverse = np.empty(len(numbers), np.int32)
    inverse[place] = np.cumsum(new, dtype=np.int32) - 1
    return place[new], inverse


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


@dataclass(frozen=True, slots=True)
class Ends:
    """Per distinct value its length, and the number of its first and of its last characters.

    Values one edit apart (insertion, deletion, substitution, exchange of neighbours) begin alike or
    end alike, unless shorter than ``least``: an edit touches two neighbouring characters at most.
    """

    length: Codes
    head: Codes
    tail: Codes
    least: int


def ends(values: npt.NDArray[np.object_]) -> Ends:
    """The ends that tell most: half each of what nine in ten values have."""
    texts = pa.array(values, pa.string())
    length = pc.utf8_length(texts).to_numpy()
    least = int(np.quantile(length, 0.1)) if len(length) else 1
    tail = max((least - 1) // 2, 1)
    head = max(least - 1 - tail, 1)
    return Ends(
        length,
        pc.utf8_slice_codeunits(texts, 0, head).dictionary_encode().indices.to_numpy(),
        pc.utf8_slice_codeunits(texts, -tail).dictionary_encode().indices.to_numpy(),
        head + tail + 1,
    )


def one_edit(texts: Texts, left: Codes, right: Codes) -> Flags:
    """Whether aligned, different values are one edit apart (optimal string alignment).

    Of a large number of pairs most are told apart by their ends.
    """
    if len(left) <= SMALL:
        return distance(texts.values, left, right, OSA.distance, 1) <= 1
    known = texts.ends
    long, other = known.length[left], known.length[right]
    may = (known.head[left] == known.head[right]) | (known.tail[left] == known.tail[right])
    may &= np.abs(long - other) <= 1
    may |= np.minimum(long, other) < known.least
    chosen = rows_where(may)
    found = np.zeros(len(left), bool)
    found[chosen] = distance(texts.values, left[chosen], right[chosen], OSA.distance, 1) <= 1
    return found


def record_numbers(records: pa.Table | Mapping[str, Sequence[Any]]) -> npt.NDArray[np.int64]:
    """The column ``record_no``; raises InternalError unless it is there and unique, beside a
    ``source``."""
    names = records.column_names if isinstance(records, pa.Table) else records
    if "record_no" not in names or "source" not in names:
        raise InternalError("records to link need the columns record_no and source")
    column = records["record_no"]
    numbers = (
        column.to_numpy() if isinstance(column, pa.ChunkedArray) else np.array(column, np.int64)
    )
    if len(numbers) <= SMALL:
        unique = len(set(numbers.tolist())) == len(numbers)
    else:
        ordered = np.sort(numbers)
        unique = bool((ordered[1:] != ordered[:-1]).all())
    if not unique:
        raise InternalError("record_no is not unique")
    return numbers
