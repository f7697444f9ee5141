"""The routes: intake, people, judgements, status.

Entering: JSON. Leaving: the gate's views as JSON; an error has ``code``, ``message`` and, where the
input is wrong, ``faults``.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.errors import RESPONSES
from klantbeeld.pipeline.intake import Receipt, receive
from klantbeeld.pipeline.judgements import Decision, merge, split, undo
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters, loads, quality, status
from klantbeeld.pipeline.views import DeadLetterView, LoadView, QualityCell, Status
from klantbeeld.privacy.views import (
    AccessEntry,
    LinkView,
    OrderLine,
    PersonView,
    SearchHit,
    TimelineQuery,
)

Item = dict[str, Any]
StoredNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A number that the store gave out, which counts in 64 bits."""
Number = Annotated[StoredNumber, Path()]


class People(BaseModel):
    """The people to merge, by id."""

    people: list[StoredNumber] = Field(min_length=2)


class Records(BaseModel):
    """The records of one person that are somebody else."""

    records: list[StoredNumber] = Field(min_length=1)


class Judgements(BaseModel):
    """The judgements to end, as the answer to a merge or split names them."""

    judgements: list[StoredNumber] = Field(min_length=1)


def api(services: Services) -> APIRouter:
    """The API under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1", responses=RESPONSES)
    router.include_router(_intake(services))
    router.include_router(_people(services))
    router.include_router(_judgements(services))
    router.include_router(_operations(services))
    return router


def _intake(services: Services) -> APIRouter:
    router = APIRouter(tags=["intake"])
    writer = Depends(caller_with(services, "write"))

    @router.post("/sources/{source}/{delivery}", status_code=200, dependencies=[writer])
    def land(source: str, delivery: str, items: Annotated[Item | list[Item], Body()]) -> Receipt:
        """Lands one row or a batch of a declared delivery, with the source's own field names.

        Durable before the answer: what the receipt counts survives a power cut. The worker links
        records at once; touchpoints show at once.
        """
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

    @router.get("/people/{person_id}/links")
    def links(caller: reader, person_id: Number) -> tuple[LinkView, ...]:
        """Why the person's records are one person, field by field."""
        return gate.links(caller.actor, caller.purpose, person_id)

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


def _judgements(services: Services) -> APIRouter:
    router = APIRouter(prefix="/judgements", tags=["judgements"])
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.post("/merge")
    def merge_people(caller: writer, body: People) -> Decision:
        """Makes people one; undone with the judgements in the answer."""
        return merge(services, caller.actor, caller.purpose, body.people)

    @router.post("/split")
    def split_person(caller: writer, body: Records) -> Decision:
        """Takes records of a person apart from its others."""
        return split(services, caller.actor, caller.purpose, body.records)

    @router.post("/undo")
    def undo_judgements(caller: writer, body: Judgements) -> Decision:
        """Ends the judgements of a decision together; what stood before stands again."""
        return undo(services, caller.actor, caller.purpose, body.judgements)

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

    @router.get("/quality")
    def scorecard() -> tuple[QualityCell, ...]:
        """The scorecard by source, attribute and dimension, as counts."""
        return quality(database, catalogue)

    return router
