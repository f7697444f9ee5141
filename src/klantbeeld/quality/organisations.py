"""Names of organisations and their legal forms.

Entering: cleaned text, or a standard name. Leaving: the name with its legal form written one way
("Bakker bv" -> "Bakker B.V."), or without it for comparing.
"""

from __future__ import annotations

import re

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import is_damaged, is_formula, only_letters, plain_apostrophes

_FORMS = {
    "B.V.": r"b\.? ?v\.?|besloten vennootschap", "N.V.": r"n\.? ?v\.?|naamloze vennootschap",
    "V.O.F.": r"v\.? ?o\.? ?f\.?|vennootschap onder firma", "C.V.": r"c\.? ?v\.?",
    "B.V.B.A.": r"b\.? ?v\.? ?b\.? ?a\.?", "BV/SRL": r"bv/srl|srl/bv",
    "S.R.L.": r"s\.? ?r\.? ?l\.?",
    "S.A.": r"s\. ?a\.?|sa", "S.A.R.L.": r"s\.? ?a\.? ?r\.? ?l\.?", "GmbH": r"g\.?m\.?b\.?h\.?",
    "GmbH & Co. KG": r"gmbh ?& ?co\.? ?kg", "AG": r"ag", "KG": r"kg", "e.V.": r"e\. ?v\.",
    "UG": r"ug",
    "Ltd": r"ltd\.?|limited", "LLC": r"l\.?l\.?c\.?", "LLP": r"l\.?l\.?p\.?",
    "Inc.": r"inc\.?|incorporated",
    "plc": r"p\.?l\.?c\.?", "U.A.": r"u\. ?a\.?", "B.A.": r"b\. ?a\.",
    "Corp.": r"corp\.?|corporation",
}  # fmt: skip
_BEFORE = re.compile(
    r"(?:stichting|st\.|coöperatie|cooperatie|vereniging|maatschap|v\.?o\.?f\.?|firma|fa\.) +",
    re.IGNORECASE,
)
_AFTER = tuple(
    (form, re.compile(rf"(.*[^\W_].*?)[ ,]+\(?(?:{pattern})\)?", re.IGNORECASE))
    for form, pattern in sorted(_FORMS.items(), key=lambda item: -len(item[1]))
)
_SMALL_WORDS = re.compile(r"\b(?:en|and|und|et)\b")


def organisation_name(text: str) -> Standard:
    """Its own spelling and case (KPN stays KPN), the legal form at the end written one way."""
    text = plain_apostrophes(text)
    fault = "formula" if is_formula(text) else "text.encoding" if is_damaged(text) else None
    bare, form = _split_form(text)
    return Standard(f"{bare} {form}" if form else text, fault)


def without_form(name: str) -> str:
    """For comparing: folded, without legal form, "&" and "en" gone."""
    bare, _ = _split_form(name)
    short = _BEFORE.sub("", bare, count=1) if _BEFORE.match(bare) else bare
    folded = only_letters(short or bare, digits=True)
    return " ".join(_SMALL_WORDS.sub(" ", folded).split()) or folded


def _split_form(name: str) -> tuple[str, str | None]:
    if " " not in name and "," not in name:
        return name, None
    for form, pattern in _AFTER:
        found = pattern.fullmatch(name)
        if found:
            return found[1].rstrip(" ,"), form
    return name, None
