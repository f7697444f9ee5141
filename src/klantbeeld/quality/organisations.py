"""Names of organisations and their legal forms.

Entering: cleaned text, or a standard name. Leaving: the name with its legal form written one way
("Bakker bv" -> "Bakker B.V."), or without it for comparing.
"""

from __future__ import annotations

import re

from klantbeeld.quality.standard import Standard
from klantbeeld.quality.text import is_damaged, is_formula, only_letters, plain_apostrophes

_FORMS = {
    # the Netherlands and Belgium
    "bv": "B.V.", "besloten vennootschap": "B.V.", "nv": "N.V.", "naamloze vennootschap": "N.V.",
    "vof": "V.O.F.", "vennootschap onder firma": "V.O.F.", "cv": "C.V.", "bvba": "B.V.B.A.",
    "bv/srl": "BV/SRL", "srl/bv": "BV/SRL", "cvba": "C.V.B.A.", "vzw": "VZW", "asbl": "ASBL",
    "u.a.": "U.A.", "b.a.": "B.A.", "w.a.": "W.A.", "bvio": "B.V. i.o.",
    # Germany, Austria, Switzerland
    "gmbh": "GmbH", "ggmbh": "gGmbH", "gmbh&cokg": "GmbH & Co. KG", "gmbh&co": "GmbH & Co. KG",
    "ag": "AG", "ag&cokg": "AG & Co. KG", "kg": "KG", "kgaa": "KGaA", "ohg": "OHG", "gbr": "GbR",
    "ug": "UG", "ug(haftungsbeschränkt": "UG", "e.v.": "e.V.", "e.k.": "e.K.", "eg": "eG",
    # France, Italy, Spain, Portugal, Luxembourg
    "sa": "S.A.", "sarl": "S.A.R.L.", "s.àr.l.": "S.A.R.L.", "sas": "S.A.S.", "sasu": "S.A.S.U.",
    "eurl": "E.U.R.L.", "snc": "S.N.C.", "srl": "S.R.L.", "srls": "S.R.L.S.", "s.p.a.": "S.p.A.",
    "s.l.": "S.L.", "s.l.u.": "S.L.U.", "lda": "Lda.", "ltda": "Ltda.",
    # English-speaking countries
    "ltd": "Ltd", "limited": "Ltd", "llc": "LLC", "llp": "LLP", "l.p.": "LP", "inc": "Inc.",
    "incorporated": "Inc.", "plc": "plc", "corp": "Corp.", "corporation": "Corp.", "co.": "Co.",
    "pty ltd": "Pty Ltd", "pvt ltd": "Pvt Ltd",
    # the north and the east
    "a/s": "A/S", "aps": "ApS", "ab": "AB", "asa": "ASA", "oy": "Oy", "oyj": "Oyj",
    "sp.z o.o.": "Sp. z o.o.", "sp.zo.o.": "Sp. z o.o.", "s.r.o.": "s.r.o.", "kft": "Kft.",
    "s.e.": "SE",
}  # fmt: skip
"""By their letters without dots; with dots where the letters alone could be a word or a name. The
common ones of ISO 20275 (Entity Legal Forms)."""
_MOST_WORDS = 4
_BEFORE = re.compile(
    r"(?:stichting|stg\.|coöperati(?:e|eve vereniging)|cooperatie|vereniging|maatschap|eenmanszaak|"
    r"v\.?o\.?f\.?|firma|fa\.|vzw|asbl|s\.?a\.?r\.?l\.?) +",
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


def has_legal_form(name: str) -> bool:
    """Whether a legal form stands behind the name ("Bakker bv"), or before it ("Stichting Zon")."""
    return _split_form(name)[1] is not None or _BEFORE.match(name) is not None


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
