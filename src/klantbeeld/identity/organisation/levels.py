"""Which attributes of organisations are compared, and in which levels.

Entering: prepared records and pairs of row numbers. Leaving: one level per pair and comparison, -1
where there is nothing to compare. The start tables say in round numbers what anybody knows of
company files, and lead the estimation to the right optimum; they are the same for every set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from klantbeeld.identity.comparisons import Compared
from klantbeeld.identity.frequencies import RARITIES
from klantbeeld.identity.levels_names import EXACT as EXACT_RARITIES
from klantbeeld.identity.organisation.records import (
    DOMAIN,
    KVK,
    NAME,
    NUMBER,
    PLAIN_STREET,
    STREET,
    VAT,
    PreparedOrganisations,
)
from klantbeeld.identity.records import (
    MISSING,
    Floats,
    Levels,
    Rows,
    distance,
    similarity,
    value_pairs,
)

NAME_LEVELS = (
    *EXACT_RARITIES, "nearly_same", "mostly", "contained", "partly", "each_its_own", "little",
    "nothing",
)  # fmt: skip
NEARLY, MOSTLY, CONTAINED, PARTLY, EACH_ITS_OWN, LITTLE, NOTHING = range(RARITIES, RARITIES + 7)
SLIPS = 2
"""Edits in the letters without spaces that still make one name: slips and other spacing."""
SLIP_LENGTH = 8
"""In fewer letters one edit is all that is a slip."""
MOSTLY_FROM, PARTLY_FROM = 0.65, 0.35
"""Part of both names' information (Dice) in the stems that they share."""
TELLING_BITS = 5.0
"""Words that tell so much are no chance: one name in 32 has them. A name within a longer one must
tell as much ("Centrum" is in many names); and where each of two names has so much that the other
has not, they are two branches ("Huis Oost", "Huis West"), however much else they share."""
CONTAINED_FROM = 0.9

NUMBER_LEVELS = ("exact", "near", "different")
DOMAIN_LEVELS = (*EXACT_RARITIES, "different")
PHONE_LEVELS = (*EXACT_RARITIES, "near", "different")
ADDRESS_LEVELS = (
    "same", "same_door", "nearly_same", "other_number", "same_postcode", "same_area", "different",
)  # fmt: skip
SAME, SAME_DOOR, NEARLY_ADDRESS, OTHER_NUMBER, SAME_POSTCODE, SAME_AREA, DIFFERENT = range(7)
ELSEWHERE = OTHER_NUMBER
"""From this level on it is another door."""
ADDRESS = "address"
STREET_FROM = 0.88
AREA_LENGTH = 3
CITY_LEVELS = ("same", "different")


@dataclass(frozen=True, slots=True)
class OrganisationComparison:
    """One attribute's comparison; ``levels`` are its names from best to worst, the last one full
    disagreement. ``by_rarity``: the first levels are exact agreement by how rare the value is.
    ``fixed``: what one organisation's records do is known, and not learnt."""

    field: str
    levels: tuple[str, ...]
    by_rarity: bool = False
    fixed: bool = False


_RARE = np.ones(RARITIES) / RARITIES
COMPARISONS: tuple[OrganisationComparison, ...] = (
    OrganisationComparison(NAME, NAME_LEVELS, by_rarity=True),
    OrganisationComparison(KVK, NUMBER_LEVELS, fixed=True),
    OrganisationComparison(VAT, NUMBER_LEVELS, fixed=True),
    OrganisationComparison(ADDRESS, ADDRESS_LEVELS),
    OrganisationComparison("city", CITY_LEVELS),
    OrganisationComparison("phone", PHONE_LEVELS, by_rarity=True),
    OrganisationComparison(DOMAIN, DOMAIN_LEVELS, by_rarity=True),
)

KVK_CONFLICT = 2
START_SAME: Mapping[str, Floats] = {
    NAME: np.array([*(0.45 * _RARE), 0.12, 0.15, 0.13, 0.06, 0.03, 0.04, 0.02]),
    KVK: np.array([0.9895, 0.01, 0.0005]),
    VAT: np.array([0.985, 0.01, 0.005]),
    ADDRESS: np.array([0.45, 0.15, 0.12, 0.03, 0.05, 0.05, 0.15]),
    "city": np.array([0.85, 0.15]),
    "phone": np.array([*(0.60 * _RARE), 0.05, 0.35]),
    DOMAIN: np.array([*(0.80 * _RARE), 0.20]),
}
"""One organisation's records agree on most things; names come in several forms, and one in three
telephones is a colleague's or a branch's. Trade register and VAT numbers are held fixed: what two
different ones mean is known, and a file in which they stand wrongly must not teach otherwise. One
pair in 2,000 with two KvK numbers is one organisation all the same, and one in 200 with two VAT
numbers, which a group of companies may share or split."""

START_GROUP: Mapping[str, Floats] = {
    NAME: np.array([*(0.10 * _RARE), 0.02, 0.08, 0.10, 0.15, 0.40, 0.10, 0.05]),
    KVK: np.array([1e-6, 0.01, 0.989999]),
    VAT: np.array([1e-6, 0.01, 0.989999]),
    ADDRESS: np.array([3e-4, 3e-4, 4e-4, 3e-4, 5e-4, 1e-2, 0.9882]),
    "city": np.array([0.02, 0.98]),
    "phone": np.array([*(0.25 * _RARE), 0.05, 0.70]),
    DOMAIN: np.array([*(0.80 * _RARE), 0.20]),
}
"""Two branches or sisters of one group: half a name in common and each its own rest, one
telephone in four is the head office's, the domain is the group's."""

START_RANDOM: Mapping[str, Floats] = {
    NAME: np.array([*(5e-4 * _RARE), 2e-4, 5e-4, 5e-4, 5e-3, 3e-3, 0.1, 0.8903]),
    KVK: np.array([1e-6, 0.01, 0.989999]),
    VAT: np.array([1e-6, 0.01, 0.989999]),
    ADDRESS: np.array([2e-5, 1e-5, 3e-5, 3e-4, 5e-4, 1e-2, 0.98914]),
    "city": np.array([0.02, 0.98]),
    "phone": np.array([*(1e-5 * _RARE), 1e-5, 0.99998]),
    DOMAIN: np.array([*(1e-4 * _RARE), 0.9999]),
}
"""Two strangers. A number that is one digit off tells nothing either way: it may be a slip, but a
holding and its company, founded on one day, have neighbouring numbers."""


def compare_organisations(
    comparisons: Sequence[OrganisationComparison],
    prepared: PreparedOrganisations,
    a: Rows,
    b: Rows,
) -> Compared:
    """Levels of the pairs (row numbers ``a``, ``b``); symmetric in its two sides."""
    levels = {each.field: _LEVELS[each.field](prepared, a, b) for each in comparisons}
    if "city" in levels and ADDRESS in levels:
        levels["city"][levels[ADDRESS] >= 0] = MISSING  # the address has told it already
    return Compared(tuple(levels.values()), np.zeros(len(a), np.int8))


def name_levels(prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    """Levels of ``NAME_LEVELS``."""
    column, names = prepared.columns[NAME], prepared.names
    pairs = value_pairs(column, a, b)
    left, right = pairs.left, pairs.right
    shared = np.asarray(names.bits[left].multiply(names.ones[right]).sum(axis=1)).ravel()
    shorter = np.minimum(names.total[left], names.total[right])
    both = 2 * shared / np.maximum(names.total[left] + names.total[right], TELLING_BITS)
    levels = np.where(shared > 0, LITTLE, NOTHING).astype(np.int8)
    levels[both >= PARTLY_FROM] = PARTLY
    levels[(shared >= CONTAINED_FROM * shorter) & (shared >= TELLING_BITS)] = CONTAINED
    levels[both >= MOSTLY_FROM] = MOSTLY
    levels[(both >= PARTLY_FROM) & (shorter - shared >= TELLING_BITS)] = EACH_ITS_OWN
    other = np.flatnonzero(left != right)
    edits = distance(names.squeezed, left[other], right[other], OSA.distance, SLIPS)
    short = np.minimum(names.length[left[other]], names.length[right[other]]) < SLIP_LENGTH
    levels[other[edits <= np.where(short, 1, SLIPS)]] = NEARLY
    same = left == right
    levels[same] = prepared.rarity[NAME][left[same]]
    return pairs.spread(levels, len(a))


def address_levels(prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    """Levels of ``ADDRESS_LEVELS``.

    same: postcode and number; same door: street and number, in one town as far as is known; nearly
    same: the number, and nearly the street or the postcode; other number: one street.
    """
    columns = prepared.columns
    area = np.array([value[:AREA_LENGTH] for value in columns["postcode"].values], object)
    post = value_pairs(columns["postcode"], a, b)
    near = distance(columns["postcode"].values, post.left, post.right, OSA.distance, 1) <= 1
    place = np.full(len(post.left), 3, np.int8)
    place[area[post.left] == area[post.right]] = 2
    place[near] = 1
    place[post.left == post.right] = 0
    postcode = post.spread(place, len(a))  # 0 same, 1 nearly, 2 area, 3 elsewhere, -1 unknown
    town = _same(prepared, "city", a, b)
    here = (postcode == 0) | (postcode == 1) | ((postcode != 3) & (town != 0))
    here |= (postcode == 3) & (town == 1)

    number = _same(prepared, NUMBER, a, b)
    street = _same(prepared, STREET, a, b)
    alike = value_pairs(columns[PLAIN_STREET], a, b)
    ratio = similarity(
        columns[PLAIN_STREET].values, alike.left, alike.right, JaroWinkler.similarity, STREET_FROM
    )
    close = alike.spread(
        ((ratio >= STREET_FROM) | (alike.left == alike.right)).astype(np.int8), len(a)
    )

    known = (postcode >= 0) | ((street >= 0) & (number >= 0))
    out = np.where(known, DIFFERENT, MISSING).astype(np.int8)
    out[known & (postcode == 2)] = SAME_AREA
    out[known & (postcode == 0)] = SAME_POSTCODE
    out[known & (street == 1) & (number == 0) & here] = OTHER_NUMBER
    numbered = known & (number == 1)
    out[numbered & (close == 1) & here] = NEARLY_ADDRESS
    out[numbered & (postcode == 1) & (street != 0)] = NEARLY_ADDRESS
    out[numbered & (street == 1) & here] = SAME_DOOR
    out[numbered & (postcode == 0) & ((close != 0) | (street < 0))] = SAME
    return out


def _same(prepared: PreparedOrganisations, field: str, a: Rows, b: Rows) -> Levels:
    """1 same, 0 other, -1 unknown."""
    codes = prepared.columns[field].codes
    x, y = codes[a], codes[b]
    return np.where((x < 0) | (y < 0), MISSING, x == y).astype(np.int8)


def _number_levels(field: str, prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    column = prepared.columns[field]
    pairs = value_pairs(column, a, b)
    edits = distance(column.values, pairs.left, pairs.right, OSA.distance, 1)
    levels = np.where(edits <= 1, 1, 2).astype(np.int8)
    levels[pairs.left == pairs.right] = 0
    return pairs.spread(levels, len(a))


def _phone_levels(prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    column = prepared.columns["phone"]
    pairs = value_pairs(column, a, b)
    edits = distance(column.values, pairs.left, pairs.right, OSA.distance, 1)
    levels = np.where(edits <= 1, RARITIES, RARITIES + 1).astype(np.int8)
    same = pairs.left == pairs.right
    levels[same] = prepared.rarity["phone"][pairs.left[same]]
    return pairs.spread(levels, len(a))


def _domain_levels(prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    pairs = value_pairs(prepared.columns[DOMAIN], a, b)
    levels = np.full(len(pairs.left), RARITIES, np.int8)
    same = pairs.left == pairs.right
    levels[same] = prepared.rarity[DOMAIN][pairs.left[same]]
    return pairs.spread(levels, len(a))


def _city_levels(prepared: PreparedOrganisations, a: Rows, b: Rows) -> Levels:
    same = _same(prepared, "city", a, b)
    return np.where(same < 0, MISSING, 1 - same).astype(np.int8)


_LEVELS: Mapping[str, Callable[[PreparedOrganisations, Rows, Rows], Levels]] = {
    NAME: name_levels,
    KVK: lambda prepared, a, b: _number_levels(KVK, prepared, a, b),
    VAT: lambda prepared, a, b: _number_levels(VAT, prepared, a, b),
    ADDRESS: address_levels,
    "city": _city_levels,
    "phone": _phone_levels,
    DOMAIN: _domain_levels,
}
