"""Decisions by people: this is one person, these are not. Rows that are end-dated, never changed.

Entering: two people or some records, and who decides. Leaving: judgement rows, grouped by decision,
and a partition that follows them; ending a decision restores what stood before, because the
partition is computed from the judgements in force.

Contradictions: of several judgements about one pair the newest counts. Between different pairs
"match" holds, transitively, and "no match" gives way where matches alone put the two together: see
``identity.contradictions``. Nothing is refused for it; the answer names the other decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from typing import Literal

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.identity.contradictions import contradictions
from klantbeeld.pipeline.changes import wake_worker
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.linking.waiting import count_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import checked_note
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "judgements.sql")

Verdict = Literal["match", "no_match", "unsure", "no_household"]
"""Who is one person, or is not; somebody looked and could not tell; two people do not live
together."""

LONGEST_REASON = 500

LINKED_AT_ONCE = 1_000
"""Whoever decides sees the outcome at once, unless more records than this wait: then a load is
under way, and its linking follows the decision, which is stored, in its own time."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision led to."""

    decision_no: int
    """The decision that was made, or the last of those that were ended."""
    judgements: tuple[int, ...]
    people: tuple[int, ...]
    """The people that the records involved belong to now; as before while a load is linked."""
    contradicts: tuple[int, ...] = ()
    """Other decisions in force that say the opposite."""


def merge(
    services: Services,
    actor: Actor,
    purpose: str,
    people: Sequence[int],
    reason: str | None = None,
) -> Decision:
    """Makes several people one: each record of one matches each record of another.

    All of them are named, so that no record stays behind, whatever the model thinks of it, and so
    that the others stay together when one is split off later. Raises InputError and Refused.
    """
    return _decide(services, actor, purpose, merge_pairs(services, people), "match", reason)


def split(
    services: Services,
    actor: Actor,
    purpose: str,
    record_nos: Sequence[int],
    reason: str | None = None,
) -> Decision:
    """Takes these records of one person apart from its other records.

    Raises InputError and Refused.
    """
    return _decide(services, actor, purpose, split_pairs(services, record_nos), "no_match", reason)


def answer(
    services: Services,
    actor: Actor,
    purpose: str,
    records: tuple[int, int],
    verdict: Verdict,
    reason: str | None = None,
) -> Decision:
    """Judges one pair of records, as the review queue asks it. Raises InputError and Refused.

    A match of records of two people makes these one, as ``merge`` does: who sees that two people
    are one does not mean to take either apart.
    """
    if records[0] == records[1]:
        raise InputError.single(
            "a record is always itself", "records", "Name two different records."
        )
    pairs = answer_pairs(services, records, verdict)
    return _decide(services, actor, purpose, pairs, verdict, reason)


def undo(services: Services, actor: Actor, purpose: str, numbers: Sequence[int]) -> Decision:
    """Ends decisions, or single judgements, by number; the people stand again as without them.

    An older judgement of the same pair, if one is in force, counts again. Raises InputError and
    Refused.
    """
    now = services.clock()
    with services.database.transaction() as transaction:
        ended = transaction.execute(
            SQL["end"], {"numbers": list(numbers), "now": now, "actor": actor.name}
        ).fetchall()
        if not ended:
            raise InputError.single(
                "no judgement in force with this number", "undo", "See the person's history."
            )
        records = sorted({row[side] for row in ended for side in ("record_a", "record_b")})
        _requeue(transaction, records, now)
        services.gate.door.record_change(
            transaction,
            actor,
            purpose,
            "judgement.undo",
            records,
            {"judgements": len(ended)},
            Duty.JUDGE,
        )
    decision_no = max(row["decision_no"] for row in ended)
    return _settle(services, decision_no, [row["judgement_no"] for row in ended], records)


def answer_pairs(
    services: Services, records: tuple[int, int], verdict: Verdict
) -> list[tuple[int, int]]:
    """The pairs that an answer about two records judges."""
    if verdict == "match":
        with services.database.transaction() as transaction:
            rows = transaction.execute(SQL["people_of"], {"records": list(records)}).fetchall()
        if len(rows) == 2:
            return merge_pairs(services, [row["person_id"] for row in rows])
    return [records]


def merge_pairs(services: Services, people: Sequence[int]) -> list[tuple[int, int]]:
    """Every record of one of these people with every record of another. Raises InputError."""
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["members_with"], {"records": list(people)}).fetchall()
    if not {row["record_no"] for row in rows}.issuperset(people):
        raise InputError.single("no such person", "merge", "Search for the people and try again.")
    members: dict[int, list[int]] = {}
    for row in rows:
        members.setdefault(row["person_id"], []).append(row["record_no"])
    if len(members) < 2:
        raise InputError.single("this is one person", "merge", "Name two or more people.")
    return [pair for two in combinations(members.values(), 2) for pair in product(*two)]


def split_pairs(services: Services, record_nos: Sequence[int]) -> list[tuple[int, int]]:
    """Each of these records with each other record of their person. Raises InputError."""
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
    return [(one, other) for one in parting for other in staying]


def _decide(
    services: Services,
    actor: Actor,
    purpose: str,
    pairs: Sequence[tuple[int, int]],
    verdict: Verdict,
    reason: str | None,
) -> Decision:
    told = checked_note(reason, "reason", LONGEST_REASON)
    now = services.clock()
    records = sorted({record for pair in pairs for record in pair})
    with services.database.transaction() as transaction:
        known = transaction.execute(SQL["known"], {"records": records}).fetchall()
        if len(known) < len(records):
            raise InputError.single(
                "there is no such record",
                "records",
                "It may have been erased. See the numbers on the person's records.",
            )
        parameters = {
            "ones": [one for one, _ in pairs],
            "others": [other for _, other in pairs],
            "verdict": verdict,
            "reason": told,
            "actor": actor.name,
            "now": now,
        }
        rows = transaction.execute(SQL["add"], parameters).fetchall()
        if verdict != "unsure":
            _requeue(transaction, records, now)
        services.gate.door.record_change(
            transaction,
            actor,
            purpose,
            f"judgement.{verdict}",
            records,
            {"pairs": len(pairs)},
            Duty.JUDGE,
        )
    numbers = [row["judgement_no"] for row in rows]
    return _settle(services, rows[0]["decision_no"], numbers, records)


def _requeue(transaction: Transaction, records: Sequence[int], now: datetime) -> None:
    transaction.execute(SQL["requeue"], {"records": list(records), "now": now})


def _settle(
    services: Services, decision_no: int, numbers: Sequence[int], records: Sequence[int]
) -> Decision:
    with services.database.transaction() as transaction:
        crowded = count_waiting(transaction).waiting > LINKED_AT_ONCE
        if crowded:
            wake_worker(transaction)
    if not crowded:
        settle_waiting(services, NoProgress())
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["people_of"], {"records": list(records)}).fetchall()
        people = [row["person_id"] for row in rows]
        counting = transaction.execute(SQL["in_force"], {"people": people}).fetchall()
        replaced = transaction.execute(SQL["replaced"], {"decision": decision_no}).fetchall()
    found = contradictions(
        [(row["record_a"], row["record_b"], row["verdict"], row["decision_no"]) for row in counting]
    )
    against = {
        number
        for each in found
        if decision_no in (each.no_match, *each.matches)
        for number in ((each.no_match,) if decision_no in each.matches else each.matches)
    }
    against |= {row["decision_no"] for row in replaced}
    return Decision(decision_no, tuple(numbers), tuple(people), tuple(sorted(against)))
