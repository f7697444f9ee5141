"""The routes: intake, people, status; decisions stand in ``judging``, evidence in ``explaining``.

Entering: JSON. Leaving: the gate's views as JSON; an error has ``code``, ``message`` and, where the
input is wrong, ``faults``.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.collection import collecting
from klantbeeld.api.consents import consenting
from klantbeeld.api.errors import RESPONSES
from klantbeeld.api.evidence import explaining
from klantbeeld.api.experience import experience
from klantbeeld.api.judgements import StoredNumber, judging
from klantbeeld.api.lifecycle import lifecycle
from klantbeeld.api.log import log
from klantbeeld.api.metrics import figuring
from klantbeeld.api.models import modelling
from klantbeeld.api.offers import offering
from klantbeeld.api.organisations import organisations
from klantbeeld.api.own_links import own_links
from klantbeeld.api.partners import partners
from klantbeeld.api.quality import qualities
from klantbeeld.api.requests import requesting
from klantbeeld.api.value import valuing
from klantbeeld.pipeline.landing.intake import Receipt, receive
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters, loads, status
from klantbeeld.pipeline.views import DeadLetterView, LoadView, Status
from klantbeeld.privacy.views import (
    AccessEntry,
    OrderLine,
    PersonView,
    SearchHit,
    TimelineQuery,
)

Item = dict[str, Any]
Number = Annotated[StoredNumber, Path()]


def api(services: Services) -> APIRouter:
    """The API under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1", responses=RESPONSES)
    router.include_router(_intake(services))
    router.include_router(_people(services))
    router.include_router(explaining(services))
    router.include_router(organisations(services))
    router.include_router(offering(services))
    router.include_router(judging(services))
    router.include_router(consenting(services))
    router.include_router(own_links(services))
    router.include_router(requesting(services))
    router.include_router(modelling(services))
    router.include_router(log(services))
    router.include_router(lifecycle(services))
    router.include_router(valuing(services))
    router.include_router(partners(services))
    router.include_router(collecting(services))
    router.include_router(qualities(services))
    router.include_router(experience(services))
    router.include_router(figuring(services))
    router.include_router(_operations(services))
    return router


def _intake(services: Services) -> APIRouter:
    router = APIRouter(tags=["intake"])
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.post("/sources/{source}/{delivery}", status_code=200)
    def land(
        caller: writer, source: str, delivery: str, items: Annotated[Item | list[Item], Body()]
    ) -> Receipt:
        """Lands one row or a batch of a declared delivery, with the source's own field names.

        Durable before the answer: what the receipt counts survives a power cut. The worker links
        records at once; touchpoints show at once.
        """
        caller.require_source(source)
        return receive(services, source, delivery, items if isinstance(items, list) else [items])

    return router


def _people(services: Services) -> APIRouter:
    router = APIRouter(tags=["people"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    gate = services.gate

    @router.get("/people")
    def find(
        caller: reader,
        q: Annotated[str, Query(min_length=1, max_length=200)],
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> tuple[SearchHit, ...]:
        """Finds people by name (misspelt too), e-mail, phone, address, customer or order number."""
        return gate.search(caller.actor, caller.purpose, q, limit)

    @router.get("/people/{person_id}")
    def person(
        caller: reader,
        person_id: Number,
        touchpoint: Annotated[list[str] | None, Query()] = None,
        before: datetime | None = None,
        before_no: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> PersonView:
        """One person, as this key's role may see it for this purpose. A merged id redirects."""
        timeline = TimelineQuery(
            tuple(touchpoint or ()), (before, before_no) if before else None, limit
        )
        return gate.person(caller.actor, caller.purpose, person_id, timeline)

    @router.get("/people/{person_id}/accesses")
    def accesses(
        caller: reader,
        person_id: Number,
    ) -> tuple[AccessEntry, ...]:
        """Who looked at this person, when and why."""
        return gate.accesses(caller.actor, caller.purpose, person_id)

    @router.get("/touchpoints/{touchpoint_no}/lines")
    def lines(
        caller: reader,
        touchpoint_no: Number,
    ) -> tuple[OrderLine, ...]:
        """The lines of an order."""
        return gate.order_lines(caller.actor, caller.purpose, touchpoint_no)

    return router


def _operations(services: Services) -> APIRouter:
    router = APIRouter(tags=["operations"], dependencies=[Depends(caller_with(services, "read"))])
    database, catalogue = services.database, services.catalogue

    @router.get("/status")
    def current() -> Status:
        """What is loaded, how fresh, what waits, what failed."""
        return status(database, catalogue, services.clock)

    @router.get("/loads")
    def newest_loads(source: str | None = None) -> tuple[LoadView, ...]:
        """The newest loads."""
        return loads(database, source)

    @router.get("/dead-letters")
    def letters(source: str | None = None) -> tuple[DeadLetterView, ...]:
        """Rows that could not be read: where, why, and the mend; never a value."""
        return dead_letters(database, source)

    return router
