"""Codes with a check: IBAN (ISO 13616), KvK number, EU VAT number; and codes without one.

Entering: cleaned text. Leaving: capitals and digits without blanks; gender as "m", "f" or "x".
"""

from __future__ import annotations

import re

import stdnum.eu.vat
import stdnum.exceptions
import stdnum.iban

from klantbeeld.quality.placeholders import is_placeholder
from klantbeeld.quality.standard import PLACEHOLDER, Standard
from klantbeeld.quality.text import is_damaged, is_formula

_LOOSE = re.compile(r"[\s.\-]+")
_BLANKS = re.compile(r"\s+")
_DUTCH_IBAN = re.compile(r"NL([0-9]{2})([A-Z]{4})([0-9]{10})")
_KVK_LABEL = re.compile(
    r"^(?:KVK|K\.V\.K\.?|KAMER VAN KOOPHANDEL)[ \-]*(?:NR|NUMMER|NO)?[.: ]*", re.IGNORECASE
)
_IBAN_LABEL = re.compile(r"^IBAN[: ]*", re.IGNORECASE)
_VAT_LABEL = re.compile(
    r"^(?:BTW|VAT|TVA|UST-?ID(?:NR)?)[ \-]*(?:ID|NR|NUMMER|NO)?[.: ]*", re.IGNORECASE
)
_KVK = re.compile(r"[0-9]{8}")
_GENDERS = {
    "m": "m", "man": "m", "male": "m", "mannelijk": "m", "dhr": "m", "dhr.": "m", "de heer": "m",
    "heer": "m", "mr": "m", "mr.": "m", "herr": "m", "1": "m", "jongen": "m", "homme": "m",
    "hr": "m", "h": "m",
    "v": "f", "vrouw": "f", "f": "f", "female": "f", "vrouwelijk": "f", "mevr": "f", "mevr.": "f",
    "mevrouw": "f", "mw": "f", "mw.": "f", "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f",
    "frau": "f",
    "w": "f", "2": "f", "meisje": "f", "femme": "f", "woman": "f", "mej": "f", "mej.": "f",
    "mvr": "f", "miss": "f",
    "x": "x", "non-binair": "x", "nonbinair": "x", "non-binary": "x", "nonbinary": "x",
    "divers": "x",
    "anders": "x", "other": "x", "genderneutraal": "x", "d": "x",
}  # fmt: skip
_NO_GENDER = frozenset({"0", "9", "u", "o", "onb", "onb.", "dhr/mevr", "m/v", "unknown"})
"""ISO/IEC 5218: 0 not known, 9 not applicable; and what forms print."""


def iban(text: str) -> Standard:
    """Example: "nl91 abna 0417 1643 00" -> "NL91ABNA0417164300", checked by mod 97."""
    code = _LOOSE.sub("", _IBAN_LABEL.sub("", text)).upper()
    dutch = _DUTCH_IBAN.fullmatch(code)
    if dutch:
        check, bank, account = dutch.groups()
        letters = "".join(str(ord(letter) - 55) for letter in bank)
        valid = int(f"{letters}{account}2321{check}") % 97 == 1  # 2321: the letters N and L
        return Standard(code, None if valid else "iban.check")
    return Standard(code or None, None if _is_iban(code) else "iban.check")


def kvk(text: str) -> Standard:
    """Eight digits; the trade register has no check digit."""
    code = _LOOSE.sub("", _KVK_LABEL.sub("", text)).upper()
    return Standard(code or None, None if _KVK.fullmatch(code) else "kvk.shape")


def vat(text: str) -> Standard:
    """Example: "NL 4495445B01" -> "NL004495445B01", checked by the rules of its own country."""
    code = _LOOSE.sub("", _VAT_LABEL.sub("", text)).upper()
    if code.isascii() and stdnum.eu.vat.is_valid(code):
        return Standard(stdnum.eu.vat.compact(code))
    return Standard(code or None, "vat.check")


def identifier(text: str) -> Standard:
    """Another system's number: capitals, without blanks; its punctuation may mean something."""
    code = _BLANKS.sub("", text).upper()
    return PLACEHOLDER if is_placeholder(code) else Standard(code)


def gender(text: str) -> Standard:
    """Example: "Mevr." -> "f", "M" -> "m", "X" -> "x"; ISO/IEC 5218 digits too."""
    word = text.lower()
    code = _GENDERS.get(word)
    if code is None:
        return PLACEHOLDER if word in _NO_GENDER else Standard(None, "gender.unknown")
    return Standard(code)


def free_text(text: str) -> Standard:
    """Text or a category as it stands; a spreadsheet formula is marked, never executed."""
    if is_formula(text):
        return Standard(text, "formula")
    return Standard(text, "text.encoding" if is_damaged(text) else None)


def _is_iban(code: str) -> bool:
    # Without the banks known to each country's module: banks are born and merge all the time.
    try:
        stdnum.iban.validate(code, check_country=False)
    except stdnum.exceptions.ValidationError:
        return False
    return True
