"""Who outside the organisation gets data, on which ground, and what of it.

Entering: ``catalog/partners.yaml``. Leaving: definitions, and what a partner lacks to be switched
on: an agreement (Articles 26 and 28), safeguards outside the European Economic Area (Articles 44 to
49), the word of the purpose that it is given data for it (Article 5(1)(b)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from klantbeeld.catalog.definition import Definition, Identifier, Words

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1, two capitals."""

EEA = frozenset(
    {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV",
     "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO"}
)  # fmt: skip
"""The European Economic Area: no safeguard is asked for (Article 44)."""

ADEQUATE = frozenset(
    {"AD", "AR", "BR", "CA", "FO", "GG", "IL", "IM", "JP", "JE", "NZ", "KR", "CH", "UY", "GB", "US"}
)
"""Countries with an adequacy decision of the Commission (Article 45), as of February 2026. Those of
Canada and the United States hold for some organisations only: the reference says why for this one.
"""


class PartnerKind(StrEnum):
    """What the partner is to the organisation."""

    PROCESSOR = "processor"
    """Works on our instruction: Article 28."""
    JOINT_CONTROLLER = "joint_controller"
    """Decides with us what for and how: Article 26."""
    RECIPIENT = "recipient"
    """Answers itself for what it does with the data: Article 4(9)."""


class Safeguard(StrEnum):
    """On which ground data may leave the European Economic Area."""

    ADEQUACY = "adequacy"
    """The Commission decided that the country protects data well enough: Article 45."""
    STANDARD_CLAUSES = "standard_clauses"
    """The Commission's standard contractual clauses: Article 46(2)(c)."""
    BINDING_RULES = "binding_rules"
    """Binding corporate rules: Article 47."""
    DEROGATION = "derogation"
    """One of the exceptions of Article 49."""


class Safeguards(Definition):
    """Why data may go outside the European Economic Area."""

    kind: Safeguard
    """Articles 45 to 49."""
    reference: Annotated[str, StringConstraints(min_length=1)]
    """Where it is written: the decision, the clauses with their date, the ground of Article 49."""


class Contact(Definition):
    """Somebody who can be reached about data."""

    name: str
    """Who it is."""
    contact: str
    """An e-mail address, telephone number or postal address."""


class Agreement(Definition):
    """The agreement with a partner."""

    reference: Annotated[str, StringConstraints(min_length=1)]
    """Where it is kept."""
    signed: date
    """The day on which it was signed."""
    ends: date | None = None
    """The last day on which it holds; absent: until it is ended."""


class SubProcessor(Definition):
    """Whom a partner works with in turn: Article 28(2)."""

    name: str
    """What it is called."""
    does: Words
    """What it does with the data."""
    country: Country
    """Where it does that."""
    safeguards: Safeguards | None = None
    """Outside the European Economic Area: why that may be."""


class Notify(Definition):
    """Where a partner is told of corrections, erasures and restrictions: Article 19."""

    url: Annotated[
        str, StringConstraints(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])")
    ]
    """An address that takes a signed POST; https, or this machine itself."""
    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    """The environment variable with the secret that the notices are signed with."""


class Partner(Definition):
    """Somebody outside the organisation who gets data, or delivers it."""

    name: str
    """What it is called; customers see this name."""
    kind: PartnerKind
    """What it is to the organisation."""
    does: Words
    """What it does with the data, so that a customer understands it."""
    country: Country
    """Where it uses the data."""
    contact: str
    """Whom to reach there about data."""
    active: StrictBool = False
    """Whether it is given data. Nothing goes to a partner that is not switched on."""
    agreement: Agreement | None = None
    """Needed by whoever is switched on, save who is given data for legal duties alone."""
    safeguards: Safeguards | None = None
    """Needed outside the European Economic Area."""
    sub_processors: tuple[SubProcessor, ...] = ()
    """Whom it works with in turn."""
    purposes: tuple[Identifier, ...] = Field(min_length=1)
    """What it is given data for; each names the partner as well."""
    attributes: tuple[Identifier, ...] = ()
    """The attributes that it is given."""
    touchpoints: tuple[Identifier, ...] = ()
    """The touchpoint types that it is given."""
    knows_by: Identifier | None = None
    """The source whose own numbers the partner uses: by these it asks, and is told of somebody."""
    supplies: tuple[Identifier, ...] = ()
    """The sources that come from it: those people are told so within a month (Article 14)."""
    notify: Notify | None = None
    """Absent: it is told by hand, and the page of partners says whom."""

    def in_force(self, day: date) -> bool:
        """Whether it may be given data on a day: switched on, and its agreement holds."""
        agreed = self.agreement
        if agreed is None:
            return self.active
        return self.active and agreed.signed <= day and (agreed.ends is None or day <= agreed.ends)


class Lack(StrEnum):
    """What a partner can lack."""

    AGREEMENT = "agreement"
    SAFEGUARDS = "safeguards"
    NOT_ADEQUATE = "not_adequate"
    SUB_PROCESSOR = "sub_processors"
    PURPOSE_SILENT = "purposes"


@dataclass(frozen=True, slots=True)
class PartnerNeed:
    """One thing that a partner lacks to be switched on."""

    lack: Lack
    key: str
    """The key of the partner where it belongs."""
    about: str = ""
    """The purpose, country or sub-processor that it is about."""

    @property
    def what(self) -> str:
        """What is wrong, for who writes YAML."""
        return _WHAT[self.lack].format(about=self.about)

    @property
    def mend(self) -> str:
        """How to mend it, or to leave the partner off."""
        return _MEND[self.lack].format(about=self.about)


_WHAT = {
    Lack.AGREEMENT: "no agreement with this partner is declared (AVG Articles 26 and 28)",
    Lack.SAFEGUARDS: (
        "{about} lies outside the European Economic Area, and no safeguards are declared "
        "(AVG Articles 44 to 49)"
    ),
    Lack.NOT_ADEQUATE: "no adequacy decision for {about} is known (AVG Article 45)",
    Lack.SUB_PROCESSOR: (
        "{about} works outside the European Economic Area without safeguards (AVG Article 28(4))"
    ),
    Lack.PURPOSE_SILENT: "the purpose `{about}` does not name this partner",
}
_MEND = {
    Lack.AGREEMENT: "Add `agreement: {{reference: ..., signed: 2026-01-31}}`, or leave it off.",
    Lack.SAFEGUARDS: (
        "Add `safeguards: {{kind: standard_clauses, reference: ...}}`, or write `active: false`."
    ),
    Lack.NOT_ADEQUATE: "Take another kind of safeguard, or write `active: false`.",
    Lack.SUB_PROCESSOR: "Add its `safeguards: {{kind: ..., reference: ...}}`, or leave it out.",
    Lack.PURPOSE_SILENT: "Add the partner to `{about}.partners`, or remove the purpose here.",
}


def partner_needs(
    name: str,
    partner: Partner,
    naming: Mapping[str, tuple[str, ...]],
    duties: frozenset[str] = frozenset(),
) -> tuple[PartnerNeed, ...]:
    """Everything that the partner of this name lacks to be switched on.

    ``naming``: purpose -> the partners that it names. ``duties``: the purposes that a law asks for.
    """
    found = []
    if partner.agreement is None and not (
        partner.kind is PartnerKind.RECIPIENT and duties.issuperset(partner.purposes)
    ):
        found.append(PartnerNeed(Lack.AGREEMENT, "active"))
    if lack := _transfer_lack(partner.country, partner.safeguards):
        found.append(PartnerNeed(lack, _KEYS[lack], partner.country))
    found += [
        PartnerNeed(Lack.SUB_PROCESSOR, "sub_processors", each.name)
        for each in partner.sub_processors
        if _transfer_lack(each.country, each.safeguards)
    ]
    found += [
        PartnerNeed(Lack.PURPOSE_SILENT, "purposes", purpose)
        for purpose in partner.purposes
        if purpose in naming and name not in naming[purpose]
    ]
    return tuple(found)


_KEYS = {Lack.SAFEGUARDS: "country", Lack.NOT_ADEQUATE: "safeguards"}


def _transfer_lack(country: str, safeguards: Safeguards | None) -> Lack | None:
    if country in EEA:
        return None
    if safeguards is None:
        return Lack.SAFEGUARDS
    if safeguards.kind is Safeguard.ADEQUACY and country not in ADEQUATE:
        return Lack.NOT_ADEQUATE
    return None
