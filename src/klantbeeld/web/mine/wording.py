"""What codes mean in the words of the customer's own page: plain language, no jargon.

Entering: codes of the views and periods of the catalogue. Leaving: English texts that the
catalogues translate, or texts in the reader's language.
"""

from __future__ import annotations

from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.mine.contexts import Authority

BECAUSE = {
    "consent": N_("because you said yes to it"),
    "contract": N_("because we need it to do what we agreed with you"),
    "legal_obligation": N_("because the law tells us to"),
    "vital_interests": N_("because a life may depend on it"),
    "public_task": N_("because it is our public task"),
    "legitimate_interest": N_("because we have a good reason for it; you may object"),
}
"""Legal bases."""

CHANNELS = {
    "email": N_("by e-mail"),
    "sms": N_("by text message"),
    "app": N_("in the app"),
    "phone": N_("by telephone"),
    "post": N_("by post"),
    "device": N_("on your telephone or computer (cookies)"),
    "use": N_("using your data for it"),
}

DID = {
    "person": N_("looked at your data"),
    "timeline": N_("looked at what happened"),
    "order_lines": N_("looked at an order"),
    "feed": N_("saw that something happened"),
    "search": N_("found you in a search"),
    "find_by_record": N_("looked you up by your number"),
    "names": N_("saw your name in a list"),
    "links": N_("checked whether your data belong together"),
    "how": N_("checked whether your data belong together"),
    "why_not": N_("checked whether your data belong together"),
    "compare": N_("checked whether your data belong together"),
    "history": N_("checked whether your data belong together"),
    "accesses": N_("checked who looked at your data"),
    "consents": N_("looked at what you allow us"),
    "requests": N_("looked at what you asked us"),
    "own_link.made": N_("made the link to this page"),
}
"""Reads and changes of the log."""

DID_GROUPS = (
    ("judgement.", N_("decided whether your data belong together")),
    ("consent.", N_("wrote down what you allow us")),
    ("mark.", N_("wrote down what we may not do")),
    ("unmark.", N_("ended what we could not do")),
    ("request.", N_("worked on what you asked us")),
    ("export", N_("used your data in a list")),
)
"""Beginnings of further ones."""

DID_OTHERWISE = N_("used your data")

REQUESTS = {
    "access": N_("See all my data"),
    "portability": N_("Take my data with me"),
    "rectification": N_("Correct my data"),
    "erasure": N_("Erase my data"),
    "restriction": N_("Do not use my data for now"),
    "objection": N_("Stop using my data for something"),
    "human_review": N_("Have a person look at a decision"),
}

REQUEST_STATES = {
    "new": N_("we are working on it"),
    "ready": N_("we are working on it"),
    "carried_out": N_("it is done"),
    "answered": N_("it is done"),
    "refused": N_("we said no, and told you why"),
    "withdrawn": N_("you took it back"),
}

SAFEGUARDS = {
    "adequacy": N_("the European Commission decided that this country protects data well enough"),
    "standard_clauses": N_("we signed the European Commission's clauses with them"),
    "binding_rules": N_("they follow rules that European authorities approved"),
    "derogation": N_("the law allows it in this case"),
}
"""Why data may leave the European Economic Area."""

DUTCH_AUTHORITY = Authority(
    name="Autoriteit Persoonsgegevens (AP)",
    address="Postbus 93374, 2509 AJ Den Haag",
    phone="088 - 1805 250",
    site="https://autoriteitpersoonsgegevens.nl",
)
EUROPEAN_AUTHORITIES = Authority(
    name="",
    address="",
    phone="",
    site="https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
)
"""Each country has an authority of its own: this is their list."""


def authority_of(country: str) -> Authority:
    """Where customers of an organisation in this country complain."""
    return DUTCH_AUTHORITY if country == "NL" else EUROPEAN_AUTHORITIES


def did(action: str) -> str:
    """What somebody did, by the action of the log."""
    if action in DID:
        return DID[action]
    return next((text for start, text in DID_GROUPS if action.startswith(start)), DID_OTHERWISE)


def period(declared: str, language: Language) -> str:
    """``2 years`` as people say it."""
    number, unit = declared.split()
    amount, ngettext = int(number), translations(language).ungettext
    texts = {
        "day": ngettext("%(num)s day", "%(num)s days", amount),
        "week": ngettext("%(num)s week", "%(num)s weeks", amount),
        "month": ngettext("%(num)s month", "%(num)s months", amount),
        "year": ngettext("%(num)s year", "%(num)s years", amount),
    }
    return str(texts[unit.removesuffix("s")]) % {"num": amount}
