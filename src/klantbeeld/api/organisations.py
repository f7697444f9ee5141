"""The route of organisations.

Entering: the number of an organisation. Leaving: the gate's view of it as JSON.
"""

# Annotations are evaluated here: the framework must see the caller that holds these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.organisation_views import OrganisationView


def organisations(services: Services) -> APIRouter:
    """``GET /organisations/{organisation_id}``"""
    router = APIRouter(tags=["people"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/organisations/{organisation_id}")
    def organisation(
        caller: reader, organisation_id: Annotated[StoredNumber, Path()]
    ) -> OrganisationView:
        """An organisation and the people who act for it, as this key's role may see it for this
        purpose. The number of any of its records leads to it."""
        return services.gate.organisation(caller.actor, caller.purpose, organisation_id)

    return router
