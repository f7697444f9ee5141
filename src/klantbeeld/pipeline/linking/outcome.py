"""What a decision would lead to, before anybody makes it: the same clustering, nothing stored.

Entering: pairs of records and a verdict that nobody gave yet. Leaving: who would be one person. The
components of the records are clustered under the live model with the judgements in force and this
one; so what is shown is what will happen, the other records of the component included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from klantbeeld.core.errors import InputError
from klantbeeld.identity import Judgement, cluster, prepare
from klantbeeld.pipeline.linking.links import component
from klantbeeld.pipeline.linking.models import live_model
from klantbeeld.pipeline.linking.records import linking_table
from klantbeeld.pipeline.services import Services
from klantbeeld.profile.held import read_some
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "judgements.sql")

Groups = tuple[tuple[int, ...], ...]
"""Record numbers of each person, ascending; by the lowest."""


def outcome(
    services: Services, pairs: Sequence[tuple[int, int]], verdict: Literal["match", "no_match"]
) -> Groups:
    """Everybody who would hold one of the records that now belong to the people of these pairs.

    Raises InputError where a record is not known or not linked yet, and without a model.
    """
    asked = {record for pair in pairs for record in pair}
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["members_with"], {"records": list(asked)}).fetchall()
        concerned = {row["record_no"] for row in rows}
        known = live_model(transaction)
        if known is None:
            raise InputError.single(
                "there is no model that this version of Klantbeeld can read",
                "model",
                "One is made with the next load, or by: klantbeeld build.",
            )
        if not concerned >= asked:
            raise InputError.single(
                "there is no such record, or it is not linked yet",
                "records",
                "See the numbers on the person's records.",
            )
        found = component(transaction, concerned)
        held = read_some(transaction, services.catalogue, found.record_no)
    said = {(one, other): told for one, other, told in found.judgements}
    said |= {(min(pair), max(pair)): verdict for pair in pairs}
    judgements: list[Judgement] = [(one, other, told) for (one, other), told in said.items()]
    prepared = prepare(known[1], linking_table(held, services.catalogue))
    labels = cluster(known[1], prepared, found.a, found.b, found.weight, judgements)
    people: dict[int, list[int]] = defaultdict(list)
    for record, person in zip(prepared.record_no.tolist(), labels.tolist(), strict=True):
        people[person].append(record)
    return tuple(
        tuple(people[person]) for person in sorted(people) if concerned & set(people[person])
    )
