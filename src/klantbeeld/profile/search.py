"""Search: what somebody types becomes people, each with why it matched.

Entering: a text, and what the reader may see (types of attributes, types of touchpoints). Leaving:
matches, best first, found only by what the reader may see: whoever may not see phone numbers cannot
probe for one. Names may be misspelt (PostgreSQL's pg_trgm word similarity) or half typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.profile.naming import display_name
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

NAME_THRESHOLD = 0.5
"""Word similarity from which a name answers: two letters wrong in an average name."""

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
    matches = [*_exact(transaction, query, reader, candidates)]
    matches += _keys(transaction, query, reader, candidates)
    matches += _prefixes(transaction, query, reader, candidates)
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


def _exact(transaction: Transaction, query: Query, reader: Reader, limit: int) -> list[Match]:
    if not query.exact:
        return []
    kinds, terms = zip(*sorted(query.exact), strict=True)
    rows = transaction.execute(
        _SQL["exact_terms"], {"kinds": list(kinds), "terms": list(terms), "limit": limit}
    ).fetchall()
    return [
        Match(row["person_id"], row["kind"], row["term"], 1.0) for row in rows if _seen(row, reader)
    ]


def _prefixes(transaction: Transaction, query: Query, reader: Reader, limit: int) -> list[Match]:
    matches = []
    for kind, beginning in sorted(query.prefixes):
        for row in _beginning_with(transaction, kind, beginning, limit):
            if _seen(row, reader):
                similarity = len(beginning) / len(row["term"])
                matches.append(Match(row["person_id"], kind, row["term"], similarity))
    return matches


def _names(
    transaction: Transaction, name: str, reader: Reader, candidates: int, limit: int
) -> list[Match]:
    rows = [
        {**row, "similarity": len(name) / len(row["term"])}
        for kind in ("name", "family")
        for row in _beginning_with(transaction, kind, name, candidates)
    ]
    if len(name) >= _SHORTEST_MISSPELT and len({row["person_id"] for row in rows}) < limit:
        transaction.execute(_SQL["set_name_threshold"], {"threshold": str(NAME_THRESHOLD)})
        rows += transaction.execute(
            _SQL["similar_names"], {"name": name, "limit": candidates}
        ).fetchall()
    return [
        Match(
            row["person_id"],
            "name",
            display_name(
                {a: v for a, v in row["standard"].items() if a in reader.types},
                reader.types,
                row["person_id"],
            ),
            1.0 if row["term"] == name else 0.99 * float(row["similarity"]),
        )
        for row in rows
        if _seen(row, reader)
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


def _beginning_with(
    transaction: Transaction, kind: str, beginning: str, limit: int
) -> list[dict[str, Any]]:
    return transaction.execute(
        _SQL["prefix_terms"],
        {"low": beginning, "high": beginning + _LAST, "kind": kind, "limit": limit},
    ).fetchall()


def _seen(row: dict[str, Any], reader: Reader) -> bool:
    """Whether the term follows from the attributes that the reader may see."""
    return (row["kind"], row["term"]) in search_terms(row["standard"], reader.types)
