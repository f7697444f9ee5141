"""What a reader may know of why records are one person, or not.

Entering: evidence as linking tells it, and the reader's sight. Leaving: the same without the fields
out of sight. Neither such a field nor its value nor its level is told; its weight is added up with
that of the others under one heading, so that the whole stays what it is. Somebody who is not this
person is told of only where a field in sight speaks clearly for it: else the list would tell what
they share out of sight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from klantbeeld.privacy.evidence import (
    CompareView,
    CounterfactualView,
    HowView,
    PairView,
    Reason,
    RejectedView,
    SideView,
    StepView,
)
from klantbeeld.privacy.present import COMPOSED, Row, Sight, record_view, types_in_sight
from klantbeeld.privacy.views import FieldEvidence, LinkView, RuleView
from klantbeeld.profile import reading
from klantbeeld.profile.search import read_people
from klantbeeld.store.database import Transaction

HIDDEN_EVIDENCE = "hidden"
"""The field under which evidence out of sight is added up, so that the weights still add up."""

_OF_NO_ATTRIBUTE = frozenset({"prior", "source"})
"""Evidence that says nothing about an attribute: how likely any two records are one person, and
which sources they come from."""

NOTHING_TO_COMPARE = (
    "There is nothing to compare: name two people, or two different records of one, after the "
    "first load has been linked."
)

CLEARLY = 3.0
"""The match weight from which a field speaks clearly: a factor of eight."""


@dataclass(frozen=True, slots=True)
class How:
    """How a person came together, before the reader's sight."""

    steps: tuple[StepView, ...]
    judged_apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """Another person whose records come near, before the reader's sight."""

    person_id: int
    reason: Reason
    link: LinkView
    mean_weight: float | None
    against: tuple[PairView, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two people, or two records of one, before the reader's sight."""

    one_person: bool
    reason: Reason | None
    link: LinkView
    conflicts: tuple[str, ...]
    pairs: tuple[PairView, ...]
    changes: tuple[CounterfactualView, ...]
    changes_about: tuple[int, int]


class Explainer(Protocol):
    """What linking can say, read in the given transaction; records by number."""

    def links(self, transaction: Transaction, records: Sequence[int]) -> Sequence[LinkView]:
        """The links between records of one person, the strongest first."""
        ...

    def how(self, transaction: Transaction, records: Sequence[int]) -> How:
        """How these, all the records of a person, came together."""
        ...

    def why_not(self, transaction: Transaction, records: Sequence[int]) -> Sequence[Rejected]:
        """Who else comes nearest to these, all the records of a person; the nearest first."""
        ...

    def compare(
        self, transaction: Transaction, first: Sequence[int], second: Sequence[int]
    ) -> Compared | None:
        """Two groups of records; None before there is a model."""
        ...


def seen_link(sight: Sight, link: LinkView) -> LinkView:
    """The evidence and rules in sight; what is out of sight added up under one heading."""
    rules, crowded = _rules_in_sight(sight, link.rules), _rules_in_sight(sight, link.crowded)
    knows = _sees_what_households_share(sight)
    return replace(
        link,
        evidence=seen_evidence(sight, link.evidence),
        household_probability=link.household_probability if knows else None,
        missing=_in_sight(sight, link.missing),
        rules=rules,
        crowded=crowded,
        hidden_rules=len(rules) < len(link.rules),
    )


def seen_evidence(sight: Sight, evidence: Iterable[FieldEvidence]) -> tuple[FieldEvidence, ...]:
    """The same order, with the rest added up at the end.

    The weights against strangers and against one household are told to those alone who may see
    all that a household shares: side by side with the sum they would tell that an address agrees.
    """
    knows = _sees_what_households_share(sight)
    shown: list[FieldEvidence] = []
    hidden: list[float] = []
    for each in evidence:
        if not _field_in_sight(sight, each.field):
            hidden.append(each.match_weight)
        else:
            shown.append(
                each if knows else FieldEvidence(each.field, each.level, each.match_weight)
            )
    if hidden:
        shown.append(FieldEvidence(HIDDEN_EVIDENCE, "", sum(hidden)))
    return tuple(shown)


def seen_step(sight: Sight, step: StepView) -> StepView:
    """A step with the evidence in sight, the strongest first."""
    evidence = seen_evidence(sight, step.evidence)
    return replace(step, evidence=tuple(sorted(evidence, key=lambda each: -abs(each.match_weight))))


def why_not(
    transaction: Transaction, sight: Sight, explainer: Explainer | None, rows: Sequence[Row]
) -> tuple[RejectedView, ...]:
    """Who comes nearest to the person of these rows, as far as the reader may know."""
    rejected = explainer.why_not(transaction, _numbers(rows)) if explainer and rows else ()
    seen = [
        (each, link)
        for each in rejected
        if _speaks_in_sight(link := seen_link(sight, each.link)) or each.reason == "judgement"
    ]
    people = read_people(transaction, [each.person_id for each, _ in seen])
    ends = [number for each, _ in seen for number in _ends(each.link)]
    held = {row["record_no"]: row for row in reading.read_numbered(transaction, ends)}
    return tuple(
        RejectedView(
            person_id=each.person_id,
            display_name=sight.name_of(people[each.person_id]["golden"], each.person_id),
            reason=each.reason,
            link=link,
            records=tuple(record_view(sight, held[n]) for n in _ends(link) if n in held),
            mean_weight=each.mean_weight,
            against=each.against,
            conflicts=_in_sight(sight, each.conflicts),
        )
        for each, link in seen
        if each.person_id in people
    )


def how(
    transaction: Transaction, sight: Sight, explainer: Explainer | None, rows: Sequence[Row]
) -> HowView:
    """How the person of these rows came together, with the evidence in sight."""
    told = explainer.how(transaction, _numbers(rows)) if explainer and rows else How((), ())
    return HowView(
        records=tuple(record_view(sight, row) for row in rows),
        steps=tuple(seen_step(sight, step) for step in told.steps),
        judged_apart=told.judged_apart,
    )


def compare(
    transaction: Transaction,
    sight: Sight,
    explainer: Explainer | None,
    one: tuple[int, Sequence[Row]],
    other: tuple[int, Sequence[Row]],
) -> CompareView | None:
    """Two sides: the number by which each was asked for, and the rows of its person.

    Two numbers of one person stand for those two of its records. None where there is nothing to
    compare: one record asked for twice, or no model yet.
    """
    first, second = one[1], other[1]
    if not first or not second or explainer is None:
        return None
    if first[0]["record_no"] == second[0]["record_no"]:
        # Numbers of one person are numbers of its records: they are what is compared then.
        first, second = ([row for row in rows if row["record_no"] == n] for n, rows in (one, other))
    if _numbers(first) == _numbers(second):
        return None
    found = explainer.compare(transaction, _numbers(first), _numbers(second))
    if found is None:
        return None
    changes = tuple(
        each
        for each in found.changes
        if all(_field_in_sight(sight, change.field) for change in each.changes)
    )
    return CompareView(
        first=_side(transaction, sight, first),
        second=_side(transaction, sight, second),
        one_person=found.one_person,
        reason=found.reason,
        link=seen_link(sight, found.link),
        conflicts=_in_sight(sight, found.conflicts),
        pairs=found.pairs,
        changes=changes,
        changes_about=found.changes_about,
        hidden_changes=len(changes) < len(found.changes),
    )


def _side(transaction: Transaction, sight: Sight, rows: Sequence[Row]) -> SideView:
    person_id = reading.resolve(transaction, rows[0]["record_no"]) or rows[0]["record_no"]
    people = read_people(transaction, [person_id])
    golden = people[person_id]["golden"] if person_id in people else {}
    return SideView(
        person_id,
        sight.name_of(golden, person_id),
        tuple(record_view(sight, row) for row in rows),
    )


def _speaks_in_sight(link: LinkView) -> bool:
    return any(
        each.match_weight >= CLEARLY
        for each in link.evidence
        if each.field not in _OF_NO_ATTRIBUTE and each.field != HIDDEN_EVIDENCE
    )


def _in_sight(sight: Sight, fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(field for field in fields if _field_in_sight(sight, field))


def _rules_in_sight(sight: Sight, rules: Iterable[RuleView]) -> tuple[RuleView, ...]:
    return tuple(
        rule for rule in rules if all(_field_in_sight(sight, field) for field, _ in rule.parts)
    )


def _field_in_sight(sight: Sight, field: str) -> bool:
    """Whether the reader may see every attribute that a field of the scorer compares.

    A field may be an attribute, a type of attribute or a composed field; any other stays hidden,
    except what is of no attribute at all.
    """
    if field in _OF_NO_ATTRIBUTE:
        return True
    if field in sight.catalogue.attributes:
        return field in sight.types
    return types_in_sight(sight, COMPOSED.get(field, frozenset({field})))


def _sees_what_households_share(sight: Sight) -> bool:
    shared = (COMPOSED["address"], frozenset({"phone"}), frozenset({"email"}))
    return all(types_in_sight(sight, types) or not _declared(sight, types) for types in shared)


def _declared(sight: Sight, types: Collection[str]) -> bool:
    return any(attribute.type in types for attribute in sight.catalogue.attributes.values())


def _ends(link: LinkView) -> tuple[int, int]:
    return link.record_a, link.record_b


def _numbers(rows: Sequence[Row]) -> list[int]:
    return [row["record_no"] for row in rows]
