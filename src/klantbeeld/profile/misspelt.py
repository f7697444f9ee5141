"""Names that are written somewhat otherwise than what somebody types.

Entering: the letters of what was typed. Leaving: stored names like it. Every word that was typed
has a few words like it among the words that names have (trigrams find them, the edit distance
orders them); names that go on from such a word are compared with what was typed, turned so that it
begins with the same word. The distance counts a letter left out, added, changed, or swapped with
the next (optimal string alignment).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from klantbeeld.profile.term_pages import Found, Range, find_terms
from klantbeeld.quality.prefixes import canonical_prefix
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "misspelt.sql")

NAME_SIMILARITY = 0.6
"""From here on a name answers: two letters wrong in a word of five, three in one of eight ("viser"
for Visscher). Those that are more like it stand first."""
_TRIGRAM_THRESHOLD = "0.2"
"""What two words of six letters have in common at least, with one swapped, wrong or missing."""
_TRIGRAM_WORDS = 100
"""Words taken by their trigrams, before the edit distance orders them."""
_WORDS = 6
"""Words like each typed one that are looked into."""
_MOST_TYPED = 4
"""Typed words that are looked into; who types more has given enough."""
_SHORTEST = 3
_NARROW, _WIDE = 200, 300
"""Names compared in each run of pages: those that go on with the first letter of another typed
word, and others."""


class Alike(NamedTuple):
    """A stored name, and how like it is to what was typed: 1 is the same."""

    term: str
    record_no: int
    similarity: float


def find_misspelt(transaction: Transaction, name: str, limit: int) -> list[Alike]:
    """The stored names most like ``name``, from `NAME_SIMILARITY` on."""
    words = name.split()
    # Prefixes are left out, mixed up and shortened all the time: they tell nothing here.
    telling = [word for word in words if canonical_prefix(word) is None] or words
    telling = telling[:_MOST_TYPED]
    narrow: dict[Range, str] = {}
    wide: dict[Range, str] = {}
    for word, alike in _words_like(transaction, telling).items():
        others = [other for other in telling if other != word]
        turned = " ".join([word, *others])
        for place, candidate in enumerate(alike):
            if not others or place == 0:
                wide[Range("name", f"{candidate} ")] = turned
                wide[Range("name", candidate, exact=True)] = turned
            for other in others:
                narrow[Range("name", f"{candidate} {other[0]}")] = turned
    best: dict[Found, float] = {}
    for ranges, most in ((narrow, _NARROW), (wide, _WIDE)):
        for one, found in find_terms(transaction, list(ranges), most).items():
            for hit, similarity in zip(found, _similarities(ranges[one], found), strict=True):
                if similarity >= NAME_SIMILARITY:
                    best[hit] = max(similarity, best.get(hit, 0.0))
    alike_names = [Alike(*hit, similarity) for hit, similarity in best.items()]
    return sorted(alike_names, key=lambda hit: (-hit.similarity, hit.record_no))[:limit]


def _words_like(transaction: Transaction, words: Sequence[str]) -> dict[str, list[str]]:
    """For each word the words of names most like it, itself first if names have it."""
    asked = [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST]
    if not asked:
        return {}
    transaction.execute(_SQL["set_threshold"], {"threshold": _TRIGRAM_THRESHOLD})
    rows = transaction.execute(
        _SQL["similar_words"], {"words": asked, "limit": _TRIGRAM_WORDS}
    ).fetchall()
    like: dict[str, list[str]] = {word: [] for word in asked}
    for row in rows:
        like[row["typed"]].append(row["word"])
    return {
        word: [
            candidate
            for candidate, *_ in process.extract(
                word,
                found,
                scorer=OSA.normalized_similarity,
                limit=_WORDS,
                score_cutoff=NAME_SIMILARITY,
            )
        ]
        for word, found in like.items()
    }


def _similarities(typed: str, found: Sequence[Found]) -> list[float]:
    """How like ``typed`` the first words of each name are, as many as were typed."""
    if not found:
        return []
    count = typed.count(" ") + 1
    names = [" ".join(hit.term.split(" ", count)[:count]) for hit in found]
    alike: list[float] = process.cdist(
        [typed], names, scorer=OSA.normalized_similarity, dtype=np.float64
    )[0].tolist()
    return alike
