"""Numbers, amounts of money and yes or no, in Dutch and English writing.

Entering: cleaned text. Leaving: a plain decimal with a dot ("1234.56"), "true" or "false".

One separator before exactly three digits can mean two things. In money it separates thousands,
since no currency here has three decimals: "1.234" and "1,234" are 1234. In other numbers it is the
decimal sign: that is what Dutch people (comma) and computers (dot) write, and reading a computer's
1.234 as 1234 would be a thousandfold error. Both readings carry the note "number.ambiguous".
"""

from __future__ import annotations

import re

from klantbeeld.quality.standard import Standard

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.(?:[0-9]{1,2}|[0-9]{4,15}))?|-?0\.[0-9]{3}")
_SHAPE = re.compile(r"[0-9][0-9., ']*|[.,][0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:([., '])[0-9]{3})(?:\1[0-9]{3})*")
_SEPARATORS = re.compile(r"[., ']")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}")
_EURO = re.compile(r"€|\beuro?s?\b|\bEUR\b", re.IGNORECASE)
_OTHER_CURRENCY = re.compile(
    r"[$£¥₺₽]|\b(?:usd|gbp|chf|jpy|sek|nok|dkk|pln|dollars?|pounds?)\b", re.IGNORECASE
)
_CODE = re.compile(r"[A-Z]{3}")
_CODES = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "EURO'S": "EUR", "£": "GBP"}
_MINUS = str.maketrans("−–", "--")
_TRUE = frozenset({"ja", "j", "yes", "y", "true", "t", "waar", "1", "aan", "on", "oui", "x", "wel"})
_FALSE = frozenset({"nee", "n", "no", "false", "f", "onwaar", "0", "uit", "off", "niet", "non"})

_SYNTAX = Standard(None, "number.syntax")


def number(text: str) -> Standard:
    """Example: "1.234,56" -> "1234.56"; "12,50" -> "12.5"; "-3" -> "-3"."""
    return _number(text, lone_three_are_thousands=False)


def money(text: str) -> Standard:
    """Example: "€ 1.234,-" -> "1234.00": euros with at least two decimals."""
    if _OTHER_CURRENCY.search(text):
        return Standard(None, "money.currency")
    bare = _EURO.sub("", text).strip()
    bare = re.sub(r"[.,](?:-{1,2}|–|=)$", "", bare)
    read = _number(bare, lone_three_are_thousands=True)
    if read.value is None:
        return read
    whole, _, decimals = read.value.partition(".")
    return Standard(f"{whole}.{decimals:0<2}", read.fault)


def currency(text: str) -> str | None:
    """The code of ISO 4217 that a source means: "eur", "€" and "Euro" are EUR; None for no code."""
    said = text.strip().upper()
    code = _CODES.get(said, said)
    return code if _CODE.fullmatch(code) else None


def boolean(text: str) -> Standard:
    """Yes or no to "true" or "false"."""
    word = text.lower()
    if word in _TRUE:
        return Standard("true")
    return Standard("false") if word in _FALSE else Standard(None, "boolean.syntax")


def _number(text: str, *, lone_three_are_thousands: bool) -> Standard:
    if _PLAIN.fullmatch(text):
        return Standard(_tidy(text))
    text = text.translate(_MINUS).strip()
    if _EXPONENT.fullmatch(text):
        return Standard(_tidy(f"{float(text):.15f}"))
    negative = text.startswith(("-", "(")) or text.endswith("-")
    digits = text.strip("()").strip().strip("+-").strip()
    closed = text.startswith("(") == text.endswith(")")
    plain, ambiguous = None, False
    if closed and len(digits) <= 40 and _SHAPE.fullmatch(digits):
        plain, ambiguous = _separated(digits, lone_three_are_thousands)
    if plain is None:
        return _SYNTAX
    fault = "number.ambiguous" if ambiguous else None
    return Standard(_tidy(f"-{plain}" if negative else plain), fault)


def _separated(digits: str, thousands: bool) -> tuple[str | None, bool]:
    """Digits with at most a decimal dot (None: no number); whether another reading is possible."""
    last = max(digits.rfind("."), digits.rfind(","))
    head, tail = digits[:last], digits[last + 1 :]
    if last < 0 or digits.count(digits[last]) > 1:
        whole = digits.isdigit() or _THOUSANDS.fullmatch(digits)
        return (_SEPARATORS.sub("", digits) if whole else None), False
    if not tail.isdigit():
        return None, False
    if head and not head.isdigit():
        grouped = _THOUSANDS.fullmatch(head) and digits[last] not in head
        return (f"{_SEPARATORS.sub('', head)}.{tail}" if grouped else None), False
    if len(tail) == 3 and 0 < len(head) <= 3 and head[0] != "0":
        return (head + tail if thousands else f"{head}.{tail}"), True
    return f"{head or '0'}.{tail}", False


def _tidy(plain: str) -> str:
    """Without leading or trailing zeros, and without a minus before zero."""
    sign = "-" if plain.startswith("-") else ""
    whole, _, decimals = plain.lstrip("-").partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    bare = f"{whole}.{decimals}" if decimals else whole
    return bare if bare == "0" else sign + bare
