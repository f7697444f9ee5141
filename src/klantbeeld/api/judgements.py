"""The routes of people's decisions: the review queue, judgements, and the history that they make.

Entering: JSON. Leaving: what a decision led to, the next questions, a person's history.
"""

# Annotations are evaluated here: the framework must see the callers that hold these services.
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from klantbeeld.api.access import Caller, caller_with
from klantbeeld.pipeline.linking.judgements import (
    LONGEST_REASON,
    Decision,
    Verdict,
    answer,
    merge,
    split,
    undo,
)
from klantbeeld.pipeline.linking.review import NamedQuestion, named_questions
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.decision_views import HistoryView

StoredNumber = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A number that the store gave out, which counts in 64 bits."""
Reason = Annotated[str | None, Field(max_length=LONGEST_REASON)]


class People(BaseModel):
    """The people to merge, by id."""

    people: list[StoredNumber] = Field(min_length=2)
    reason: Reason = None


class Records(BaseModel):
    """The records of one person that are somebody else."""

    records: list[StoredNumber] = Field(min_length=1)
    reason: Reason = None


class Answer(BaseModel):
    """What somebody says of two records."""

    records: tuple[StoredNumber, StoredNumber]
    verdict: Verdict
    reason: Reason = None


class Judgements(BaseModel):
    """What to end: the number of a decision, or numbers of judgements, as an answer names them."""

    judgements: list[StoredNumber] = Field(min_length=1)


class Review(BaseModel):
    """The next questions, the most valuable first."""

    open: int
    """How many there are; the queue is no longer than some hundreds."""
    questions: tuple[NamedQuestion, ...]


def judging(services: Services) -> APIRouter:
    """``/review``, ``/judgements/*`` and ``/people/{id}/history``."""
    router = APIRouter(tags=["judgements"])
    reader = Annotated[Caller, Depends(caller_with(services, "read"))]
    writer = Annotated[Caller, Depends(caller_with(services, "judge"))]

    @router.get("/review")
    def review(caller: reader, limit: Annotated[int, Query(ge=1, le=100)] = 10) -> Review:
        """The questions whose answer is worth most: are these two records one person?"""
        open_questions, named = named_questions(services, caller.actor, caller.purpose, limit)
        return Review(open=open_questions, questions=named)

    @router.get("/people/{person_id}/history")
    def history(caller: reader, person_id: Annotated[StoredNumber, Path()]) -> HistoryView:
        """How the person came to be: merges, splits and decisions. A merged id redirects."""
        return services.gate.evidence.history(caller.actor, caller.purpose, person_id)

    @router.post("/judgements/answer")
    def answer_question(caller: writer, body: Answer) -> Decision:
        """Judges two records: one person, not one person, don't know, or not one household."""
        return answer(
            services, caller.actor, caller.purpose, body.records, body.verdict, body.reason
        )

    @router.post("/judgements/merge")
    def merge_people(caller: writer, body: People) -> Decision:
        """Makes people one; undone with the decision in the answer."""
        return merge(services, caller.actor, caller.purpose, body.people, body.reason)

    @router.post("/judgements/split")
    def split_person(caller: writer, body: Records) -> Decision:
        """Takes records of a person apart from its others."""
        return split(services, caller.actor, caller.purpose, body.records, body.reason)

    @router.post("/judgements/undo")
    def undo_judgements(caller: writer, body: Judgements) -> Decision:
        """Ends a decision, or judgements of it; what stood before stands again."""
        return undo(services, caller.actor, caller.purpose, body.judgements)

    return router
