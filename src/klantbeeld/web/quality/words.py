"""Faults of records in words: what is wrong, which dimension it is of, and what to do about it.

Entering: codes of the counts. Leaving: English texts that the catalogues translate, or the sentence
that standardising has for the fault in the reader's language.
"""

from __future__ import annotations

from klantbeeld.quality.consistency import RULES
from klantbeeld.quality.cost import DUPLICATE, MISSING, NOT_DELIVERED, STALE
from klantbeeld.quality.dimensions import Dimension
from klantbeeld.quality.faults import FAULTS
from klantbeeld.web import words
from klantbeeld.web.languages import N_, Language, translations

PLACEHOLDER = "placeholder"

KINDS = {
    MISSING: N_("not filled in"),
    PLACEHOLDER: N_("filler such as 'unknown'"),
    NOT_DELIVERED: N_("the source has no column for it"),
    STALE: N_("too old: nobody has confirmed it in time"),
    DUPLICATE: N_("double: a person has more than one record in this source"),
}

_TO_DO = {
    MISSING: N_(
        "Make the field obligatory in the source, and ask these customers at the next contact."
    ),
    PLACEHOLDER: N_("Let the source refuse filler: an empty field is honest. Ask these customers."),
    NOT_DELIVERED: N_(
        "Let the source deliver it, or leave this source out of the work in catalog/quality.yaml."
    ),
    STALE: N_("Ask these customers whether it still holds, and let the source note the day."),
    DUPLICATE: N_("Merge them in the source too: here they are one person already."),
}
_MEND_VALUE = N_("Check it when it is typed in, mend these in the source, then load them again.")
_MEND_PAIR = N_("Look which of the two is right, mend it in the source, then load them again.")

_PAIRS = {rule.name: rule for rule in RULES}


def fault_said(fault: str, language: Language) -> str:
    """What is wrong, in a few words or a sentence."""
    if fault in KINDS:
        return translations(language).gettext(KINDS[fault])
    if fault in _PAIRS:
        say = translations(language).gettext
        rule = _PAIRS[fault]
        told = rule.en if language == "en" else rule.nl
        return say(N_("Does not hold: %(rule)s")) % {"rule": told}
    return words.fault(fault, language)


def to_do(fault: str, language: Language) -> str:
    """What mends it."""
    text = _TO_DO.get(fault) or (_MEND_PAIR if fault in _PAIRS else _MEND_VALUE)
    return translations(language).gettext(text)


def dimension_of(fault: str) -> Dimension:
    """Which dimension a fault counts against."""
    match fault:
        case "missing" | "not_delivered" | "placeholder":
            return Dimension.COMPLETENESS
        case "stale":
            return Dimension.TIMELINESS
        case "duplicate":
            return Dimension.UNIQUENESS
        case _:
            known = fault in FAULTS or fault not in _PAIRS
            return Dimension.VALIDITY if known else Dimension.CONSISTENCY
