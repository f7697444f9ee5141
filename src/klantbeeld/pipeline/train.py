"""A new model version from the records held.

Entering: the store's records. Leaving: a version that is not in use until a rebuild promotes it.
"""

from __future__ import annotations

from klantbeeld.core.progress import Progress
from klantbeeld.identity import train
from klantbeeld.pipeline.models import ModelVersion, add_model, versions
from klantbeeld.pipeline.records import read_records
from klantbeeld.pipeline.services import Services


def train_model(services: Services, progress: Progress) -> ModelVersion:
    """Makes a version from all records; it is not in use until a rebuild promotes it."""
    with services.database.transaction() as transaction:
        records = read_records(transaction, services.catalogue)
        trained = train(records, progress=progress)
        model_no = add_model(transaction, trained, services.clock())
        return next(v for v in versions(transaction) if v.model_no == model_no)
