"""Names that nobody has any more leave a model; what was counted stays.

Entering: a model and the records that are held. Leaving: the same model, in which each name that no
record holds is a number instead, with its count. So totals, classes and every weight between
records that exist are what they were, and only the name is gone: a model version may outlive the
people whose names it counted (Article 17 AVG/GDPR).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pyarrow as pa

from klantbeeld.identity.frequencies import Aliases, Vocabulary
from klantbeeld.identity.model import Model
from klantbeeld.identity.names import FORGOTTEN, NameCounts
from klantbeeld.identity.organisation.model import OrganisationModel
from klantbeeld.identity.organisation.names import stems
from klantbeeld.identity.organisation.records import NAME, organisation_columns
from klantbeeld.identity.prepare import encode_columns


def forget_names(model: Model, records: pa.Table) -> Model:
    """The model without the names that none of these records (``linking_table``) holds."""
    columns = encode_columns(records)
    # Either field may hold the other's name: exchanged ones are put right before they are counted.
    held = {*columns["given_name"].values.tolist(), *columns["family_name"].values.tolist()}
    counts = model.counts
    return replace(
        model,
        counts=replace(
            counts,
            delivered=NameCounts(
                without(counts.delivered.given, held), without(counts.delivered.family, held)
            ),
            given=Vocabulary(without(counts.given.counts, held)),
            family=Vocabulary(without(counts.family.counts, held)),
            categories={
                name: Vocabulary(without(vocabulary.counts, set(columns[name].values.tolist())))
                if name in columns
                else vocabulary
                for name, vocabulary in counts.categories.items()
            },
            aliases=Aliases(tuple(pair for pair in counts.aliases.pairs if held.issuperset(pair))),
        ),
    )


def forget_organisations(model: OrganisationModel, records: pa.Table) -> OrganisationModel:
    """The same of the names of organisations, which may be those of who owns them."""
    held = set(organisation_columns(records)[NAME].values.tolist())
    parts = {stem for name in held for stem in stems(name)}
    counts = replace(
        model.counts,
        names=Vocabulary(without(model.counts.names.counts, held)),
        stems=Vocabulary(without(model.counts.stems.counts, parts)),
    )
    return replace(model, counts=counts)


def without(counts: Mapping[str, int], held: Collection[str]) -> dict[str, int]:
    """The counts, those of names that are not held under numbers, in the order of the names."""
    kept = {name: count for name, count in counts.items() if name in held}
    gone = (count for name, count in sorted(counts.items()) if name not in held)
    return kept | {f"{FORGOTTEN}{number}": count for number, count in enumerate(gone)}
