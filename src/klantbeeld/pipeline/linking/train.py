"""A new model version from the records held, with what it says of itself.

Entering: the store's records and the judgements in force. Leaving: a version that is not in use
until a rebuild promotes it, and a summary: records, what answers taught it, and how good its people
are expected to be.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from psycopg.types.json import Jsonb

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Progress
from klantbeeld.identity import Model, link
from klantbeeld.identity.accuracy import estimate_accuracy
from klantbeeld.identity.judged import Lesson, correct
from klantbeeld.identity.train import learn
from klantbeeld.pipeline.linking.links import judgements
from klantbeeld.pipeline.linking.models import (
    PROMOTIONS,
    ModelVersion,
    add_model,
    live_model,
    model,
    versions,
)
from klantbeeld.pipeline.linking.records import read_records
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Transaction


def train_model(services: Services, progress: Progress) -> ModelVersion:
    """Makes a version from all records; it is not in use until a rebuild promotes it.

    Judgements about pairs in doubt correct it where there are enough of them (``identity.judged``).
    """
    with services.database.transaction() as transaction:
        records = read_records(transaction, services.catalogue)
        said = judgements(transaction)
    learnt = learn(records, progress=progress)
    with progress.step("estimate accuracy", 2) as step:
        linked = link(learnt.model, learnt.prepared, (), learnt.keys)
        lesson = correct(linked, said)
        step.advance()
        if said:  # the people as they will stand, with what was judged
            linked = link(lesson.model, linked.prepared, said, linked.keys)
        told = {
            "judgements": _of(lesson),
            "accuracy": asdict(estimate_accuracy(linked, said)),
        }
        step.advance()
    return _added(services, lesson.model, told)


def estimate_version(
    services: Services, progress: Progress, model_no: int | None = None
) -> ModelVersion:
    """Estimates anew how good a version's people are, on the records of today; None: the live one.

    The version's summary says so from then on. Raises InputError when there is no such version.
    """
    with services.database.transaction() as transaction:
        number, chosen = _chosen(transaction, model_no)
        records = read_records(transaction, services.catalogue)
        said = judgements(transaction)
    with progress.step("estimate accuracy", 1) as step:
        accuracy = estimate_accuracy(link(chosen, records, said), said)
        step.advance()
    with services.database.transaction() as transaction:
        told = Jsonb({"accuracy": asdict(accuracy)})
        transaction.execute(PROMOTIONS["tell"], {"model_no": number, "told": told})
        return next(v for v in versions(transaction) if v.model_no == number)


def add_version(services: Services, made: Model, told: dict[str, Any]) -> ModelVersion:
    """Stores a version that was not trained here, such as one that another tool made."""
    return _added(services, made, told)


def _added(services: Services, made: Model, told: dict[str, Any]) -> ModelVersion:
    with services.database.transaction() as transaction:
        number = add_model(transaction, made, services.clock(), told=told)
        return next(v for v in versions(transaction) if v.model_no == number)


def _of(lesson: Lesson) -> dict[str, Any]:
    return {
        "answers": lesson.answers,
        "worth": round(lesson.worth, 1),
        "gain": round(lesson.gain, 4),
        "learnt": lesson.learnt,
    }


def _chosen(transaction: Transaction, model_no: int | None) -> tuple[int, Model]:
    if model_no is not None:
        return model_no, model(transaction, model_no)
    known = live_model(transaction)
    if known is None:
        raise InputError.single(
            "there are no people yet", "model", "Load the sources first: klantbeeld load."
        )
    return known
