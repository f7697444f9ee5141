"""The scorecard of a load: quality counts of every batch, added up.

Entering: standardised columns. Leaving: counts for ``quality_count``; counts and not ratios, so
that they add up over batches, loads and sources.
"""

from __future__ import annotations

from collections.abc import Mapping

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.periods import duration
from klantbeeld.pipeline.landing.batch import Place
from klantbeeld.quality import Count, Distinct, Measured, StandardColumn, TextColumn, measure


def score(
    place: Place,
    columns: Mapping[str, StandardColumn],
    types: Mapping[str, AttributeType],
    recorded_at: TextColumn,
    met: Mapping[str, Distinct],
) -> list[Count]:
    """The counts of one batch.

    ``recorded_at``: when the source says that each row changed, as standardised. ``met``: for each
    unique attribute the values of the load's earlier batches; those of this batch are added.
    """
    attributes = place.catalogue.attributes
    measured = Measured(
        recorded_at=recorded_at,
        delivered_at=place.now,
        now=place.now,
        # Also what this source does not deliver at all: its records lack it all the same.
        required=frozenset(name for name, attribute in attributes.items() if attribute.required),
        unique=met,
        max_age={
            name: duration(age) for name in columns if (age := attributes[name].max_age) is not None
        },
        zone=place.catalogue.time_zone_of(place.source),
    )
    return measure(columns, types, measured)


def unique_attributes(catalogue: Catalogue) -> tuple[str, ...]:
    """The attributes that should belong to one customer only."""
    return tuple(name for name, attribute in catalogue.attributes.items() if attribute.unique)
