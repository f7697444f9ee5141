"""The access log over the API, for keys whose role oversees.

Entering: filters. Leaving: lines, newest first, a page at a time (``before`` the last number).
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.log_search import LogPage, LogQuery

Name = Annotated[str | None, Query(max_length=100)]


def log(services: Services) -> APIRouter:
    """``GET /log``"""
    router = APIRouter(tags=["log"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]

    @router.get("/log")
    def search(
        caller: reader,
        person: StoredNumber | None = None,
        actor: Name = None,
        role: Name = None,
        purpose: Name = None,
        action: Name = None,
        since: datetime | None = None,
        until: datetime | None = None,
        refused: bool = False,
        before: StoredNumber | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    ) -> LogPage:
        """Who looked at or changed what, when and why; the search leaves a line itself."""
        query = LogQuery(person, actor, role, purpose, action, since, until, refused, before, limit)
        return services.log_search.search(caller.actor, caller.purpose, query)

    return router
