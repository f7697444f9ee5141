"""How good a partition is, against the truth.

Entering: a cluster label and a true entity per record. Leaving: precision, recall and F1, counted
by pairs and by B-cubed (Bagga & Baldwin 1998). Pairs are counted from the contingency table of the
two labellings, never enumerated.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def evaluate(labels: npt.ArrayLike, truth: npt.ArrayLike) -> dict[str, Any]:
    """Figures for parallel arrays of labels and true entities.

    Keys: records, people (clusters), cluster_pairwise and b_cubed, each {precision, recall, f1},
    and largest_cluster. With no records all figures are 1: nothing is wrong.
    """
    cluster = np.unique(np.asarray(labels), return_inverse=True)[1]
    entity = np.unique(np.asarray(truth), return_inverse=True)[1]
    if len(cluster) != len(entity):
        raise ValueError("labels and truth differ in length")
    clusters, entities = np.bincount(cluster), np.bincount(entity)
    key = cluster.astype(np.int64) * max(len(entities), 1) + entity
    _, cell, common = np.unique(key, return_inverse=True, return_counts=True)
    both = common[cell]
    return {
        "records": len(cluster),
        "people": len(clusters),
        "cluster_pairwise": _figures(_pairs(common), _pairs(clusters), _pairs(entities)),
        "b_cubed": _harmonic(
            _mean(both / clusters[cluster]),
            _mean(both / entities[entity]),
        ),
        "largest_cluster": int(clusters.max(initial=0)),
    }


def evaluate_pairs(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], truth: npt.ArrayLike
) -> dict[str, float]:
    """Precision, recall and F1 of linked pairs (row numbers, each once) before clustering."""
    entity = np.unique(np.asarray(truth), return_inverse=True)[1]
    right = int((entity[a] == entity[b]).sum())
    return _figures(right, len(a), _pairs(np.bincount(entity)))


def _pairs(sizes: npt.NDArray[np.int64]) -> int:
    sizes = sizes.astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _figures(right: int, found: int, true: int) -> dict[str, float]:
    return _harmonic(right / found if found else 1.0, right / true if true else 1.0)


def _mean(values: npt.NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 1.0


def _harmonic(precision: float, recall: float) -> dict[str, float]:
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
