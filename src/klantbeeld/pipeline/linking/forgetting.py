"""Model versions forget the names of who was erased.

Entering: the model versions and the records that are held. Leaving: versions without the names that
nobody has any more (``identity.forgetting``), once after each day on which somebody was erased. The
linker waits meanwhile: it never works with a version that is being changed.
"""

from __future__ import annotations

import pyarrow as pa

from klantbeeld.core.errors import InputError
from klantbeeld.identity import Model
from klantbeeld.identity.forgetting import forget_names, forget_organisations
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.pipeline.linking.models import SQL
from klantbeeld.pipeline.linking.organisations import organisation_table
from klantbeeld.pipeline.linking.records import linking_table
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import read_all
from klantbeeld.store.database import Transaction


def forget_erased_names(services: Services) -> int:
    """Takes the names out of every version that may hold one of somebody erased; returns how many
    versions were compared."""
    with services.database.transaction() as transaction:
        transaction.execute(SQL["lock_linking"])
        versions = transaction.execute(SQL["models_to_check"]).fetchall()
        if not versions:
            return 0
        held = read_all(transaction, services.catalogue)
        people = linking_table(held, services.catalogue)
        companies = organisation_table(services.catalogue, held)
        for row in versions:
            _change(transaction, "change_model", row["model_no"], _people(row["content"], people))
            if row["organisations"] is not None:
                part = _companies(row["organisations"], companies)
                _change(transaction, "change_organisation_model", row["model_no"], part)
        transaction.execute(
            SQL["names_checked"],
            {"models": [row["model_no"] for row in versions], "now": services.clock()},
        )
    return len(versions)


def _people(content: bytes, records: pa.Table) -> Model | None:
    try:
        return forget_names(Model.from_bytes(content), records)
    except InputError:
        return None


def _companies(content: bytes, records: pa.Table) -> OrganisationModel | None:
    try:
        return forget_organisations(OrganisationModel.from_bytes(content), records)
    except InputError:
        return None


def _change(
    transaction: Transaction, name: str, model_no: int, model: Model | OrganisationModel | None
) -> None:
    """Stores it; None is a version that this program cannot read, nor search for names: it goes."""
    content, fingerprint = (model.to_bytes(), model.fingerprint) if model else (b"", "")
    parameters = {"model_no": model_no, "content": content, "fingerprint": fingerprint}
    transaction.execute(SQL[name], parameters)
