"""Streets, house numbers, postcodes and cities, Dutch first (NEN 5825 in spirit), others let be.

Entering: cleaned text. Leaving: "Kerkstraat", "12-A", "1234AB", "'s-Gravenhage".
"""

from __future__ import annotations

import re

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import is_damaged, is_formula, mend_case, plain_apostrophes

_DUTCH_POSTCODE = re.compile(r"(?:NL-?)?([1-9][0-9]{3})([A-Z]{2})")
_PLAIN_DUTCH = re.compile(r"([1-9][0-9]{3}) ?([A-Z]{2})")
"""The same as most people write it."""
_NEVER = ("SA", "SD", "SS")
"""Letter pairs that the Dutch post never gave out."""
_OTHER_POSTCODES = re.compile(
    r"(?:(?:BE?|DE?|FR?|LU?|AT?|CH|DK|NO|AU)-)?([0-9]{4}|[0-9]{5}|[0-9]{6})"
    r"|([0-9]{5}-[0-9]{4}|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{3}-[0-9]{4})"
    r"|([A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][0-9][A-Z][0-9])"
)
"""Belgium, Germany and other four to six digits; United States, Poland, Portugal, Japan; United
Kingdom and Canada."""
_BLANKS = re.compile(r"[\s.]+")

_HOUSE = re.compile(
    r"(?:(?:huis)?n(?:umme)?[ro]s?\.? ?|# ?)?0*([0-9]{1,5})(?![0-9])(.*)", re.IGNORECASE
)
_ADDITION_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_FLOOR = re.compile(
    r"([0-9]+) ?-?(?:hoog|hg|e? ?et(?:age)?|e? ?verd(?:ieping)?)\b\.?", re.IGNORECASE
)
_GROUND = re.compile(r"\b(?:huis|hs|h ?s|begane grond|beg\.? gr\.?|b\.?g\.?g?)\b\.?", re.IGNORECASE)
_RANGE = re.compile(r" ?\b(?:t/?m|tot|en)\b ?|[&+]", re.IGNORECASE)
_ROMAN = {"II": "2", "III": "3", "IV": "4"}
_ADDITION_LIMIT = 12

_SUFFIXES = (
    (re.compile(r"(?<=\w)( ?)str\.?$", re.IGNORECASE), "straat"),
    (re.compile(r"(?<=\w)()ln\.?$", re.IGNORECASE), "laan"),
    (re.compile(r"(?<=\w)()wg\.?$", re.IGNORECASE), "weg"),
    (re.compile(r"(?<=\w)()(?:pl\.|pln\.?)$", re.IGNORECASE), "plein"),
    (re.compile(r"(?<=\w)()(?:sngl|sing)\.?$", re.IGNORECASE), "singel"),
    (re.compile(r"(?<=\w)()(?:kd|kde)\.$", re.IGNORECASE), "kade"),
    (re.compile(r"(?<=\w)()gr\.$", re.IGNORECASE), "gracht"),
)
_MAY_BE_SHORT = re.compile(r"\.$|(?:str|ln|wg|pln|sngl)$", re.IGNORECASE)
_ADDITION = r"(?:[ -]?[^\W\d_]{1,3}|[ /-]+[0-9]{1,4}(?:[ -]?hoog)?|[ -]+(?:bis|huis|hs))"
_TRAILING_NUMBER = re.compile(
    r"(?P<street>(?:plein|laan|straat|weg|park|hof) (?:1[0-9]{3})(?:-[0-9]{2,4})?|.*?[^\W\d_].*?)"
    rf"[ ,]+(?:nr\.? ?)?(?P<number>[0-9]{{1,5}}{_ADDITION}?)",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(
    r"([0-9]{1,5}[A-Za-z]?),? (.+ (?:street|road|avenue|lane|drive|court|place|crescent|close|way|"
    r"boulevard|terrace|square|st|rd|ave|av|ln|dr|ct|pl|cres|blvd)\.?)",
    re.IGNORECASE,
)
_NOT_A_STREET = re.compile(
    r"[0-9]+ |postbus|p\.? ?o\.? box|postfach|antwoordnummer|unit |apartment |flat |suite ",
    re.IGNORECASE,
)
"""A number first is English order or a flat; a box is no house."""
_NAMED_AFTER_YEAR = re.compile(
    r"(?:het )?(?:plein|laan|straat|weg|park|hof) 1[0-9]{3}(?:-[0-9]{2,4})?", re.IGNORECASE
)
_SMALL = frozenset(
    {
        "aan", "op", "de", "den", "der", "het", "'t", "bij", "onder", "en", "in", "van", "of",
        "te",
        "ter", "ten", "voor", "over", "a/d", "o/d",
    }
)  # fmt: skip
_FOREIGN_SMALL = frozenset(
    {"am", "im", "la", "le", "les", "sur", "sous", "upon", "of", "the", "du", "des", "von"}
)


def postcode(text: str) -> Standard:
    """Example: "1234 ab" -> "1234AB"; other countries' shapes in capitals without blanks."""
    dutch = _PLAIN_DUTCH.fullmatch(text)
    if dutch is None:
        code = _BLANKS.sub("", text).upper()
        dutch = _DUTCH_POSTCODE.fullmatch(code)
    if dutch:
        fault = "postcode.shape" if dutch[2] in _NEVER else None
        return Standard(dutch[1] + dutch[2], fault)
    other = _OTHER_POSTCODES.fullmatch(code)
    if other:
        return Standard(other[other.lastindex or 0])
    return Standard(code, "postcode.shape")


def house_number(text: str) -> Standard:
    """Example: "12 a" -> "12-A", "12 2hoog" -> "12-2",
    "012" -> "12": number, then the addition's parts."""
    if text.isdecimal() and text.isascii() and len(text) <= 5 and text[0] != "0":
        return Standard(text)
    found = _HOUSE.fullmatch(text)
    if not found:
        return Standard(text.upper(), "house_number.shape")
    number, rest = found.groups()
    rest = _GROUND.sub("HS", _FLOOR.sub(r"\1", _RANGE.sub("-", rest)))
    parts = [_ROMAN.get(part, part) for part in _ADDITION_PARTS.findall(rest.upper())]
    value = "-".join([number, *parts])
    odd = number == "0" or len(value) - len(number) > _ADDITION_LIMIT
    return Standard(value, "house_number.shape" if odd else None)


def street(text: str) -> Standard:
    """Example: "KERKSTR." -> "Kerkstraat"; a house number in it is moved later, across fields."""
    text = plain_apostrophes(text).strip(" ,;") or text
    text = mend_case(text, _SMALL)
    if _MAY_BE_SHORT.search(text):
        text = _written_out(text)
    return Standard(text, _text_fault(text))


def _written_out(name: str) -> str:
    for short, whole in _SUFFIXES:
        found = short.search(name)
        if found:
            own_word = found[1] and name[found.end(1)].isupper()
            return name[: found.end(1)] + (whole.capitalize() if own_word else whole)
    return name


def split_street(name: str) -> tuple[str, str] | None:
    """Street and house number of "Kerkstraat 12 a"; None where there is no number to move.

    "Plein 1940" and its like keep their year; "12 High Street" is read the English way round.
    """
    if name.isalpha() or not any(map(str.isdigit, name)) or _NAMED_AFTER_YEAR.fullmatch(name):
        return None
    leading = _LEADING_NUMBER.fullmatch(name)
    if leading:
        return leading[2], leading[1]
    found = None if _NOT_A_STREET.match(name) else _TRAILING_NUMBER.fullmatch(name)
    if found and "," not in found["street"].rstrip(" ,"):
        bare = found["street"].rstrip(" ,")
        return (_written_out(bare) if _MAY_BE_SHORT.search(bare) else bare), found["number"]
    return None


def city(text: str) -> Standard:
    """Example: "DEN HAAG" -> "Den Haag", "'S-GRAVENHAGE" -> "'s-Gravenhage"."""
    text = plain_apostrophes(text).strip(" ,;") or text
    text = mend_case(text, _SMALL | _FOREIGN_SMALL)
    if text.startswith(("'S-", "'S ")):
        text = "'s" + text[2:]
    return Standard(text, _text_fault(text))


def _text_fault(text: str) -> str | None:
    if is_formula(text):
        return "formula"
    return "text.encoding" if is_damaged(text) else None
