"""The register of processing activities, made from the catalogue and the store as they are.

Entering: the catalogue, and the tables of the live database. Leaving: one ``Register``: the points
(a) to (g) of Article 30(1) AVG/GDPR, what every table holds, every difference between what is
declared and what is there, and what the organisation has still to fill in. Nothing is written
twice: change the catalogue and the register has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.dpia import DpiaFinding, checklist
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Organisation
from klantbeeld.catalog.partners import EEA, Partner, PartnerKind, Safeguards
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.store.database import Transaction
from klantbeeld.store.holdings import Difference, Holding, differences, holdings


@dataclass(frozen=True, slots=True)
class KeptThing:
    """An attribute or touchpoint type within a purpose."""

    name: str
    label: Words
    category: str
    """A fideslang data category."""
    retention: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody outside who is given data for a purpose: Article 30(1)(d)."""

    partner: str
    """Its key in the catalogue; empty for a kind of recipient without a name of its own."""
    name: Words
    kind: PartnerKind | None
    country: str
    """Empty where it is not declared."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data that leave the European Economic Area: Article 30(1)(e)."""

    partner: str
    name: str
    country: str
    safeguards: Safeguards | None
    by: str
    """Of a sub-processor: whose it is; else empty."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity: a purpose of the catalogue."""

    purpose: str
    name: Words
    description: Words
    active: bool
    legal_basis: LegalBasis
    balancing_note: str | None
    data_use: str
    goals: tuple[Goal, ...]
    roles: tuple[Words, ...]
    kept: tuple[KeptThing, ...]
    recipients: tuple[Recipient, ...]
    retention: str
    profiling: bool
    automated_decision: bool
    dpia: str | None

    @property
    def categories(self) -> tuple[str, ...]:
        """The fideslang data categories, each once."""
        return tuple(dict.fromkeys(thing.category for thing in self.kept))


class Gap(StrEnum):
    """What the organisation has still to fill in, or to mend."""

    ADDRESS = "address"
    OFFICER = "officer"
    SECURITY = "security_measures"
    REPRESENTATIVE = "representative"
    DPIA = "dpia"
    AGREEMENT_ENDED = "agreement_ended"


@dataclass(frozen=True, slots=True)
class Register:
    """All of Article 30(1), as of one moment."""

    made_at: datetime
    organisation: Organisation
    activities: tuple[Activity, ...]
    """Those that are switched on first."""
    partners: dict[str, Partner]
    transfers: tuple[Transfer, ...]
    log_kept: str
    """How long the access log is kept, and with it the names of colleagues in it."""
    storage: tuple[Holding, ...]
    differences: tuple[Difference, ...]
    """Empty where the store holds exactly what is declared."""
    dpia: tuple[DpiaFinding, ...]
    gaps: tuple[tuple[Gap, str], ...]
    """What is missing, with the purpose or partner that it is about."""


def build_register(transaction: Transaction, catalogue: Catalogue, now: datetime) -> Register:
    """The register as of now; only reads the tables' names, never a row of them."""
    day = now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
    found = checklist(catalogue)
    activities = tuple(_activity(catalogue, name) for name in catalogue.purposes)
    return Register(
        made_at=now,
        organisation=catalogue.organisation,
        activities=tuple(sorted(activities, key=lambda each: not each.active)),
        partners=dict(catalogue.partners),
        transfers=tuple(_transfers(catalogue, day)),
        log_kept=catalogue.security.keep_log,
        storage=tuple(holdings().values()),
        differences=differences(transaction),
        dpia=found,
        gaps=tuple(_gaps(catalogue, found, day)),
    )


def _activity(catalogue: Catalogue, name: str) -> Activity:
    purpose = catalogue.purposes[name]
    things: list[tuple[str, Attribute | TouchpointType]] = [
        *catalogue.attributes.items(),
        *catalogue.touchpoints.items(),
    ]
    return Activity(
        purpose=name,
        name=purpose.name,
        description=purpose.description,
        active=purpose.active,
        legal_basis=purpose.legal_basis,
        balancing_note=purpose.balancing_note,
        data_use=purpose.data_use,
        goals=purpose.goals,
        roles=tuple(catalogue.roles[role].name for role in purpose.roles),
        kept=tuple(
            KeptThing(own, thing.name, thing.data_category, thing.retention)
            for own, thing in things
            if name in thing.purposes
        ),
        recipients=tuple(_recipients(catalogue, name)),
        retention=purpose.retention,
        profiling=purpose.profiling,
        automated_decision=purpose.automated_decision,
        dpia=purpose.dpia,
    )


def _recipients(catalogue: Catalogue, purpose: str) -> Iterator[Recipient]:
    for name, partner in catalogue.partners.items():
        if partner.active and purpose in partner.purposes:
            words = Words(nl=partner.name, en=partner.name)
            yield Recipient(name, words, partner.kind, partner.country)
    for words in catalogue.purposes[purpose].recipients:
        yield Recipient("", words, None, "")


def _transfers(catalogue: Catalogue, day: date) -> Iterator[Transfer]:
    for name, partner in catalogue.partners.items():
        if not partner.in_force(day):
            continue
        if partner.country not in EEA:
            yield Transfer(name, partner.name, partner.country, partner.safeguards, "")
        for below in partner.sub_processors:
            if below.country not in EEA:
                yield Transfer(name, below.name, below.country, below.safeguards, partner.name)


def _gaps(
    catalogue: Catalogue, found: tuple[DpiaFinding, ...], day: date
) -> Iterator[tuple[Gap, str]]:
    organisation = catalogue.organisation
    if not organisation.address:
        yield Gap.ADDRESS, ""
    if organisation.officer is None:
        yield Gap.OFFICER, ""
    if not organisation.security_measures:
        yield Gap.SECURITY, ""
    if organisation.country not in EEA and organisation.representative is None:
        yield Gap.REPRESENTATIVE, ""
    for purpose in dict.fromkeys(name for finding in found for name in finding.missing):
        yield Gap.DPIA, purpose
    for name, partner in catalogue.partners.items():
        if partner.active and not partner.in_force(day):
            yield Gap.AGREEMENT_ENDED, name
