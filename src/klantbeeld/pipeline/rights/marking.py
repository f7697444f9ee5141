"""Requests to restrict, to object and for a human look: marks that hold from the commit on.

Entering: a request that is ready. Leaving: the mark on every record of the person, a notice for the
recipients, and the line in the register. Articles 18, 21 and 22 AVG/GDPR. No decision about a
person is made by machine alone; where one will be, the mark keeps it from being made.
"""

from __future__ import annotations

from typing import Any

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.marks import Ground
from klantbeeld.privacy.requests.state import Kind, Request, State
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import reading
from klantbeeld.store.database import Transaction

MARKED = (Kind.RESTRICTION, Kind.OBJECTION, Kind.HUMAN_REVIEW)


def mark(
    services: Services,
    actor: Actor,
    purpose: str,
    number: int,
    kind: Kind,
    *,
    against: str | None = None,
    ground: Ground = Ground.ACCURACY_DISPUTED,
) -> Request:
    """Carries out such a request. ``against``: the purpose of an objection; None: all direct
    marketing. ``ground``: of a restriction (Article 18(1)).

    Raises InputError where the request is not ready, Refused and NotFound.
    """
    asked = services.requests.get(actor, purpose, number)
    if asked.kind is not kind or asked.state is not State.READY:
        raise InputError.single(
            "this request is not ready to be carried out", "request", "See what it still needs."
        )
    marking, person_id = services.marking, asked.person_id
    # Setting a mark that stands already changes nothing: it may be repeated.
    match kind:
        case Kind.RESTRICTION:
            marked = marking.restrict(actor, purpose, person_id, ground)
        case Kind.OBJECTION:
            marked = marking.object(actor, purpose, person_id, against)
        case _:
            marked = marking.refuse_profiling(actor, purpose, person_id)

    def act(transaction: Transaction, request: Request) -> dict[str, Any]:
        person = reading.resolve(transaction, request.person_id)
        rows = [] if person is None else reading.read_records(transaction, person)
        records = [row["record_no"] for row in rows]
        about = {} if against is None else {"against": against}
        return {"records": len(records), "notices": marked.notices, **about}

    return services.requests.carry_out(actor, purpose, number, kind, act)
