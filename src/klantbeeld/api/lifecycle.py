"""The lifecycle: stages, the flow between two months, somebody's stage, who slips away.

Entering: a key that may read, and its purpose. Leaving: figures over people, and through the gate
one person or a list.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.lifecycle_figures import (
    Cohort,
    StageFlow,
    Standing,
    cohorts,
    groups_of,
    moves_of,
    stage_flow,
    standing,
)
from klantbeeld.privacy.lifecycle_reads import Alerts, StageView

Month = Annotated[date, Query(description="Any day of the month.")]


def lifecycle(services: Services) -> APIRouter:
    """Routes under ``/api/v1``."""
    router = APIRouter(tags=["value"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/lifecycle")
    def stages(_: reader) -> Standing:
        """Customers by stage now; prospects are known and never bought. Groups of few are left
        out."""
        return groups_of(standing(services), SMALLEST_GROUP)

    @router.get("/lifecycle/flow")
    def flow(_: reader, first: Month, last: Month) -> StageFlow:
        """How customers moved from the start of the first month to the end of the last; moves of
        few are left out."""
        found = stage_flow(services, first.replace(day=1), last.replace(day=1))
        return moves_of(found, SMALLEST_GROUP)

    @router.get("/lifecycle/cohorts")
    def by_first_month(_: reader) -> tuple[Cohort, ...]:
        """Customers by the month of their first order, and what they ordered in months since;
        groups of few are left out."""
        found = cohorts(services, 60)
        return tuple(cohort for cohort in found if cohort.customers >= SMALLEST_GROUP)

    @router.get("/lifecycle/alerts")
    def alerts(
        caller: reader, handled: bool = False, limit: Annotated[int, Query(ge=1, le=100)] = 20
    ) -> Alerts:
        """Valuable customers who slip away, those who brought the most first."""
        return services.lifecycle.alerts(caller.actor, caller.purpose, handled=handled, most=limit)

    @router.get("/people/{person_id}/stage")
    def stage(caller: reader, person_id: Annotated[StoredNumber, Path()]) -> StageView | None:
        """Where somebody stands as a customer, since when and what it rests on; null for who never
        bought or is left out of profiling."""
        return services.lifecycle.stage(caller.actor, caller.purpose, person_id)

    return router
