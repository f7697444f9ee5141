"""Names: exchanged fields put right, and what a comparison needs of each distinct name.

Entering: standardised given and family names and how often each occurs in either field. Leaving:
mended columns and, per distinct name, its length, first letter and parts.

The family name comes without its tussenvoegsel; inside an e-mail address it is still there, glued
on, which is why the particles are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.records import Column, Flags, replace_values, rows_where

FORGOTTEN = "\0"
"""Begins what stands in the place of a name that nobody has any more (``forgetting``): no text of a
record can hold it."""

SWAP_ODDS = 50.0
"""Fields count as exchanged when the name counts make it this many times likelier than not:
about the share of records (1-2 %) that have them exchanged, turned round."""

SWAP_MIN_SEEN = 2
"""The value in the family name field must have been seen as a given name at least this often."""

GLUED_PARTICLES = (
    "vanden", "vander", "vande", "vant", "opde", "int", "van", "der", "den", "ter", "ten",
    "de", "te", "von", "el", "di", "op", "in", "het",
)  # fmt: skip
"""Tussenvoegsels as they stand in an address, longest first where one begins another."""

_SQUEEZE = str.maketrans("", "", " -'")
_TOKENS = re.compile(r"[-, ]+")


def squeeze(name: str) -> str:
    """The name as it would stand in an e-mail address: no space, hyphen or apostrophe."""
    return name.translate(_SQUEEZE)


def is_initials(name: str) -> bool:
    """Whether the name is written as initials only (``j``, ``j p``).

    A sign of a script without capitals is a name, not an initial.
    """
    if len(name) > 1 and name[1] not in " -":
        return False  # a name that starts with two letters, as nearly all do
    parts = name.replace("-", " ").split()
    return all(len(part) == 1 and part.upper() != part for part in parts)


def without_particle(letters: str) -> str:
    """Glued letters without a leading tussenvoegsel; three letters must remain."""
    for particle in GLUED_PARTICLES:
        if letters.startswith(particle) and len(letters) - len(particle) >= 3:
            return letters[len(particle) :]
    return letters


def given_parts(name: str) -> frozenset[str]:
    """The given names that a name with several consists of, initials left out."""
    return frozenset(part for part in name.replace("-", " ").split() if len(part) > 1)


def tokens(name: str) -> frozenset[str]:
    """The parts of a double or married name that are long enough to tell anything."""
    return frozenset(part for part in _TOKENS.split(name) if len(part) >= 3)


@dataclass(frozen=True, slots=True, repr=False)
class NameCounts:
    """How often a value stands in the given name field and in the family name field."""

    given: Mapping[str, int]
    family: Mapping[str, int]

    def lookup(
        self, values: npt.NDArray[np.object_]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Counts as given name and as family name of each value, 0 where never seen."""
        given = np.fromiter((self.given.get(v, 0) for v in values), np.float64, len(values))
        family = np.fromiter((self.family.get(v, 0) for v in values), np.float64, len(values))
        return given, family


def mend_exchanged(
    given: Column, family: Column, counts: NameCounts
) -> tuple[Column, Column, Flags]:
    """Given and family name put back where records have them exchanged; which records those are.

    Under naive independence the odds of an exchange are
    ``n_given(family) n_family(given) / (n_given(given) n_family(family))``; half a count is added
    or taken away so that a record does not vouch for itself.
    """
    rows = rows_where((given.codes >= 0) & (family.codes >= 0))
    exchanged = np.zeros(len(given.codes), bool)
    if not len(rows):
        return given, family, exchanged
    given_as_given, given_as_family = counts.lookup(given.values)
    family_as_given, family_as_family = counts.lookup(family.values)
    full = np.fromiter((not is_initials(v) for v in given.values), bool, len(given.values))
    g, f = given.codes[rows], family.codes[rows]
    crossed = (family_as_given[f] + 0.5) * (given_as_family[g] + 0.5)
    straight = np.maximum(given_as_given[g] - 0.5, 0.5) * np.maximum(family_as_family[f] - 0.5, 0.5)
    swap = (crossed > SWAP_ODDS * straight) & full[g] & (family_as_given[f] >= SWAP_MIN_SEEN)
    rows, g, f = rows[swap], g[swap], f[swap]
    exchanged[rows] = True
    return (
        replace_values(given, rows, family.values[f].tolist()),
        replace_values(family, rows, given.values[g].tolist()),
        exchanged,
    )


@dataclass(frozen=True, slots=True)
class NameShapes:
    """Per distinct name: its length, its first letter's code point, whether it is initials only,
    whether it has parts."""

    length: npt.NDArray[np.int32]
    initial: npt.NDArray[np.int32]
    initials: Flags
    compound: Flags


def name_shapes(values: npt.NDArray[np.object_]) -> NameShapes:
    """What the level functions need of each distinct name."""
    size = len(values)
    return NameShapes(
        np.fromiter((len(v) for v in values), np.int32, size),
        np.fromiter((ord(v[0]) for v in values), np.int32, size),
        np.fromiter((is_initials(v) for v in values), bool, size),
        np.fromiter(("-" in v or " " in v for v in values), bool, size),
    )
