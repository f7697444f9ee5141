"""How records came to be one person: the merges of the clustering, in order, and what stayed apart.

Entering: what ``cluster`` takes, for the connected component of one record, and that record.
Leaving: the steps that made its person out of single records, and the other groups of the component
with what kept them out. It watches the same clustering that decides, so its outcome is the cluster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from klantbeeld.identity.cluster import (
    LARGEST_WEIGHED,
    Judgement,
    cluster_component,
    cut,
    in_order,
    judged_rows,
    stand_ins,
    weigh_inside,
)
from klantbeeld.identity.components import Labels, components
from klantbeeld.identity.contributions import contributions
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Floats, Rows
from klantbeeld.identity.score import score

By = Literal["evidence", "judgement", "copy", "crowd"]
"""What joins or parts groups: their weights, a judgement, that records of a large component say
exactly the same, or that there are too many to weigh them all (``LARGEST_WEIGHED``)."""

MOST_AGAINST = 5


@dataclass(frozen=True, slots=True)
class PairWeight:
    """Two records (by ``record_no``) and their match weight as the clustering counts it."""

    record_a: int
    record_b: int
    weight: float


@dataclass(frozen=True, slots=True)
class Step:
    """Two groups of records that became one.

    ``mean_weight`` is what they weigh on average (log2 odds), None where nothing was weighed.
    ``evidence`` is each field's mean contribution to it, in the comparisons' order; ``strongest``
    the pair that speaks most for it.
    """

    kept: tuple[int, ...]
    joined: tuple[int, ...]
    by: By
    mean_weight: float | None
    evidence: Mapping[str, float]
    strongest: PairWeight | None


@dataclass(frozen=True, slots=True)
class Apart:
    """A group of the same component that is somebody else, and what speaks most against it."""

    records: tuple[int, ...]
    by: By
    mean_weight: float | None
    against: tuple[PairWeight, ...]


@dataclass(frozen=True, slots=True)
class History:
    """How a person came together: ``records`` is the person, by ``record_no``."""

    records: tuple[int, ...]
    steps: tuple[Step, ...]
    apart: tuple[Apart, ...]


def how(
    model: Model,
    prepared: Prepared,
    a: Rows,
    b: Rows,
    match_weight: Floats,
    judgements: Sequence[Judgement],
    record_no: int,
) -> History:
    """How the person of ``record_no`` came together.

    ``prepared`` holds the record's connected component (more does no harm); pairs, weights and
    judgements are those that ``cluster`` gets.
    """
    row = int(np.flatnonzero(prepared.record_no == record_no)[0])
    return _Piece(model, prepared, a, b, match_weight, judgements, row).history()


class _Piece:
    """The part of the component that is clustered at one go, with every weight in it."""

    def __init__(
        self,
        model: Model,
        prepared: Prepared,
        a: Rows,
        b: Rows,
        match_weight: Floats,
        judgements: Sequence[Judgement],
        row: int,
    ) -> None:
        size = len(prepared)
        judged = judged_rows(prepared.record_no, judgements)
        linked = match_weight > 0
        a, b, weight = a[linked], b[linked], match_weight[linked]
        self.same = stand_ins(prepared, a, b, judged)
        must_a, must_b, not_a, not_b = (self.same[judged_row] for judged_row in judged)
        self.held: Labels = components(must_a, must_b, size)
        barred = self.held[not_a] != self.held[not_b]
        pieces = cut(self.same[a], self.same[b], weight, must_a, must_b, size)
        self.row = int(self.same[row])
        own = pieces[self.row]
        self.members = in_order(prepared, np.flatnonzero(pieces == own))
        inside = barred & (pieces[not_a] == own) & (pieces[not_b] == own)
        self.barred = not_a[inside], not_b[inside]
        self.matches = list(zip(must_a.tolist(), must_b.tolist(), strict=True))
        self.numbers: list[int] = prepared.record_no.tolist()
        self.copies: dict[int, list[int]] = {}
        for copy in np.flatnonzero(self.same != np.arange(size)).tolist():
            self.copies.setdefault(int(self.same[copy]), []).append(copy)
        self.weighed = len(self.members) <= LARGEST_WEIGHED
        self.pairs, self.fields = _weigh_all(model, prepared, self.members, weighed=self.weighed)
        self.place = {
            pair: index
            for index, pair in enumerate(
                zip(self.pairs[0].tolist(), self.pairs[1].tolist(), strict=True)
            )
        }

    def history(self) -> History:
        merges: list[tuple[int, int, float]] = []
        parts = cluster_component(
            self.members,
            self.held,
            self.pairs,
            self.barred,
            lambda keep, gone, mean: merges.append((keep, gone, mean)),
        )
        own = self.members[parts == parts[self.members.tolist().index(self.row)]].tolist()
        steps = [*self._copied(own), *self._judged(own), *self._merged(own, merges)]
        others = [
            self.members[parts == part].tolist()
            for part in dict.fromkeys(parts.tolist())
            if part != parts[self.members.tolist().index(self.row)]
        ]
        return History(
            self._named(own), tuple(steps), tuple(self._apart(own, other) for other in others)
        )

    def _copied(self, own: Sequence[int]) -> Iterator[Step]:
        """Copies stand with the one that is weighed for all of them."""
        for row in own:
            if row in self.copies:
                copies = sorted(self.numbers[copy] for copy in self.copies[row])
                yield Step((self.numbers[row],), tuple(copies), "copy", None, {}, None)

    def _judged(self, own: Sequence[int]) -> Iterator[Step]:
        """Judgements come first, whatever the records weigh."""
        groups = {row: [row] for row in own}
        for x, y in self.matches:
            if x in groups and y in groups and groups[x] is not groups[y]:
                yield self._step(groups[x], groups[y], "judgement", None)
                _unite(groups, x, y)

    def _merged(
        self, own: Sequence[int], merges: Sequence[tuple[int, int, float]]
    ) -> Iterator[Step]:
        ranked = list(dict.fromkeys(self.held[self.members].tolist()))
        groups = {
            rank: [row for row in self.members.tolist() if self.held[row] == label]
            for rank, label in enumerate(ranked)
        }
        for keep, gone, mean in merges:
            if groups[keep][0] in own:
                yield self._step(groups[keep], groups[gone], "evidence", mean)
            groups[keep] = groups[keep] + groups.pop(gone)
        if not self.weighed:
            # Nothing was weighed: all but who is barred stand together as they were linked.
            found = [rows for rows in groups.values() if rows[0] in own]
            first, rest = found[0], [row for rows in found[1:] for row in rows]
            if rest:
                yield self._step(first, rest, "crowd", None)

    def _step(self, kept: Sequence[int], joined: Sequence[int], by: By, mean: float | None) -> Step:
        between = self._between(kept, joined)
        evidence: dict[str, float] = {}
        if len(between):
            importance = self.pairs[3][between]
            evidence = {
                field: float((weights[between] * importance).sum() / importance.sum())
                for field, weights in self.fields.items()
            }
        return Step(
            self._named(kept),
            self._named(joined),
            by,
            mean,
            evidence,
            self._pair(int(between[self.pairs[2][between].argmax()])) if len(between) else None,
        )

    def _apart(self, own: Sequence[int], other: Sequence[int]) -> Apart:
        between = self._between(own, other)
        groups = set(own), set(other)
        barred = any(
            (x in groups[0] and y in groups[1]) or (x in groups[1] and y in groups[0])
            for x, y in zip(self.barred[0].tolist(), self.barred[1].tolist(), strict=True)
        )
        weights, importance = self.pairs[2][between], self.pairs[3][between]
        order = np.argsort(weights * importance)[:MOST_AGAINST]
        return Apart(
            self._named(other),
            "judgement" if barred else "evidence" if self.weighed else "crowd",
            float((weights * importance).sum() / importance.sum()) if len(between) else None,
            tuple(self._pair(int(between[k])) for k in order if weights[k] < 0),
        )

    def _between(self, some: Sequence[int], others: Sequence[int]) -> Rows:
        """Which of ``pairs`` lie between two groups of rows."""
        if not self.weighed:
            return np.empty(0, np.int64)
        return np.array(
            [self.place[min(pair), max(pair)] for pair in product(some, others)], np.int64
        )

    def _pair(self, index: int) -> PairWeight:
        a, b, weight, _ = self.pairs
        one, other = self.numbers[int(a[index])], self.numbers[int(b[index])]
        return PairWeight(min(one, other), max(one, other), float(weight[index]))

    def _named(self, rows: Sequence[int]) -> tuple[int, ...]:
        copies = (copy for row in rows for copy in self.copies.get(row, ()))
        return tuple(sorted(self.numbers[row] for row in (*rows, *copies)))


def _weigh_all(
    model: Model, prepared: Prepared, members: Rows, *, weighed: bool
) -> tuple[tuple[Rows, Rows, Floats, Floats], Mapping[str, Floats]]:
    """All pairs of members (a < b) with weight and importance, and what each field contributes.

    Two records are joined by their match weight as it is: inside a component of two there is
    nothing else to weigh it against.
    """
    size = len(members) if weighed else 0
    left, right = np.triu_indices(size, 1)
    a = np.minimum(members[left], members[right])
    b = np.maximum(members[left], members[right])
    scores = score(model, prepared, a, b)
    weight, importance = weigh_inside(model, scores)
    if size == 2:
        weight = scores.match_weight
    return (a, b, weight, importance), contributions(scores).fields


def _unite(groups: dict[int, list[int]], x: int, y: int) -> None:
    together = groups[x] + groups[y]
    for row in together:
        groups[row] = together
