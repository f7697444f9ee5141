"""Clusters: which records are one person.

Entering: scored candidate pairs and the judgements of people. Leaving: a label per row, the lowest
``record_no`` of its cluster. The outcome is a function of each connected component alone (edges
with match weight above 0, and match judgements): neither the order of records nor that of pairs,
nor anything outside the component has a say, so a change is answered by clustering the touched
components again.

Within a component every pair is scored, not just those that blocking found, and groups are merged
greedily by average linkage on signed weights: a pair that speaks against counts as much as one
that speaks for, so records do not chain.

Judgements: ``match`` always holds, and holds transitively. ``no_match`` always holds, except where
the match judgements alone put the two records together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.components import Labels, components, pairs_inside
from klantbeeld.identity.copies import first_copies
from klantbeeld.identity.likelihood import match_weight as log_odds
from klantbeeld.identity.linkage import (
    IMPORTANCE_GRAIN,
    OnMerge,
    batches,
    side_by_side,
)
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Floats, Rows, hash_values, rows_where, runs
from klantbeeld.identity.score import PairScores, score

__all__ = [
    "Judgement",
    "OnMerge",
    "cluster",
    "cluster_component",
    "cut",
    "in_order",
    "judged_rows",
    "stand_ins",
    "weigh_inside",
]

Judgement = tuple[int, int, Literal["match", "no_match"]]
"""(record_no, record_no, verdict); records that are not in the table are passed over."""

LARGEST_WEIGHED = 150
"""A larger component is cut at a higher threshold first: its pairs would be too many to weigh, and
no person has so many records without a reason of their own."""
CUT_STEP = 1.5
CUT_LIMIT = 40.0
"""Bits by which the threshold rises until the pieces are small enough, and the end of it: records
held together by odds of 2^40 per edge (a source repeating itself) stay one cluster unweighed."""

INSIDE_SHARE = 0.1
"""Pairs inside a component are no random pairs, nor independent evidence. Their prior is the
geometric mean of the general one (weight 0.9) and the one found inside components (0.1)."""

WEIGHT_CLIP = 14.0
"""No single pair speaks louder than odds of 2^14 (1 in 16,000), about the rate of the blunders that
no model foresees: two people entered in one record."""

LEAST_INFORMATION = 1.5
"""A pair counts by the square of its information in bits, at least this many: a pair compared on
everything outweighs one compared on two fields."""

WEIGHT_GRAIN = 2.0**-12
"""Weights are rounded to this step (and importance to its own), so that sums over a component are
exact and a tie is a tie on every machine."""


def cluster(
    model: Model,
    prepared: Prepared,
    a: Rows,
    b: Rows,
    match_weight: Floats,
    judgements: Sequence[Judgement] = (),
) -> Labels:
    """Labels per row from candidate pairs (row numbers) and their match weights (log2 odds)."""
    rows = len(prepared)
    judged = judged_rows(prepared.record_no, judgements)
    positive = match_weight > 0
    a, b, weight = a[positive], b[positive], match_weight[positive]
    same = stand_ins(prepared, a, b, judged)
    a, b = same[a], same[b]
    must_a, must_b, must_not_a, must_not_b = (same[judged_row] for judged_row in judged)
    held = components(must_a, must_b, rows)
    apart = held[must_not_a] != held[must_not_b]
    must_not_a, must_not_b = must_not_a[apart], must_not_b[apart]

    pieces = cut(a, b, weight, must_a, must_b, rows)
    labels = pieces.copy()
    inside_a, inside_b = pairs_inside(pieces, 3, LARGEST_WEIGHED)
    if not len(inside_a) and not len(must_not_a):
        return _by_lowest_number(labels[same], prepared.record_no)
    weights, importance = weigh_inside(model, score(model, prepared, inside_a, inside_b))

    forbidden = pieces[must_not_a] == pieces[must_not_b]
    must_not_a, must_not_b = must_not_a[forbidden], must_not_b[forbidden]
    doubtful = np.zeros(rows, bool)
    doubtful[pieces[inside_a[weights <= 0]]] = True
    doubtful[pieces[must_not_a]] = True
    members = rows_where(doubtful[pieces])
    if len(members):
        weighed = doubtful[pieces[inside_a]]
        members = in_order(prepared, members, pieces)
        parts = _linked(
            _Members(members, pieces[members], held[members], rows),
            (inside_a[weighed], inside_b[weighed], weights[weighed], importance[weighed]),
            (must_not_a, must_not_b),
        )
        labels[members] = rows + parts
    return _by_lowest_number(labels[same], prepared.record_no)


def stand_ins(prepared: Prepared, a: Rows, b: Rows, judged: tuple[Rows, Rows, Rows, Rows]) -> Rows:
    """Per row the copy that is weighed in its stead: in components too large to weigh.

    Who is judged to be somebody else than another stands for himself.
    """
    same = np.arange(len(prepared))
    if len(a) + len(judged[0]) < LARGEST_WEIGHED:
        return same
    whole = components(np.append(a, judged[0]), np.append(b, judged[1]), len(prepared))
    large = (np.bincount(whole) > LARGEST_WEIGHED)[whole]
    for judged_apart in judged[2:]:
        large[judged_apart] = False
    rows = rows_where(large)
    same[rows] = first_copies(prepared, rows, whole[rows])
    return same


def cluster_component(
    members: Rows,
    held: Labels,
    pairs: tuple[Rows, Rows, Floats, Floats],
    barred: tuple[Rows, Rows],
    on_merge: OnMerge | None = None,
) -> Labels:
    """Part numbers of a component's members, by average linkage.

    ``members`` are its rows in an order that does not depend on how they arrived; equal ``held``
    must end together; ``pairs`` are all its pairs (a, b, weight, importance), empty where it is too
    large to weigh; ``barred`` pairs must end apart. ``on_merge`` hears of each merge; groups are
    numbered as their first member stands in ``members``.
    """
    rows = int(members.max()) + 1
    alone = _Members(members, np.zeros(len(members), np.int64), held[members], rows)
    return _linked(alone, pairs, barred, on_merge)


class _Members:
    """The members of components, component by component, and the groups that they begin as.

    Records that must end together are one group from the start. Per member: ``component`` and
    ``group``, its number within the component; per row the same (``of_row``). Per component its
    ``start`` among the members and its ``size`` in groups.
    """

    def __init__(self, rows: Rows, piece: Labels, held: Labels, table: int) -> None:
        self.start, length = runs(piece)
        self.component = np.repeat(np.arange(len(length)), length)
        _, first, inverse = np.unique(held, return_index=True, return_inverse=True)
        begins = np.zeros(len(rows), bool)
        begins[first] = True
        number = np.cumsum(begins) - 1
        self.group = number[first[inverse]] - number[self.start][self.component]
        self.size = np.bincount(self.component, weights=begins).astype(np.int64)
        self.of_row = np.zeros((2, table), np.int64)
        self.of_row[:, rows] = self.component, self.group

    def places(self, a: Rows, b: Rows) -> tuple[Rows, Rows, Rows]:
        """Component and the two groups of each pair of rows."""
        component, x = self.of_row[:, a]
        return component, x, self.of_row[1, b]


def _linked(
    members: _Members,
    pairs: tuple[Rows, Rows, Floats, Floats],
    barred: tuple[Rows, Rows],
    on_merge: OnMerge | None = None,
) -> Labels:
    """Per member a number that it shares with those it ends together with."""
    component, x, y = members.places(pairs[0], pairs[1])
    barred_component, barred_x, barred_y = members.places(*barred)
    parts = _unweighed(members, barred_component, np.maximum(barred_x, barred_y))
    weighed = np.zeros(len(members.size), bool)
    weighed[component] = True
    index = np.empty(len(members.size), np.int64)
    for chosen in batches(members.size, rows_where(weighed)):
        size, many = int(members.size[chosen[0]]), len(chosen)
        index[:] = -1
        index[chosen] = np.arange(many)
        own = rows_where(index[component] >= 0)
        cell = (index[component[own]] * size + x[own]) * size + y[own]
        told = pairs[3][own]
        forbidden = np.zeros((many, size, size), bool)
        bars = rows_where(index[barred_component] >= 0)
        forbidden[index[barred_component[bars]], barred_x[bars], barred_y[bars]] = True
        part = side_by_side(
            _symmetric(cell, pairs[2][own] * told, many, size),
            _symmetric(cell, told, many, size),
            forbidden | forbidden.swapaxes(1, 2),
            on_merge,
        )
        mine = rows_where(index[members.component] >= 0)
        at = members.component[mine]
        parts[mine] = members.start[at] + part[index[at], members.group[mine]]
    return parts


def _unweighed(members: _Members, component: Rows, barred: Rows) -> Labels:
    """Components too large to weigh, or of two: each stays one, but for the groups that are
    barred from an earlier one."""
    start = members.start[members.component]
    alone = np.zeros(len(members.group), bool)
    alone[members.start[component] + barred] = True
    return start + np.where(alone[start + members.group], members.group, 0)


def _symmetric(cell: Rows, values: Floats, many: int, size: int) -> Floats:
    """Sums by cell of [many, size, size], and the same mirrored."""
    sums = np.bincount(cell, weights=values, minlength=many * size * size)
    square = sums.astype(np.float64, copy=False).reshape(many, size, size)
    mirrored: Floats = square + square.swapaxes(1, 2)
    return mirrored


def weigh_inside(model: Model, scores: PairScores) -> tuple[Floats, Floats]:
    """Signed, clipped weight of each pair and how much it counts."""
    parameters = model.parameters
    weight = log_odds(scores.pattern_likelihood, parameters.mixed_log_prior(INSIDE_SHARE))
    bits = np.zeros(len(scores.patterns))
    for levels, told in zip(scores.patterns.levels, parameters.information, strict=True):
        bits += np.where(levels >= 0, told, 0.0)
    clipped = np.clip(weight, -WEIGHT_CLIP, WEIGHT_CLIP)
    importance = np.maximum(bits, LEAST_INFORMATION) ** 2
    return (
        scores.pairwise(np.round(clipped / WEIGHT_GRAIN) * WEIGHT_GRAIN),
        scores.pairwise(np.round(importance / IMPORTANCE_GRAIN) * IMPORTANCE_GRAIN),
    )


def cut(a: Rows, b: Rows, weight: Floats, must_a: Rows, must_b: Rows, rows: int) -> Labels:
    """Components of at most ``LARGEST_WEIGHED`` rows where a higher threshold can make them so.

    Each large one is cut by itself: the threshold rises for its own edges only.
    """
    labels = components(np.append(a, must_a), np.append(b, must_b), rows)
    threshold = 0.0
    while threshold < CUT_LIMIT:
        large = np.bincount(labels, minlength=1) > LARGEST_WEIGHED
        if not large.any():
            break
        threshold += CUT_STEP
        kept = (labels[a] == labels[b]) & (~large[labels[a]] | (weight > threshold))
        a, b, weight = a[kept], b[kept], weight[kept]
        labels = components(np.append(a, must_a), np.append(b, must_b), rows)
    return labels


def judged_rows(
    record_no: npt.NDArray[np.int64], judgements: Sequence[Judgement]
) -> tuple[Rows, Rows, Rows, Rows]:
    """Judged pairs as rows: match a and b, no match a and b."""
    if not judgements or not len(record_no):
        empty = np.empty(0, np.int64)
        return empty, empty, empty, empty
    numbers = np.array([(x, y) for x, y, _ in judgements], np.int64)
    match = np.array([verdict == "match" for _, _, verdict in judgements], bool)
    order = np.argsort(record_no)
    at = order[np.searchsorted(record_no, numbers, sorter=order).clip(max=len(order) - 1)]
    known = (record_no[at] == numbers).all(axis=1)
    yes, no = at[known & match], at[known & ~match]
    return yes[:, 0], yes[:, 1], no[:, 0], no[:, 1]


def in_order(prepared: Prepared, members: Rows, pieces: Labels | None = None) -> Rows:
    """The members (by their piece, if given) by a hash of their content, then by record number:
    ties fall alike however the records were numbered and wherever they stand."""
    texts = [column.texts(members) for column in prepared.columns.values()]
    hashes = hash_values(map("\x1f".join, zip(*texts, strict=True)), len(members))
    keys = (prepared.record_no[members], hashes)
    return members[np.lexsort(keys if pieces is None else (*keys, pieces[members]))]


def _by_lowest_number(labels: Labels, record_no: npt.NDArray[np.int64]) -> Labels:
    """Every label replaced by the lowest record number that carries it."""
    distinct, inverse = np.unique(labels, return_inverse=True)
    lowest = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(lowest, inverse, record_no)
    return lowest[inverse]
