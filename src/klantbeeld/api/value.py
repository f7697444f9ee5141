"""Value and churn: totals, groups and models as figures; one person's estimates through the gate.

Entering: a key that may read, and its purpose. Leaving: JSON.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.models import Version
from klantbeeld.pipeline.valuing.views import ValueFigures, model_versions, whole_figures
from klantbeeld.privacy.value_reads import ValueView


def valuing(services: Services) -> APIRouter:
    """Routes under ``/api/v1``."""
    router = APIRouter(tags=["value"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/value")
    def value(_: reader) -> ValueFigures:
        """What all customers are worth with its bounds, what moved it, and who is expected to stay
        away; of contracts, where these are declared, how many run, how many stay and what they are
        worth. Nothing is told of groups of few."""
        return whole_figures(services)

    @router.get("/value/models")
    def models(_: reader) -> tuple[Version, ...]:
        """Every version of a model with its data, back-test and limits, the newest first."""
        return model_versions(services)

    @router.get("/people/{person_id}/value")
    def of_person(caller: reader, person_id: Annotated[StoredNumber, Path()]) -> ValueView:
        """Estimates of one person: lifetime value with bounds, the chance to stay away, and what
        they rest on. For the purpose of value alone; ``left_out`` says why there is none."""
        return services.value.value(caller.actor, caller.purpose, person_id)

    return router
