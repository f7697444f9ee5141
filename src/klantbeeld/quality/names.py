"""Given names, initials, family names and their prefixes in their standard form.

Entering: cleaned text. Leaving: names as one would write them on an envelope: accents kept, titles
taken off, case mended when all upper or all lower, initials as "J.P.", prefix in lower case.
"""

from __future__ import annotations

import re

from klantbeeld.quality.prefixes import canonical_prefix, split_prefix
from klantbeeld.quality.standard import PLACEHOLDER, Standard
from klantbeeld.quality.text import is_damaged, is_formula, mend_case, plain_apostrophes

_MALE = r"de heer(?= \S)|dhr|hr|herr|monsieur|mister|sir"
_FEMALE = "mevrouw|mevr|mw|mvr|mej|mejuffrouw|mrs|ms|miss|frau|mme|madame|juffrouw"
_NEUTRAL = "mr|dr|drs|ir|ing|prof|ds|jhr|jkvr|fam|familie|dhr/mevr|dhr en mevr|dhr\\. en mevr"
_TITLES = re.compile(
    rf"(?:(?P<n>{_NEUTRAL})|(?P<f>{_FEMALE})|(?P<m>{_MALE}))(?:\.(?: |(?=\w))|\.?$| )",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"(?:,? (?:MSc|BSc|PhD|MBA|LLM|LLB|MPhil)\.?)+$")
_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏ]"
_INITIAL = rf"(?:IJ|Th|Chr?|Ph|Tj|Sj|Fr|St|{_LATIN})"
_INITIALS = re.compile(rf"{_INITIAL}(?:(?:\. ?-?|-|(?<={_LATIN}) ){_INITIAL})*\.?", re.IGNORECASE)
_LETTER_RUN = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{2,4}")
_EACH_INITIAL = re.compile(_INITIAL, re.IGNORECASE)
_STRAY_SIGNS = 8
"""More in one name than this are no name; its form may then change once more when read again."""
_ORDINARY = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*")
_HYPHENS = re.compile(r" ?[-‐‑–] ?")
_TITLE_FAULTS = {"m": "name.title_m", "f": "name.title_f"}


def given_name(text: str) -> Standard:
    """Example: "dhr. JAN-PIETER" -> "Jan-Pieter"; "JP", "J P" and "j.p." -> "J.P."."""
    text, fault = without_titles(plain_apostrophes(text))
    if not text:
        return PLACEHOLDER
    text = _tidy(text)
    if len(text) <= 24 and are_initials(text):
        return Standard(_initials(text), fault)
    return Standard(mend_case(text), name_fault(text) or fault)


def family_name(text: str) -> Standard:
    """Example: "BERG, VAN DEN" -> "van den Berg", prefix first so that it can move."""
    standard = _family_name(text)
    # Taking one stray sign or prefix off can bare another: on until nothing changes, so that a
    # standard form is its own standard form. Ordinary names are done at once.
    for _ in range(_STRAY_SIGNS):
        if standard.value is None or _ORDINARY.fullmatch(standard.value):
            break
        again = _family_name(standard.value)
        if again.value == standard.value:
            break
        standard = Standard(again.value, standard.fault or again.fault)
    return standard


def _family_name(text: str) -> Standard:
    text, fault = bare_name(text)
    if not text:
        return PLACEHOLDER
    prefix, bare = split_prefix(_tidy(text))
    name = _double_name(mend_case(bare)) if "-" in bare else mend_case(bare)
    return Standard(f"{prefix} {name}" if prefix else name, name_fault(text) or fault)


def _double_name(name: str) -> str:
    """Prefixes inside a double name in lower case: "Jansen-Van Dijk" -> "Jansen-van Dijk"."""
    first, *others = name.split("-")
    split = map(split_prefix, others)
    return "-".join([first, *(f"{prefix} {bare}" if prefix else bare for prefix, bare in split)])


def name_prefix(text: str) -> Standard:
    """Example: "V.D." -> "v.d."; what is no known prefix is kept in lower case and marked."""
    text = plain_apostrophes(text)
    prefix = canonical_prefix(text)
    if prefix is None:
        return Standard(text.lower(), "prefix.unknown")
    return Standard(prefix)


def _tidy(text: str) -> str:
    if "-" in text or not text.isascii():
        text = _HYPHENS.sub("-", text)
    if text.startswith(("d' ", "D' ", "l' ", "L' ")):
        text = text[:2] + text[3:]
    return text.strip(" ,;") or text


def bare_name(text: str) -> tuple[str, str | None]:
    """The name without titles before and degrees behind it, and the fault that tells a gendered
    title; empty where there was nothing else."""
    text, fault = without_titles(plain_apostrophes(text))
    return _DEGREES.sub("", text), fault


def without_titles(text: str) -> tuple[str, str | None]:
    """The name without leading titles, and the fault that tells a gendered one."""
    fault = None
    while title := _TITLES.match(text):
        rest = text[title.end() :].lstrip(" .")
        fault = fault or _TITLE_FAULTS.get(title.lastgroup or "")
        text = rest
    return text, fault


def are_initials(text: str) -> bool:
    """Whether all of the text is initials: "J.", "j p", "Th.M.", "JP"."""
    if _LETTER_RUN.fullmatch(text):
        return True
    return (len(text) == 1 or "." in text or " " in text) and bool(_INITIALS.fullmatch(text))


def _initials(text: str) -> str:
    if _LETTER_RUN.fullmatch(text):
        return "".join(f"{letter}." for letter in text)
    found = _EACH_INITIAL.findall(text)
    return "".join(f"{'IJ' if part.lower() == 'ij' else part.capitalize()}." for part in found)


def name_fault(text: str) -> str | None:
    """What speaks against this being anybody's name."""
    if text.isascii() and text.isalpha():
        return None
    if is_damaged(text):
        return "text.encoding"
    if is_formula(text):
        return "formula"
    return "name.digits" if "@" in text or any(map(str.isdigit, text)) else None
