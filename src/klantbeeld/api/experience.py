"""The routes of customers' experience: figures for whoever reads, texts through the gate.

Entering: how many months, or a question. Leaving: what customers say with intervals, what was
observed beside it; and what they wrote, with whom it is of, for the key's role and purpose.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.pipeline.measuring.experience import ExperienceView
from klantbeeld.pipeline.measuring.experience import experience as read_experience
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.answer_reads import Remarks
from klantbeeld.privacy.errors import NotFound


def experience(services: Services) -> APIRouter:
    """``GET /experience`` and ``/experience/{item}/remarks``"""
    router = APIRouter(tags=["experience"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/experience", dependencies=[Depends(caller_with(services, "read"))])
    def figures(months: Literal[3, 12, 24] = 12) -> ExperienceView:
        """NPS, CSAT, CES, the six pillars, the stages of the journey and what matters most; figures
        of fewer than ten answers are hidden."""
        return read_experience(services, months)

    @router.get("/experience/{item}/remarks")
    def remarks(
        caller: reader,
        item: Annotated[str, Path(max_length=63)],
        before: date | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 25,
    ) -> Remarks:
        """What people wrote beside the mark of a question up to a day, whole days at a time."""
        if item not in services.catalogue.asked.items:
            raise NotFound(f"There is no question {item}; catalog/experience.yaml declares them.")
        return services.answers.remarks(caller.actor, caller.purpose, item, before, limit)

    return router
