"""Countries to ISO 3166-1 alpha-2, from their names in Dutch, English, German and French (CLDR).

Entering: cleaned text. Leaving: "NL".
"""

from __future__ import annotations

from functools import cache

import phonenumbers
from babel import Locale

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import only_letters

_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})
"""Unions and test regions, which CLDR lists among the territories."""

_ALIASES = {
    "holland": "NL", "the netherlands": "NL", "nederlands": "NL", "nld": "NL", "ned": "NL",
    "pays bas": "NL", "niederlande": "NL",
    "bel": "BE", "belgie": "BE", "deu": "DE", "ger": "DE", "brd": "DE", "d": "DE", "b": "BE",
    "f": "FR", "l": "LU",
    "fra": "FR", "lux": "LU", "gbr": "GB", "uk": "GB", "engeland": "GB", "england": "GB",
    "scotland": "GB",
    "schotland": "GB", "wales": "GB", "groot brittannie": "GB", "great britain": "GB",
    "noord ierland": "GB",
    "northern ireland": "GB", "vk": "GB", "usa": "US", "vs": "US", "u s a": "US", "u s": "US",
    "america": "US", "amerika": "US",
    "united states of america": "US", "verenigde staten van amerika": "US", "esp": "ES",
    "ita": "IT", "pol": "PL",
    "prt": "PT", "aut": "AT", "che": "CH", "dnk": "DK", "swe": "SE", "nor": "NO", "tur": "TR",
    "turkije": "TR",
    "tsjechie": "CZ", "ierland": "IE", "rusland": "RU", "china": "CN", "japan": "JP",
    "aus": "AU", "can": "CA",
    "zuid korea": "KR", "macedonie": "MK", "surinam": "SR", "aruba": "AW", "el": "GR",
}  # fmt: skip


def country(text: str) -> Standard:
    """ "Nederland", "the netherlands", "nl" and "NLD" are all "NL"."""
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
    return names | _ALIASES


def _key(name: str) -> str:
    return only_letters(name).replace("-", " ")


@cache
def has_phone_plan(code: str) -> bool:
    """Whether telephone numbers can be read in this country."""
    return code in phonenumbers.SUPPORTED_REGIONS
