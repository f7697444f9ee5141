"""Why records are one person, for the gate to show: evidence by field under the live model.

Entering: the records of one person. Leaving: a link view for each pair, strongest first. The gate
decides which fields the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from klantbeeld.catalog.model import Catalogue
from klantbeeld.identity import explain, prepare
from klantbeeld.pipeline.models import live_model
from klantbeeld.pipeline.records import linking_column, read_records
from klantbeeld.privacy.views import FieldEvidence, LinkView
from klantbeeld.store.database import Transaction

MOST_RECORDS = 12
"""Pairs grow with the square of the records: of a larger person the first are explained."""


def explainer(
    catalogue: Catalogue,
) -> Callable[[Transaction, Sequence[int]], Sequence[LinkView]]:
    """The function that the gate calls, for this catalogue."""
    attributes = {
        linking_column(attribute, kind): attribute for attribute, kind in catalogue.matched.items()
    }

    def links(transaction: Transaction, record_nos: Sequence[int]) -> Sequence[LinkView]:
        known = live_model(transaction)
        if known is None:
            return ()
        table = read_records(transaction, catalogue, sorted(record_nos)[:MOST_RECORDS])
        prepared = prepare(known[1], table)
        found = []
        for i, j in combinations(range(len(prepared)), 2):
            told = explain(known[1], prepared, i, j)
            evidence = [
                FieldEvidence(
                    attributes.get(field.field, field.field), field.level, field.contribution
                )
                for field in told.fields
                if field.level is not None
            ]
            found.append(
                LinkView(
                    int(prepared.record_no[i]),
                    int(prepared.record_no[j]),
                    told.match_weight,
                    told.match_probability,
                    (FieldEvidence("prior", "prior", told.prior), *evidence),
                )
            )
        return sorted(found, key=lambda link: -link.match_weight)

    return links
