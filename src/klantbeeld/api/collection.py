"""The routes of collection: purposes, what is collected and what for, what was refused or flagged.

Entering: JSON. Leaving: names and figures. Only the list of flagged texts tells whose they are: it
is the officer's and leaves a line in the log about each of them.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.api.judgements import StoredNumber
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.rights.dropping import Dropped, Preview, drop, preview_drop
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.collection.service import Flagged
from klantbeeld.privacy.collection.views import (
    CollectionView,
    FlagView,
    PurposeView,
    RefusalView,
)

Name = Annotated[str, Path(max_length=63)]


class Reason(BaseModel):
    """Why nobody needs it."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Verdict(BaseModel):
    """What somebody found who looked at a flagged text."""

    verdict: Flagged


def collecting(services: Services) -> APIRouter:
    """``/purposes``, ``/collection``, ``/refusals`` and ``/flagged-texts``."""
    router = APIRouter(tags=["collection"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "write"))]
    collection = services.collection

    @router.get("/purposes")
    def purposes(_: reader) -> tuple[PurposeView, ...]:
        """Every purpose, whether it is switched on, and what it lacks for that."""
        return collection.purposes()

    @router.get("/collection")
    def collected(_: reader) -> CollectionView:
        """What is collected, what for, who still needs it, and what stands on the drop list."""
        return collection.overview()

    @router.get("/collection/{name}/drop")
    def preview(_: reader, name: Name) -> Preview:
        """Exactly what dropping an attribute or touchpoint type would take away."""
        return preview_drop(services, name)

    @router.post("/collection/{name}/drop")
    def drop_it(caller: writer, name: Name, why: Reason) -> Dropped:
        """Drops it out of every store, for good. For roles that administer."""
        return drop(services, caller.actor, caller.purpose, name, why.reason, NoProgress())

    @router.get("/refusals")
    def refusals(
        _: reader, before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    ) -> tuple[RefusalView, ...]:
        """Where something was refused that may not be held; never what it was."""
        return collection.refusals(before)

    @router.get("/flagged-texts")
    def flags(caller: reader, waiting: bool = True) -> tuple[FlagView, ...]:
        """Texts that seem to tell of health, belief and the like: where they stand."""
        return collection.flags(caller.actor, caller.purpose, waiting=waiting)

    @router.post("/flagged-texts/{flag_no}", status_code=204)
    def review(caller: writer, flag_no: Annotated[StoredNumber, Path()], found: Verdict) -> None:
        """Records that somebody looked at a flagged text."""
        collection.review(caller.actor, caller.purpose, flag_no, found.verdict)

    return router
