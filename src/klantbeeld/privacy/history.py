"""How a person came to be: the merges and splits, and the decisions of people behind them.

Entering: the person's records, in the gate's transaction, and the reader's sight. Leaving: views.
Whoever may see the person may see who decided what about it, and why; the other people of a
decision stand in it by the name in sight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from klantbeeld.identity.contradictions import contradictions
from klantbeeld.privacy.decision_views import DecisionView, HistoryView, NamedPerson
from klantbeeld.privacy.present import Sight
from klantbeeld.privacy.views import PersonEvent
from klantbeeld.profile import reading
from klantbeeld.profile.search import read_people
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "decisions.sql")


def history(
    transaction: Transaction, sight: Sight, asked_id: int, person_id: int, records: Sequence[int]
) -> HistoryView:
    """The history of the person who has these records."""
    events = tuple(PersonEvent(**event) for event in reading.read_events(transaction, records))
    rows = transaction.execute(_SQL["decisions"], {"records": list(records)}).fetchall()
    told = {number for event in events for number in (event.person_id, event.other_id)}
    numbers = {*told, *(record for row in rows for record in row["records"])}
    owners = {
        row["record_no"]: row["person_id"]
        for row in transaction.execute(_SQL["people_of"], {"records": sorted(numbers)})
    }
    others = sorted({*owners.values()} - {person_id})
    people = read_people(transaction, others)
    named = {
        other: NamedPerson(other, sight.name_of(people[other]["golden"], other))
        for other in others
        if other in people
    }
    against, giving_way = _against(transaction, records)
    decisions = tuple(
        DecisionView(
            decision_no=row["decision_no"],
            verdict=row["verdict"],
            made_by=row["made_by"],
            made_at=row["made_at"],
            reason=row["reason"],
            ended_by=row["ended_by"],
            ended_at=row["ended_at"],
            records=tuple(row["records"]),
            others=tuple(
                named[other]
                for other in sorted(
                    {owners[number] for number in row["records"] if number in owners}
                )
                if other in named
            ),
            outdated=row["outdated"] and row["ended_at"] is None,
            contradicts=tuple(sorted(against[row["decision_no"]])),
            gives_way=row["decision_no"] in giving_way,
        )
        for row in rows
    )
    now = {number: owners[number] for number in sorted(told) if number in owners}
    return HistoryView(person_id, asked_id, events, decisions, now)


def _against(
    transaction: Transaction, records: Sequence[int]
) -> tuple[dict[int, set[int]], set[int]]:
    """Which decisions contradict which, and which give way."""
    rows = transaction.execute(_SQL["counting"], {"records": list(records)}).fetchall()
    found = contradictions(
        [(row["record_a"], row["record_b"], row["verdict"], row["decision_no"]) for row in rows]
    )
    against: dict[int, set[int]] = defaultdict(set)
    for each in found:
        against[each.no_match].update(each.matches)
        for match in each.matches:
            against[match].add(each.no_match)
    return against, {each.no_match for each in found}
