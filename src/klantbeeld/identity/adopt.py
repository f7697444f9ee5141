"""A model that another tool trained, made fit for these records.

Entering: a model with comparisons and probabilities, and the records held. Leaving: the same match
weights, with counts and blocking of these records, so that it can be looked at, used and taken back
like any other version.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Progress
from klantbeeld.identity.model import Model
from klantbeeld.identity.train import train


def adopt(foreign: Model, records: pa.Table, *, progress: Progress | None = None) -> Model:
    """``foreign`` over these records; raises InputError where they lack a column that it compares.

    Its share of matches stays what it was: a model of far fewer or far more records should be given
    the share that it ought to have here.
    """
    held = [name for name in records.column_names if records[name].null_count < len(records)]
    missing = [c.field for c in foreign.comparisons if c.field not in held]
    if missing:
        raise InputError.single(
            f"no such column: {', '.join(missing)}",
            "the model's comparisons",
            f"Name its columns as linking does: {', '.join(held[2:])}.",
        )
    own = train(records, progress=progress)
    return replace(foreign, counts=own.counts, blocking=own.blocking, records=own.records)
