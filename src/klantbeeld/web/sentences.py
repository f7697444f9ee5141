"""Sentences about who is who: what brought records together, why not, what would turn the answer.

Entering: codes of the gate's views and the names of fields. Leaving: text in the reader's language.
Fields stand without an article and values without an ending that depends on it, so that a company's
own attributes fit in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from klantbeeld.privacy.evidence import ChangeView, Reason
from klantbeeld.privacy.views import LinkView, RuleView
from klantbeeld.web import words
from klantbeeld.web.formats import Formats
from klantbeeld.web.languages import N_, translations

_TAKEN = {
    "initial": N_("%(field)s (first letter)"),
    "year": N_("%(field)s (year)"),
    "local": N_("%(field)s (before the @)"),
    "letters": N_("%(field)s (letters)"),
    "number": N_("%(field)s (number in it)"),
    "start": N_("%(field)s (beginning)"),
}
"""What a blocking rule takes of a value, where it does not take all of it."""

_REASONS: Mapping[Reason, str] = {
    "judgement": N_("Somebody judged that these are two people."),
    "average": N_("These two records are alike, but other records of the two people disagree."),
    "conflict": N_("What differs weighs more than what agrees."),
    "little": N_("Too little agrees, or only what many people share."),
    "crowd": N_("So many records hang together here that the weaker links were cut."),
}

_BECOMES = {
    "same": N_("same %(field)s"),
    "different": N_("different %(field)s"),
    "unknown": N_("%(field)s not known"),
}

HOUSEHOLD_LIKELY = 0.5
FEW_RULES = 3


def rule(view: RuleView, names: Mapping[str, str], fmt: Formats) -> str:
    """``family name and postcode``: the values on which a blocking rule found two records."""
    say = translations(fmt.language).gettext
    parts = []
    for field, taken in view.parts:
        name = words.within_a_sentence(names.get(field, words.readable(field)))
        kind = taken if taken in _TAKEN else "start" if "first" in taken else ""
        parts.append(say(_TAKEN[kind]) % {"field": name} if kind else name)
    return fmt.together(list(dict.fromkeys(parts)))


def rules(views: Iterable[RuleView], names: Mapping[str, str], fmt: Formats) -> tuple[str, ...]:
    """The rules in words, those that ask most first."""
    ordered = sorted(views, key=lambda view: (-_asks(view), view.parts))
    return tuple(dict.fromkeys(rule(view, names, fmt) for view in ordered))


def _asks(view: RuleView) -> float:
    """How much a rule asks: whole values count for one, parts of them for a half."""
    return sum(1.0 if taken in {"all", "full", "squeezed"} else 0.5 for _, taken in view.parts)


def fields(codes: Iterable[str], names: Mapping[str, str], fmt: Formats) -> str:
    """``birth date, e-mail and phone``"""
    return fmt.together([words.within_a_sentence(names.get(f, words.readable(f))) for f in codes])


def reason(code: Reason, conflicts: Sequence[str], names: Mapping[str, str], fmt: Formats) -> str:
    """Why two people are not one."""
    say = translations(fmt.language).gettext
    text = say(_REASONS[code])
    if code == "conflict" and conflicts:
        told = fields(conflicts, names, fmt)
        text += " " + say(N_("Against it: %(fields)s.")) % {"fields": told}
    return text


def likeliest(link: LinkView, fmt: Formats) -> str:
    """What the two records most likely are, where that is not one person; else nothing."""
    share = link.household_probability
    if share is None or share < HOUSEHOLD_LIKELY:
        return ""
    say = translations(fmt.language).gettext
    return say(N_("Most likely two people who live together (%(share)s).")) % {
        "share": fmt.share(share)
    }


def change(view: ChangeView, names: Mapping[str, str], fmt: Formats) -> str:
    """``same date of birth``"""
    name = words.within_a_sentence(names.get(view.field, words.readable(view.field)))
    return translations(fmt.language).gettext(_BECOMES[view.becomes]) % {"field": name}


def now(view: ChangeView, fmt: Formats) -> str:
    """What the field says at present: ``now: different``."""
    say = translations(fmt.language).gettext
    if view.was is None:
        return say(N_("now not known of both"))
    return say(N_("now: %(found)s")) % {"found": say(words.level(view.was))}
