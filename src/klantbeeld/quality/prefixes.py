"""Name prefixes (tussenvoegsels): finding them and writing them one way.

Entering: a cleaned family name or a prefix. Leaving: the prefix in lower case and the name without
it. The list follows table 36 (voorvoegsels) of the Dutch population register (Logisch Ontwerp BRP),
without the entries that are more often a name of their own (a, i, of, me, ver, don, freiherr).
"""

from __future__ import annotations

import re
from functools import lru_cache

_SIMPLE = frozenset(
    {
        "'s", "'t", "aan", "al", "auf", "aus", "ben", "bij", "bin", "da", "dal", "dalla", "das",
        "de", "degli", "dei", "del", "dell", "della", "den", "der", "des", "di", "die", "do",
        "dos", "du", "el", "het", "in", "la", "las", "le", "les", "lo", "los", "onder", "op",
        "over", "te", "ten", "ter", "tho", "thoe", "to", "toe", "tot", "uijt", "uit", "van",
        "vom", "von", "zu", "zum", "zur",
    }
)  # fmt: skip
_ARTICLED = {
    "van": "'t de den der het la ter gen 's", "von": "'t dem den der",
    "op": "'t de den der het ten gen",
    "in": "'t de den der het", "aan": "'t de den der het", "bij": "'t de den het",
    "uit": "'t de den het ten",
    "onder": "'t de den het", "over": "'t de den het", "voor": "'t de den", "auf": "dem den der",
    "aus": "dem den der",
    "uijt": "'t de den ten", "de": "la las los le van", "von und": "zu", "von und zu": "der",
    "van de": "la", "vor": "der",
}  # fmt: skip
_PHRASES = _SIMPLE | {
    f"{first} {rest}" for first, rests in _ARTICLED.items() for rest in rests.split()
}
_SHORT = {
    "v": "van", "vd": "v.d.", "v d": "v.d.", "van d": "v.d.", "v de": "van de", "v den": "van den",
    "v der": "van der", "v t": "van 't", "v 't": "van 't", "v't": "van 't", "van t": "van 't",
    "op t": "op 't", "in t": "in 't", "t": "'t", "vande": "van de", "vanden": "van den",
    "vander": "van der", "dela": "de la", "vh": "van het", "v h": "van het",
}  # fmt: skip
"""Abbreviations, without their dots and strokes. "v.d." stays: it may be van de, den or der."""
_LONGEST = 3
_ATTACHED_SHORT = re.compile(r"(v\.d\.|v/d|v\.(?=[^\W\d_]{3}))(?=[^\W\d_])", re.IGNORECASE)
_ATTACHED_T = re.compile(r"(?:(van|op|in) ?)?'t[- ]?(?=[^\W\d_]{2})", re.IGNORECASE)
_CAMEL = re.compile(
    r"(Van(?:Den|Der|De|den|der|de)?|De[nr]?|Te[nr]|Op(?:De|Den|Ten)?)([A-Z][a-z]{2,}(?:-.*)?)"
)
_CAMEL_PARTS = re.compile(r"[Vv]an(?=.)|[Oo]p(?=.)")
_AFTER = re.compile(r"(.*[^\W\d_])(?:, ?| ?\()([^,()]+)\)?")
_TRAILING = frozenset({"van", "v.d.", "de", "den", "der", "ten", "ter", "'t"})


def canonical_prefix(text: str) -> str | None:
    """``text`` written one way ("V.D. " -> "v.d.", "vanden" -> "van den"); None if no prefix."""
    key = text.lower()
    if key in _PHRASES:
        return key
    words = key.replace(".", " ").replace("/", " ").split()
    joined = " ".join(words)
    if joined in _SHORT:
        return _SHORT[joined]
    return joined if words and all(word in _SIMPLE for word in words) else None


def join_prefixes(first: str, second: str) -> str | None:
    """One prefix of two parts ("van" and "den" -> "van den"); None if no such prefix is known."""
    joined = f"{first} {second}"
    return joined if joined in _PHRASES else None


@lru_cache(maxsize=1 << 15)
def split_prefix(name: str) -> tuple[str | None, str]:
    """The prefix of a family name (None where it has none) and the name without it.

    Found before the name ("van den Berg"), after a comma or between brackets ("Berg, van den"), at
    the end ("Berg van den"), or attached ("VanDenBerg", "v.d.Berg", "'tHart"). A name that is
    nothing but such words ("Van", "De La") stays whole.
    """
    if " " not in name and name.isalpha() and (name[1:].islower() or name.isupper()):
        return None, name
    if "," in name or "(" in name:
        after = _AFTER.fullmatch(name)
        prefix = canonical_prefix(after[2]) if after else None
        if after and prefix:
            inner, bare = split_prefix(after[1])
            return (f"{prefix} {inner}" if inner and inner != prefix else prefix), bare
    if "." in name or "/" in name:
        name = _ATTACHED_SHORT.sub(r"\1 ", name, count=1)
    if "'" in name:
        attached = _ATTACHED_T.match(name)
        if attached:
            first = f"{attached[1].lower()} 't" if attached[1] else "'t"
            return first, name[attached.end() :]
    words = name.split(" ")
    if len(words) == 1:
        return _split_camel(name)
    return _split_words(words)


def _split_words(words: list[str]) -> tuple[str | None, str]:
    name = " ".join(words)
    if canonical_prefix(name) is not None:
        return None, name
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        prefix = canonical_prefix(" ".join(words[:count]))
        if prefix:
            return prefix, " ".join(words[count:])
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        prefix = canonical_prefix(" ".join(words[-count:]))
        if prefix and prefix.split(" ")[0] in _TRAILING:
            return prefix, " ".join(words[:-count])
    return None, name


def _split_camel(name: str) -> tuple[str | None, str]:
    camel = _CAMEL.fullmatch(name)
    if camel is None:
        return None, name
    parts = _CAMEL_PARTS.sub(lambda found: found[0] + " ", camel[1]).lower()
    return parts, camel[2]
