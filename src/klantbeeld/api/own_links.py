"""The route that makes a link to a customer's own page.

Entering: the number of a person, by a key whose role handles requests. Leaving: the link, once.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.rights.own_links import address_of
from klantbeeld.pipeline.services import Services


class OwnLink(BaseModel):
    """A link that works once, to be sent to an address or number that the customer is known by."""

    link: str
    person_id: int
    expires_at: datetime


def own_links(services: Services) -> APIRouter:
    """``POST /people/{id}/own-link``"""
    router = APIRouter(tags=["rights"])
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]

    @router.post("/people/{person_id}/own-link")
    def make(
        request: Request, caller: writer, person_id: Annotated[StoredNumber, Path()]
    ) -> OwnLink:
        """A one-time link to the customer's own page; kept nowhere, so it is told this once."""
        made = services.own_links.make(caller.actor, caller.purpose, person_id)
        link = address_of(services.public_url or str(request.base_url), made.secret)
        return OwnLink(link=link, person_id=made.person_id, expires_at=made.expires_at)

    return router
