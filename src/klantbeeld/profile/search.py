"""Search: what somebody types becomes people, each with why it matched.

Entering: a text, and what the reader may see (types of attributes, types of touchpoints). Leaving:
matches, best first, found only by what the reader may see: whoever may not see phone numbers cannot
probe for one. Names may be misspelt or half typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.profile.misspelt import find_misspelt
from klantbeeld.profile.naming import display_name
from klantbeeld.profile.term_pages import Range, find_terms
from klantbeeld.profile.terms import (
    Term,
    address_term,
    email_term,
    identifier_term,
    name_term,
    search_terms,
)
from klantbeeld.quality import standardise_value
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "search.sql")

LONGEST_QUERY = 200
_SHORTEST_MISSPELT = 3
"""Fewer letters have too few trigrams to be misspelt: names must begin with them. So must they when
that already gives enough people: most of what is typed is half a name, not a wrong one."""

_CANDIDATES = 5
"""Records looked at per person asked for: several records of one person match alike."""

_POSTCODE = re.compile(r"(\d{4})\s*([a-z]{2})(?![a-z])[\s,]*(\d[\w\s/-]{0,12})?", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[\d(][\d\s().\-/+]{5,}")
_LAST = "\U0010ffff"
"""Sorts after every letter: the end of a prefix."""


@dataclass(frozen=True, slots=True)
class Match:
    """One person that answers, and by what."""

    person_id: int
    kind: str
    """name, email, phone, address, identifier, order."""
    value: str
    similarity: float
    """1 for an exact hit."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a search may use: only what whoever searches may see."""

    types: Mapping[str, AttributeType]
    """Visible attribute -> type."""
    touchpoint_types: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What a typed text may mean."""

    exact: frozenset[Term]
    prefixes: frozenset[Term]
    """Kind and beginning of a term."""
    key: str | None
    """A number of a source: customer, order, invoice."""
    name: str | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of term that are looked for: what the log may hold of a query."""
        kinds = {kind for kind, _ in self.exact | self.prefixes}
        kinds |= {"identifier", "order"} if self.key else set()
        return tuple(sorted(kinds | ({"name"} if self.name else set())))


def parse_query(text: str) -> Query:
    """Recognises e-mail, phone, postcode with house number, numbers, and otherwise a name."""
    storable = text.encode(errors="replace").decode().replace("\0", " ")
    text = " ".join(storable.split())[:LONGEST_QUERY]
    exact: set[Term] = set()
    prefixes: set[Term] = set()
    key = name = None
    if "@" in text:
        prefixes.add(("email", email_term(text)))
    elif place := _POSTCODE.fullmatch(text):
        digits, letters, number = place.groups()
        prefixes.add(("address", address_term(digits + letters, number or "")))
        key = text
        exact.add(("identifier", identifier_term(text)))
    elif any(letter.isdigit() for letter in text):
        key = text
        exact.add(("identifier", identifier_term(text)))
        if _PHONE.fullmatch(text):
            phone = standardise_value(AttributeType.PHONE, text)
            if phone.value:
                exact.add(("phone", phone.value))
        if any(letter.isalpha() for letter in text):
            name = name_term(text)
    else:
        name = name_term(text)
    return Query(
        frozenset(term for term in exact if term[1]),
        frozenset(term for term in prefixes if term[1]),
        key,
        name or None,
    )


def find_people(transaction: Transaction, query: Query, reader: Reader, limit: int) -> list[Match]:
    """At most ``limit`` people, each once by its best match; ties by person id."""
    candidates = limit * _CANDIDATES
    matches = [
        *_by_terms(transaction, query, reader, candidates),
        *_keys(transaction, query, reader, candidates),
    ]
    if query.name is not None:
        matches += _names(transaction, query.name, reader, candidates, limit)
    best: dict[int, Match] = {}
    for match in sorted(matches, key=lambda m: (-m.similarity, m.person_id, m.kind, m.value)):
        best.setdefault(match.person_id, match)
    return list(best.values())[:limit]


def read_people(transaction: Transaction, people: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The folded rows of these people by id."""
    rows = transaction.execute(_SQL["people"], {"people": list(people)}).fetchall()
    return {row["person_id"]: row for row in rows}


def _by_terms(transaction: Transaction, query: Query, reader: Reader, limit: int) -> list[Match]:
    """Exact terms and beginnings of terms, of every kind but names."""
    ranges = [Range(kind, text, exact=True) for kind, text in sorted(query.exact)]
    ranges += [Range(kind, text) for kind, text in sorted(query.prefixes)]
    found = find_terms(transaction, ranges, limit)
    hits = [
        _Hit(one.kind, term, number, len(one.text) / len(term))
        for one, terms in found.items()
        for term, number in terms
    ]
    return [
        Match(person, hit.kind, hit.term, hit.similarity)
        for hit, person, _ in _seen(transaction, hits, reader, limit)
    ]


def _names(
    transaction: Transaction, name: str, reader: Reader, candidates: int, limit: int
) -> list[Match]:
    begun = Range("name", name)
    hits = [
        _Hit("name", term, number, 1.0 if term == name else 0.99 * len(name) / len(term))
        for term, number in find_terms(transaction, [begun], candidates)[begun]
    ]
    seen = _seen(transaction, hits, reader, candidates)
    if len(name) >= _SHORTEST_MISSPELT and len({person for _, person, _ in seen}) < limit:
        hits = [
            _Hit("name", term, number, 0.99 * similarity)
            for term, number, similarity in find_misspelt(transaction, name, candidates)
        ]
        seen += _seen(transaction, hits, reader, candidates)
    return [
        Match(
            person,
            "name",
            display_name(
                {a: v for a, v in standard.items() if a in reader.types}, reader.types, person
            ),
            hit.similarity,
        )
        for hit, person, standard in seen
    ]


def _keys(transaction: Transaction, query: Query, reader: Reader, limit: int) -> list[Match]:
    if query.key is None:
        return []
    variants = sorted({query.key, query.key.upper(), query.key.lower()})
    records = transaction.execute(
        _SQL["record_keys"],
        {"sources": list(reader.sources), "keys": variants, "limit": limit},
    ).fetchall()
    touchpoints = transaction.execute(
        _SQL["touchpoint_keys"],
        {"key": query.key, "types": list(reader.touchpoint_types), "limit": limit},
    ).fetchall()
    return [
        Match(row["person_id"], "identifier", row["source_record_id"], 1.0) for row in records
    ] + [Match(row["person_id"], "order", row["touchpoint_key"], 1.0) for row in touchpoints]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stored term that answers."""

    kind: str
    term: str
    record_no: int
    similarity: float


def _seen(
    transaction: Transaction, hits: Sequence[_Hit], reader: Reader, limit: int
) -> list[tuple[_Hit, int, dict[str, str]]]:
    """The best ``limit`` hits whose term follows from what the reader may see of the record as it
    is now, with its person and standard values."""
    best = sorted(hits, key=lambda hit: (-hit.similarity, hit.record_no, hit.kind, hit.term))[
        :limit
    ]
    if not best:
        return []
    numbers = sorted({hit.record_no for hit in best})
    rows = {
        row["record_no"]: row for row in transaction.execute(_SQL["records"], {"records": numbers})
    }
    visible: dict[int, set[Term]] = {
        number: search_terms(row["standard"], reader.types) for number, row in rows.items()
    }
    return [
        (hit, rows[hit.record_no]["person_id"], rows[hit.record_no]["standard"])
        for hit in best
        if (hit.kind, hit.term) in visible.get(hit.record_no, ())
    ]
