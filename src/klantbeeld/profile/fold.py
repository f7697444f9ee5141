"""Folding into the store: golden records of people, totals of source records.

Entering: held records with the person of each, or numbers of records that something touched, in the
caller's transaction. Leaving: their rows in ``person`` and ``record_total``, as a full fold would
leave them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import orjson

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.model import Catalogue
from klantbeeld.profile.golden import golden_table
from klantbeeld.profile.held import HeldRecords, Numbers
from klantbeeld.profile.naming import display_name
from klantbeeld.profile.survivorship import survivorship_rules
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.profile", "fold.sql")
_BATCH = 20_000
_SEPARATOR = "\x1f"
"""Between the texts of one parameter; JSON escapes it, and a name that holds it loses it."""

_NAMING = frozenset(
    {
        AttributeType.GIVEN_NAME,
        AttributeType.NAME_PREFIX,
        AttributeType.FAMILY_NAME,
        AttributeType.FULL_NAME,
        AttributeType.ORGANISATION_NAME,
    }
)


def store_people(
    transaction: Transaction,
    held: HeldRecords,
    person_id: Numbers,
    catalogue: Catalogue,
    now: datetime,
) -> None:
    """Folds people from all their records: ``person_id`` is parallel to ``held``.

    The caller must be the only one that changes who these people are (the linker's own lock).
    """
    golden = golden_table(held, person_id, survivorship_rules(catalogue))
    names = {n: a.type for n, a in catalogue.attributes.items() if a.type in _NAMING}
    records = np.bincount(golden.member_of, minlength=len(golden.person_id))
    sources = _source_lists(held, golden.member_of, len(golden.person_id))
    for start in range(0, len(golden.person_id), _BATCH):
        part = slice(start, start + _BATCH)
        people = golden.person_id[part]
        columns = [held.values(name, rows[part]) for name, rows in golden.rows.items()]
        folded = [
            {
                name: value
                for name, value in zip(golden.rows, values, strict=True)
                if value is not None
            }
            for values in zip(*columns, strict=True)
        ]
        shown = [
            display_name(values, names, person).replace(_SEPARATOR, " ")
            for values, person in zip(folded, people.tolist(), strict=True)
        ]
        parameters = {
            "people": people,
            "names": _SEPARATOR.join(shown),
            "golden": _SEPARATOR.join(orjson.dumps(values).decode() for values in folded),
            "records": records[part],
            "sources": _SEPARATOR.join(sources[part]),
            "separator": _SEPARATOR,
            "now": now,
        }
        transaction.execute(_SQL["store_people"], parameters)


def forget_people(transaction: Transaction, person_ids: Numbers) -> None:
    """Ends people that no record belongs to any more."""
    transaction.execute(_SQL["forget_people"], {"people": person_ids})


def _source_lists(held: HeldRecords, member_of: Numbers, people: int) -> list[str]:
    """Per person its sources as PostgreSQL writes an array of text."""
    names, codes = held.source_codes()
    holds = np.zeros((people, len(names)), bool)
    holds[member_of, codes] = True
    distinct, which = np.unique(holds, axis=0, return_inverse=True)
    literals = [
        "{" + ",".join(sorted(f'"{names[at]}"' for at in np.flatnonzero(flags))) + "}"
        for flags in distinct
    ]
    return [literals[number] for number in which.ravel().tolist()]


def fold_totals(transaction: Transaction, record_nos: Sequence[int]) -> None:
    """Folds the touchpoints of these records anew."""
    if not record_nos:
        return
    records = sorted(set(record_nos))
    transaction.execute(_SQL["lock_sources"], {"records": records})
    transaction.execute(_SQL["forget_totals"], {"records": records})
    transaction.execute(_SQL["fold_totals"], {"records": records})
