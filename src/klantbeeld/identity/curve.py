"""Precision and recall by threshold, and by pair of sources, against the truth.

Entering: labels or match weights, and a true entity per record. Leaving: figures per threshold
(match weight, log2 odds: 0 is the default and says one half) and per pair of sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix

from klantbeeld.identity.cluster import Judgement, cluster
from klantbeeld.identity.evaluate import evaluate
from klantbeeld.identity.likelihood import SAME_PERSON
from klantbeeld.identity.link import Linked
from klantbeeld.identity.records import Floats, Rows

PAIR_THRESHOLDS = tuple(float(bits) / 2 for bits in range(-12, 41))
"""Half bits from odds of 1 in 64 to 1 million to 1."""

CLUSTER_THRESHOLDS = (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0, 10.0)
"""Clustering anew takes longer than counting pairs."""


def pair_curve(weight: Floats, right: npt.NDArray[np.bool_], true: int) -> list[dict[str, float]]:
    """Of scored pairs above each threshold: precision, recall, F1.

    ``right`` says which pairs are one person, ``true`` how many such pairs there are in all.
    """
    order = np.argsort(-weight, kind="stable")
    found_right = np.append(0, np.cumsum(right[order]))
    falling = -weight[order]
    out = []
    for threshold in PAIR_THRESHOLDS:
        found = int(np.searchsorted(falling, -threshold, "left"))
        out.append({"threshold": threshold, **_figures(int(found_right[found]), found, true)})
    return out


def cluster_curve(
    linked: Linked, rows: Rows, truth: npt.ArrayLike, judgements: Sequence[Judgement] = ()
) -> list[dict[str, Any]]:
    """The whole partition at each threshold, clustered anew: ``evaluate``'s figures.

    ``truth`` is that of ``rows``; the others are linked, too. A threshold of t bits is a model
    whose share of matches is 2^-t of what it was.
    """
    model = linked.scores.model
    out = []
    for threshold in CLUSTER_THRESHOLDS:
        prior = dict(model.parameters.prior)
        prior[SAME_PERSON] *= 2.0**-threshold
        moved = replace(model, parameters=replace(model.parameters, prior=prior))
        weight = linked.scores.match_weight - threshold
        labels = cluster(
            moved, linked.prepared, linked.scores.a, linked.scores.b, weight, judgements
        )
        out.append({"threshold": threshold, **evaluate(labels[rows], truth)})
    return out


def best(curve: Sequence[dict[str, Any]], measure: str | None = None) -> dict[str, Any]:
    """The point of highest F1 (of ``measure``), the one nearest to the default among equals."""

    def f1(point: dict[str, Any]) -> float:
        return float((point if measure is None else point[measure])["f1"])

    return max(curve, key=lambda point: (f1(point), -abs(point["threshold"])))


def by_source_pair(
    labels: npt.ArrayLike, truth: npt.ArrayLike, sources: Sequence[str]
) -> list[dict[str, Any]]:
    """Precision and recall of the pairs of records within each source and between each two."""
    names, source = np.unique(np.asarray(sources), return_inverse=True)
    cluster_of = np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
    entity = np.unique(np.asarray(truth), return_inverse=True)[1].astype(np.int64)
    cell = np.unique(cluster_of * (int(entity.max(initial=0)) + 1) + entity, return_inverse=True)[1]
    found, true, right = (
        _pairs_between(group, source, len(names)) for group in (cluster_of, entity, cell)
    )
    return [
        {
            "sources": sorted({str(names[one]), str(names[other])}),
            "pairs": int(true[one, other]),
            **_figures(int(right[one, other]), int(found[one, other]), int(true[one, other])),
        }
        for one in range(len(names))
        for other in range(one, len(names))
        if true[one, other] or found[one, other]
    ]


def _pairs_between(group: Rows, source: Rows, sources: int) -> npt.NDArray[np.int64]:
    """Pairs of records of one group, by the sources of the two: [sources, sources]."""
    shape = (int(group.max(initial=0)) + 1, sources)
    held = coo_matrix((np.ones(len(group), np.int64), (group, source)), shape=shape).tocsr()
    pairs = np.asarray((held.T @ held).todense(), np.int64)
    alone = np.bincount(source, minlength=sources)
    np.fill_diagonal(pairs, (pairs.diagonal() - alone) // 2)
    return pairs


def _figures(right: int, found: int, true: int) -> dict[str, float]:
    precision = right / found if found else 1.0
    recall = right / true if true else 1.0
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
