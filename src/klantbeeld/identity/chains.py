"""How sure each pair of one cluster is: by the pair itself, or by a chain of pairs through others.

Entering: labels, and candidate pairs with their match probability. Leaving: every pair of records
that share a label, with the probability of its best chain. Two records are one person if every link
of some chain between them is right; the best chain's product bounds that from below. The pair's own
probability is the chain of one link. (All-pairs best paths: Floyd 1962, products for sums.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.identity.components import Labels, pairs_inside
from klantbeeld.identity.records import Flags, Floats, Rows

LARGEST_CHAINED = 150
"""Larger clusters (``cluster.LARGEST_WEIGHED``), a source repeating itself, are left out."""

CHAINED_AT_ONCE = 20_000_000
"""Cells of the matrices of clusters of one size that are held at a time (160 MB)."""


@dataclass(frozen=True, slots=True)
class ClusterPairs:
    """All pairs of rows within clusters: ``probability`` of the best chain, and whether the pair
    itself was a candidate."""

    a: Rows
    b: Rows
    probability: Floats
    candidate: Flags

    def __len__(self) -> int:
        return len(self.a)


def cluster_pairs(labels: Labels, a: Rows, b: Rows, probability: Floats) -> ClusterPairs:
    """``a``, ``b`` are the candidates, each pair once and sorted by (a, b)."""
    rows = np.int64(len(labels))
    inside_a, inside_b = pairs_inside(labels, 2, LARGEST_CHAINED)
    own = np.zeros(len(inside_a))
    if len(a) and len(inside_a):
        known = a.astype(np.int64) * rows + b
        wanted = np.minimum(inside_a, inside_b) * rows + np.maximum(inside_a, inside_b)
        at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
        candidate = known[at] == wanted
        own[candidate] = probability[at[candidate]]
    else:
        candidate = np.zeros(len(inside_a), bool)
    return ClusterPairs(inside_a, inside_b, chained(labels, inside_a, inside_b, own), candidate)


def chained(labels: Labels, a: Rows, b: Rows, probability: Floats) -> Floats:
    """The best chain's product for each of the pairs, which are all pairs within their clusters."""
    if not len(a):
        return probability
    cluster = np.unique(labels, return_inverse=True)[1]
    size = np.bincount(cluster)
    order = np.argsort(cluster, kind="stable")
    start = np.cumsum(size) - size
    place = np.empty(len(labels), np.int64)
    place[order] = np.arange(len(labels)) - start[cluster[order]]
    out = probability.copy()
    of_pair = cluster[a]
    by_cluster = np.argsort(of_pair, kind="stable")
    members = size[of_pair[by_cluster]]
    for count in np.unique(members[members > 2]).tolist():
        pairs = by_cluster[members == count]
        per_cluster = count * (count - 1) // 2
        step = max(CHAINED_AT_ONCE // count**2, 1) * per_cluster
        for first in range(0, len(pairs), step):
            some = pairs[first : first + step]
            which = np.arange(len(some)) // per_cluster
            out[some] = _best_chains(which, place[a[some]], place[b[some]], out[some], count)
    return out


def _best_chains(which: Rows, x: Rows, y: Rows, probability: Floats, members: int) -> Floats:
    """For clusters of one size: Floyd's passes over a stack of matrices."""
    sure: npt.NDArray[np.float64] = np.zeros((int(which[-1]) + 1, members, members))
    sure[which, x, y] = sure[which, y, x] = probability
    for through in range(members):
        np.maximum(sure, sure[:, :, through, None] * sure[:, through, None, :], out=sure)
    best: Floats = sure[which, x, y]
    return best
