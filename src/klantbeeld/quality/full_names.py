"""A whole name in one text taken apart: what somebody is called, and of which family.

Entering: text from a system that has one column for a name: "Jan de Vries", "Vries, J. (Jan) de",
"mevr. A.B. Bakker-de Boer", "Jansen P.". Leaving: given name, and family name with its prefix in
front. Which word is which follows from the Dutch order of names: what stands before a prefix is
given, the last word is family, initials are given wherever they stand. Who is not one person, a
couple or a company, is left whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from klantbeeld.quality.names import are_initials, bare_name, name_fault
from klantbeeld.quality.organisations import has_legal_form
from klantbeeld.quality.prefixes import canonical_prefix
from klantbeeld.quality.standard import PLACEHOLDER, Standard
from klantbeeld.quality.text import plain_apostrophes

_CALLED = re.compile(r" ?[(\"“]([^()\"“”]+)[)\"”] ?")
"""What somebody is called, beside initials: "J. (Jan) de Vries"."""
_SEVERAL = re.compile(r" (?:en|and|und|et|e/v) |[&+/]|\b(?:fam|familie|erven)\b", re.IGNORECASE)
_HYPHEN = re.compile(r" ?- ?")
_LONGEST_PREFIX = 3
_GIVEN_TOO = frozenset({"al", "ben", "bin", "das", "di", "lo"})
"""Prefixes that are given names where they stand first: Ben Bakker."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """Given name, and family name with its prefix in front; None where the text has none."""

    given: str | None
    family: str | None


WHOLE = NameParts(None, None)


def full_name(text: str) -> Standard:
    """The name as it was written, without titles and degrees.

    Example: "Dhr. Vries, J. (Jan) de" -> "Vries, J. (Jan) de".
    """
    bare, fault = bare_name(text)
    bare = bare.strip(" ,;")
    if not bare:
        return PLACEHOLDER
    if _not_one_person(plain_apostrophes(text)):
        return Standard(bare, "name.not_one_person")
    return Standard(bare, name_fault(bare) or fault)


@lru_cache(maxsize=1 << 15)
def split_full_name(text: str) -> NameParts:
    """The parts of a person's name; ``WHOLE`` where the text is no single person's.

    Example: "van den Berg, F. (Fatima)" -> "Fatima", "van den Berg".
    """
    if _not_one_person(text):
        return WHOLE
    called = _CALLED.search(text)
    before, _, after = _CALLED.sub(" ", _HYPHEN.sub("-", text)).partition(",")
    rest = bare_name(after.replace(",", " ").strip())[0].split()
    family = before.split()
    parts = _inverted(family, rest) if family and rest else _in_order(family or rest)
    if called is None or canonical_prefix(called[1]) or not bare_name(called[1])[0]:
        return parts
    return NameParts(called[1].strip(), parts.family or parts.given)


def _not_one_person(text: str) -> bool:
    return _SEVERAL.search(text) is not None or has_legal_form(text)


def _inverted(family: list[str], rest: list[str]) -> NameParts:
    """Family name first: "Vries, Jan de", "Vries, de, Jan"; or the prefix last: "Jan Vries, de"."""
    if canonical_prefix(" ".join(rest)):
        return _in_order([*family[:-1], *rest, family[-1]])
    behind = next((n for n in range(len(rest)) if canonical_prefix(" ".join(rest[n:]))), len(rest))
    ahead = _prefix_length(rest) if behind == len(rest) else 0
    prefix = [*rest[:ahead], *rest[behind:]]
    return NameParts(_joined(rest[ahead:behind]), _joined([*prefix, *family]))


def _in_order(words: list[str]) -> NameParts:
    """Given name first, unless only what stands last can be one: "Jansen P."."""
    if len(words) < 2:
        return NameParts(None, _joined(words))
    for at in range(len(words) - 1):
        if _begins_family(words[at:], first=at == 0):
            return NameParts(_joined(words[:at]), _joined(words[at:]))
    initials = len(list(takewhile(are_initials, words[:-1])))
    if initials:
        return NameParts(_joined(words[:initials]), _joined(words[initials:]))
    last = len(words) - len(list(takewhile(are_initials, reversed(words))))
    if last < len(words):
        return NameParts(_joined(words[last:]), _joined(words[:last]))
    return NameParts(_joined(words[:-1]), words[-1])


def _begins_family(words: list[str], *, first: bool) -> bool:
    """Whether a prefix stands here, or a double name whose second half has one ("Bakker-de")."""
    if first and words[0].lower() in _GIVEN_TOO:
        return False
    _, hyphen, half = words[0].rpartition("-")
    return _prefix_length(words) > 0 or (hyphen != "" and canonical_prefix(half) is not None)


def _prefix_length(words: list[str]) -> int:
    """How many words at the start are a prefix of what follows them; 0 where none are."""
    sizes = range(min(_LONGEST_PREFIX, len(words) - 1), 0, -1)
    return next((size for size in sizes if canonical_prefix(" ".join(words[:size]))), 0)


def _joined(words: list[str]) -> str | None:
    return " ".join(words) or None
