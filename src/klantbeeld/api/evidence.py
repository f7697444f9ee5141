"""The routes that say why: the links of a person, how it came together, who comes near, and what
would turn the answer.

Entering: numbers of people. Leaving: the gate's views of evidence as JSON, without the fields that
the key's role may not see; what those weigh stands added up under ``hidden``.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.evidence import CompareView, HowView, RejectedView
from klantbeeld.privacy.views import LinkView

Number = Annotated[StoredNumber, Path()]


def explaining(services: Services) -> APIRouter:
    """The routes under ``/people/{person_id}`` that say why."""
    router = APIRouter(tags=["people"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    gate = services.gate

    @router.get("/people/{person_id}/links")
    def links(caller: reader, person_id: Number) -> tuple[LinkView, ...]:
        """Why the person's records are one person, field by field.

        The evidence adds up to the match weight. Each field's weight lies between what it would be
        were the two otherwise strangers, and were they two people who live together.
        """
        return gate.evidence.links(caller.actor, caller.purpose, person_id)

    @router.get("/people/{person_id}/how")
    def how(caller: reader, person_id: Number) -> HowView:
        """In which order the person's records came together, and by what."""
        return gate.evidence.how(caller.actor, caller.purpose, person_id)

    @router.get("/people/{person_id}/why-not")
    def why_not(caller: reader, person_id: Number) -> tuple[RejectedView, ...]:
        """Who comes nearest to the person without being it, and why, the nearest first."""
        return gate.evidence.why_not(caller.actor, caller.purpose, person_id)

    @router.get("/people/{person_id}/compare/{other_id}")
    def compare(caller: reader, person_id: Number, other_id: Number) -> CompareView:
        """Two people, or two records of one, and the smallest changes that would turn the answer.

        Numbers of two people compare those; numbers of two records of one person compare the
        records.
        """
        return gate.evidence.compare(caller.actor, caller.purpose, person_id, other_id)

    return router
