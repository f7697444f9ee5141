"""What a record can be found by, and the same normal forms for what somebody types.

Entering: standardised values with their types. Leaving: search terms, each of a kind: ``name``
(letters of given name, prefix and family name, or of an organisation, once from each of its words
on, as in a permuted index: "jan van dijk", "van dijk jan", "dijk jan van"), ``email``, ``phone``
(E.164), ``address`` ("1012AB 12A") and ``identifier`` (letters and digits).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality.text import only_letters

_IDENTIFIERS = (
    AttributeType.IDENTIFIER,
    AttributeType.KVK,
    AttributeType.VAT,
    AttributeType.IBAN,
)
_DIGITS_APART = re.compile(r"(\d)[\s/]+(\d)")
LONGEST_TERM = 200
"""Longer terms are cut: nobody types them, and an index entry has a limit."""
_MOST_WORDS = 12
"""A name of more words is found by its first ones."""

Term = tuple[str, str]
"""Kind and text."""

CodedValues = tuple[Sequence[int], Sequence[str | None]]
"""A column of standardised values: the code of each row, the value of each code."""


@dataclass(slots=True)
class Terms:
    """Terms of one kind with the row that has each; a term may stand twice."""

    kind: str
    rows: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def search_terms(record: Mapping[str, str], types: Mapping[str, AttributeType]) -> set[Term]:
    """The terms of one record's standardised values: `table_terms` of one row."""
    columns = {name: ((0,), (value,)) for name, value in record.items()}
    return {(terms.kind, text) for terms in table_terms(columns, types) for text in terms.texts}


def table_terms(
    columns: Mapping[str, CodedValues], types: Mapping[str, AttributeType]
) -> list[Terms]:
    """The terms of each row.

    Attributes without a type in ``types`` give none, so leaving out what a reader may not see gives
    exactly the terms that the reader may match on. Where an address type is declared twice each
    postcode goes with each house number: a term too many finds, a term too few does not.
    """
    by_type: dict[AttributeType, list[CodedValues]] = {}
    for attribute in sorted(columns):
        if attribute in types:
            by_type.setdefault(types[attribute], []).append(columns[attribute])
    names = Terms("name")
    given = _first(by_type.get(AttributeType.GIVEN_NAME, ()))
    prefix = _first(by_type.get(AttributeType.NAME_PREFIX, ()))
    for column in by_type.get(AttributeType.FAMILY_NAME, ()):
        _add_people(names, given, prefix, column)
    for whole in (AttributeType.ORGANISATION_NAME, AttributeType.FULL_NAME):
        for codes, values in by_type.get(whole, ()):
            rotations = [() if not value else _rotations(_letters(value)) for value in values]
            for row, code in enumerate(codes):
                _add(names, row, rotations[code])
    addresses = Terms("address")
    for postcode in by_type.get(AttributeType.POSTCODE, ()):
        for number in by_type.get(AttributeType.HOUSE_NUMBER, ()):
            _add_addresses(addresses, postcode, number)
    found = [names, addresses]
    for kind, make, of in (
        ("email", email_term, (AttributeType.EMAIL,)),
        ("phone", _phone_term, (AttributeType.PHONE,)),
        ("identifier", identifier_term, _IDENTIFIERS),
    ):
        terms = Terms(kind)
        for kind_of in of:
            for codes, values in by_type.get(kind_of, ()):
                texts = ["" if not value else make(value) for value in values]
                terms.rows += [row for row, code in enumerate(codes) if texts[code]]
                terms.texts += [text for code in codes if (text := texts[code])]
        found.append(terms)
    return [terms for terms in found if terms.texts]


def name_term(text: str) -> str:
    """Letters and digits, lower case without accents: "Mw. B. d'Été" -> "mw b dete"."""
    return _letters(text)[:LONGEST_TERM].rstrip()


def email_term(text: str) -> str:
    """Lower case: nobody types the capitals of an address."""
    return text.strip().lower()[:LONGEST_TERM]


def address_term(postcode: str, house_number: str) -> str:
    """Postcode and house number with its addition: "1012AB 12A", and 12-2 apart from 122."""
    return _address(_alphanumeric(postcode), _number(house_number))


def identifier_term(text: str) -> str:
    """Letters and digits in capitals: "NL91 ABNA 0417" -> "NL91ABNA0417"."""
    return _alphanumeric(text)[:LONGEST_TERM]


def _phone_term(text: str) -> str:
    return text[:LONGEST_TERM]


def _first(columns: Iterable[CodedValues]) -> list[str]:
    """For each row the letters of the first of these columns that has a value there."""
    found: list[str] = []
    for codes, values in columns:
        letters = [None if not value else _letters(value) for value in values]
        own = [letters[code] for code in codes]
        if not found:
            found = ["" if text is None else text for text in own]
            missing = [row for row, text in enumerate(own) if text is None]
        else:
            for row in missing:
                found[row] = own[row] or ""
            missing = [row for row in missing if own[row] is None]
    return found


def _add_people(
    names: Terms, given: Sequence[str], prefix: Sequence[str], family: CodedValues
) -> None:
    codes, values = family
    letters = [None if not value else _letters(value) for value in values]
    nothing = [""] * len(codes)
    rows = zip(codes, given or nothing, prefix or nothing, strict=True)
    for row, (code, first, before) in enumerate(rows):
        last = letters[code]
        if last is None:
            continue
        if " " in first or " " in last or not last or len(first) + len(last) > LONGEST_TERM // 2:
            _add(names, row, _long_name(first, before, last))
        elif not first:
            _add(names, row, (f"{before} {last}", f"{last} {before}") if before else (last,))
        elif before:
            names.rows += (row, row, row)
            names.texts += (
                f"{first} {before} {last}",
                f"{before} {last} {first}",
                f"{last} {first} {before}",
            )
        else:
            names.rows += (row, row)
            names.texts += (f"{first} {last}", f"{last} {first}")


def _long_name(first: str, before: str, last: str) -> Iterator[str]:
    """From each word on; nobody begins to type in the middle of a prefix."""
    whole = " ".join(filter(None, (first, before, last)))
    skipped = range(
        len(first.split()) + 1, len(first.split()) + len(before.split())
    )  # the prefix's further words
    return (text for at, text in enumerate(_rotations(whole)) if at not in skipped)


def _rotations(name: str) -> tuple[str, ...]:
    words = name.split()
    return tuple(
        " ".join(words[at:] + words[:at])[:LONGEST_TERM].rstrip()
        for at in range(min(len(words), _MOST_WORDS))
    )


def _add(terms: Terms, row: int, texts: Iterable[str]) -> None:
    for text in texts:
        terms.rows.append(row)
        terms.texts.append(text)


def _add_addresses(terms: Terms, postcode: CodedValues, house_number: CodedValues) -> None:
    codes = ["" if not value else _alphanumeric(value) for value in postcode[1]]
    numbers = [None if not value else _number(value) for value in house_number[1]]
    for row, (code, number) in enumerate(zip(postcode[0], house_number[0], strict=True)):
        if (found := numbers[number]) is not None and postcode[1][code]:
            text = _address(codes[code], found)
            if text:
                terms.rows.append(row)
                terms.texts.append(text)


def _address(postcode: str, number: str) -> str:
    return f"{postcode} {number}".strip()[:LONGEST_TERM]


def _number(house_number: str) -> str:
    parts = _DIGITS_APART.sub(r"\1-\2", house_number.strip()).split("-")
    number = _alphanumeric(parts[0])
    for part in map(_alphanumeric, parts[1:]):
        number += f"-{part}" if part[:1].isdigit() and number[-1:].isdigit() else part
    return number


@lru_cache(maxsize=1 << 16)
def _letters(text: str) -> str:
    # Names repeat: a load asks for the same ones over and over.
    return " ".join(only_letters(text, digits=True).replace("-", " ").split())


def _alphanumeric(text: str) -> str:
    return (text if text.isalnum() else "".join(filter(str.isalnum, text))).upper()
