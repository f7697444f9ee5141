"""Decisions by people: this is one person, these are not. Rows that are end-dated, never changed.

Entering: two people or some records, and who decides. Leaving: judgement rows and a partition that
follows them; ending a judgement restores what stood before, because the partition is computed from
the judgements in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.link import settle_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline", "judgements.sql")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision led to."""

    judgements: tuple[int, ...]
    people: tuple[int, ...]
    """The people that the records involved belong to now."""


def merge(services: Services, actor: Actor, purpose: str, people: Sequence[int]) -> Decision:
    """Makes several people one: each record of one matches each record of another.

    All of them are named, so that no record stays behind, whatever the model thinks of it, and so
    that the others stay together when one is split off later. Raises InputError and Refused.
    """
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["members_with"], {"records": list(people)}).fetchall()
    if not {row["record_no"] for row in rows}.issuperset(people):
        raise InputError.single("no such person", "merge", "Search for the people and try again.")
    members: dict[int, list[int]] = {}
    for row in rows:
        members.setdefault(row["person_id"], []).append(row["record_no"])
    if len(members) < 2:
        raise InputError.single("this is one person", "merge", "Name two or more people.")
    pairs = [pair for two in combinations(members.values(), 2) for pair in product(*two)]
    return _decide(services, actor, purpose, pairs, "match")


def split(services: Services, actor: Actor, purpose: str, record_nos: Sequence[int]) -> Decision:
    """Takes these records of one person apart from its other records.

    Raises InputError and Refused.
    """
    parting = sorted(set(record_nos))
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["members_with"], {"records": parting}).fetchall()
    people = {row["person_id"] for row in rows if row["record_no"] in parting}
    staying = [row["record_no"] for row in rows if row["record_no"] not in parting]
    if len(people) != 1 or not staying:
        raise InputError.single(
            "the records are not a part of one person",
            "split",
            "Name some, not all, of the records of one person.",
        )
    pairs = [(one, other) for one in parting for other in staying]
    return _decide(services, actor, purpose, pairs, "no_match")


def undo(services: Services, actor: Actor, purpose: str, judgement_nos: Sequence[int]) -> Decision:
    """Ends judgements; the people stand again as they stood without them.

    An older judgement of the same pair, if one is in force, counts again. Raises InputError and
    Refused.
    """
    now = services.clock()
    with services.database.transaction() as transaction:
        ended = transaction.execute(
            SQL["end"], {"judgements": list(judgement_nos), "now": now, "actor": actor.name}
        ).fetchall()
        if not ended:
            raise InputError.single(
                "no judgement in force with this number", "undo", "See the person's history."
            )
        records = sorted({row[side] for row in ended for side in ("record_a", "record_b")})
        _requeue(transaction, records, now)
        services.gate.record_change(
            transaction, actor, purpose, "judgement.undo", records[0], {"judgements": len(ended)}
        )
    return _settle(services, tuple(judgement_nos), records)


def _decide(
    services: Services,
    actor: Actor,
    purpose: str,
    pairs: Sequence[tuple[int, int]],
    verdict: str,
) -> Decision:
    now = services.clock()
    numbers: list[int] = []
    records = sorted({record for pair in pairs for record in pair})
    with services.database.transaction() as transaction:
        for one, other in pairs:
            parameters = {
                "record_a": min(one, other),
                "record_b": max(one, other),
                "verdict": verdict,
                "actor": actor.name,
                "now": now,
            }
            row = transaction.execute(SQL["add"], parameters).fetchone()
            if row is not None:
                numbers.append(row["judgement_no"])
        _requeue(transaction, records, now)
        services.gate.record_change(
            transaction, actor, purpose, f"judgement.{verdict}", records[0], {"pairs": len(pairs)}
        )
    return _settle(services, tuple(numbers), records)


def _requeue(transaction: Transaction, records: Sequence[int], now: datetime) -> None:
    transaction.execute(SQL["requeue"], {"records": list(records), "now": now})


def _settle(services: Services, numbers: tuple[int, ...], records: Sequence[int]) -> Decision:
    settle_waiting(services, NoProgress())
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["people_of"], {"records": list(records)}).fetchall()
    return Decision(numbers, tuple(row["person_id"] for row in rows))
