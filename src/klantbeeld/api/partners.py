"""The routes of partners and of who oversees them: what a partner reads, and how it all stands.

Entering: the key of a partner, with the number by which it knows somebody; or a key whose role
oversees. Leaving: exactly what is agreed with that partner; the register of processing, partners,
notices and breaches as JSON, without a value of a person.
"""

# Annotations are evaluated here: the framework must see the caller that holds these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from klantbeeld.api.access import Caller, PartnerCaller, caller_with, partner_caller
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.breaches.views import BreachView
from klantbeeld.privacy.partners.notices import NoticeView
from klantbeeld.privacy.partners.office import PartnerView
from klantbeeld.privacy.partners.reads import SharedPerson
from klantbeeld.privacy.register.build import Register

Record = Annotated[str, Path(min_length=1, max_length=200)]


def partners(services: Services) -> APIRouter:
    """``/partner/people/{record}``, ``/register``, ``/partners``, ``/breaches``"""
    router = APIRouter()
    router.include_router(_shared(services))
    router.include_router(_overseen(services))
    return router


def _shared(services: Services) -> APIRouter:
    router = APIRouter(tags=["partners"])
    reader = Annotated[PartnerCaller, Depends(partner_caller(services))]

    @router.get("/partner/people/{record}")
    def shared(caller: reader, record: Record) -> SharedPerson:
        """Somebody as this partner may know him, by the partner's own number for him."""
        return services.partner_reads.person(caller.partner, caller.purpose, record, caller.key)

    return router


def _overseen(services: Services) -> APIRouter:
    router = APIRouter(tags=["accountability"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    known, breaches = services.partners, services.breaches

    @router.get("/register")
    def register(caller: reader) -> Register:
        """The register of processing (Article 30), compared with the tables that exist."""
        return known.register(caller.actor, caller.purpose)

    @router.get("/partners")
    def all_partners(caller: reader) -> tuple[PartnerView, ...]:
        """Every partner: its agreement, safeguards, what it is given and has still to be told."""
        return known.all(caller.actor, caller.purpose)

    @router.get("/partners/notices")
    def notices(caller: reader) -> tuple[NoticeView, ...]:
        """What partners were told of corrections, erasures and restrictions (Article 19)."""
        return known.notices(caller.actor, caller.purpose)

    @router.get("/breaches")
    def all_breaches(caller: reader) -> tuple[BreachView, ...]:
        """The register of breaches (Article 33(5)), each with its clock."""
        return breaches.all(caller.actor, caller.purpose)

    @router.get("/breaches/{breach_no}")
    def breach(caller: reader, breach_no: Annotated[StoredNumber, Path()]) -> BreachView:
        """One breach as it stands."""
        return breaches.show(caller.actor, caller.purpose, breach_no)

    return router
