"""Everything that a surface needs, opened once: the project, the store, the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.clock import Clock
from klantbeeld.metrics.kept import Kept
from klantbeeld.pipeline.mail import MailServer
from klantbeeld.pipeline.rights.consents import (
    consents_of,
    contacts_of,
    marking_of,
)
from klantbeeld.pipeline.valuing.contracts import ToldContracts
from klantbeeld.pipeline.valuing.why import ToldByPurchases
from klantbeeld.privacy.accounts.accounts import Accounts
from klantbeeld.privacy.accounts.administration import Administration
from klantbeeld.privacy.answer_reads import AnswerReads
from klantbeeld.privacy.breaches.breaches import Breaches
from klantbeeld.privacy.channels.contact import ContactRules
from klantbeeld.privacy.collection.service import Collection
from klantbeeld.privacy.consent.consents import Consents
from klantbeeld.privacy.figure_people import FigurePeople
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.lifecycle_reads import LifecycleReads
from klantbeeld.privacy.lists import PeopleLists
from klantbeeld.privacy.log_search import LogSearch
from klantbeeld.privacy.marking import Marking
from klantbeeld.privacy.offers.answers import OfferAnswers
from klantbeeld.privacy.offers.reads import OfferReads
from klantbeeld.privacy.own_page.links import OwnLinks
from klantbeeld.privacy.own_page.proposals import Proposals
from klantbeeld.privacy.own_page.wishes import OwnWishes
from klantbeeld.privacy.partners.office import Partners
from klantbeeld.privacy.partners.reads import PartnerReads
from klantbeeld.privacy.quality.accuracy import AccuracyChecks
from klantbeeld.privacy.quality.record_lists import RecordLists
from klantbeeld.privacy.rate_limits import RateLimits
from klantbeeld.privacy.requests.register import Requests
from klantbeeld.privacy.signing_in.provider import ProviderSignIn
from klantbeeld.privacy.value_reads import ValueReads
from klantbeeld.store.database import Database
from klantbeeld.store.keyring import Keyring


def accounts_of(
    database: Database, catalogue: Catalogue, clock: Clock, keyring: Keyring
) -> Accounts:
    """The accounts under the catalogue's rules."""
    return Accounts(database, clock, catalogue.roles, keyring, catalogue.organisation.name)


@dataclass(frozen=True, slots=True)
class Services:
    """An opened project."""

    project: Path
    catalogue: Catalogue
    database: Database
    gate: Gate
    accounts: Accounts
    clock: Clock
    limits: RateLimits
    """How often one key, account or address is answered."""
    keyring: Keyring
    """What seals the encrypted attributes; its keys are not in the database."""
    oidc_secret: SecretStr | None = None
    """With which this installation speaks to the identity provider."""
    mail: MailServer | None = None
    """What sends mail; None where the settings name no server."""
    public_url: str | None = None
    """Where the pages are reached from outside."""
    kept: Kept = field(default_factory=Kept)
    """Figures as this process read them last."""

    @property
    def administration(self) -> Administration:
        """Accounts and keys, for who administers them."""
        return Administration(self.gate.door, self.accounts)

    @property
    def provider_sign_in(self) -> ProviderSignIn | None:
        """The way to the identity provider; None where none is declared. It remembers what the
        provider says of itself: make it once."""
        declared = self.catalogue.security.identity_provider
        if declared is None:
            return None
        return ProviderSignIn(declared, self.oidc_secret, self.accounts, self.database, self.clock)

    @property
    def log_search(self) -> LogSearch:
        """The access log, for who oversees."""
        return LogSearch(self.gate.door)

    @property
    def figure_people(self) -> FigurePeople:
        """The people behind the figures of metrics."""
        return FigurePeople(self.database, self.gate.door, self.kept)

    @property
    def lists(self) -> PeopleLists:
        """The people behind a figure, a cell or an alert."""
        return PeopleLists(self.gate.door)

    @property
    def value(self) -> ValueReads:
        """Estimates of what customers are worth, and whether they stay."""
        return ValueReads(
            self.database,
            self.gate.door,
            ToldByPurchases(self.catalogue),
            ToldContracts(self.catalogue, self.clock),
        )

    @property
    def lifecycle(self) -> LifecycleReads:
        """Who stands where as a customer, and who of value slips away."""
        return LifecycleReads(self.database, self.gate.door)

    @property
    def record_lists(self) -> RecordLists:
        """The records behind a fault."""
        return RecordLists(self.gate.door)

    @property
    def accuracy(self) -> AccuracyChecks:
        """Checks of records against reality."""
        return AccuracyChecks(self.database, self.gate.door)

    @property
    def answers(self) -> AnswerReads:
        """What people wrote beside their marks."""
        return AnswerReads(self.gate.door)

    @property
    def own_links(self) -> OwnLinks:
        """Links to customers' own pages."""
        return OwnLinks(self.database, self.gate.door)

    @property
    def own_wishes(self) -> OwnWishes:
        """Who asks for such a link by e-mail address."""
        return OwnWishes(self.database, self.gate.door)

    @property
    def proposals(self) -> Proposals:
        """What customers say is right about themselves."""
        return Proposals(self.database, self.gate.door, self.requests)

    @property
    def collection(self) -> Collection:
        """What is collected, what for, and who still needs it."""
        return Collection(self.database, self.gate.door)

    @property
    def consents(self) -> Consents:
        """What people said about the use of their data."""
        return consents_of(self.database, self.gate.door, self.project)

    @property
    def marking(self) -> Marking:
        """Objections and restrictions."""
        return marking_of(self.database, self.gate.door)

    @property
    def contacts(self) -> ContactRules:
        """Who may be reached, by which way."""
        return contacts_of(self.database, self.gate.door, self.project)

    @property
    def offers(self) -> OfferReads:
        """What may be offered to one person, at the moment of contact."""
        return OfferReads(self.gate.door, self.contacts)

    @property
    def offer_answers(self) -> OfferAnswers:
        """What people answered to offers."""
        return OfferAnswers(self.database, self.gate.door)

    @property
    def breaches(self) -> Breaches:
        """Breaches of personal data."""
        return Breaches(self.database, self.gate.door)

    @property
    def partners(self) -> Partners:
        """Who outside gets data, what they are told, and the register of processing."""
        return Partners(self.database, self.gate.door)

    @property
    def partner_reads(self) -> PartnerReads:
        """What partners read by their keys."""
        return PartnerReads(self.gate.door)

    @property
    def requests(self) -> Requests:
        """What people ask about their data."""
        return Requests(self.database, self.gate.door)

    def close(self) -> None:
        """Lets go of the store."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
