"""What codes mean in words: rules, dimensions, match weights, kinds of search term.

Entering: a code of the contracts. Leaving: an English text that the catalogues translate. A code
that is not listed is shown as it is, so that a company's own statuses need no list here.
"""

from __future__ import annotations

from enum import StrEnum

from klantbeeld.privacy.consent.wording import VIA, told
from klantbeeld.quality.faults import FAULTS
from klantbeeld.web.languages import N_, Language


class Agreement(StrEnum):
    """What a comparison level says about two values."""

    SAME = "same"
    ALIKE = "alike"
    OTHER = "other"


AGREEMENTS = {
    Agreement.SAME: N_("same %(fields)s"),
    Agreement.ALIKE: N_("alike: %(fields)s"),
    Agreement.OTHER: N_("other: %(fields)s"),
}

RULES = {
    "most_trusted": N_("most trusted source"),
    "most_recent": N_("most recent"),
    "most_frequent": N_("most frequent"),
    "most_complete": N_("most complete"),
    "keep_all": N_("all are kept"),
}
"""Survivorship rules."""

DIMENSIONS = {
    "completeness": (N_("Completeness"), N_("The share of records in which it is filled in.")),
    "validity": (
        N_("Validity"),
        N_("The share of filled-in values that can exist: a real date, a reachable form."),
    ),
    "uniqueness": (
        N_("Uniqueness"),
        N_(
            "The share of values, and of records, that stand only once: one record for each person "
            "in each source."
        ),
    ),
    "timeliness": (
        N_("Timeliness"),
        N_("The share of values that are no older than the catalogue allows."),
    ),
    "consistency": (
        N_("Consistency"),
        N_("The share of values that do not contradict another attribute of the same record."),
    ),
    "accuracy": (N_("Accuracy"), N_("The share of checked values that proved to be true.")),
}
"""Dimension -> its name and definition (DAMA's)."""

MATCHED_ON = {
    "name": N_("name"),
    "email": N_("e-mail"),
    "phone": N_("phone"),
    "address": N_("postcode and number"),
    "identifier": N_("customer number"),
    "order": N_("order number"),
}

GENDERS = {"f": N_("woman"), "m": N_("man"), "x": N_("gender-neutral")}
"""Standardised genders."""

STATES = {"running": N_("under way"), "done": N_("done"), "failed": N_("failed")}
"""States of a load."""

ACTIONS = {
    "person": N_("opened the page"),
    "search": N_("found it in a search"),
    "timeline": N_("read the timeline"),
    "links": N_("read why the records are one"),
    "accesses": N_("read who looked"),
    "order_lines": N_("read the lines of an order"),
    "feed": N_("saw it in the live feed"),
    "find_by_record": N_("found it by a record's number"),
    "names": N_("saw the name in a list of questions"),
    "fault_records": N_("saw it in a list of records with a fault"),
    "accuracy_record": N_("compared it with reality"),
    "accuracy_judged": N_("wrote down what is right of it"),
    "accuracy_undone": N_("took that back"),
    "accuracy_started": N_("began a check of accuracy"),
    "accuracy_finished": N_("finished a check of accuracy"),
    "accuracy_reopened": N_("opened a check of accuracy again"),
    "figure_people": N_("saw it in a list behind a figure"),
    "stage": N_("read where it stands as a customer"),
    "stage_people": N_("saw it in a list of a stage"),
    "lifecycle_alerts": N_("saw it among those who slip away"),
    "alert_handled": N_("took in hand that it slips away"),
    "alert_reopened": N_("put it back among those who slip away"),
    "value": N_("read what it is worth, as estimated"),
    "value_people": N_("saw it in a list behind a figure of value"),
    "offers": N_("read what may be offered"),
    "offer.answer": N_("wrote down the answer to an offer"),
    "offer.take_back": N_("took the answer to an offer back"),
    "compare": N_("compared it with another"),
    "history": N_("read the history"),
    "how": N_("read how the records came together"),
    "why_not": N_("read who comes near"),
    "judgement.match": N_("judged: one person"),
    "judgement.no_match": N_("judged: not one person"),
    "judgement.unsure": N_("judged: don't know"),
    "judgement.no_household": N_("judged: not a household"),
    "judgement.undo": N_("undid a judgement"),
    "own_link.made": N_("made a link to the own page"),
    "own_link.asked": N_("asked for a link to the own page"),
    "own_link.sent": N_("was sent a link to the own page"),
    "own_page.opened": N_("opened the own page"),
    "own_page": N_("looked at the own page"),
}

CAUSES = {
    "load": N_("a load"),
    "judgement": N_("somebody's judgement"),
    "build": N_("a full rebuild"),
}
"""What made people merge or split."""

VALUE_MODEL_STATES = {
    "live": N_("in use"),
    "retired": N_("was in use"),
    "refused": N_("could not be made"),
}
MODEL_STATES = {
    "live": N_("in use"),
    "retired": N_("was in use"),
    "new": N_("never in use"),
}
"""States of a model version."""

MODEL_CLASSES = {
    "same_person": N_("The same person"),
    "same_household": N_("The same household"),
}
"""Classes of pairs that the model tells from strangers."""

LEGAL_BASES = {
    "consent": N_("consent"),
    "contract": N_("contract"),
    "legal_obligation": N_("legal obligation"),
    "vital_interests": N_("vital interests"),
    "public_task": N_("public task"),
    "legitimate_interest": N_("legitimate interest"),
}

LEVELS = {
    "exact": N_("the same"),
    "same": N_("the same"),
    "nearly_same": N_("nearly the same"),
    "near": N_("nearly the same"),
    "similar": N_("spelt alike"),
    "weak": N_("somewhat alike"),
    "alias": N_("a known variant"),
    "initial": N_("the initial fits"),
    "same_initial": N_("the same initial only"),
    "shared_part": N_("a part is the same"),
    "different": N_("different"),
    "exact_first_of_january": N_("the same, but 1 January"),
    "year_with_first_of_january": N_("the same year, one says 1 January"),
    "same_year": N_("the same year"),
    "exact_with_number": N_("the same, with its number"),
    "exact_shared": N_("the same, but others share it"),
    "same_local_with_number": N_("the same before the @, with its number"),
    "same_local": N_("the same before the @"),
    "one_edit": N_("one letter or digit differs"),
    "same_number": N_("the same number in it"),
    "same_letters": N_("the same letters"),
    "same_letters_other_number": N_("the same letters, another number"),
    "same_postcode": N_("the same postcode"),
    "other_name": N_("another name"),
    "other_name_same_initial": N_("another name, the same initial"),
    "other_number": N_("another house number"),
    "same_area": N_("the same area"),
    "two_sources": N_("from two sources"),
}
"""Comparison levels."""

FIELDS = {
    "address": N_("Address"),
    "name": N_("Name"),
    "source": N_("Source"),
    "hidden": N_("What you may not see, added up"),
}
"""Fields of the evidence that are no attribute."""

CLEARLY = 3.0
"""The match weight from which evidence speaks clearly: a factor of eight."""

_STRENGTHS = (
    (7.0, N_("speaks strongly for it"), N_("speaks strongly against it")),
    (CLEARLY, N_("speaks clearly for it"), N_("speaks clearly against it")),
    (1.0, N_("speaks somewhat for it"), N_("speaks somewhat against it")),
)


def strength(match_weight: float) -> str:
    """What a match weight (log2 of the Bayes factor) says, in words.

    The bounds are factors of 2, 8 and 128: barely, clearly and strongly likelier.
    """
    for bound, speaks_for, speaks_against in _STRENGTHS:
        if match_weight >= bound:
            return speaks_for
        if match_weight <= -bound:
            return speaks_against
    return N_("says hardly anything")


def speaks_of(code: str) -> Agreement:
    """Whether a comparison level tells of the same value, of one much like it, or of another."""
    if code == "different" or code.startswith("other_"):
        return Agreement.OTHER
    if code == "same" or code.startswith("exact"):
        return Agreement.SAME
    return Agreement.ALIKE


def level(code: str) -> str:
    """A comparison level in words; agreement is also told apart by how rare the value is."""
    if code.startswith("both_"):
        return N_("from one source")
    if code not in LEVELS and code.startswith("exact_"):
        return LEVELS["exact"]
    return LEVELS.get(code, readable(code))


def fault(code: str, language: Language) -> str:
    """What is wrong with a value."""
    text = FAULTS.get(code)
    if text is None:
        return readable(code)
    return text.en if language == "en" else text.nl


def similarity(value: float, asked: str, found: str) -> str:
    """How alike the asked text and the found one are, in words."""
    if value >= 1:
        return N_("exactly so")
    if asked.casefold() in found.casefold():
        return N_("holds what you typed")
    if value >= 0.7:
        return N_("almost so")
    if value >= 0.45:
        return N_("spelt alike")
    return N_("faintly alike")


def readable(code: str) -> str:
    """A code that has no words yet, without its underscores."""
    return code.replace("_", " ")


def within_a_sentence(name: str) -> str:
    """``Korting`` as ``korting``; an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def via(code: str, language: str) -> str:
    """Through which surface something was done."""
    return told(VIA, code, language)
