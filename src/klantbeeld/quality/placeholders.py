"""What people and systems type where they have nothing to say."""

from __future__ import annotations

import re

_WORDS = frozenset(
    {
        "onbekend", "onbekende", "niet bekend", "niet opgegeven", "niet ingevuld",
        "niet van toepassing",
        "n.v.t.", "n.v.t", "nvt", "nvt.", "n.b.", "n/b", "geen", "leeg", "(leeg)", "weet niet",
        "unknown", "not known", "not provided", "not applicable", "not available", "n/a", "n.a.",
        "none given", "undefined", "(blank)", "(empty)", "tbd",
        "test", "testtest", "test test", "dummy", "asdf", "qwerty", "#n/a", "#n/b", "#ref!",
        "#value!", "#waarde!", "#verw!", "(null)", "\\n",
    }
)  # fmt: skip
_MACHINE = frozenset({"null", "NULL", "nan", "NaN", "NAN", "none", "NONE", "None", "nil", "NIL"})
"""What programs write for nothing. In this spelling only: Null and Nan are people's names too."""
_DIGITS = frozenset("123456789")
"""No filler begins or ends with one of these."""
_FILLER = re.compile(r"[\W_]+|[xX]{2,}|0{2,}")


def is_placeholder(text: str) -> bool:
    """Whether the cleaned, non-empty ``text`` stands for no value, whatever its type."""
    if len(text) > 20 or text[0] in _DIGITS or text[-1] in _DIGITS:
        return False
    if text.lower() in _WORDS or text in _MACHINE:
        return True
    return (text[0] in "xX0" or not text[0].isalnum()) and _FILLER.fullmatch(text) is not None
