"""One value: from delivered text to standard form. The only place where types meet functions.

Entering: an attribute's type and the text as delivered. Leaving: a ``Standard``. Bulk and live
standardising both call what ``readers`` hands out, so they cannot differ.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import (
    addresses,
    codes,
    countries,
    dates,
    emails,
    full_names,
    names,
    numbers,
    organisations,
    phones,
)
from klantbeeld.quality.placeholders import is_placeholder
from klantbeeld.quality.standard import ABSENT, PLACEHOLDER, TOO_LONG, Standard
from klantbeeld.quality.text import clean

Reader = Callable[[str], Standard]

LIMITS: dict[AttributeType, int] = {
    AttributeType.GIVEN_NAME: 200,
    AttributeType.NAME_PREFIX: 30,
    AttributeType.FAMILY_NAME: 200,
    AttributeType.FULL_NAME: 300,
    AttributeType.ORGANISATION_NAME: 300,
    AttributeType.BIRTH_DATE: 60,
    AttributeType.DATE: 60,
    AttributeType.TIMESTAMP: 60,
    AttributeType.GENDER: 40,
    AttributeType.EMAIL: 320,
    AttributeType.PHONE: 100,
    AttributeType.STREET: 200,
    AttributeType.HOUSE_NUMBER: 40,
    AttributeType.POSTCODE: 20,
    AttributeType.CITY: 200,
    AttributeType.COUNTRY: 100,
    AttributeType.IBAN: 60,
    AttributeType.KVK: 40,
    AttributeType.VAT: 40,
    AttributeType.IDENTIFIER: 200,
    AttributeType.CATEGORY: 500,
    AttributeType.TEXT: 100_000,
    AttributeType.NUMBER: 60,
    AttributeType.MONEY: 60,
    AttributeType.BOOLEAN: 20,
}
"""Most characters that a value of a type may have; a longer one gets ``too_long`` and None."""

_ZERO_IS_A_VALUE = frozenset(
    {
        AttributeType.NUMBER,
        AttributeType.MONEY,
        AttributeType.BOOLEAN,
        AttributeType.CATEGORY,
    }
)
_REPEATING = (
    AttributeType.GIVEN_NAME,
    AttributeType.NAME_PREFIX,
    AttributeType.FAMILY_NAME,
    AttributeType.BIRTH_DATE,
    AttributeType.GENDER,
    AttributeType.STREET,
    AttributeType.HOUSE_NUMBER,
    AttributeType.CITY,
    AttributeType.COUNTRY,
)
"""Types whose values come back from batch to batch: their standard forms are remembered."""
_REMEMBERED = 1 << 15
_READ: dict[AttributeType, Reader] = {
    AttributeType.GIVEN_NAME: names.given_name,
    AttributeType.NAME_PREFIX: names.name_prefix,
    AttributeType.FAMILY_NAME: names.family_name,
    AttributeType.FULL_NAME: full_names.full_name,
    AttributeType.ORGANISATION_NAME: organisations.organisation_name,
    AttributeType.DATE: dates.any_date,
    AttributeType.TIMESTAMP: dates.timestamp,
    AttributeType.GENDER: codes.gender,
    AttributeType.EMAIL: emails.email,
    AttributeType.PHONE: phones.phone,
    AttributeType.STREET: addresses.street,
    AttributeType.HOUSE_NUMBER: addresses.house_number,
    AttributeType.POSTCODE: addresses.postcode,
    AttributeType.CITY: addresses.city,
    AttributeType.COUNTRY: countries.country,
    AttributeType.IBAN: codes.iban,
    AttributeType.KVK: codes.kvk,
    AttributeType.VAT: codes.vat,
    AttributeType.IDENTIFIER: codes.identifier,
    AttributeType.CATEGORY: codes.free_text,
    AttributeType.TEXT: codes.free_text,
    AttributeType.NUMBER: numbers.number,
    AttributeType.MONEY: numbers.money,
    AttributeType.BOOLEAN: numbers.boolean,
}


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A type's reader behind what all types share: limit, cleaning, placeholders."""

    read: Reader
    limit: int
    keep_lines: bool
    zeros_are_filler: bool

    def __call__(self, text: str) -> Standard:
        if len(text) > self.limit:
            text = text.strip()
            if len(text) > self.limit:
                return TOO_LONG
        # Nothing to clean in what is printable ASCII without a blank: by far the most values.
        if not text.isascii() or " " in text or not text.isprintable():
            text = clean(text, keep_lines=self.keep_lines)
        if not text:
            return ABSENT
        if is_placeholder(text) and (self.zeros_are_filler or text.strip("0")):
            return PLACEHOLDER
        standard = self.read(text)
        if standard.value is None or standard.value.isascii():
            return standard
        # taking out a blank may have brought a letter and its accent together
        return Standard(unicodedata.normalize("NFC", standard.value), standard.fault)


def _guarded(kind: AttributeType, read: Reader) -> Reader:
    guarded = _Guarded(
        read=read,
        limit=LIMITS[kind],
        keep_lines=kind is AttributeType.TEXT,
        zeros_are_filler=kind not in _ZERO_IS_A_VALUE,
    )
    return lru_cache(_REMEMBERED)(guarded) if kind in _REPEATING else guarded


_READERS = {kind: _guarded(kind, read) for kind, read in _READ.items()}


@lru_cache(maxsize=64)
def readers(today: date, zone: str = dates.LOCAL_ZONE.key) -> Mapping[AttributeType, Reader]:
    """For every type the function from delivered text to ``Standard``.

    ``today`` is the day on which a birth date counts as future; ``zone`` where times are local that
    name no time zone.
    """
    apart = {
        AttributeType.BIRTH_DATE: dates.birth_date_on(today),
        AttributeType.TIMESTAMP: dates.timestamp_in(zone),
    }
    return _READERS | {kind: _guarded(kind, read) for kind, read in apart.items()}
