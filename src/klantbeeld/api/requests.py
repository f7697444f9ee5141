"""The routes of requests about data: written down, identified, carried out, answered; retention.

Entering: JSON. Leaving: the request as it stands, the copy or the data of access and portability,
the preview and the proof of an erasure, what a run of the retention job would clear or cleared.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.retention.run import Outcome, Run, look, run, runs
from klantbeeld.pipeline.rights.copy import as_json, copy_for
from klantbeeld.pipeline.rights.erasure import Preview, Proof, erase, preview, proof
from klantbeeld.pipeline.rights.marking import mark
from klantbeeld.pipeline.rights.portability import portable_for
from klantbeeld.pipeline.rights.rectify import rectify
from klantbeeld.pipeline.rights.retained import Retained, retained
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.marks import Ground
from klantbeeld.privacy.requests.state import Identified, Kind, Request, Why

Number = Annotated[StoredNumber, Path()]
Name = Annotated[str, Field(max_length=63)]


class Asked(BaseModel):
    """A request as it came in."""

    kind: Kind
    received_at: datetime | None = None
    """Absent: now."""
    via: Literal["own_page", "email", "phone", "letter", "in_person", "other"] = "other"
    language: Literal["nl", "en"] = "nl"
    """Of the answer."""


class Step(BaseModel):
    """A step in handling it."""

    what: Literal["identified", "extended", "refused", "withdrawn", "answered"]
    how: Identified | None = None
    """With ``identified``: how it was made sure who asks."""
    why: Why | None = None
    """With ``extended`` and ``refused``."""


class Corrections(BaseModel):
    """What is right; an empty text takes the value away."""

    values: Annotated[dict[Name, Annotated[str, Field(max_length=500)]], Field(min_length=1)]


class Erasure(BaseModel):
    """Exactly what the preview named."""

    records: Annotated[list[StoredNumber], Field(min_length=1)]


class Mark(BaseModel):
    """What must not be done from now on."""

    against: Name | None = None
    """Of an objection: a purpose; absent: all direct marketing."""
    ground: Literal["accuracy_disputed", "unlawful", "legal_claim", "objection_weighed"] = (
        "accuracy_disputed"
    )
    """Of a restriction: Article 18(1)."""


class Shown(BaseModel):
    """A request, and of an erasure the proof."""

    request: Request
    proof: Proof | None


def requesting(services: Services) -> APIRouter:
    """``/requests``, ``/people/{id}/requests``, ``/people/{id}/erasure`` and ``/retention``."""
    router = APIRouter(tags=["requests"])
    router.include_router(_register(services))
    router.include_router(_carrying_out(services))
    router.include_router(_retention(services))
    return router


def _register(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]
    requests = services.requests

    @router.get("/requests")
    def pending(caller: reader) -> tuple[Request, ...]:
        """The open requests, the most urgent first, each with its last day."""
        return requests.pending(caller.actor, caller.purpose)

    @router.get("/requests/{number}")
    def one(caller: reader, number: Number) -> Shown:
        """One request with what was done; of an erasure the proof, checked against the store."""
        request = requests.get(caller.actor, caller.purpose, number)
        return Shown(request=request, proof=proof(services, request))

    @router.post("/people/{person_id}/requests")
    def open_request(caller: writer, person_id: Number, body: Asked) -> Request:
        """Writes down what a person asks; the clock runs from when it came in."""
        return requests.open(
            caller.actor, caller.purpose, body.kind, person_id, via=body.via,
            received_at=body.received_at, language=body.language,
        )  # fmt: skip

    @router.post("/requests/{number}/steps")
    def step(caller: writer, number: Number, body: Step) -> Request:
        """Records who asks, an extension, a refusal, a withdrawal, or that the person was told."""
        who = caller.actor, caller.purpose, number
        match body.what, body.how, body.why:
            case "identified", Identified() as how, _:
                return requests.identified(*who, how)
            case "extended", _, Why() as why:
                return requests.extend(*who, why)
            case "refused", _, Why() as why:
                return requests.refuse(*who, why)
            case "withdrawn", _, _:
                return requests.withdraw(*who)
            case "answered", _, _:
                return requests.answered(*who)
        missing = "how" if body.what == "identified" else "why"
        raise InputError.single("it is missing", missing, f"Say {missing} with {body.what}.")

    return router


def _carrying_out(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.post("/requests/{number}/copy")
    def access(caller: writer, number: Number) -> dict[str, Any]:
        """Everything that is held of the person (Article 15)."""
        return as_json(copy_for(services, caller.actor, caller.purpose, number))

    @router.post("/requests/{number}/data")
    def portability(caller: writer, number: Number) -> dict[str, Any]:
        """What the person gave and did, in the sources' own columns (Article 20)."""
        return portable_for(services, caller.actor, caller.purpose, number).as_json()

    @router.post("/requests/{number}/corrections")
    def corrections(caller: writer, number: Number, body: Corrections) -> Request:
        """Corrects; it stands until the source says the same (Article 16)."""
        return rectify(services, caller.actor, caller.purpose, number, body.values)

    @router.get("/people/{person_id}/erasure")
    def erasure_preview(caller: reader, person_id: Number) -> Preview:
        """What an erasure would remove, and what must stay and why."""
        return preview(services, caller.actor, caller.purpose, person_id)

    @router.post("/requests/{number}/erasure")
    def erasure(caller: writer, number: Number, body: Erasure) -> Shown:
        """Erases for good what the preview named (Article 17)."""
        request = erase(services, caller.actor, caller.purpose, number, body.records)
        return Shown(request=request, proof=proof(services, request))

    @router.post("/requests/{number}/mark")
    def marking(caller: writer, number: Number, body: Mark) -> Request:
        """Carries out a restriction, an objection or the wish for a human look (18, 21, 22)."""
        who = caller.actor, caller.purpose
        kind = services.requests.get(*who, number).kind
        ground = Ground(body.ground)
        return mark(services, *who, number, kind, against=body.against, ground=ground)

    return router


def _retention(services: Services) -> APIRouter:
    router = APIRouter()
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.get("/retention")
    def would_go(caller: reader) -> Outcome:
        """What is past its period now, and what stays and why."""
        return look(services, caller.actor, caller.purpose)

    @router.post("/retention")
    def clear(caller: writer) -> Outcome:
        """Clears what is past its period, for good."""
        return run(services, caller.actor, caller.purpose)

    @router.get("/retained")
    def kept_by_law(
        caller: reader, number: Annotated[str | None, Query(max_length=500)] = None
    ) -> tuple[Retained, ...]:
        """What this purpose keeps of people who were erased, because the law asks it."""
        return retained(services, caller.actor, caller.purpose, number)

    @router.get("/retention/runs")
    def former_runs(_: reader) -> tuple[Run, ...]:
        """The runs that there were, with their counts."""
        return runs(services)

    return router
