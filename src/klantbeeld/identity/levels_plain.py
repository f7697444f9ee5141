"""Comparison levels of categories, identifiers, gender, source and plain text.

Entering: prepared records and pairs of row numbers. Leaving: one level per pair, -1 where there is
nothing to compare.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from klantbeeld.identity.frequencies import RARITIES
from klantbeeld.identity.levels_names import EXACT as EXACT_RARITIES
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    MISSING,
    Levels,
    Rows,
    distance,
    nothing_compared,
    rows_where,
    similarity,
    value_pairs,
)

CATEGORY_LEVELS = (*EXACT_RARITIES, "similar", "different")
CATEGORY_SIMILAR, CATEGORY_DIFFERENT = RARITIES, RARITIES + 1
SIMILAR_FROM = 0.90

IDENTIFIER_LEVELS = ("exact", "near", "different")
IDENTIFIER_EXACT, IDENTIFIER_NEAR, IDENTIFIER_DIFFERENT = range(3)
NEAR_EDITS = 2
"""Two slips in a number of the usual length (7 to 11 digits) still point at the same number."""

GENDER_LEVELS = ("same", "different")


def category_levels(prepared: Prepared, field: str, a: Rows, b: Rows) -> Levels:
    """Levels of ``CATEGORY_LEVELS``."""
    column = prepared.columns[field]
    pairs = value_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    left, right = pairs.left, pairs.right
    levels = np.full(len(left), CATEGORY_DIFFERENT, np.int8)
    other = rows_where(left != right)
    alike = similarity(
        column.values, left[other], right[other], JaroWinkler.similarity, SIMILAR_FROM
    )
    levels[other[alike >= SIMILAR_FROM]] = CATEGORY_SIMILAR
    same = left == right
    levels[same] = prepared.rarity[field][left[same]]
    return pairs.spread(levels, len(a))


def identifier_levels(prepared: Prepared, field: str, a: Rows, b: Rows) -> Levels:
    """Levels of ``IDENTIFIER_LEVELS``."""
    column = prepared.columns[field]
    pairs = value_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    edits = distance(column.values, pairs.left, pairs.right, OSA.distance, NEAR_EDITS)
    levels = np.where(edits <= NEAR_EDITS, IDENTIFIER_NEAR, IDENTIFIER_DIFFERENT).astype(np.int8)
    levels[pairs.left == pairs.right] = IDENTIFIER_EXACT
    return pairs.spread(levels, len(a))


def gender_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``GENDER_LEVELS``."""
    codes = prepared.columns["gender"].codes
    levels = np.where(codes[a] == codes[b], 0, 1).astype(np.int8)
    levels[(codes[a] < 0) | (codes[b] < 0)] = MISSING
    return levels


def source_levels(prepared: Prepared, sources: int, a: Rows, b: Rows) -> Levels:
    """One level per known source that both records are from, and a last one for two sources.

    Two records of one source that the model does not know tell nothing.
    """
    x, y = prepared.source[a], prepared.source[b]
    levels = np.where(x == y, x, sources).astype(np.int8)
    levels[(x < 0) | (y < 0) | ((x == sources) & (y == sources))] = MISSING
    return levels


def text_levels(
    prepared: Prepared, field: str, thresholds: Sequence[float], a: Rows, b: Rows
) -> Levels:
    """Exact, then at least each Jaro-Winkler threshold (falling), then different.

    These are the levels that Splink's comparison library makes by default.
    """
    column = prepared.columns[field]
    pairs = value_pairs(column, a, b)
    if not len(pairs.rows):
        return nothing_compared(len(a))
    left, right = pairs.left, pairs.right
    levels = np.full(len(left), len(thresholds) + 1, np.int8)
    other = rows_where(left != right)
    lowest = min(thresholds, default=1.0)
    alike = similarity(column.values, left[other], right[other], JaroWinkler.similarity, lowest)
    for level, threshold in reversed(list(enumerate(thresholds, start=1))):
        levels[other[alike >= threshold]] = level
    levels[left == right] = 0
    return pairs.spread(levels, len(a))
