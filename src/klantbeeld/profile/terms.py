"""What a record can be found by, and the same normal forms for what somebody types.

Entering: standardised values with their types. Leaving: search terms, each of a kind: ``name``
(letters of given name, prefix and family name, or of an organisation), ``family`` (family name and
given name, for who types that first), ``email``, ``phone`` (E.164), ``address`` ("1012AB 12A") and
``identifier`` (letters and digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality.text import only_letters

_BEFORE_FAMILY_NAME = (AttributeType.GIVEN_NAME, AttributeType.NAME_PREFIX)
_IDENTIFIERS = frozenset(
    {AttributeType.IDENTIFIER, AttributeType.KVK, AttributeType.VAT, AttributeType.IBAN}
)
_DIGITS_APART = re.compile(r"(\d)[\s/]+(\d)")
LONGEST_TERM = 200
"""Longer terms are cut: nobody types them, and an index entry has a limit."""

Term = tuple[str, str]
"""Kind and text."""


def search_terms(record: Mapping[str, str], types: Mapping[str, AttributeType]) -> set[Term]:
    """The terms of one record's standardised values.

    Attributes without a type in ``types`` give none, so leaving out what a reader may not see gives
    exactly the terms that the reader may match on. Where an address type is declared twice each
    postcode goes with each house number: a term too many finds, a term too few does not.
    """
    by_type: dict[AttributeType, list[str]] = {}
    for attribute, value in sorted(record.items()):
        if value and attribute in types:
            by_type.setdefault(types[attribute], []).append(value)
    before = [_letters(v) for kind in _BEFORE_FAMILY_NAME for v in by_type.get(kind, ())[:1]]
    given = [_letters(value) for value in by_type.get(AttributeType.GIVEN_NAME, ())[:1]]
    terms: set[Term] = set()
    for family in by_type.get(AttributeType.FAMILY_NAME, ()):
        terms.add(("name", _term((*before, _letters(family)))))
        terms.add(("family", _term((_letters(family), *given))))
    for name in by_type.get(AttributeType.ORGANISATION_NAME, ()):
        terms.add(("name", name_term(name)))
    for email in by_type.get(AttributeType.EMAIL, ()):
        terms.add(("email", email_term(email)))
    for phone in by_type.get(AttributeType.PHONE, ()):
        terms.add(("phone", phone[:LONGEST_TERM]))
    for postcode in by_type.get(AttributeType.POSTCODE, ()):
        for number in by_type.get(AttributeType.HOUSE_NUMBER, ()):
            terms.add(("address", address_term(postcode, number)))
    for kind in _IDENTIFIERS:
        for value in by_type.get(kind, ()):
            terms.add(("identifier", identifier_term(value)))
    return {(kind, term) for kind, term in terms if term}


def name_term(text: str) -> str:
    """Letters and digits, lower case without accents: "Mw. B. d'Été" -> "mw b dete"."""
    return _term((_letters(text),))


def _term(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))[:LONGEST_TERM].rstrip()


@lru_cache(maxsize=1 << 16)
def _letters(text: str) -> str:
    # Names repeat: a load asks for the same ones over and over.
    return " ".join(only_letters(text, digits=True).replace("-", " ").split())


def email_term(text: str) -> str:
    """Lower case: nobody types the capitals of an address."""
    return text.strip().lower()[:LONGEST_TERM]


def address_term(postcode: str, house_number: str) -> str:
    """Postcode and house number with its addition: "1012AB 12A", and 12-2 apart from 122."""
    parts = _DIGITS_APART.sub(r"\1-\2", house_number.strip()).split("-")
    number = _alphanumeric(parts[0])
    for part in map(_alphanumeric, parts[1:]):
        number += f"-{part}" if part[:1].isdigit() and number[-1:].isdigit() else part
    return f"{_alphanumeric(postcode)} {number}".strip()[:LONGEST_TERM]


def identifier_term(text: str) -> str:
    """Letters and digits in capitals: "NL91 ABNA 0417" -> "NL91ABNA0417"."""
    return _alphanumeric(text)[:LONGEST_TERM]


def _alphanumeric(text: Iterable[str]) -> str:
    return "".join(letter for letter in text if letter.isalnum()).upper()
