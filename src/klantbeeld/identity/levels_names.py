"""Comparison levels of given and family names.

Entering: prepared records and pairs of row numbers. Leaving: one level per pair, -1 where a name is
missing. Similarity is Jaro-Winkler (Winkler 1990) and one edit with transposition (optimal string
alignment); thresholds follow the usual practice for names.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import JaroWinkler

from klantbeeld.identity.frequencies import RARITIES, Aliases
from klantbeeld.identity.names import given_parts, tokens
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    Flags,
    Levels,
    Rows,
    ValuePairs,
    one_edit,
    rows_where,
    similarity,
    value_pairs,
)

EXACT = tuple(f"exact_rarity_{rarity + 1}" for rarity in range(RARITIES))
"""Exact agreement, rarest values first."""

GIVEN_LEVELS = (
    *EXACT,
    "alias",
    "similar",
    "initial",
    "same_initial",
    "other_name_same_initial",
    "different",
    "other_name",
)
(
    ALIAS,
    SIMILAR,
    INITIAL,
    SAME_INITIAL,
    OTHER_NAME_SAME_INITIAL,
    GIVEN_DIFFERENT,
    OTHER_NAME,
) = range(RARITIES, RARITIES + 7)
"""Other name: both are written in full and names in their own right, so neither is a slip. That is
what housemates and twins have, and one person hardly ever."""

FAMILY_LEVELS = (*EXACT, "similar", "shared_part", "weak", "different")
FAMILY_SIMILAR, SHARED_PART, WEAK, FAMILY_DIFFERENT = range(RARITIES, RARITIES + 4)

CONSIDERED = 0.80
"""Below this Jaro-Winkler similarity two names are taken for different without a further look."""
GIVEN_SIMILAR = 0.90
FAMILY_SIMILAR_FROM = 0.93
FAMILY_WEAK_FROM = 0.85
"""Family names are longer than given names, so chance likeness reaches higher."""
EDIT_MIN_LENGTH = 4
"""One edit in a name of three letters makes another name."""
PART_MIN_LENGTH = 5
"""Parts of a double name count as alike, not just as equal, from this length."""


def given_name_levels(prepared: Prepared, aliases: Aliases, a: Rows, b: Rows) -> Levels:
    """Levels of ``GIVEN_LEVELS``."""
    column, features = prepared.columns["given_name"], prepared.given
    pairs = value_pairs(column, a, b)
    left, right = pairs.left, pairs.right
    initial = features.shapes.initial
    same = left == right
    same_initial = initial[left] == initial[right]
    levels = np.where(same_initial, SAME_INITIAL, GIVEN_DIFFERENT).astype(np.int8)

    initials_left, initials_right = features.shapes.initials[left], features.shapes.initials[right]
    abbreviated = initials_left | initials_right
    names = features.established[left] & features.established[right] & ~abbreviated
    levels[names & same_initial] = OTHER_NAME_SAME_INITIAL
    levels[names & ~same_initial] = OTHER_NAME
    spelled = rows_where(~same & ~abbreviated)
    alike = similarity(
        column.values, left[spelled], right[spelled], JaroWinkler.similarity, CONSIDERED
    )
    similar = spelled[alike >= GIVEN_SIMILAR]
    doubtful = spelled[(alike >= CONSIDERED) & (alike < GIVEN_SIMILAR)]
    levels[similar] = SIMILAR
    levels[_one_edit(prepared, "given_name", doubtful, pairs)] = SIMILAR

    compound = features.shapes.compound
    for pair in spelled[compound[left[spelled]] | compound[right[spelled]]].tolist():
        if levels[pair] != SIMILAR:
            parts = given_parts(column.values[left[pair]])
            if not parts.isdisjoint(given_parts(column.values[right[pair]])):
                levels[pair] = ALIAS
    alias = aliases.ids(column.values)
    levels[aliases.among(alias[left], alias[right]) & ~same] = ALIAS
    levels[abbreviated & same_initial] = INITIAL
    for pair in rows_where(initials_left & initials_right & same_initial & ~same).tolist():
        shorter, longer = sorted((column.values[left[pair]], column.values[right[pair]]), key=len)
        if not longer.startswith(shorter):
            levels[pair] = SAME_INITIAL
    full = same & ~abbreviated
    levels[full] = features.rarity[left[full]]
    return pairs.spread(levels, len(a))


def family_name_levels(prepared: Prepared, a: Rows, b: Rows) -> Levels:
    """Levels of ``FAMILY_LEVELS``."""
    column, features = prepared.columns["family_name"], prepared.family
    pairs = value_pairs(column, a, b)
    left, right = pairs.left, pairs.right
    same = left == right
    levels = np.full(len(left), FAMILY_DIFFERENT, np.int8)
    other = rows_where(~same)
    alike = similarity(column.values, left[other], right[other], JaroWinkler.similarity, CONSIDERED)
    levels[other[alike >= FAMILY_WEAK_FROM]] = WEAK
    levels[other[alike >= FAMILY_SIMILAR_FROM]] = FAMILY_SIMILAR
    doubtful = other[(alike >= CONSIDERED) & (alike < FAMILY_SIMILAR_FROM)]
    levels[_one_edit(prepared, "family_name", doubtful, pairs)] = FAMILY_SIMILAR

    compound = features.shapes.compound
    has_parts = compound[left[other]] | compound[right[other]]
    for pair in other[has_parts & (levels[other] != FAMILY_SIMILAR)].tolist():
        level = _part_level(column.values[left[pair]], column.values[right[pair]])
        if level is not None:
            levels[pair] = level
    levels[same] = features.rarity[left[same]]
    return pairs.spread(levels, len(a))


def crossed_names(prepared: Prepared, a: Rows, b: Rows) -> Flags:
    """Pairs in which each given name is the other's family name."""
    given = prepared.columns["given_name"].codes
    family = prepared.columns["family_name"].codes
    out = np.zeros(len(a), bool)
    rows = rows_where((given[a] >= 0) & (given[b] >= 0) & (family[a] >= 0) & (family[b] >= 0))
    x, y = a[rows], b[rows]
    given_hash, family_hash = prepared.given.hashes, prepared.family.hashes
    out[rows] = (given_hash[given[x]] == family_hash[family[y]]) & (
        family_hash[family[x]] == given_hash[given[y]]
    )
    return out


def _one_edit(prepared: Prepared, field: str, rows: Rows, pairs: ValuePairs) -> Rows:
    """Those of the value pairs that are one edit apart and long enough."""
    shapes = prepared.given.shapes if field == "given_name" else prepared.family.shapes
    left, right = pairs.left[rows], pairs.right[rows]
    near = one_edit(prepared.columns[field], left, right)
    shortest = np.minimum(shapes.length[left], shapes.length[right])
    return rows[near & (shortest >= EDIT_MIN_LENGTH)]


def _part_level(left: str, right: str) -> int | None:
    """The level of a double or married name beside another name."""
    parts_left, parts_right = tokens(left), tokens(right)
    if parts_left & parts_right:
        return SHARED_PART
    if "".join(left.replace("-", " ").split()) == "".join(right.replace("-", " ").split()):
        return FAMILY_SIMILAR
    for x in parts_left:
        for y in parts_right:
            if (
                len(x) >= PART_MIN_LENGTH
                and abs(len(x) - len(y)) <= 1
                and JaroWinkler.similarity(x, y) >= FAMILY_SIMILAR_FROM
            ):
                return SHARED_PART
    return None
