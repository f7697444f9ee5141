"""What stands in the log, in words: actions, purposes, and the names of details.

Entering: codes of the log. Leaving: texts in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.privacy.accounts.log import SECURITY
from klantbeeld.privacy.consent.wording import CHANNELS
from klantbeeld.privacy.door import UNDECLARED
from klantbeeld.privacy.subject import OWN_DATA, PURPOSE_NAME
from klantbeeld.web import words
from klantbeeld.web.languages import N_
from klantbeeld.web.privacy.log_actions import OFFICE_ACTIONS, SECURITY_ACTIONS
from klantbeeld.web.privacy.request_words import DONE

Say = Callable[[str], str]
Detail = Mapping[str, str | int | Sequence[str] | Sequence[int]]


class Named(Protocol):
    """Something that is declared with a name for people."""

    @property
    def name(self) -> Words: ...


ACTIONS: Mapping[str, str] = {**words.ACTIONS, **SECURITY_ACTIONS, **OFFICE_ACTIONS}

DETAILS = {
    "attributes": N_("attributes"),
    "touchpoints": N_("touchpoints"),
    "people": N_("people"),
    "household": N_("household"),
    "organisations": N_("organisations"),
    "kinds": N_("looked for by"),
    "records": N_("records"),
    "lines": N_("lines"),
    "links": N_("links"),
    "steps": N_("steps"),
    "decisions": N_("decisions"),
    "account": N_("account"),
    "account_role": N_("role"),
    "key": N_("key"),
    "key_role": N_("role"),
    "scopes": N_("may"),
    "sources": N_("sources"),
    "sessions": N_("sessions"),
    "how": N_("how"),
    "why": N_("why"),
    "by": N_("by"),
    "values": N_("values"),
    "reason": N_("reason"),
    "types": N_("kinds of contact"),
    "models": N_("versions of the models"),
    "left_out": N_("left out because"),
    "state": N_("outcome"),
    "done": N_("done"),
    "request": N_("request"),
    "breach": N_("breach"),
    "partners": N_("partners"),
    "requests": N_("requests"),
    "outcome": N_("answer"),
    "offers": N_("Offers"),
    "differences": N_("differences"),
    "remarks": N_("remarks"),
    "item": N_("question of the survey"),
    "notices": N_("notices to recipients"),
    "notice": N_("number of the notice"),
    "breaches": N_("data breaches"),
    "least": N_("at least"),
    "most": N_("at most"),
    "statements": N_("statements of consent"),
    "marks": N_("objections and restrictions"),
    "storage": N_("kept on the device for"),
    "contacts": N_("addresses and numbers"),
    "asked": N_("asked about"),
    "allowed": N_("of which allowed"),
    "channel": N_("channel"),
    "purpose": N_("about the purpose"),
    "flags": N_("texts to look at"),
    "flag": N_("number of the text"),
    "verdict": N_("verdict"),
    "deliveries": N_("deliveries"),
    "load": N_("number of the load"),
    "pairs": N_("pairs"),
    "judgements": N_("judgements"),
}

VALUES = {
    "functional": N_("what somebody asked for"),
    "light_analytics": N_("light statistics"),
    "other": N_("everything else"),
    "harmless": N_("harmless"),
    "removed": N_("removed at the source"),
    "all": N_("every channel"),
    "password": N_("password"),
    "password and code": N_("password and code"),
    "password and recovery code": N_("password and recovery code"),
    "provider": N_("identity provider"),
    "unknown": N_("no such account"),
    "locked": N_("locked"),
    "disabled": N_("disabled"),
    "code": N_("code"),
    "read": N_("read people"),
    "write": N_("send rows"),
    "judge": N_("decide who is one person"),
    "*": N_("everything"),
    "identifier": N_("number"),
    "name": N_("name"),
    "phone": N_("phone"),
    "left_out": N_("left out"),
    "order": N_("order"),
    "paused": N_("not now"),
    "made": N_("offers made"),
    "again": N_("Buy again"),
    "upgrade": N_("A step up"),
    "accepted": N_("yes"),
    "declined": N_("no"),
    "later": N_("later"),
}

OTHER_PURPOSES = {
    SECURITY: N_("Security"),
    UNDECLARED: N_("a purpose that is not declared"),
}


def action_words(code: str, say: Say) -> str:
    """What was done."""
    return say(ACTIONS[code]) if code in ACTIONS else words.readable(code).replace(".", ": ")


def purpose_words(catalogue: Catalogue, code: str, language: str, say: Say) -> str:
    """What for."""
    if code == OWN_DATA:
        return PURPOSE_NAME.in_language(language)
    if code in catalogue.purposes:
        return catalogue.purposes[code].name.in_language(language)
    return say(OTHER_PURPOSES[code]) if code in OTHER_PURPOSES else words.readable(code)


def detail_words(catalogue: Catalogue, detail: Detail, language: str, say: Say) -> tuple[str, ...]:
    """The details that say something, each ``name: value``; long lists as a count."""
    names: dict[str, Mapping[str, str]] = {
        "attributes": _names(catalogue.attributes, language),
        "sources": _names(catalogue.sources, language),
        "account_role": _names(catalogue.roles, language),
        "key_role": _names(catalogue.roles, language),
        "types": _names(catalogue.touchpoints, language),
        "purpose": _names(catalogue.purposes, language),
        "channel": {code.value: CHANNELS[code].in_language(language) for code in Channel},
        "done": {code.value: say(text) for code, text in DONE.items()},
    }
    return tuple(
        f"{say(DETAILS[name]) if name in DETAILS else words.readable(name)}: "
        f"{_value(value, names.get(name, {}), say)}"
        for name, value in detail.items()
        if value not in ((), [], "", 0) and name not in {"hash", "entry_no"}
    )


def _names(declared: Mapping[str, Named], language: str) -> dict[str, str]:
    return {code: each.name.in_language(language) for code, each in declared.items()}


def _value(
    value: str | int | Sequence[str] | Sequence[int], names: Mapping[str, str], say: Say
) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _word(value, names, say)
    if len(value) > 6:
        return str(len(value))
    return ", ".join(_word(str(one), names, say) for one in value)


def _word(code: str, names: Mapping[str, str], say: Say) -> str:
    if code in names:
        return names[code]
    return say(VALUES[code]) if code in VALUES else words.readable(code)
