"""What a purpose needs before it can be switched on, and what of it is missing.

Entering: a purpose and what the catalogue declares around it. Leaving: everything that is missing,
each with the key where it belongs. Of a purpose that is switched on each is a fault of
``klantbeeld check``; of one that is not it stands on the page of purposes. Articles 5(1)(b), 6, 7,
22, 26, 28 and 35 AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.dpia import asking_categories, asking_uses, below
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis, Purpose
from klantbeeld.catalog.touchpoints import TouchpointType

_DECIDED_BY_MACHINE = (LegalBasis.CONSENT, LegalBasis.CONTRACT, LegalBasis.LEGAL_OBLIGATION)
"""Article 22(2): the grounds on which a machine alone may decide."""

_PROFILING_USES = ("profiling", "profiled")


class Missing(StrEnum):
    """What a purpose can lack."""

    ROLES = "roles"
    BALANCING_NOTE = "balancing_note"
    DPIA = "dpia"
    GROUND_FOR_MACHINE = "automated_decision"
    PROFILING_UNSAID = "profiling"
    PARTNER_UNKNOWN = "partners"
    CONSENT_TEXT = "consent_text"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is missing."""

    missing: Missing
    key: str
    """The key of the purpose where it belongs."""
    about: tuple[str, ...]
    """Names that it is about: partners, what tells of a location."""
    what: str
    """What is wrong, for who writes YAML."""
    mend: str
    """How to mend it, or to leave the purpose off."""


_WHAT = {
    Missing.ROLES: "switched on, but nobody may read for it",
    Missing.BALANCING_NOTE: (
        "legitimate interest without a balancing of interests (AVG Article 6(1)(f))"
    ),
    Missing.DPIA: "switched on without an assessment of its impact (AVG Article 35): {about}",
    Missing.GROUND_FOR_MACHINE: (
        "a machine alone may decide only on consent, a contract or a law (AVG Article 22(2))"
    ),
    Missing.PROFILING_UNSAID: "the data use `{about}` is profiling, but `profiling` is not true",
    Missing.PARTNER_UNKNOWN: "there is no partner `{about}`",
    Missing.CONSENT_TEXT: "switched on for consent, but nothing says what people consent to",
}
_MEND = {
    Missing.ROLES: "Name a role under `roles`, or write `active: false`.",
    Missing.BALANCING_NOTE: (
        "Add `balancing_note: ...`: the interest, why it is needed, why it is fair."
    ),
    Missing.DPIA: "Write where the assessment stands: `dpia: ...`, or write `active: false`.",
    Missing.GROUND_FOR_MACHINE: (
        "Let a person decide (`automated_decision: false`), or take another legal basis."
    ),
    Missing.PROFILING_UNSAID: "Write `profiling: true`, or take another data use.",
    Missing.PARTNER_UNKNOWN: "Declare it in `catalog/partners.yaml`, or remove it here.",
    Missing.CONSENT_TEXT: (
        "Declare the question in both languages in catalog/consents.yaml, or take another basis."
    ),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What the catalogue declares around its purposes, by name."""

    kept: Mapping[str, Attribute | TouchpointType]
    """Attributes and touchpoint types."""
    partners: Collection[str]
    """Whom data can be given to; one that is not switched on gets nothing, so it needs nothing."""
    consents: Collection[str]
    """The purposes for which people are asked consent."""


def needs(name: str, purpose: Purpose, around: Around) -> tuple[Need, ...]:
    """Everything that the purpose of this name lacks to be switched on."""
    found = []
    if not purpose.roles:
        found.append(_need(Missing.ROLES, "roles"))
    interest = purpose.legal_basis is LegalBasis.LEGITIMATE_INTEREST
    if interest and not (purpose.balancing_note or "").strip():
        found.append(_need(Missing.BALANCING_NOTE, "legal_basis"))
    if purpose.legal_basis is LegalBasis.CONSENT and name not in around.consents:
        found.append(_need(Missing.CONSENT_TEXT, "legal_basis"))
    unknown = tuple(each for each in purpose.partners if each not in around.partners)
    found += [_need(Missing.PARTNER_UNKNOWN, "partners", (each,)) for each in unknown]
    if _is_profiling(purpose.data_use) and not purpose.profiling:
        found.append(_need(Missing.PROFILING_UNSAID, "data_use", (purpose.data_use,)))
    if purpose.automated_decision and purpose.legal_basis not in _DECIDED_BY_MACHINE:
        found.append(_need(Missing.GROUND_FOR_MACHINE, "automated_decision"))
    triggers = _dpia_triggers(name, purpose, around.kept)
    if triggers and not (purpose.dpia or "").strip():
        found.append(_need(Missing.DPIA, triggers[0], triggers))
    return tuple(found)


def needs_of(catalogue: Catalogue, name: str) -> tuple[Need, ...]:
    """As ``needs``, of a loaded catalogue."""
    kept: dict[str, Attribute | TouchpointType] = {**catalogue.touchpoints, **catalogue.attributes}
    around = Around(kept, catalogue.partners.keys(), catalogue.consents.keys())
    return needs(name, catalogue.purposes[name], around)


def _need(missing: Missing, key: str, about: tuple[str, ...] = ()) -> Need:
    told = ", ".join(about)
    what, mend = _WHAT[missing].format(about=told), _MEND[missing].format(about=told)
    return Need(missing, key, about, what, mend)


def _is_profiling(data_use: str) -> bool:
    return any(word in data_use.split(".") for word in _PROFILING_USES)


def _dpia_triggers(
    name: str, purpose: Purpose, kept: Mapping[str, Attribute | TouchpointType]
) -> tuple[str, ...]:
    """Why an assessment is asked for: keys of the purpose, then what of the authority's list
    (``dpia.yaml``) is kept for it."""
    keys = [key for key in ("profiling", "automated_decision") if getattr(purpose, key)]
    # A use that is profiling asks to say so first, and that asks for the assessment.
    if below([purpose.data_use], asking_uses()) and not _is_profiling(purpose.data_use):
        keys.append("data_use")
    told = [
        each
        for each, thing in kept.items()
        if name in thing.purposes and below([thing.data_category], asking_categories())
    ]
    return (*keys, *told)
