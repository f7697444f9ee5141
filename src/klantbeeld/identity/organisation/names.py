"""What an organisation's name, street and e-mail domain say, word by word.

Entering: values in comparable form (``quality.comparable``: folded, the legal form gone). Leaving:
stems of names, the core of a street, domains that belong to one organisation. Pure functions of one
value.
"""

from __future__ import annotations

import re

STEM_LENGTH = 4
"""Words count as the same when they begin alike: that takes plurals, endings, compounds and
abbreviations ("Acad." for "Academy", "Bakker" for "Bakkerij") for one word."""

FREEMAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "hotmail.be", "hotmail.de",
        "hotmail.fr", "outlook.com", "outlook.nl", "outlook.be", "live.com", "live.nl", "live.be",
        "msn.com", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "ymail.com", "aol.com",
        "icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de",
        "freenet.de", "mail.com", "email.com", "proton.me", "protonmail.com", "ziggo.nl",
        "kpnmail.nl", "kpnplanet.nl", "planet.nl", "xs4all.nl", "casema.nl", "upcmail.nl",
        "hetnet.nl", "home.nl", "quicknet.nl", "chello.nl", "onsnet.nu", "solcon.nl", "tele2.nl",
        "zonnet.nl", "freedom.nl", "wanadoo.nl", "versatel.nl", "caiway.nl", "online.nl",
        "telfort.nl", "telenet.be", "skynet.be", "proximus.be", "orange.fr", "wanadoo.fr",
        "free.fr", "laposte.net", "sfr.fr", "libero.it", "btinternet.com", "sky.com",
        "comcast.net", "sbcglobal.net", "att.net", "verizon.net", "ameritech.net",
    }
)  # fmt: skip
"""Where anybody gets an address. Providers that are not listed are found out by the many
organisations that use them (``organisation_train.MOST_NAMES_PER_DOMAIN``)."""

_WORDS = re.compile(r"[^\W_]+")
_DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
    "southeast": "se", "southwest": "sw",
}  # fmt: skip
_STREET_KINDS = frozenset(
    {
        "street", "st", "str", "avenue", "ave", "av", "road", "rd", "boulevard", "blvd", "drive",
        "dr", "place", "pl", "lane", "ln", "court", "ct", "parkway", "pkwy", "highway", "hwy",
        "square", "sq", "terrace", "ter",
    }
)  # fmt: skip
"""Endings and directions as the United States Postal Service writes them (Publication 28); a Dutch
or German street is one word, whose endings ``quality`` writes out."""


def words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, in order."""
    return tuple(dict.fromkeys(_WORDS.findall(name)))


def stem(word: str) -> str:
    """The first letters of a word; a number stays whole."""
    return word if word.isdecimal() else word[:STEM_LENGTH]


def stems(name: str) -> tuple[str, ...]:
    """The stems of a name's words, each once, in order."""
    return tuple(dict.fromkeys(stem(word) for word in words(name)))


def squeezed(name: str) -> str:
    """The name in one piece: spaces and punctuation are where spelling differs most."""
    return "".join(_WORDS.findall(name))


def own_domain(address: str) -> str:
    """The domain of an e-mail address; empty where anybody gets one there."""
    domain = address.rpartition("@")[2]
    return "" if domain in FREEMAIL or "." not in domain else domain


def street_number(street: str) -> str:
    """The house number that stands in front of a street that was not split, else empty."""
    first = street.split(" ", 1)[0]
    return first if first.isdecimal() and first != street else ""


def street_core(street: str) -> str:
    """The words of a street that name it.

    Without the number in front, the kind of street and what follows it (floor, suite); a direction
    in front is written as one letter.
    """
    found = _WORDS.findall(street)
    if found and found[0].isdecimal() and len(found) > 1:
        found = found[1:]
    if len(found) > 1:
        found[0] = _DIRECTIONS.get(found[0], found[0])
    for place in range(1, len(found)):
        if found[place] in _STREET_KINDS and not _only_direction(found[:place]):
            found = found[:place]
            break
    return " ".join(found)


def without_direction(core: str) -> str:
    """The core of a street without the direction in front, which people leave out."""
    first, _, rest = core.partition(" ")
    return rest if rest and _only_direction([first]) else core


def _only_direction(found: list[str]) -> bool:
    return len(found) == 1 and found[0] in _DIRECTIONS.values()
