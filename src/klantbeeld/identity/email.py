"""What an e-mail address says: its parts, and the name inside it.

Entering: a standardised address and two vocabularies of names that the data itself uses. Leaving:
local part, letters and trailing number; and for a record without a name the name that its address
spells, e.g. ``j.vandenberg`` -> (``j``, ``berg``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import digits

from klantbeeld.identity.names import FORGOTTEN, GLUED_PARTICLES, squeeze, without_particle

GIVEN_MIN_SEEN = 3
FAMILY_MIN_SEEN = 2
"""A name must have been seen this often before it is read out of an address: given names form a
small, closed vocabulary; family names a long tail, of which two sightings exclude most typing
errors."""

MIN_LETTERS = 3
"""Shorter names occur inside other words too often."""

WHOLE_NAME_FACTOR = 50
"""An address that is a given name as a whole beats a split into two names unless the split is made
of names so common that their product exceeds this many times the count of the whole."""

_LETTERS = re.compile(r"[^a-z]")
_DIGITS = re.compile(r"\d+")
_SEPARATORS = re.compile(r"[._\-+]")


@dataclass(frozen=True, slots=True, repr=False)
class AddressParts:
    """Of each address: ``jan.berg1970@x.nl`` -> local ``jan.berg1970``, letters ``janberg``, number
    ``1970``."""

    local: Sequence[str]
    letters: Sequence[str]
    number: Sequence[str]


def address_parts(addresses: Sequence[str]) -> AddressParts:
    local = [address.partition("@")[0] for address in addresses]
    heads = [part.rstrip(digits) for part in local]
    number = [part[len(head) :] for part, head in zip(local, heads, strict=True)]
    return AddressParts(local, [_letters(head) for head in heads], number)


def _letters(head: str) -> str:
    letters = head.replace(".", "").replace("_", "").replace("-", "")
    if letters.isascii() and letters.isalpha() and letters.islower():
        return letters
    return _LETTERS.sub("", letters)


def is_year(number: str) -> bool:
    """A number that could be a year of birth tells less than any other of four digits."""
    return len(number) == 4 and "1930" <= number <= "2015"


@dataclass(frozen=True, slots=True, repr=False)
class Lexicon:
    """Squeezed name -> (count, name as written), for names seen often enough."""

    given: Mapping[str, tuple[int, str]]
    family: Mapping[str, tuple[int, str]]

    def given_name(self, letters: str) -> str | None:
        found = self.given.get(letters)
        return found[1] if found else None

    def family_name(self, letters: str) -> str | None:
        """The family name that letters spell, with up to two particles in front."""
        for _ in range(3):
            if letters in self.family:
                return self.family[letters][1]
            letters = without_particle(letters)
        return None


def lexicon(given: Mapping[str, int], family: Mapping[str, int]) -> Lexicon:
    """The vocabularies for mining; of names that squeeze alike the most frequent is kept."""
    return Lexicon(_squeezed(given, GIVEN_MIN_SEEN), _squeezed(family, FAMILY_MIN_SEEN))


def _squeezed(counts: Mapping[str, int], least: int) -> dict[str, tuple[int, str]]:
    best: dict[str, tuple[int, str]] = {}
    for name, count in sorted(counts.items()):
        if count >= least and len(name) >= MIN_LETTERS and not name.startswith(FORGOTTEN):
            key = squeeze(name)
            if key not in best or best[key][0] < count:
                best[key] = (count, name)
    return best


Names = tuple[str | None, str | None]


def mine(address: str, given: str | None, family: str | None, known: Lexicon) -> Names:
    """Given and family name that the address spells, each None where it does not tell.

    ``given`` and ``family`` are what the record itself says; initials are no given name.
    """
    local = address.split("@", 1)[0]
    parts = [part for part in _SEPARATORS.split(_DIGITS.sub("", local)) if part]
    letters = "".join(parts)
    if not _LETTERS.sub("", letters):
        return None, None
    if family:
        return _given_beside(letters, squeeze(family), known), None
    if given:
        return None, _family_beside(letters, parts, squeeze(given), known)
    if len(parts) == 2:
        return _two_parts(parts, known)
    return _one_word(letters, known)


def _given_beside(letters: str, family: str, known: Lexicon) -> str | None:
    """The given name (or initial) in an address that holds the known family name."""
    at = letters.find(family)
    if at < 0 or len(family) < MIN_LETTERS:
        return known.given_name(letters)
    before, after = letters[:at], letters[at + len(family) :]
    for candidate in (before, without_particle(after), after):
        if found := known.given_name(candidate):
            return found
    for particle in GLUED_PARTICLES:
        if before.endswith(particle):
            head = before[: -len(particle)]
            if found := known.given_name(head) or (head if len(head) == 1 else None):
                return found
    if len(before) == 1 and not after:
        return before
    if len(after) == 1 and (not before or before in GLUED_PARTICLES):
        return after
    return None


def _family_beside(letters: str, parts: Sequence[str], given: str, known: Lexicon) -> str | None:
    """The family name in an address whose owner's given name is known.

    None where the letters are a given name as a whole: ``sanne12`` is not S. Anne.
    """
    if letters == given or letters in known.given:
        return None
    if letters.startswith(given) and len(letters) - len(given) >= MIN_LETTERS:
        return known.family_name(letters[len(given) :])
    if letters[0] == given[0] and (found := known.family_name(letters[1:])):
        return found
    if len(parts) == 2:
        if len(parts[1]) == 1:
            return known.family_name(parts[0])
        if parts[0] not in known.given:
            return known.family_name(parts[1])
    return None


def _two_parts(parts: Sequence[str], known: Lexicon) -> Names:
    """``jan.berg``, ``berg.j``, ``j.berg``."""
    first, second = parts
    if found := known.given_name(first):
        return found, known.family_name(second)
    if len(second) == 1:
        return second, known.family_name(first)
    if len(first) == 1:
        return first, known.family_name(second)
    return None, known.family_name(second)


def _one_word(letters: str, known: Lexicon) -> Names:
    """``janberg``: the split whose two names are the most frequent; else ``jberg``."""
    best = 0
    names: Names = (None, None)
    if letters in known.given:
        count, name = known.given[letters]
        best, names = count * WHOLE_NAME_FACTOR, (name, None)
    for cut in range(MIN_LETTERS, len(letters) - 2):
        head = known.given.get(letters[:cut])
        family = known.family_name(letters[cut:]) if head else None
        if head and family:
            likelihood = head[0] * known.family[squeeze(family)][0]
            if likelihood > best:
                best, names = likelihood, (head[1], family)
    if names[0] is None and len(letters) > 4 and (found := known.family_name(letters[1:])):
        return letters[0], found
    return names
