"""The citizen service number (BSN) in running text: found, so that it can be refused.

Entering: a text as somebody wrote it. Leaving: where a BSN stands in it, or the text without it. A
company may use the number only where a law says so, and consent is no ground: AVG Article 87, UAVG
Article 46. The eleven-test: Besluit burgerservicenummer; the sum of the digits times 9, 8, 7, 6, 5,
4, 3, 2 and -1 is a multiple of 11.

One in eleven numbers of nine digits passes the test by chance, so what stands around it counts too:

- right behind a word for another number (order, invoice, telephone) it is none;
- with a word for the BSN near it, a number of eight or nine digits is one;
- else a number of nine digits is one, unless it is a number of the company's own
  (``own_numbers``) and nothing near it tells of somebody's identity (born, passport). Whether a
  whole column of such numbers is the company's own cannot be seen in one text: that is
  ``number_columns``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from klantbeeld.quality.own_numbers import OwnNumber

MASK = "•••••••••"
"""What stands in the place of a number that was taken out."""

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_LEAST = 10_000_000
"""No BSN has fewer than eight digits that count."""

_GAP = r"[ .\-/]"
_NUMBER = re.compile(
    rf"""
    (?<![\w+]) (?<![0-9][.,\-/])
    (?: [0-9]{{8,9}}                                    # 123456782
      | [0-9]{{3}}(?P<gap>{_GAP})[0-9]{{3}}(?P=gap)[0-9]{{3}}   # 123.456.782
      | [0-9]{{4}}(?P<pair>{_GAP})[0-9]{{2}}(?P=pair)[0-9]{{3}} # 1234.56.782
      | [0-9]{{2}}(?P<eight>{_GAP})[0-9]{{3}}(?P=eight)[0-9]{{3}} # 12.345.678
    )
    (?!\w) (?![.,\-/][0-9])
    """,
    re.VERBOSE,
)
_BSN_WORD = re.compile(
    r"(?<![a-z])(?:bsn|burger-? ?service-? ?(?:nummer|nr)|burger-?(?:nummer|nr)"
    r"|sofi(?:[- ]?(?:nummer|nr))?|persoons-?(?:nummer|nr)|citizen service (?:number|no)"
    r"|social security (?:number|no))(?![a-z])"
)
_IDENTITY_WORD = re.compile(
    r"(?<![a-z])(?:geboren|geb\.|geboorte\w*|paspoort\w*|identiteit\w*|id-?(?:kaart|bewijs)"
    r"|rijbewijs\w*|legitimatie\w*|digid|toeslag\w*|belastingdienst|zorgverzeker\w*|uwv|svb"
    r"|loonheffing\w*|born|birth\w*|passport|identity|driving licence|payroll)"
)
"""Where one of these is near, a number of the company's own is taken for a BSN all the same."""
_OTHER_NUMBER = re.compile(
    r"""
    (?<![a-z])
    (?: (?: bestel\w* | order\w* | factu\w+ | invoice\w* | zending\w* | pakket\w* | track\w*
          | artikel\w* | product\w* | tel | telefoon\w* | mobiel\w* | mobile | phone | gsm
          | bel(?:\ (?:mij|me))? | call(?:\ me)? | fax | kvk\w* | k\.v\.k | iban | rekening\w*
          | ticket\w* | zaak\w* | case | retour\w* | return | bon | kassabon\w* | btw\w* | vat
          | rsin | ref(?:erentie|erence)? | kenmerk | dossier\w* | polis\w* | offerte\w*
          | aanvraag\w* | claim\w* | melding\w* | voucher\w* | abonnement\w*
          | imei | ean | sku | barcode | serial
        ) (?:\ (?:nummer|number|nr|no))?
      | [a-z]{3,}-?(?:nummer|number|nr)
      | (?:klant|customer|client|member|loyalty|card|reference|account|policy|contract)
        \ (?:nummer|number|nr|no|id)
    )
    \W* (?:(?:op|is|was|at|on|van|of)\b)? \W*$
    """,
    re.VERBOSE,
)
_DIALLED = re.compile(r"(?:\+|\b00)[0-9]{1,3}[ \-(0)]*$")
"""A country code: the number behind it is dialled."""

CALLED = "bsn|burger|sofi|persoons|citizen service|social security"
"""A pattern of every word by which a number can be called a BSN, in the syntax of RE2."""

_BEFORE, _AFTER = 40, 30
"""Characters around a number that may say what it is."""


class Found(NamedTuple):
    """A BSN in a text: from ``start`` up to ``end``."""

    start: int
    end: int
    alone: bool
    """Whether it is the whole text, so that nothing around it says what it is."""
    named: bool
    """Whether a word for the BSN or for somebody's identity is near it."""


def passes_eleven_test(digits: str) -> bool:
    """Whether eight or nine digits can be a BSN."""
    number = digits.rjust(9, "0")
    if len(number) != 9 or int(number) < _LEAST:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=True))
    return total % 11 == 0


def find_bsn(
    text: str, *, named_only: bool = False, own: OwnNumber | None = None
) -> tuple[Found, ...]:
    """Every BSN in the text, from left to right.

    ``named_only``: the text is a number of another kind by its declared type (a telephone number,
    an IBAN): only what is called a BSN in words counts. ``own``: tells numbers of the company's
    own, which count only where words call them one.
    """
    if len(text) < 8:
        return ()
    plain = _plain(text)
    found = (
        Found(match.start(), match.end(), match.group() == plain.strip(), _is_named(plain, match))
        for match in _NUMBER.finditer(plain)
        if _is_bsn(plain, match, named_only=named_only)
    )
    return tuple(
        each for each in found if own is None or each.named or not own(_digits(plain, each))
    )


def bare_numbers(text: str, *, named_only: bool = False) -> frozenset[str]:
    """The digits of every number in the text that is a BSN for want of a word beside it."""
    found = find_bsn(text, named_only=named_only)
    return frozenset(_digits(_plain(text), each) for each in found if not each.named)


def without_bsn(text: str, *, named_only: bool = False, own: OwnNumber | None = None) -> str:
    """The text with ``MASK`` in the place of every BSN."""
    for found in reversed(find_bsn(text, named_only=named_only, own=own)):
        text = text[: found.start] + MASK + text[found.end :]
    return text


def nine_digits(text: str) -> str | None:
    """The digits of a text that is one number of nine digits and nothing else."""
    plain = _plain(text).strip()
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    digits = re.sub(_GAP, "", plain)
    return digits if len(digits) == 9 else None


def _plain(text: str) -> str:
    """Every letter and digit in its plain form, one for one, so that places stay the same."""
    if text.isascii():
        return text
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter.isspace():
        return " "
    return "-" if unicodedata.category(letter) == "Pd" else letter


def _digits(plain: str, found: Found) -> str:
    return re.sub(_GAP, "", plain[found.start : found.end])


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    """What stands near before a number and behind it, in small letters."""
    before = text[max(0, match.start() - _BEFORE) : match.start()].lower()
    return before, text[match.end() : match.end() + _AFTER].lower()


def _is_named(text: str, match: re.Match[str]) -> bool:
    words = (_BSN_WORD, _IDENTITY_WORD)
    return any(word.search(part) for part in _around(text, match) for word in words)


def _is_bsn(text: str, match: re.Match[str], *, named_only: bool) -> bool:
    digits = re.sub(_GAP, "", match.group())
    if not passes_eleven_test(digits):
        return False
    before, after = _around(text, match)
    other = _OTHER_NUMBER.search(before)
    if other is not None and not _BSN_WORD.search(other.group()):
        return False
    if _BSN_WORD.search(before) or _BSN_WORD.search(after):
        return True
    return not named_only and len(digits) == 9 and not _DIALLED.search(before)
