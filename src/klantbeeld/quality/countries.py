"""Countries to ISO 3166-1 alpha-2, from their names in Dutch, English, German and French (CLDR).

Entering: cleaned text. Leaving: "NL".
"""

from __future__ import annotations

from functools import cache

import phonenumbers
from babel import Locale
from babel.core import get_global

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import only_letters

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})
"""Unions and test regions, which CLDR lists among the territories."""

_ALIASES = {
    "holland": "NL", "the netherlands": "NL", "nederlands": "NL", "ned": "NL", "ger": "DE",
    "brd": "DE", "d": "DE", "b": "BE", "f": "FR", "l": "LU", "lichtenstein": "LI", "uk": "GB",
    "engeland": "GB", "england": "GB", "scotland": "GB", "schotland": "GB", "wales": "GB",
    "great britain": "GB", "groot brittannie": "GB", "noord ierland": "GB", "vk": "GB",
    "northern ireland": "GB", "vs": "US", "u s a": "US", "u s": "US", "america": "US",
    "amerika": "US", "united states of america": "US", "verenigde staten van amerika": "US",
    "turkey": "TR", "tsjechie": "CZ", "czech republic": "CZ", "macedonie": "MK", "el": "GR",
}  # fmt: skip
"""What people write and CLDR does not list; the car's letters for the neighbours."""


def country(text: str) -> Standard:
    """Example: "Nederland", "the netherlands", "nl" and "NLD" are all "NL"."""
    code = _names().get(_key(text))
    return Standard(code) if code else Standard(None, "country.unknown")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("fr", "de", "en", "nl"):
        regions = {str(code): str(name) for code, name in Locale(language).territories.items()}
        countries = {
            code: name
            for code, name in regions.items()
            if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
        }
        names |= {_key(name): code for code, name in countries.items()}
        names |= {code.lower(): code for code in countries}
    alpha3 = {
        code.lower(): regions[0]
        for code, regions in get_global("territory_aliases").items()
        if len(code) == 3 and code.isalpha() and regions[0].lower() in names
    }
    return alpha3 | names | _ALIASES


def _key(name: str) -> str:
    return only_letters(name).replace("-", " ")


@cache
def has_phone_plan(code: str) -> bool:
    """Whether telephone numbers can be read in this country."""
    return code in phonenumbers.SUPPORTED_REGIONS
