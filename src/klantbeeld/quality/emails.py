"""E-mail addresses: RFC 5321 lengths and syntax, domain in lower case, nothing looked up.

Entering: cleaned text. Leaving: ``local@domain``; the local part is kept as delivered, dots and
all. A short pattern settles ordinary addresses, ``email-validator`` the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from klantbeeld.quality.standard import PLACEHOLDER, Standard

_ORDINARY = re.compile(
    r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})"
)
_BRACKETED = re.compile(r"[^<>]*<\s*(?:mailto:)?\s*([^<>\s]+)\s*>[\s;,.]*", re.IGNORECASE)
_BETWEEN = re.compile(r"[;,|/ ]+(?:en |of |and |or )?")
_SPECIAL = ("test", "local", "invalid", "localhost", "onion", "arpa")
_NOBODY = frozenset(
    {
        "noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "geen",
        "geenmail", "geenemail", "geen-email", "geen.email", "nomail", "noemail", "no-email",
        "none",
        "nvt", "n.v.t", "onbekend", "unknown", "test", "xxx", "xx", "niemand", "nobody", "null",
    }
)  # fmt: skip
_ROLES = frozenset(
    {
        "info", "sales", "verkoop", "admin", "administratie", "administration", "contact",
        "support",
        "office", "kantoor", "receptie", "reception", "klantenservice", "service", "helpdesk",
        "postmaster", "webmaster", "hostmaster", "abuse", "boekhouding", "facturen", "factuur",
        "finance", "accounting", "invoice", "invoices", "billing", "inkoop", "marketing", "hr",
        "secretariaat", "bestuur", "redactie", "mail", "email", "post", "team", "bestellingen",
    }
)  # fmt: skip
_PROVIDERS = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "hotmail.be", "outlook.com",
    "outlook.be", "yahoo.com", "icloud.com", "live.com", "live.nl", "live.be", "telenet.be",
    "skynet.be",
    "proximus.be", "ziggo.nl", "kpnmail.nl", "kpnplanet.nl", "planet.nl", "xs4all.nl", "casema.nl",
    "upcmail.nl", "hetnet.nl", "home.nl", "quicknet.nl", "chello.nl", "onsnet.nu", "solcon.nl",
    "protonmail.com", "tele2.nl", "zonnet.nl", "freedom.nl", "wanadoo.nl", "versatel.nl",
)  # fmt: skip
_TYPO_TARGETS = tuple(domain for domain in _PROVIDERS if len(domain) >= 8)
_FAMOUS = frozenset(
    {"gmail", "googlemail", "hotmail", "outlook", "yahoo", "icloud", "live", "msn", "gmx", "aol"}
)
_FAMOUS_ENDINGS = frozenset({"co", "cm", "om", "con", "cmo", "vom", "comm", "ocm", "nk", "ml"})
_REAL_NEIGHBOURS = frozenset({"ymail.com", "mail.com", "email.com", "hotmail.de", "homes.nl"})


def email(text: str) -> Standard:
    """Example: "Jan <mailto:J.P@GMail.com>" -> "J.P@gmail.com"; else kept and marked."""
    ordinary = _ORDINARY.fullmatch(text)
    if ordinary and _settled(ordinary[1], ordinary[2]):
        return _judged(text, ordinary[1], ordinary[2])
    address = _bare(text)
    at = address.rfind("@")
    local, domain = address[:at], address[at + 1 :].lower()
    if at < 1 or not domain:
        return Standard(address or None, "email.syntax")
    address = f"{local}@{domain}"
    if not (_ORDINARY.fullmatch(address) and _settled(local, domain)):
        try:
            checked = validate_email(address, check_deliverability=False, strict=True)
        except EmailNotValidError:
            return _first_of_several(address)
        address, local = checked.normalized, checked.local_part
        domain = checked.domain
    return _judged(address, local, domain)


def _judged(address: str, local: str, domain: str) -> Standard:
    """A sound address: whether it is anybody's."""
    name = local.lower()
    if name in _NOBODY:
        return PLACEHOLDER
    if _is_typo(domain):
        return Standard(address, "email.domain_typo")
    return Standard(address, "email.role" if name in _ROLES else None)


def _first_of_several(text: str) -> Standard:
    """The first address of "a@x.nl; b@x.nl"; otherwise the text is kept and marked."""
    first, *others = _BETWEEN.split(text)
    if others and all("@" in part for part in (first, *others)):
        standard = email(first)
        if standard.fault is None:
            return Standard(standard.value, "email.several")
    return Standard(text, "email.syntax")


def _bare(text: str) -> str:
    if "<" in text:
        bracketed = _BRACKETED.fullmatch(text)
        if bracketed:
            return bracketed[1]
    if text[:7].lower() == "mailto:":
        text = text[7:].lstrip()
    if text[:1] in {"'", '"'} and text[-1] == text[0]:
        text = text[1:-1]
    return text.strip(" ;,<>")


def _settled(local: str, domain: str) -> bool:
    """Whether the pattern's answer is the library's answer too: lengths, reserved domains."""
    return len(local) <= 64 and _ordinary_domain(domain)


@lru_cache(maxsize=65536)
def _ordinary_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(domain) <= 180
        and labels[-1] not in _SPECIAL
        and all(len(label) <= 63 and label[2:4] != "--" for label in labels)
    )


@lru_cache(maxsize=65536)
def _is_typo(domain: str) -> bool:
    """One slip (letter missing, added, changed, two swapped) from a well-known mail provider."""
    if domain in _PROVIDERS or domain in _REAL_NEIGHBOURS:
        return False
    name, _, ending = domain.partition(".")
    if name in _FAMOUS:
        return ending in _FAMOUS_ENDINGS
    return any(OSA.distance(domain, target, score_cutoff=1) == 1 for target in _TYPO_TARGETS)
