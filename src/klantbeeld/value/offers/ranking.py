"""The first k of each row, and how good they were: recall and NDCG.

Entering: scores [rows, items] and what was bought [rows, items]. Leaving: the k best items, and
the mean over rows of recall@k and NDCG@k (Jarvelin & Kekalainen 2002, binary gains).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class RankingMeasures:
    """Means over ``people``: those who bought anything that could have been offered."""

    people: int
    recall: float
    ndcg: float


def best(score: Floats, k: int) -> Ints:
    """The k items with the highest score of each row, -1 where no score is above -inf."""
    k = min(k, score.shape[1])
    if not k:
        return np.zeros((len(score), 0), np.int64)
    place = np.argpartition(score, -k, axis=1)[:, -k:]
    found = np.take_along_axis(score, place, 1)
    order = np.argsort(-found, axis=1, kind="stable")
    place = np.take_along_axis(place, order, 1)
    return np.where(np.isfinite(np.take_along_axis(score, place, 1)), place, -1).astype(np.int64)


def ranking_measures(offered: Ints, bought: csr_matrix) -> RankingMeasures:
    """Of k offers per row beside what the row bought; rows that bought nothing do not count."""
    rows, k = offered.shape
    size = np.diff(bought.indptr)
    counted = size > 0
    if not counted.any():
        return RankingMeasures(0, 0.0, 0.0)
    own = np.repeat(np.arange(rows), size) * bought.shape[1] + bought.indices
    asked = np.arange(rows)[:, None] * bought.shape[1] + offered
    hit = np.isin(asked, own) & (offered >= 0)
    discount = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.append(0, np.cumsum(discount))[np.minimum(size, k)]
    recall = hit.sum(axis=1)[counted] / size[counted]
    ndcg = (hit @ discount)[counted] / ideal[counted]
    return RankingMeasures(int(counted.sum()), float(recall.mean()), float(ndcg.mean()))
