"""What a text seems to tell of that may not be held without an exception in the law.

Entering: free text in Dutch or English. Leaving: categories of Article 9 AVG/GDPR (health, belief,
trade union, sexual life, origin, politics) and Article 10 (offences). The words stand in
``special_categories.yaml``. It is a dictionary with a sense of place, not a judgement: a hit is
something for a person to look at, no hit is no promise. A word tells

- by itself ("chemotherapy"), unless what stands right around it makes it a name, a place, a product
  or an animal ("the book on diabetes", "Mr Gay", "next to the psychiatric hospital");
- or only where it is said of somebody ("she is deaf", not "a deaf sound").

How often it is right stands in ``docs/explanation/human-centric.md``; ``benchmarks/refusals.py``
measures it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml


class Category(StrEnum):
    """What a text can tell of."""

    HEALTH = "health"
    BELIEF = "belief"
    UNION = "union"
    SEXUALITY = "sexuality"
    ORIGIN = "origin"
    POLITICS = "politics"
    OFFENCE = "offence"


_CLAUSE = re.compile(r"[^.,;:!?()\n\"“”]+")
_START, _END = r"(?<![\w-])", r"(?!\w)"
_AT_ONCE = 30
"""Entries in one pattern: of longer ones RE2 cannot keep all its states, and takes ten times as
long."""
_NEAR = 80
"""Characters before a word that may say what it is."""
_NAME_PARTS = r"(?:(?:van|de|den|der|het|ter|ten|el|al)\ +){0,3}"

_NAME_GOES_ON = re.compile(r"(?:-|\s+)[A-Z][a-z]")


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The words of ``special_categories.yaml``, as patterns."""

    telling: dict[Category, re.Pattern[str]]
    of_somebody: dict[Category, re.Pattern[str]]
    """Words that tell only of a person, with that person and the verb before them."""
    thing_before: re.Pattern[str]
    """What makes a thing of the word that follows; matched up to where the word begins."""
    name_before: re.Pattern[str]
    thing_after: re.Pattern[str]
    triggers: tuple[str, ...]
    """See ``triggers``."""


def _alternatives(words: list[str]) -> str:
    """One pattern of all entries, in the syntax of RE2 and of Python."""
    words_of_any = "|".join(f"(?:{entry})" for entry in words)
    return words_of_any.replace(" ?", r"\s*").replace(" ", r"\s+")


def _listed(text: str) -> str:
    """A folded list of the file, without the blanks of its folding."""
    return re.sub(r"\s*\|\s*", "|", text.strip()).replace(" ", r"\s+")


def _said_of(words: str, bound: str, file: dict[str, Any]) -> re.Pattern[str]:
    """The words behind somebody and a verb; where a clause begins with the verb, its subject was
    left out, as notes do."""
    people, verbs = _listed(file["people"]), _listed(file["verbs"])
    fillers = _listed(file["fillers"])
    somebody = rf"{_START}(?:{people})(?:\s+(?!(?:{verbs})\b)\w+){{0,3}}\s+"
    subject = rf"(?:^\s*|{_START}(?:en|and|die|who)\s+|{somebody})"
    verb = rf"(?:{verbs}|'s|'m)\s+"
    filler = rf"(?:(?:{fillers})\s+){{0,5}}"
    turned = rf"{_START}(?:{people})\s+{filler}(?:{words})\s+(?:{verbs}){_END}"
    stuck = rf"|{somebody}(?:{bound}){_END}" if bound else ""
    return re.compile(rf"{subject}{verb}{filler}(?:{words}){_END}|{turned}{stuck}", re.IGNORECASE)


@cache
def _dictionary() -> _Dictionary:
    """Read once, and not before a text asks for it: it takes a quarter of a second."""
    text = resources.files("klantbeeld.quality").joinpath("special_categories.yaml")
    file: dict[str, Any] = yaml.safe_load(text.read_text("utf-8"))
    words = {Category(name): each for name, each in file["categories"].items()}
    telling = {name: _alternatives(each["telling"]) for name, each in words.items()}
    personal = {name: _alternatives(each["of_a_person"]) for name, each in words.items()}
    bound = {Category(name): _alternatives(each) for name, each in file["bound"].items()}
    things = {name: _listed(each) for name, each in file["things"].items()}
    breaks = rf"(?:{_listed(file['people'])}|{things['reasons']})\b"
    between = rf"(?:\W+(?!{breaks})\w+){{0,4}}"
    return _Dictionary(
        telling={
            name: re.compile(f"{_START}(?:{each}){_END}", re.IGNORECASE)
            for name, each in telling.items()
        },
        of_somebody={
            name: _said_of(each, bound.get(name, ""), file) for name, each in personal.items()
        },
        thing_before=re.compile(
            rf"{_START}(?:(?:{things['before']}|{things['animals']}){between}"
            rf"|(?:{things['places']})(?:\s+\w+){{0,2}})\W+$",
            re.IGNORECASE,
        ),
        name_before=re.compile(
            rf"{_START}(?:{_listed(file['titles'])})\.?\s+{_NAME_PARTS}$", re.IGNORECASE
        ),
        thing_after=re.compile(
            rf"[\s-]+(?:(?:{things['after']}){_END}"
            rf"|(?:in|aan|bij|van|of|in)\s+(?:\w+\s+)?(?:{things['animals']}){_END})",
            re.IGNORECASE,
        ),
        triggers=tuple(
            _trigger(entries[at : at + _AT_ONCE])
            for entries in _entries(file)
            for at in range(0, len(entries), _AT_ONCE)
        ),
    )


def _entries(file: dict[str, Any]) -> Iterator[list[str]]:
    """Every list of entries in the file."""
    for category in file["categories"].values():
        yield from category.values()
    yield from file["bound"].values()


def _trigger(entries: list[str]) -> str:
    """Entries without what RE2 cannot: looking ahead, and letters and blanks beyond ASCII."""
    words = re.sub(r"\(\?!(?:[^()]|\([^()]*\))*\)", "", _alternatives(entries))
    for short in (r"\s", r"\w"):
        words = words.replace(short, rf"(?:{short}|[^\x00-\x7f])")
    return rf"(?:^|[^0-9A-Za-z_])(?:{words})(?:$|[^0-9A-Za-z_])"


@cache
def triggers() -> tuple[re.Pattern[str], ...]:
    """Patterns of which one matches the text in small letters wherever a category could be found,
    in the syntax of RE2 and of Python."""
    return tuple(re.compile(words) for words in _dictionary().triggers)


def special_categories(text: str) -> tuple[Category, ...]:
    """What the text seems to tell of, in the order of the law."""
    clauses = _CLAUSE.findall(text)
    return tuple(
        category for category in Category if any(_tells(clause, category) for clause in clauses)
    )


def _tells(clause: str, category: Category) -> bool:
    if _dictionary().of_somebody[category].search(clause):
        return True
    hits = _dictionary().telling[category].finditer(clause)
    return any(not _of_a_thing(clause, hit) for hit in hits)


def _of_a_thing(clause: str, hit: re.Match[str]) -> bool:
    """Whether what stands around a word makes it the name of a person, a place or a thing."""
    before = clause[max(0, hit.start() - _NEAR) : hit.start()]
    after = _dictionary().thing_after.match(clause, hit.end())
    if after or _dictionary().thing_before.search(before):
        return True
    if clause.isupper() or not hit.group()[0].isupper():
        return False
    named = _dictionary().name_before.search(before) or _NAME_GOES_ON.match(clause, hit.end())
    return named is not None
