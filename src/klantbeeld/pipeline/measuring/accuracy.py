"""Ending a check of accuracy: what colleagues found becomes a dimension of the scorecard."""

from __future__ import annotations

from klantbeeld.pipeline.measuring.quality_counting import count_accuracy
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor


def finish_check(services: Services, actor: Actor, check_no: int, *, finished: bool = True) -> None:
    """Ends the check, or opens it again, and counts anew. Raises Refused and NotFound."""
    services.accuracy.finish(actor, check_no, finished=finished)
    with services.database.transaction() as transaction:
        count_accuracy(transaction)
