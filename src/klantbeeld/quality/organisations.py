"""Names of organisations and their legal forms.

Entering: cleaned text, or a standard name. Leaving: the name with its legal form written one way
("Bakker bv" -> "Bakker B.V."), or without it for comparing.
"""

from __future__ import annotations

import re

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import is_damaged, is_formula, only_letters, plain_apostrophes

_FORMS = {
    "bv": "B.V.", "besloten vennootschap": "B.V.", "nv": "N.V.", "naamloze vennootschap": "N.V.",
    "vof": "V.O.F.", "vennootschap onder firma": "V.O.F.", "cv": "C.V.", "bvba": "B.V.B.A.",
    "bv/srl": "BV/SRL", "srl/bv": "BV/SRL", "srl": "S.R.L.", "sa": "S.A.", "sarl": "S.A.R.L.",
    "gmbh": "GmbH", "gmbh&cokg": "GmbH & Co. KG", "ag": "AG", "kg": "KG", "ug": "UG", "ltd": "Ltd",
    "limited": "Ltd", "llc": "LLC", "llp": "LLP", "inc": "Inc.", "incorporated": "Inc.",
    "plc": "plc", "corp": "Corp.", "corporation": "Corp.", "e.v.": "e.V.", "u.a.": "U.A.",
    "b.a.": "B.A.",
}  # fmt: skip
"""By their letters without dots; with dots where the letters alone could be a word or a name."""
_MOST_WORDS = 4
_BEFORE = re.compile(
    r"(?:stichting|coöperatie|cooperatie|vereniging|maatschap|v\.?o\.?f\.?|firma|fa\.) +",
    re.IGNORECASE,
)
_SMALL_WORDS = re.compile(r"\b(?:en|and|und|et)\b")


def organisation_name(text: str) -> Standard:
    """Its own spelling and case (KPN stays KPN), the legal form at the end written one way."""
    text = plain_apostrophes(text)
    fault = "formula" if is_formula(text) else "text.encoding" if is_damaged(text) else None
    bare, form = _split_form(text)
    return Standard(f"{bare} {form}" if form else text, fault)


def without_form(name: str) -> str:
    """For comparing: folded, without legal form, without "&", "en" and their like."""
    bare, _ = _split_form(name)
    folded = only_letters(_BEFORE.sub("", bare, count=1) or bare, digits=True)
    return " ".join(_SMALL_WORDS.sub(" ", folded).split()) or folded


def _split_form(name: str) -> tuple[str, str | None]:
    """The name without the legal form at its end, and that form written one way."""
    words = name.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        bare = " ".join(words[:-count]).rstrip(" ,")
        ending = " ".join(words[-count:]).lower().strip("(),")
        form = (
            _FORMS.get(ending)
            or _FORMS.get(ending.replace(" ", ""))
            or _FORMS.get(ending.replace(".", "").replace(" ", ""))
        )
        if form and bare:
            return bare, form
    return name, None
