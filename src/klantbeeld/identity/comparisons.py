"""Which attributes are compared, in which levels, and what is assumed before the data speaks.

Entering: the columns that hold anything. Leaving: a tuple of comparisons; ``compare`` turns pairs
of records into levels. The start tables only lead expectation maximisation to the right optimum and
stand in where a class has hardly any pairs (``estimate.py``): they say in round numbers what
anybody who has looked at customer files knows, and are the same for every set of data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from klantbeeld.identity import levels_names as names
from klantbeeld.identity.frequencies import RARITIES, Counts
from klantbeeld.identity.levels_address import ADDRESS_LEVELS, address_levels
from klantbeeld.identity.levels_birth_date import BIRTH_DATE_LEVELS, birth_date_levels
from klantbeeld.identity.levels_contact import (
    EMAIL_LEVELS,
    PHONE_LEVELS,
    email_levels,
    phone_levels,
)
from klantbeeld.identity.levels_plain import (
    CATEGORY_LEVELS,
    GENDER_LEVELS,
    IDENTIFIER_LEVELS,
    category_levels,
    gender_levels,
    identifier_levels,
    source_levels,
    text_levels,
)
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import (
    CATEGORY,
    IDENTIFIER,
    MISSING,
    Codes,
    Column,
    Flags,
    Floats,
    Levels,
    Rows,
    distinct,
    rows_where,
)

ADDRESS = "address"


class Kind(StrEnum):
    """How an attribute is compared."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    BIRTH_DATE = "birth_date"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    CATEGORY = "category"
    IDENTIFIER = "identifier"
    GENDER = "gender"
    SOURCE = "source"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One attribute's comparison; ``levels`` are its names from best to worst.

    ``thresholds`` are the Jaro-Winkler thresholds of a TEXT comparison.
    """

    field: str
    kind: Kind
    levels: tuple[str, ...]
    thresholds: tuple[float, ...] = ()

    @property
    def by_rarity(self) -> bool:
        """Whether the first levels are exact agreement by rarity class."""
        return self.kind in {Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.CATEGORY}


_RARE = np.ones(RARITIES) / RARITIES
START_SAME_PERSON: Mapping[Kind, Floats] = {
    Kind.GIVEN_NAME: np.array([*(0.70 * _RARE), 0.06, 0.06, 0.08, 0.03, 0.01, 0.05, 0.01]),
    Kind.FAMILY_NAME: np.array([*(0.80 * _RARE), 0.08, 0.05, 0.02, 0.05]),
    Kind.BIRTH_DATE: np.array([0.87, 0.02, 0.05, 0.02, 0.02, 0.02]),
    Kind.EMAIL: np.array([0.40, 0.15, 0.03, 0.04, 0.02, 0.03, 0.03, 0.02, 0.05, 0.01, 0.22]),
    Kind.PHONE: np.array([0.70, 0.10, 0.03, 0.17]),
    Kind.ADDRESS: np.array([0.60, 0.06, 0.08, 0.02, 0.03, 0.21]),
    Kind.CATEGORY: np.array([*(0.75 * _RARE), 0.05, 0.20]),
    Kind.IDENTIFIER: np.array([0.85, 0.10, 0.05]),
    Kind.GENDER: np.array([0.97, 0.03]),
}
"""One person's records agree on most things; a fifth of them moved or changed number or address."""

START_SAME_HOUSEHOLD: Mapping[Kind, Floats] = {
    Kind.FAMILY_NAME: np.array([*(0.60 * _RARE), 0.05, 0.05, 0.01, 0.29]),
    Kind.BIRTH_DATE: np.array([0.01, 0.002, 0.01, 0.003, 0.035, 0.94]),
    Kind.EMAIL: np.array([0.03, 0.09, 0.10, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.71]),
    Kind.PHONE: np.array([0.20, 0.20, 0.01, 0.59]),
    Kind.ADDRESS: np.array([0.75, 0.06, 0.05, 0.01, 0.01, 0.12]),
    Kind.GENDER: np.array([0.45, 0.55]),
}
"""A household shares address and, more often than not, family name; some share a phone or an
address for e-mail, which as many households of two do, where no third is known to share it, as
larger ones; first names and birth dates are each person's own."""

START_RANDOM: Mapping[Kind, Floats] = {
    Kind.GIVEN_NAME: np.array([*(0.004 * _RARE), 0.0005, 0.002, 0.006, 0.0155, 0.041, 0.231, 0.7]),
    Kind.FAMILY_NAME: np.array([*(0.0006 * _RARE), 0.0003, 0.0001, 0.003, 0.996]),
    Kind.BIRTH_DATE: np.array([3e-5, 1e-5, 1.6e-3, 8e-4, 0.02, 0.97756]),
    Kind.EMAIL: np.array([*([1e-6] * 7), 2e-5, 1e-6, 1e-6, 0.999971]),
    Kind.PHONE: np.array([1e-6, 1e-6, 1e-6, 0.999997]),
    Kind.ADDRESS: np.array([1e-5, 1e-5, 1e-5, 1e-5, 1e-3, 0.99896]),
    Kind.CATEGORY: np.array([*(0.05 * _RARE), 0.002, 0.948]),
    Kind.IDENTIFIER: np.array([1e-6, 1e-4, 0.999899]),
    Kind.GENDER: np.array([0.5, 0.5]),
}
"""Two strangers: they count as much as ``estimate.STRANGERS_KNOWN`` pairs, so a large set hardly
feels them and a set of ten records is not taken for all the world."""

_PLAIN = {
    Kind.GIVEN_NAME: ("given_name", names.GIVEN_LEVELS),
    Kind.FAMILY_NAME: ("family_name", names.FAMILY_LEVELS),
    Kind.BIRTH_DATE: ("birth_date", BIRTH_DATE_LEVELS),
    Kind.EMAIL: ("email", EMAIL_LEVELS),
    Kind.PHONE: ("phone", PHONE_LEVELS),
    Kind.ADDRESS: ("postcode", ADDRESS_LEVELS),
    Kind.GENDER: ("gender", GENDER_LEVELS),
}


def comparisons_for(
    columns: Mapping[str, Column], sources: Sequence[str]
) -> tuple[Comparison, ...]:
    """A comparison for every attribute that at least one record has."""
    held = {name for name, column in columns.items() if len(column.values)}
    if "street" in held and "house_number" in held:
        held.add("postcode")
    out = [
        Comparison(ADDRESS if kind is Kind.ADDRESS else name, kind, levels)
        for kind, (name, levels) in _PLAIN.items()
        if name in held
    ]
    for name in sorted(held):
        if name.startswith(IDENTIFIER):
            out.append(Comparison(name, Kind.IDENTIFIER, IDENTIFIER_LEVELS))
        elif name.startswith(CATEGORY) or name == "city":
            out.append(Comparison(name, Kind.CATEGORY, CATEGORY_LEVELS))
    if len(sources) > 1:
        levels = (*(f"both_{name}" for name in sources), "two_sources")
        out.append(Comparison("source", Kind.SOURCE, levels))
    return tuple(out)


EMAIL_STATES = 10
"""What names say already decides how much an agreeing address adds, because people put their names
into their addresses: five states of name agreement, and the same five again for pairs in which a
name was read out of the address in the first place."""
OTHER_STATE, INITIAL_AND_FAMILY, BOTH_NAMES, GIVEN_ONLY, FAMILY_ONLY = range(5)
MINED_STATES = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """Levels per comparison, in the comparisons' order, and the state for the e-mail tables."""

    levels: tuple[Levels, ...]
    state: Levels

    def __len__(self) -> int:
        return len(self.state)

    def take(self, pairs: Rows | Codes | slice) -> Compared:
        return Compared(tuple(levels[pairs] for levels in self.levels), self.state[pairs])


def distinct_patterns(compared: Compared) -> tuple[Rows, Codes]:
    """One pair for each distinct pattern of levels, and which pattern each pair shows."""
    key = compared.state.astype(np.int64)
    largest = int(key.max(initial=0)) + 1
    for levels in compared.levels:
        size = int(levels.max(initial=MISSING)) + 2
        if largest * size >= MOST_PATTERNS:
            key = distinct(key)[1].astype(np.int64)
            largest = int(key.max(initial=0)) + 1
        key *= size
        key += levels
        key += 1
        largest *= size
    return distinct(key)


MOST_PATTERNS = 2**40
"""Numbers of patterns stay below this, so that a position fits beside them in 64 bits."""

_LEVELS: Mapping[Kind, Callable[[Counts, Comparison, Prepared, Rows, Rows], Levels]] = {
    Kind.GIVEN_NAME: lambda counts, _, p, a, b: names.given_name_levels(p, counts.aliases, a, b),
    Kind.FAMILY_NAME: lambda _, __, p, a, b: names.family_name_levels(p, a, b),
    Kind.BIRTH_DATE: lambda _, __, p, a, b: birth_date_levels(p, a, b),
    Kind.EMAIL: lambda _, __, p, a, b: email_levels(p, a, b),
    Kind.PHONE: lambda _, __, p, a, b: phone_levels(p, a, b),
    Kind.ADDRESS: lambda _, __, p, a, b: address_levels(p, a, b),
    Kind.CATEGORY: lambda _, c, p, a, b: category_levels(p, c.field, a, b),
    Kind.IDENTIFIER: lambda _, c, p, a, b: identifier_levels(p, c.field, a, b),
    Kind.GENDER: lambda _, __, p, a, b: gender_levels(p, a, b),
    Kind.SOURCE: lambda counts, _, p, a, b: source_levels(p, len(counts.sources), a, b),
    Kind.TEXT: lambda _, c, p, a, b: text_levels(p, c.field, c.thresholds, a, b),
}
ALIAS_DEPENDENT = frozenset({Kind.GIVEN_NAME, Kind.GENDER})


def compare(
    counts: Counts,
    comparisons: Sequence[Comparison],
    prepared: Prepared,
    a: Rows,
    b: Rows,
    before_aliases: Compared | None = None,
) -> Compared:
    """Levels of the pairs (row numbers ``a``, ``b``); symmetric in its two sides.

    ``before_aliases`` are the same pairs' levels before other forms of given names were known:
    what does not depend on those is taken from there.
    """
    levels: dict[str, Levels] = {}
    for index, comparison in enumerate(comparisons):
        if before_aliases and comparison.kind not in ALIAS_DEPENDENT:
            levels[comparison.field] = before_aliases.levels[index]
        else:
            judge = _LEVELS[comparison.kind]
            levels[comparison.field] = judge(counts, comparison, prepared, a, b)
    nothing = np.full(len(a), MISSING, np.int8)
    given = levels.get("given_name", nothing)
    family = levels.get("family_name", nothing)
    if given is not nothing and family is not nothing:
        _uncross(prepared, a, b, given, family)
    if "gender" in levels:
        levels["gender"][_agrees(given)] = MISSING  # the name has told it already
    if "city" in levels and ADDRESS in levels:
        levels["city"][levels[ADDRESS] >= 0] = MISSING  # the postcode has told it already
    mined = prepared.mined[a] | prepared.mined[b]
    return Compared(tuple(levels.values()), email_state(given, family, mined))


def _uncross(prepared: Prepared, a: Rows, b: Rows, given: Levels, family: Levels) -> None:
    """Sets, in place, the levels of pairs that have each other's given and family name.

    Two names agree, yet it is one slip: the family name counts as agreeing exactly (at the
    commoner value's rarity), the given name only as another form.
    """
    crossed = names.crossed_names(prepared, a, b) & (given >= names.SIMILAR)
    at = rows_where(crossed)
    if len(at):
        codes, rarity = prepared.columns["family_name"].codes, prepared.family.rarity
        given[at] = names.ALIAS
        family[at] = np.maximum(rarity[codes[a[at]]], rarity[codes[b[at]]])


def _agrees(given: Levels) -> Flags:
    """Given names that are the same, another form or nearly the same."""
    return (given >= 0) & (given <= names.SIMILAR)


def email_state(given: Levels, family: Levels, mined: Flags) -> Levels:
    """Which of the e-mail tables a pair uses, from its name levels."""
    given_agrees = _agrees(given)
    initial_agrees = (given >= names.INITIAL) & (given <= names.OTHER_NAME_SAME_INITIAL)
    family_agrees = (family >= 0) & (family <= names.SHARED_PART)
    state = np.full(len(given), OTHER_STATE, np.int8)
    state[family_agrees & ~given_agrees & ~initial_agrees] = FAMILY_ONLY
    state[given_agrees & ~family_agrees] = GIVEN_ONLY
    state[family_agrees & initial_agrees] = INITIAL_AND_FAMILY
    state[given_agrees & family_agrees] = BOTH_NAMES
    return state + (MINED_STATES * mined).astype(np.int8)
