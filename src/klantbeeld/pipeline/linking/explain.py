"""Why records are one person, or not, for the gate to show: evidence under the live model.

Entering: the records of a person, or of two. Leaving: links with their evidence by field, how the
person came together, who comes nearest to it, and what would turn the answer. The gate decides what
of it the reader may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from klantbeeld.catalog.model import Catalogue
from klantbeeld.identity import (
    Counterfactual,
    Explanation,
    History,
    Model,
    Prepared,
    explain_pairs,
    how,
    prepare,
    score,
    what_would_join,
    what_would_part,
)
from klantbeeld.identity.blocking import Rule
from klantbeeld.identity.comparisons import ADDRESS
from klantbeeld.identity.contributions import contributions
from klantbeeld.identity.how import PairWeight
from klantbeeld.identity.likelihood import SAME_HOUSEHOLD
from klantbeeld.identity.records import CATEGORY, MISSING
from klantbeeld.pipeline.linking.links import NEAR_MISS, component
from klantbeeld.pipeline.linking.models import live_model
from klantbeeld.pipeline.linking.records import linking_column, read_records
from klantbeeld.privacy.evidence import (
    ChangeView,
    CounterfactualView,
    PairView,
    Reason,
    StepView,
)
from klantbeeld.privacy.explaining import CLEARLY, Compared, How, Rejected
from klantbeeld.privacy.views import FieldEvidence, LinkView, RuleView
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.linking", "explain.sql")

MOST_RECORDS = 12
"""Pairs grow with the square of the records: of a larger person the first are explained."""

MOST_COMPARED = 30
"""Records of each of two people that are compared with each other."""

HALF = 0.5

MOST_NEAREST = 200
MOST_REJECTED = 5
"""Near pairs that are weighed, and people that are told of."""


def explainer(catalogue: Catalogue) -> Explainer:
    """What the gate asks, for this catalogue."""
    attributes = {
        linking_column(attribute, kind): attribute for attribute, kind in catalogue.matched.items()
    }
    return Explainer(catalogue, attributes)


@dataclass(frozen=True, slots=True)
class Explainer:
    """``klantbeeld.privacy.explaining.Explainer``, on the store."""

    catalogue: Catalogue
    attributes: Mapping[str, str]
    """Column that linking compares -> attribute."""

    def links(self, transaction: Transaction, records: Sequence[int]) -> Sequence[LinkView]:
        """The links between records of one person, the strongest first."""
        known = live_model(transaction)
        if known is None:
            return ()
        numbers = sorted(records)[:MOST_RECORDS]
        links = self._explained(transaction, known[1], list(combinations(numbers, 2)))
        return sorted(links, key=lambda link: -link.match_weight)

    def how(self, transaction: Transaction, records: Sequence[int]) -> How:
        """How these, all the records of a person, came together."""
        known = live_model(transaction)
        if known is None:
            return How((), ())
        told = self._history(transaction, known[1], records[0])
        apart = transaction.execute(
            SQL["judged_apart"],
            {"records": list(records), "person_id": _person_of(transaction, records[0])},
        )
        steps = tuple(
            StepView(
                step=number,
                kept=step.kept,
                joined=step.joined,
                by=step.by,
                mean_weight=step.mean_weight,
                evidence=tuple(
                    FieldEvidence(self._field(field), "", weight)
                    for field, weight in step.evidence.items()
                    if weight
                ),
                strongest=_pair_view(step.strongest) if step.strongest else None,
            )
            for number, step in enumerate(told.steps, start=1)
        )
        return How(steps, tuple(row["person_id"] for row in apart))

    def why_not(self, transaction: Transaction, records: Sequence[int]) -> Sequence[Rejected]:
        """Who else comes nearest to these, all the records of a person; the nearest first."""
        known = live_model(transaction)
        if known is None:
            return ()
        about = {"records": list(records), "person_id": _person_of(transaction, records[0])}
        rows = transaction.execute(SQL["nearest"], about | {"limit": MOST_NEAREST}).fetchall()
        judged = {row["person_id"] for row in transaction.execute(SQL["judged_apart"], about)}
        links = self._explained(
            transaction, known[1], [(row["record_no"], row["other_no"]) for row in rows]
        )
        nearest: dict[int, LinkView] = {}
        lowest: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for row, link in zip(rows, links, strict=True):
            person_id = row["person_id"]
            best = nearest.get(person_id)
            if best is None or link.match_weight > best.match_weight:
                nearest[person_id] = link
            for each in link.evidence:
                low = lowest[person_id].get(each.field, 0.0)
                lowest[person_id][each.field] = min(low, each.match_weight)
        told = sorted(
            (
                (person_id, link)
                for person_id, link in nearest.items()
                if person_id in judged or _is_near(link)
            ),
            key=lambda item: -item[1].match_weight,
        )[:MOST_REJECTED]
        joins = any(link.match_weight > 0 for _, link in told)
        history = self._history(transaction, known[1], records[0]) if joins else None
        return [
            self._rejected(
                person_id, link, history, _conflicts(lowest[person_id]), judged=person_id in judged
            )
            for person_id, link in told
        ]

    def compare(
        self, transaction: Transaction, first: Sequence[int], second: Sequence[int]
    ) -> Compared | None:
        """Two groups of records; None before there is a model."""
        known = live_model(transaction)
        if known is None:
            return None
        model = known[1]
        one, other = sorted(first)[:MOST_COMPARED], sorted(second)[:MOST_COMPARED]
        prepared, place = self._prepared(transaction, model, {*one, *other})
        pairs = [(x, y) for x in one for y in other if x != y]
        a = np.array([place[x] for x, _ in pairs], np.int64)
        b = np.array([place[y] for _, y in pairs], np.int64)
        scores = score(model, prepared, a, b)
        weights = scores.match_weight
        best = int(weights.argmax())
        told = explain_pairs(model, prepared, a[best : best + 1], b[best : best + 1])[0]
        link = self._link(pairs[best], told, _unknown(prepared, a[best], b[best]))
        people = _person_of(transaction, one[0]), _person_of(transaction, other[0])
        joined = people[0] == people[1]
        about = {"records": list(first), "person_id": people[0]}
        judged = {row["person_id"] for row in transaction.execute(SQL["judged_apart"], about)}
        history = None if joined else self._history(transaction, model, one[0])
        against = {
            self._field(field): float(each.min())
            for field, each in contributions(scores).fields.items()
        }
        rejected = self._rejected(
            people[1], link, history, _conflicts(against), judged=people[1] in judged
        )
        turned = pairs[best]
        if not joined and link.match_weight > 0:
            turned = pairs[int(weights.argmin())]
        turning = what_would_part if joined else what_would_join
        found = turning(model, prepared, place[turned[0]], place[turned[1]])
        return Compared(
            one_person=joined,
            reason=None if joined else rejected.reason,
            link=link,
            conflicts=rejected.conflicts,
            pairs=tuple(
                PairView(x, y, float(weight)) for (x, y), weight in zip(pairs, weights, strict=True)
            ),
            changes=tuple(map(self._counterfactual, found)),
            changes_about=turned,
        )

    def _counterfactual(self, found: Counterfactual) -> CounterfactualView:
        changes = (
            ChangeView(self._field(change.field), change.becomes, change.was)
            for change in found.changes
        )
        return CounterfactualView(tuple(changes), found.match_weight)

    def _rejected(
        self,
        person_id: int,
        link: LinkView,
        history: History | None,
        conflicts: tuple[str, ...],
        *,
        judged: bool,
    ) -> Rejected:
        """Why the person of ``link``'s other record stays apart."""
        apart = None
        if history is not None:
            ends = {link.record_a, link.record_b}
            apart = next((each for each in history.apart if ends & {*each.records}), None)
        reason: Reason
        if judged or (apart is not None and apart.by == "judgement"):
            reason = "judgement"
        elif link.match_weight > 0:
            reason = "average" if apart is not None and apart.by == "evidence" else "crowd"
        else:
            reason = "conflict" if conflicts else "little"
        decides = apart if reason == "average" else None
        return Rejected(
            person_id=person_id,
            reason=reason,
            link=link,
            mean_weight=decides.mean_weight if decides else None,
            against=tuple(_pair_view(pair) for pair in decides.against) if decides else (),
            conflicts=conflicts,
        )

    def _history(self, transaction: Transaction, model: Model, record_no: int) -> History:
        found = component(transaction, [record_no])
        prepared, _ = self._prepared(transaction, model, found.record_no.tolist())
        return how(model, prepared, found.a, found.b, found.weight, found.judgements, record_no)

    def _explained(
        self, transaction: Transaction, model: Model, pairs: Sequence[tuple[int, int]]
    ) -> list[LinkView]:
        if not pairs:
            return []
        prepared, place = self._prepared(transaction, model, {n for pair in pairs for n in pair})
        a = np.array([place[x] for x, _ in pairs], np.int64)
        b = np.array([place[y] for _, y in pairs], np.int64)
        told = explain_pairs(model, prepared, a, b)
        return [
            self._link(pair, each, _unknown(prepared, i, j))
            for pair, each, i, j in zip(pairs, told, a, b, strict=True)
        ]

    def _prepared(
        self, transaction: Transaction, model: Model, records: set[int] | Sequence[int]
    ) -> tuple[Prepared, Mapping[int, int]]:
        """These records by rising number, and the row of each."""
        table = read_records(transaction, self.catalogue, sorted(records))
        prepared = prepare(model, table)
        return prepared, {number: row for row, number in enumerate(prepared.record_no.tolist())}

    def _link(self, pair: tuple[int, int], told: Explanation, unknown: Collection[str]) -> LinkView:
        evidence = [
            FieldEvidence(
                self._field(field.field),
                field.level,
                field.contribution,
                field.against_random,
                field.against_household,
            )
            for field in told.fields
            if field.level is not None
        ]
        prior = FieldEvidence("prior", "prior", told.prior, told.prior_random, told.prior_household)
        return LinkView(
            *pair,
            told.match_weight,
            told.match_probability,
            (prior, *evidence),
            household_probability=told.class_probabilities.get(SAME_HOUSEHOLD),
            rules=tuple(self._rule(rule) for rule in told.rules),
            crowded=tuple(self._rule(rule) for rule in told.crowded),
            missing=tuple(
                self._field(field.field)
                for field in told.fields
                if field.level is None and field.field in unknown
            ),
        )

    def _rule(self, rule: Rule) -> RuleView:
        return RuleView(tuple((self._field(column), part) for column, part in rule.parts))

    def _field(self, column: str) -> str:
        return self.attributes.get(column, column)


def _person_of(transaction: Transaction, record_no: int) -> int:
    row = one_row(transaction, SQL["person_of"], {"record_no": record_no})
    return int(row["person_id"])


def _unknown(prepared: Prepared, i: int, j: int) -> set[str]:
    """Fields of which a record lacks the value; those that another field has told are not.

    A category that is absent (no tussenvoegsel) is nothing that anybody would look for.
    """
    lacking = {
        name
        for name, column in prepared.columns.items()
        if min(column.codes[[i, j]]) == MISSING and not name.startswith(CATEGORY)
    }
    return lacking | {ADDRESS}


def _pair_view(pair: PairWeight) -> PairView:
    return PairView(pair.record_a, pair.record_b, pair.weight)


def _is_near(link: LinkView) -> bool:
    """Nearly one person, or one household: who shares a number with strangers is neither."""
    return link.match_weight > NEAR_MISS or (link.household_probability or 0.0) > HALF


def _conflicts(lowest: Mapping[str, float]) -> tuple[str, ...]:
    """Fields that speak clearly against it in some pair of records, the strongest first."""
    against = [
        field
        for field, weight in lowest.items()
        if weight <= -CLEARLY and field not in {"prior", "source"}
    ]
    return tuple(sorted(against, key=lambda field: lowest[field]))
