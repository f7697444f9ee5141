"""An error's own words in the reader's language.

Entering: what an error says, in English. Leaving: the same in the reader's language; in English
where no text fits, so that nothing is ever kept from the reader.
"""

from __future__ import annotations

import re
from functools import cache

from klantbeeld.core.errors import Fault, InputError
from klantbeeld.web import words
from klantbeeld.web.languages import Language, translations
from klantbeeld.web.refusals.forms import FORMS, PLACES
from klantbeeld.web.refusals.rows import KINDS, ROWS

_PART = re.compile(r"%\\\((\w+)\\\)s")


def told(text: str, language: Language) -> str:
    """What is wrong, or the mend."""
    say = translations(language).gettext
    if text in _whole():
        return say(text)
    for pattern, known in _patterns():
        found = pattern.fullmatch(text)
        if found is not None and (found.groupdict() or language != "en"):
            parts = {name: _part(name, part, language) for name, part in found.groupdict().items()}
            return say(known) % parts if parts else say(known)
    return text


def in_words(error: InputError, language: Language) -> Fault:
    """The first thing that is wrong, as sentences."""
    fault = error.faults[0]
    return Fault(
        sentence(told(fault.what, language)),
        where(fault.where, language),
        sentence(told(fault.mend, language)),
    )


def where(place: str, language: Language) -> str:
    """The field of a form by its name on the page."""
    return translations(language).gettext(PLACES[place]) if place in PLACES else place


def sentence(text: str) -> str:
    """With a capital and a full stop, to stand by itself."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


@cache
def _whole() -> frozenset[str]:
    return frozenset(text for text in (*FORMS, *ROWS) if not _differs(text))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Longest first: what is told most exactly fits before what is told in general."""
    differing = sorted(filter(_differs, (*FORMS, *ROWS)), key=len, reverse=True)
    return tuple((_pattern(text), text) for text in differing)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(r"(?P<\1>.+?)", re.escape(text)).replace("…", ".*"))


def _differs(text: str) -> bool:
    return "%(" in text or "…" in text


def _part(name: str, part: str, language: Language) -> str:
    if name == "fault":
        return words.within_a_sentence(words.fault(part, language).removesuffix("."))
    if name == "kind" and part in KINDS:
        return translations(language).gettext(KINDS[part])
    return part
