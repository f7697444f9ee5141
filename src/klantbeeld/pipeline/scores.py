"""The scorecard of a load: quality counts of every batch, added up.

Entering: a standardised batch. Leaving: rows in ``quality_count``, counts and not ratios, so that
they add up over batches, loads and sources.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.periods import duration
from klantbeeld.pipeline.landing import LOADS, Place
from klantbeeld.quality import StandardTable
from klantbeeld.quality.scorecard import Measured, measure_table
from klantbeeld.store.database import Transaction


def score_batch(
    transaction: Transaction,
    place: Place,
    standard: StandardTable,
    types: Mapping[str, AttributeType],
    recorded_at: pa.ChunkedArray,
) -> None:
    """Adds the batch's counts to those of its load.

    ``recorded_at``: when the source says that each row changed, ISO 8601, None = unknown.
    """
    attributes = place.catalogue.attributes
    rows = standard.values.num_rows
    delivered = standard.values.column_names
    measured = Measured(
        sources=pa.array([place.source] * rows, pa.string()),
        recorded_at=recorded_at.cast(pa.timestamp("us", "UTC")),
        delivered_at=place.now,
        now=place.now,
        required=frozenset(name for name in delivered if attributes[name].required),
        unique=frozenset(name for name in delivered if attributes[name].unique),
        max_age={
            name: duration(age)
            for name in delivered
            if (age := attributes[name].max_age) is not None
        },
    )
    parameters = [
        {"load_no": place.load_no, **row}
        for row in measure_table(standard, types, measured).to_pylist()
    ]
    transaction.cursor().executemany(LOADS["add_quality"], parameters)
