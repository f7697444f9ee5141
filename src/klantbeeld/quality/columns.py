"""A column as codes into its distinct texts: what standardising and measuring work on.

Entering: Arrow columns (files) or lists (live rows) of delivered text. Leaving: codes, int64, one
per row, and lists by code. What depends on a value alone is worked out once per distinct value;
what depends on the row is numpy over the codes. So a million rows are fast, and one row costs next
to nothing: no step has a price of its own, as each call into Arrow has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

FAULT_TYPE = pa.dictionary(pa.int32(), pa.string())
"""The Arrow type of every column of ``StandardTable.faults``."""

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Delivered texts: ``texts[codes[row]]``; ``texts[0]`` is None, nothing delivered."""

    codes: Codes
    texts: list[str | None]


@dataclass(frozen=True, slots=True)
class StandardColumn:
    """The same with standard form and fault of each text.

    Three lists of strings instead of one of tuples: a million live tuples would keep Python's
    garbage collector busier than the standardising itself.
    """

    codes: Codes
    texts: list[str | None]
    values: list[str | None]
    faults: list[str | None]

    def has_value(self) -> Mask:
        """Whether each row has a standard form."""
        return np.array([value is not None for value in self.values], bool)[self.codes]

    def to_arrow(self) -> tuple[pa.Array, pa.Array]:
        """Values (string) and faults (``FAULT_TYPE``)."""
        indices = pa.array(self.codes)
        values = pa.array(self.values, pa.string()).take(indices)
        found = sorted({fault for fault in self.faults if fault})
        if not found:
            return values, pa.nulls(len(indices), FAULT_TYPE)
        code_of: dict[str | None, int] = {fault: at for at, fault in enumerate(found)}
        codes = pa.array([code_of.get(fault) for fault in self.faults], pa.int32())
        faults = pa.DictionaryArray.from_arrays(codes.take(indices), pa.array(found, pa.string()))
        return values, faults


def text_column(column: pa.ChunkedArray | Sequence[str | None]) -> TextColumn:
    """A column by its distinct texts."""
    if isinstance(column, pa.ChunkedArray):
        return _of_arrow(column)
    code_of: dict[str | None, int] = {None: 0}
    codes = [code_of.setdefault(text, len(code_of)) for text in column]
    return TextColumn(np.array(codes, np.int64), list(code_of))


def empty_column(rows: int) -> StandardColumn:
    """Nothing delivered, ``rows`` times."""
    return StandardColumn(np.zeros(rows, np.int64), [None], [None], [None])


def _of_arrow(column: pa.ChunkedArray) -> TextColumn:
    if column.type != pa.string():  # a column without any value has no type of its own yet
        column = column.cast(pa.string())
    chunks = column.dictionary_encode().unify_dictionaries().chunks
    texts: list[str | None] = [None]
    if chunks:
        texts += chunks[0].dictionary.to_pylist()
    codes = [
        chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
        for chunk in chunks
    ]
    return TextColumn(np.concatenate(codes) if codes else np.zeros(0, np.int64), texts)
