"""The scorecard: two counts per source, attribute and dimension.

Entering: a standardised table and what was agreed about its attributes. Leaving: rows ``source,
attribute, dimension, numerator, denominator``. Counts, not ratios, so that rows add up over loads
and sources. What was not measured has no row. What each dimension counts stands in
``dimensions.DIMENSIONS``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.core.errors import InternalError
from klantbeeld.quality.consistency import RULES, Rule
from klantbeeld.quality.dates import LOCAL_ZONE
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.faults import INVALID
from klantbeeld.quality.standard import StandardTable

SCORECARD_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("attribute", pa.string()),
        ("dimension", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
    ]
)

_INVALID = pa.array(sorted(INVALID))
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a table is measured against; arrays have one entry per row of the table.

    ``sources``: name of the source (string). ``recorded_at``: when the source last recorded or
    confirmed the record (timestamp with zone); null counts as ``delivered_at``. ``required``:
    attributes that a live purpose needs; one that was not delivered at all counts as empty.
    ``unique``: attributes that belong to one customer only. ``max_age``: agreed age per attribute.
    ``checked``: (source, attribute) to (values that were right, values checked against reality).
    """

    sources: pa.Array | pa.ChunkedArray
    recorded_at: pa.Array | pa.ChunkedArray
    delivered_at: datetime
    now: datetime
    required: frozenset[str] = frozenset()
    unique: frozenset[str] = frozenset()
    max_age: Mapping[str, timedelta] = field(default_factory=dict)
    checked: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


def measure_table(
    table: StandardTable, types: Mapping[str, AttributeType], measured: Measured
) -> pa.Table:
    """The scorecard of ``table`` (``SCORECARD_SCHEMA``), sorted by source, attribute, dimension.

    Raises InternalError when an array of ``measured`` has another length than the table.
    """
    rows = table.values.num_rows
    if len(measured.sources) != rows or len(measured.recorded_at) != rows:
        raise InternalError("measure_table: sources and recorded_at need one entry per row")
    encoded = _whole(measured.sources).dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    source_of = encoded.indices.to_numpy(zero_copy_only=False)
    counts: Counter[tuple[str, str, Dimension]] = Counter()
    totals: Counter[tuple[str, str, Dimension]] = Counter()
    for attribute, dimension, good, counted in _measures(table, types, measured, source_of):
        numerators = np.bincount(source_of[good], minlength=len(names))
        denominators = np.bincount(source_of[counted], minlength=len(names))
        for at, name in enumerate(names):
            counts[name, attribute, dimension] += int(numerators[at])
            totals[name, attribute, dimension] += int(denominators[at])
    for (name, attribute), (right, checked) in measured.checked.items():
        counts[name, attribute, Dimension.ACCURACY] += right
        totals[name, attribute, Dimension.ACCURACY] += checked
    return pa.Table.from_pylist(
        [
            {
                "source": name,
                "attribute": attribute,
                "dimension": dimension.value,
                "numerator": counts[name, attribute, dimension],
                "denominator": total,
            }
            for (name, attribute, dimension), total in sorted(totals.items())
            if total
        ],
        schema=SCORECARD_SCHEMA,
    )


def _measures(
    table: StandardTable,
    types: Mapping[str, AttributeType],
    measured: Measured,
    source_of: npt.NDArray[np.int32],
) -> Iterator[tuple[str, Dimension, _Mask, _Mask]]:
    """For each attribute and dimension: the rows that are good, and the rows that are counted."""
    rows = table.values.num_rows
    age = _age_in_seconds(measured)
    for attribute in table.values.column_names:
        has_value = _present(table.values[attribute])
        broken = _broken(table.faults[attribute])
        filled = has_value | broken
        yield attribute, Dimension.VALIDITY, filled & ~broken, filled
        if attribute in measured.required:
            yield attribute, Dimension.COMPLETENESS, filled, np.ones(rows, bool)
        if attribute in measured.unique:
            first = _first_in_source(table.values[attribute], source_of) & has_value
            yield attribute, Dimension.UNIQUENESS, first, has_value
        if attribute in measured.max_age:
            fresh = age <= measured.max_age[attribute].total_seconds()
            yield attribute, Dimension.TIMELINESS, has_value & fresh, has_value
    for attribute in sorted(measured.required - set(table.values.column_names)):
        yield attribute, Dimension.COMPLETENESS, np.zeros(rows, bool), np.ones(rows, bool)
    for rule in RULES:
        yield from _consistency(rule, table, types, measured)


def _consistency(
    rule: Rule, table: StandardTable, types: Mapping[str, AttributeType], measured: Measured
) -> Iterator[tuple[str, Dimension, _Mask, _Mask]]:
    """One rule, judged once per distinct pair of values, where the record has one of each type."""
    blamed = _only(rule.blamed, table, types)
    if blamed is None:
        return
    if rule.other is None:
        other = _whole(pc.strftime(_local(measured), format="%Y-%m-%d"))
    else:
        name = _only(rule.other, table, types)
        if name is None:
            return
        other = table.faults[name] if rule.other_fault else table.values[name]
        if other.null_count == len(other):
            return
        other = other.cast(pa.string())
    first, second = _codes(table.values[blamed]), _codes(other)
    counted = (first.codes >= 0) & (second.codes >= 0)
    width = len(second.distinct) or 1
    pairs, at = np.unique(
        first.codes[counted].astype(np.int64) * width + second.codes[counted], return_inverse=True
    )
    verdicts = np.fromiter(
        (
            rule.agrees(first.distinct[pair // width], second.distinct[pair % width])
            for pair in pairs.tolist()
        ),
        bool,
        len(pairs),
    )
    good = counted.copy()
    good[counted] = verdicts[at]
    yield blamed, Dimension.CONSISTENCY, good, counted


@dataclass(frozen=True, slots=True)
class _Codes:
    """A string column as codes into its distinct values; -1 is null."""

    codes: npt.NDArray[np.int32]
    distinct: list[str]


def _codes(column: pa.Array | pa.ChunkedArray) -> _Codes:
    encoded = _whole(column).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return _Codes(codes, encoded.dictionary.to_pylist())


def _only(
    kind: AttributeType, table: StandardTable, types: Mapping[str, AttributeType]
) -> str | None:
    """The attribute of this type, where the table has exactly one."""
    names = [name for name in table.values.column_names if types[name] is kind]
    return names[0] if len(names) == 1 else None


def _first_in_source(
    column: pa.ChunkedArray, source_of: npt.NDArray[np.int32]
) -> npt.NDArray[np.bool_]:
    """True on the first row of every distinct (source, value)."""
    values = _codes(column)
    keys = source_of.astype(np.int64) * (len(values.distinct) + 1) + values.codes + 1
    first = np.zeros(len(keys), bool)
    first[np.unique(keys, return_index=True)[1]] = True
    return first


def _present(column: pa.ChunkedArray) -> _Mask:
    if column.null_count in {0, len(column)}:  # a live record's columns: nothing to compute
        return np.full(len(column), column.null_count == 0)
    return np.asarray(pc.is_valid(column).to_numpy(), np.bool_)


def _broken(faults: pa.ChunkedArray) -> _Mask:
    if faults.null_count == len(faults):
        return np.zeros(len(faults), bool)
    return np.asarray(pc.is_in(faults.cast(pa.string()), value_set=_INVALID).to_numpy(), np.bool_)


def _recorded(measured: Measured) -> pa.Array:
    kind = pa.timestamp("us", tz="UTC")
    known = _whole(measured.recorded_at).cast(kind)
    return pc.coalesce(known, pa.scalar(measured.delivered_at, kind))


def _local(measured: Measured) -> pa.Array:
    return _recorded(measured).cast(pa.timestamp("us", tz=str(LOCAL_ZONE)))


def _age_in_seconds(measured: Measured) -> npt.NDArray[np.float64]:
    recorded = _recorded(measured).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return np.asarray(measured.now.timestamp() - recorded / 1e6, np.float64)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
