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

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.components import Labels, components, pairs_inside
from klantbeeld.identity.likelihood import match_weight as log_odds
from klantbeeld.identity.model import Model
from klantbeeld.identity.prepare import Prepared
from klantbeeld.identity.records import Flags, Floats, Rows, hash_values
from klantbeeld.identity.score import PairScores, score

Judgement = tuple[int, int, Literal["match", "no_match"]]
"""(record_no, record_no, verdict); records that are not in the table are passed over."""

OnMerge = Callable[[int, int, float], None]
"""Told of every merge: the group that stays, the group that goes into it, and their mean weight."""

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

WEIGHT_GRAIN, IMPORTANCE_GRAIN = 2.0**-12, 2.0**-4
"""Steps to which weights and their importance are rounded, so that sums over a component are exact
and a tie is a tie on every machine."""


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
    must_a, must_b, must_not_a, must_not_b = judged_rows(prepared.record_no, judgements)
    held = components(must_a, must_b, rows)
    apart = held[must_not_a] != held[must_not_b]
    must_not_a, must_not_b = must_not_a[apart], must_not_b[apart]

    positive = match_weight > 0
    pieces = cut(a[positive], b[positive], match_weight[positive], must_a, must_b, rows)
    labels = pieces.copy()
    inside_a, inside_b = pairs_inside(pieces, 3, LARGEST_WEIGHED)
    weights, importance = weigh_inside(model, score(model, prepared, inside_a, inside_b))

    forbidden = pieces[must_not_a] == pieces[must_not_b]
    must_not_a, must_not_b = must_not_a[forbidden], must_not_b[forbidden]
    doubtful = np.union1d(pieces[inside_a[weights <= 0]], pieces[must_not_a])
    if len(doubtful):
        members_of = _groups(pieces, doubtful)
        pairs_of = _groups(pieces[inside_a], doubtful)
        barred_of = _groups(pieces[must_not_a], doubtful)
        next_label = rows
        for piece in doubtful.tolist():
            members = in_order(prepared, members_of[piece])
            pairs = pairs_of[piece]
            barred = barred_of[piece]
            parts = cluster_component(
                members,
                held,
                (inside_a[pairs], inside_b[pairs], weights[pairs], importance[pairs]),
                (must_not_a[barred], must_not_b[barred]),
            )
            labels[members] = next_label + parts
            next_label += len(members)
    return _by_lowest_number(labels, prepared.record_no)


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
    groups, group = np.unique(held[members], return_inverse=True)
    first = np.full(len(groups), len(members))
    np.minimum.at(first, group, np.arange(len(members)))
    rank = np.empty(len(groups), np.int64)
    rank[np.argsort(first)] = np.arange(len(groups))
    group = rank[group]
    order = np.argsort(members)
    position = order[np.searchsorted(members, np.stack([pairs[0], pairs[1]]), sorter=order)]
    x, y = group[position]
    size = len(groups)
    total, importance = np.zeros((size, size)), np.zeros((size, size))
    for left, right in ((x, y), (y, x)):
        np.add.at(total, (left, right), pairs[2] * pairs[3])
        np.add.at(importance, (left, right), pairs[3])
    bar_position = order[np.searchsorted(members, np.stack(barred), sorter=order)]
    forbidden = np.zeros((size, size), bool)
    forbidden[group[bar_position[0]], group[bar_position[1]]] = True
    forbidden |= forbidden.T
    if not len(pairs[0]):
        return _without_weights(forbidden)[group]
    return average_linkage(total, importance, forbidden, on_merge)[group]


def average_linkage(
    total: Floats, importance: Floats, forbidden: Flags, on_merge: OnMerge | None = None
) -> Labels:
    """The lowest position of each one's group: greedy average linkage while the best mean weight is
    above 0; first of equals wins.

    ``total`` and ``importance`` are square: weights times importance, and importance; overwritten.
    """
    size = len(total)
    part = np.arange(size)

    def mean(row: int | slice) -> Floats:
        value: Floats = total[row] / np.maximum(importance[row], IMPORTANCE_GRAIN)
        value[forbidden[row]] = -np.inf
        return value

    average = mean(slice(None))
    np.fill_diagonal(average, -np.inf)
    while size > 1:
        best = int(average.argmax())
        keep, gone = sorted(divmod(best, size))
        if average[keep, gone] <= 0:
            break
        if on_merge is not None:
            on_merge(keep, gone, float(average[keep, gone]))
        part[part == gone] = keep
        total[keep] += total[gone]
        total[:, keep] += total[:, gone]
        importance[keep] += importance[gone]
        importance[:, keep] += importance[:, gone]
        forbidden[keep] |= forbidden[gone]
        forbidden[:, keep] = forbidden[keep]
        row = mean(keep)
        row[keep] = -np.inf
        row[~np.isin(np.arange(size), part)] = -np.inf
        average[keep] = average[:, keep] = row
        average[gone] = average[:, gone] = -np.inf
    return part


def _without_weights(forbidden: Flags) -> Labels:
    """A component too large to weigh stays one, but for groups barred from an earlier one."""
    part = np.zeros(len(forbidden), np.int64)
    for group in range(1, len(forbidden)):
        if forbidden[group, :group].any():
            part[group] = group
    return part


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


def _groups(labels: Labels, wanted: npt.NDArray[np.int64]) -> dict[int, Rows]:
    """The positions that carry each wanted label."""
    order = np.argsort(labels, kind="stable")
    ranked = labels[order]
    start = np.searchsorted(ranked, wanted, "left")
    stop = np.searchsorted(ranked, wanted, "right")
    bounds = zip(wanted.tolist(), start.tolist(), stop.tolist(), strict=True)
    return {label: order[i:j] for label, i, j in bounds}


def in_order(prepared: Prepared, members: Rows) -> Rows:
    """The members by a hash of their content, then by record number: ties fall alike however the
    records were numbered and wherever they stand."""
    content = [
        "\x1f".join(
            column.values[column.codes[row]] if column.codes[row] >= 0 else ""
            for column in prepared.columns.values()
        )
        for row in members.tolist()
    ]
    hashes = hash_values(content, len(content))
    return members[np.lexsort((prepared.record_no[members], hashes))]


def _by_lowest_number(labels: Labels, record_no: npt.NDArray[np.int64]) -> Labels:
    """Every label replaced by the lowest record number that carries it."""
    distinct, inverse = np.unique(labels, return_inverse=True)
    lowest = np.full(len(distinct), np.iinfo(np.int64).max)
    np.minimum.at(lowest, inverse, record_no)
    return lowest[inverse]
