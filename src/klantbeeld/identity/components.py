"""Connected components of records, and the pairs inside them.

Entering: edges as row numbers. Leaving: a component number per row; all pairs within components.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from klantbeeld.identity.records import SMALL, Rows, runs

Labels = npt.NDArray[np.int64]


def components(a: Rows, b: Rows, rows: int) -> Labels:
    """The number of each row's component, 0 .. components - 1, by its first row."""
    if len(a) + rows <= SMALL:
        return _joined(a.tolist(), b.tolist(), rows)
    graph = coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(rows, rows))
    labels: Labels = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def _joined(a: Sequence[int], b: Sequence[int], rows: int) -> Labels:
    """The same for a few rows, for which a sparse matrix costs more than the answer."""
    parent = list(range(rows))

    def first(row: int) -> int:
        while parent[row] != row:
            parent[row] = row = parent[parent[row]]
        return row

    for x, y in zip(a, b, strict=True):
        one, other = first(x), first(y)
        parent[max(one, other)] = min(one, other)
    number: dict[int, int] = {}
    return np.array([number.setdefault(first(row), len(number)) for row in range(rows)], np.int64)


def pairs_inside(labels: Labels, least: int, most: int) -> tuple[Rows, Rows]:
    """All pairs of rows, ``a < b``, that share a label carried by ``least`` to ``most`` rows."""
    if len(labels) < max(least, 2):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    order = np.argsort(labels, kind="stable")
    start, size = runs(labels[order])
    found_a, found_b = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for members in np.unique(size[(size >= max(least, 2)) & (size <= most)]).tolist():
        groups = order[start[size == members][:, None] + np.arange(members)]
        left, right = np.triu_indices(members, 1)
        found_a.append(groups[:, left].ravel())
        found_b.append(groups[:, right].ravel())
    return np.concatenate(found_a), np.concatenate(found_b)
