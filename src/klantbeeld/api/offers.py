"""The routes of offers to one person, and of the answers to them.

Entering: JSON. Leaving: three lists with their reasons as codes and figures, or why there are none.
They are read for the purpose of offers, whatever purpose the call names: a role that may not read
for it gets 403.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.offer_views import OffersAtLarge, offers_at_large
from klantbeeld.privacy.offers.answers import Offered
from klantbeeld.privacy.offers.views import OfferKind, Outcome, PersonOffers

Number = Annotated[StoredNumber, Path()]


class AnswerGiven(BaseModel):
    """What somebody answered to an offer."""

    kind: OfferKind
    source: Annotated[str, Field(max_length=100)]
    product_id: Annotated[str, Field(max_length=300)]
    outcome: Outcome


class AnswerKept(BaseModel):
    """The number by which an answer is taken back."""

    act_no: int


def offering(services: Services) -> APIRouter:
    """``/people/{id}/offers`` and ``/offers``"""
    router = APIRouter(tags=["offers"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.get("/people/{person_id}/offers")
    def offers(caller: reader, person_id: Number) -> PersonOffers:
        """What may be offered to this person now, and why; or why nothing."""
        return services.offers.offers(caller.actor, person_id)

    @router.post("/people/{person_id}/offers")
    def answer(caller: writer, person_id: Number, body: AnswerGiven) -> AnswerKept:
        """Records the answer to an offer; it keeps that offer away for a while."""
        offered = Offered(body.kind, body.source, body.product_id)
        act_no = services.offer_answers.record(caller.actor, person_id, offered, body.outcome)
        return AnswerKept(act_no=act_no)

    @router.delete("/people/{person_id}/offers/{act_no}", status_code=204)
    def take_back(caller: writer, person_id: Number, act_no: Number) -> None:
        """Takes an answer back."""
        services.offer_answers.take_back(caller.actor, person_id, act_no)

    @router.get("/offers")
    def at_large(_: reader) -> OffersAtLarge:
        """The model in use with its back-test, and counts of answers; nobody's offers."""
        return offers_at_large(services)

    return router
