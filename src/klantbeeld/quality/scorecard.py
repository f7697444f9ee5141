"""The scorecard: two counts per attribute and dimension.

Entering: standardised columns of one source and what was agreed about its attributes. Leaving:
``Count``s. Counts, not ratios, so that they add up over batches, loads and sources. What was not
measured has no count. What each dimension counts stands in ``dimensions.DIMENSIONS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.core.errors import InternalError
from klantbeeld.quality.columns import Codes, StandardColumn, TextColumn
from klantbeeld.quality.consistency import RULES, Rule
from klantbeeld.quality.dates import LOCAL_ZONE
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.faults import INVALID


class Count(NamedTuple):
    """``numerator`` of ``denominator`` were good."""

    attribute: str
    dimension: Dimension
    numerator: int
    denominator: int


class Distinct:
    """The values of one attribute that a load has met so far, as 64-bit hashes.

    Two values of one hash would count as one: at ten million values one chance in 400,000.
    """

    def __init__(self) -> None:
        self._met: npt.NDArray[np.int64] = np.empty(0, np.int64)

    def add(self, values: set[str]) -> int:
        """Takes these values in; returns how many of them are new."""
        before = len(self._met)
        own = np.fromiter(map(hash, values), np.int64, len(values))
        self._met = np.union1d(self._met, own)
        return len(self._met) - before


@dataclass(frozen=True, slots=True)
class Measured:
    """What the columns are measured against.

    ``recorded_at``: when the source last recorded or confirmed each record (ISO 8601 in UTC, as
    standardised); None counts as ``delivered_at``. ``required``: attributes that a live purpose
    needs; one that was not delivered at all counts as empty. ``unique``: attributes that belong to
    one customer only, with the values that the load met before. ``max_age``: agreed age per
    attribute. ``checked``: attribute to (values that were right, values checked against reality).
    ``zone``: in which a moment's day is told, that of the source.
    """

    recorded_at: TextColumn
    delivered_at: datetime
    now: datetime
    required: frozenset[str] = frozenset()
    unique: Mapping[str, Distinct] = field(default_factory=dict)
    max_age: Mapping[str, timedelta] = field(default_factory=dict)
    checked: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    zone: str = LOCAL_ZONE.key


def measure(
    columns: Mapping[str, StandardColumn],
    types: Mapping[str, AttributeType],
    measured: Measured,
) -> list[Count]:
    """The counts of these columns, sorted; those with a denominator of nought are left out.

    Raises InternalError when ``recorded_at`` has another length than the columns.
    """
    rows = len(measured.recorded_at.codes)
    if any(len(column.codes) != rows for column in columns.values()):
        raise InternalError("measure: recorded_at needs one entry per row")
    counts = [
        Count(attribute, dimension, numerator, denominator)
        for attribute, dimension, numerator, denominator in (
            *_by_attribute(columns, measured, rows),
            *(count for rule in RULES for count in _consistency(rule, columns, types, measured)),
        )
        if denominator
    ]
    counts += [Count(name, Dimension.ACCURACY, *found) for name, found in measured.checked.items()]
    return _added_up(counts)


def _added_up(counts: Sequence[Count]) -> list[Count]:
    """Sorted, one count for each attribute and dimension: several rules may blame one attribute."""
    total: dict[tuple[str, Dimension], list[int]] = {}
    for attribute, dimension, numerator, denominator in counts:
        sums = total.setdefault((attribute, dimension), [0, 0])
        sums[0] += numerator
        sums[1] += denominator
    return [Count(*key, *total[key]) for key in sorted(total)]


def _by_attribute(
    columns: Mapping[str, StandardColumn], measured: Measured, rows: int
) -> Iterator[tuple[str, Dimension, int, int]]:
    for name, column in columns.items():
        used = np.bincount(column.codes, minlength=len(column.texts)).tolist()
        valued = broken = filled = 0
        for value, fault, times in zip(column.values, column.faults, used, strict=True):
            if value is not None:
                valued += times
            if fault in INVALID:
                broken += times
            if value is not None or fault in INVALID:
                filled += times
        yield name, Dimension.VALIDITY, filled - broken, filled
        if name in measured.required:
            yield name, Dimension.COMPLETENESS, filled, rows
        if name in measured.unique:
            met = zip(column.values, used, strict=True)
            values = {value for value, times in met if times and value is not None}
            yield name, Dimension.UNIQUENESS, measured.unique[name].add(values), valued
        if name in measured.max_age:
            fresh = _age_in_seconds(measured) <= measured.max_age[name].total_seconds()
            yield name, Dimension.TIMELINESS, int((column.has_value() & fresh).sum()), valued
    for name in sorted(measured.required - set(columns)):
        yield name, Dimension.COMPLETENESS, 0, rows


def _consistency(
    rule: Rule,
    columns: Mapping[str, StandardColumn],
    types: Mapping[str, AttributeType],
    measured: Measured,
) -> Iterator[tuple[str, Dimension, int, int]]:
    """One rule, judged once per distinct pair of values, where the record has one of each type."""
    blamed = _only(rule.blamed, columns, types)
    if blamed is None:
        return
    if rule.other is None:
        codes, others = measured.recorded_at.codes, _local_days(measured)
    else:
        name = _only(rule.other, columns, types)
        if name is None:
            return
        other = columns[name]
        codes, others = other.codes, other.faults if rule.other_fault else other.values
    if not any(others):
        return
    values = columns[blamed].values
    pairs, times = _pairs(columns[blamed].codes, values, codes, others)
    width = len(others)
    good = sum(
        count
        for pair, count in zip(pairs.tolist(), times.tolist(), strict=True)
        if rule.agrees(values[pair // width] or "", others[pair % width] or "")
    )
    yield blamed, Dimension.CONSISTENCY, good, int(times.sum())


def _pairs(
    first: Codes, values: Sequence[str | None], second: Codes, others: Sequence[str | None]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The distinct pairs of rows that have both, as one number each, and how often each occurs."""
    counted = (
        np.array([value is not None for value in values], bool)[first]
        & np.array([value is not None for value in others], bool)[second]
    )
    pairs = first[counted] * len(others) + second[counted]
    return np.unique(pairs, return_counts=True)


def _only(
    kind: AttributeType, columns: Mapping[str, StandardColumn], types: Mapping[str, AttributeType]
) -> str | None:
    """The attribute of this type, where there is exactly one."""
    names = [name for name in columns if types[name] is kind]
    return names[0] if len(names) == 1 else None


def _moments(measured: Measured) -> list[datetime]:
    return [
        measured.delivered_at if text is None else datetime.fromisoformat(text)
        for text in measured.recorded_at.texts
    ]


def _age_in_seconds(measured: Measured) -> npt.NDArray[np.float64]:
    now = measured.now.timestamp()
    ages = [now - moment.timestamp() for moment in _moments(measured)]
    return np.array(ages, np.float64)[measured.recorded_at.codes]


def _local_days(measured: Measured) -> list[str | None]:
    """The day of each moment where the source is, ISO 8601."""
    return [
        _local_day(measured.delivered_at.isoformat() if text is None else text, measured.zone)
        for text in measured.recorded_at.texts
    ]


@lru_cache(maxsize=1 << 16)
def _local_day(moment: str, zone: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date().isoformat()
