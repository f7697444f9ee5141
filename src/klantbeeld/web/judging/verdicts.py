"""Decisions in words: what was said, what it would lead to, and the notice after it.

Entering: verdicts, and people as a decision would leave them. Leaving: text in the reader's
language.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from klantbeeld.pipeline.linking.judgements import Decision
from klantbeeld.privacy.decision_views import BecomesView
from klantbeeld.web.formats import Formats
from klantbeeld.web.judging.contexts import Notice
from klantbeeld.web.languages import N_, translations

VERDICTS = {
    "match": N_("One person"),
    "no_match": N_("Not one person"),
    "unsure": N_("Don't know"),
    "no_household": N_("Not a household"),
}

KINDS = {
    "near_miss": N_("They fall just short of being taken for one person."),
    "disagreement": N_(
        "These two records look like one person, but other records speak against it."
    ),
    "thread": N_("They are taken for one person now, by this link alone."),
}
"""Why a question is asked."""


def outcome_told(people: Sequence[BecomesView], fmt: Formats) -> str:
    """``These 4 records become one person: Jan de Vries.``"""
    ngettext, say = translations(fmt.language).ngettext, translations(fmt.language).gettext
    if len(people) == 1:
        size = len(people[0].records)
        told = ngettext(
            "This %(num)s record is one person: %(name)s.",
            "These %(num)s records become one person: %(name)s.",
            size,
        )
        return told % {"num": fmt.number(size), "name": people[0].display_name}
    parts = [
        ngettext("%(name)s (%(num)s record)", "%(name)s (%(num)s records)", len(person.records))
        % {"num": fmt.number(len(person.records)), "name": person.display_name}
        for person in people
    ]
    told = say(N_("It leaves %(num)s people: %(people)s."))
    return told % {"num": fmt.number(len(people)), "people": fmt.together(parts)}


def notice(decision: int | None, said: str, undone: int | None, against: bool) -> Notice | None:
    """What the address tells of the decision before; None where it tells nothing that can be."""
    if decision is not None and said in VERDICTS:
        return Notice(decision, said, undone=False, against=against)
    if undone is not None:
        return Notice(undone, "", undone=True, against=False)
    return None


def told_in(address: str, decision: Decision, verdict: str) -> str:
    """The address with the notice of a decision in it."""
    parts = {"decision": str(decision.decision_no), "said": verdict}
    if decision.contradicts:
        parts["against"] = "1"
    return with_query(address, parts)


def with_query(address: str, parts: dict[str, str]) -> str:
    """The address with more in its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parts)}"
