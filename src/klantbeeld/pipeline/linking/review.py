"""The review queue: which question to people is worth most, asked first.

Entering: the stored links, what they led to, and the judgements in force. Leaving: questions, each
about one pair of records, at most one per pair of people, the most valuable first.

Three kinds of question are worth an answer. A *near miss*: two people whose best pair of records
falls just short. A *disagreement*: two records that look like one person, kept apart because of
what other records say. A *thread*: a person that hangs together by one weak link.

**Value** = doubt x stakes, after the expected value of information (Raiffa and Schlaifer 1961): an
answer is worth the chance that it changes something times what that changes. *Doubt* is
``p (1 - p)``, the variance of the answer, with ``p`` the match probability; where a pair of records
and its component disagree one of the two is wrong and nothing says which, so ``p`` counts as one
half. *Stakes* add up, over both sides together, ``log2(1 + n)`` of the records, of the touchpoints
and of the amounts of orders: a doubling counts the same in each, so that they need no rate of
exchange, and one large account does not drown a thousand small ones.

Left out is what somebody judged already (a "don't know" under the model in use, too) and what the
source no longer has. The store is asked for the ``MOST_PAIRS`` most doubtful pairs by index, and
only these are ranked: so a queue over a million records costs what one over a thousand does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Literal

from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.present import match_probability
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "review.sql")

IN_DOUBT = 3.0
"""Log2 odds within which a pair is in doubt: up to 8 to 1 either way, as the index holds them."""

MOST_PAIRS = 500
"""Pairs that are looked at of each sort."""

LONGEST_QUEUE = 300
"""More than anybody answers in one go; as they are answered, others come up."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """Are these two records one person?"""

    kind: Literal["near_miss", "disagreement", "thread"]
    records: tuple[int, int]
    people: tuple[int, int]
    """The people that the records belong to now; one and the same where it hangs by a thread."""
    match_weight: float
    match_probability: float
    value: float
    """Only to rank by: doubt times stakes."""


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question with the names that the reader may see."""

    kind: Literal["near_miss", "disagreement", "thread"]
    records: tuple[int, int]
    people: tuple[int, int]
    names: tuple[str, str]
    match_weight: float
    match_probability: float


def named_questions(
    services: Services, actor: Actor, purpose: str, limit: int
) -> tuple[int, tuple[NamedQuestion, ...]]:
    """How many questions are open, and the first ``limit``. Raises Refused."""
    asked = questions(services)
    first = asked[:limit]
    people = sorted({person for question in first for person in question.people})
    names = services.gate.names(actor, purpose, people)
    return len(asked), tuple(
        NamedQuestion(
            question.kind,
            question.records,
            question.people,
            (names.get(question.people[0], ""), names.get(question.people[1], "")),
            question.match_weight,
            question.match_probability,
        )
        for question in first
    )


def questions(services: Services) -> tuple[Question, ...]:
    """The queue, the most valuable question first; at most ``LONGEST_QUEUE``."""
    orders = [
        name
        for name, kind in services.catalogue.touchpoints.items()
        if kind.kind is TouchpointKind.ORDER
    ]
    with services.database.transaction() as transaction:
        asked = _asked(transaction)
        people = sorted({person for row in asked for person in _people(row)})
        told = transaction.execute(SQL["stakes"], {"people": people, "order_types": orders})
        stakes = {row["person_id"]: row for row in told}
    made = [_question(row, stakes) for row in asked]
    return tuple(sorted(made, key=lambda q: (-q.value, q.records))[:LONGEST_QUEUE])


def open_questions(services: Services) -> int:
    """How many questions there are, at most ``LONGEST_QUEUE``: what each is worth is not asked."""
    with services.database.transaction() as transaction:
        return min(len(_asked(transaction)), LONGEST_QUEUE)


def _asked(transaction: Transaction) -> list[Row]:
    rows = transaction.execute(SQL["doubtful"], {"most": MOST_PAIRS}).fetchall()
    between = [row for row in rows if row["person_a"] != row["person_b"]]
    # A hint may be of a link that no longer is against anything, and not weak either.
    inside = [
        row for row in rows if row["person_a"] == row["person_b"] and row["match_weight"] < IN_DOUBT
    ]
    return [*_between_people(transaction, between), *_threads(transaction, inside)]


def _people(row: Row) -> tuple[int, int]:
    one, other = sorted((row["person_a"], row["person_b"]))
    return one, other


def _between_people(transaction: Transaction, rows: Sequence[Row]) -> Iterable[Row]:
    """The best pair of records of each two people of whom nobody judged any."""
    best: dict[tuple[int, int], Row] = {}
    for row in rows:
        held = best.setdefault(_people(row), row)
        if (row["match_weight"], held["record_a"]) > (held["match_weight"], row["record_a"]):
            best[_people(row)] = row
    everybody = sorted({person for pair in best for person in pair})
    for row in transaction.execute(SQL["judged_people"], {"people": everybody}):
        best.pop(_people(row), None)
    return best.values()


def _threads(transaction: Transaction, rows: Sequence[Row]) -> Iterable[Row]:
    """The weakest link of each person that falls apart without it.

    A person hangs on the links of a maximum spanning forest (Kruskal): what stronger links and
    judged matches join already hangs on them.
    """
    candidates = {(row["record_a"], row["record_b"]): row for row in rows}
    everybody = sorted({row["person_a"] for row in rows})
    links: dict[int, list[Row]] = defaultdict(list)
    for link in transaction.execute(SQL["links_inside"], {"people": everybody}):
        links[link["person_id"]].append(link)
    for own in links.values():
        weakest = _needed(own)[-1]
        pair = (weakest["record_a"], weakest["record_b"])
        if pair in candidates:
            yield candidates[pair]


def _needed(links: Sequence[Row]) -> list[Row]:
    """The links of a maximum spanning forest, the strongest first."""
    joined: dict[int, set[int]] = {}
    needed = []
    for link in sorted(links, key=lambda row: (-row["match_weight"], row["record_a"])):
        first = joined.setdefault(link["record_a"], {link["record_a"]})
        second = joined.setdefault(link["record_b"], {link["record_b"]})
        if first is not second:
            needed.append(link)
            first |= second
            joined.update(dict.fromkeys(second, first))
    return needed


def _question(row: Row, stakes: Mapping[int, Row]) -> Question:
    weight = float(row["match_weight"])
    one, other = row["person_a"], row["person_b"]
    kind: Literal["near_miss", "disagreement", "thread"]
    kind = "thread" if one == other else "disagreement" if weight > 0 else "near_miss"
    probability = match_probability(weight)
    doubt = 0.25 if kind == "disagreement" else probability * (1 - probability)
    both = [stakes[person] for person in {one, other}]
    size = sum(
        log2(1 + float(sum(row[of] for row in both))) for of in ("records", "touchpoints", "amount")
    )
    return Question(
        kind, (row["record_a"], row["record_b"]), (one, other), weight, probability, doubt * size
    )
