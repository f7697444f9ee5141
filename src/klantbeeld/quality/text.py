"""The letters themselves: cleaning, folding and mending case, the same for every type.

Entering: text as delivered. Leaving: Unicode NFC without control characters (clean), the
accent-free lower case for comparing (fold), a readable case where somebody held the shift key.
"""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_LINE_BLANKS = re.compile(r"[^\S\n]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))
_FOLDS = str.maketrans(
    {
        "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ı": "i", "ĳ": "ij", "ħ": "h", "ŧ": "t", "ŋ": "n",
    }
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[^a-z -]+")
_NOT_LETTERS_DIGITS = re.compile(r"[^a-z0-9 -]+")
_DAMAGED = re.compile("[ÃÂ]['\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]|â€|\ufffd")
_FORMULA = re.compile(r"=|[@+-][A-Za-z_.]+[(|!]")


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Trimmed NFC text with single blanks, without control and format characters.

    ``keep_lines`` keeps line breaks (free text); otherwise they become blanks.
    """
    if not text.isascii() or not text.isprintable():
        text = _unicode(text.replace("\r\n", "\n"))
    text = text.strip()
    if keep_lines:
        return _LINE_BLANKS.sub(" ", text)
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        text = _BLANKS.sub(" ", text)
    return text


def _unicode(text: str) -> str:
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if letter in "\t\n\r":
            kept.append(letter)
        elif category[0] == "Z":
            kept.append(" ")
        elif category not in {"Cc", "Cf", "Cs"}:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def plain_apostrophes(text: str) -> str:
    """Curly quotes, accents and primes used as an apostrophe become ``'``."""
    return text if text.isascii() else text.translate(_APOSTROPHES)


def fold(text: str) -> str:
    """Lower case without accents; ø, ß, ł, æ and the ij-ligature become plain letters."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text.lower().translate(_FOLDS)).lower()
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(_FOLDS))


def only_letters(text: str, *, digits: bool = False) -> str:
    """Folds ``text`` and leaves letters (of any script), single blanks and hyphens.

    Apostrophes vanish, everything else becomes a blank. ``digits`` leaves digits too.
    """
    folded = fold(plain_apostrophes(text)).replace("'", "")
    if folded.isascii():
        spaced = (_NOT_LETTERS_DIGITS if digits else _NOT_LETTERS).sub(" ", folded)
    else:
        spaced = "".join(
            letter if letter.isalpha() or letter in " -" or (digits and letter.isdecimal()) else " "
            for letter in folded
        )
    return " ".join(spaced.split())


def is_damaged(text: str) -> bool:
    """Whether UTF-8 was read as another encoding on the way (``MÃ¼ller``)."""
    return not text.isascii() and _DAMAGED.search(text) is not None


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would execute the text (OWASP: CSV injection)."""
    return text[0] in "=@+-" and _FORMULA.match(text) is not None


def mend_case(text: str, small: frozenset[str] = frozenset()) -> str:
    """Capitals at the start of words when the text is all upper or all lower case.

    Words of ``small`` stay lower case, except the first. Text in mixed case is left alone.
    """
    if not (text.isupper() or text.islower()):
        return text
    words = text.lower().split(" ")
    mended = [
        word if at and word in small else "-".join(map(_capital, word.split("-")))
        for at, word in enumerate(words)
    ]
    return unicodedata.normalize("NFC", " ".join(mended))


def _capital(part: str) -> str:
    """One word with its capital, the Dutch way: IJsbrand, O'Neil, but 't and 's."""
    if part.startswith("ij"):
        return "IJ" + part[2:]
    if len(part) > 2 and part[1] == "'":
        return part[0].upper() + "'" + part[2:].capitalize()
    if part.startswith("'"):
        return part
    return part.capitalize()
