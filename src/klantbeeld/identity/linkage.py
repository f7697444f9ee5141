"""Average linkage: groups merge greedily while the mean weight between the best two is above 0.

Entering: square matrices of summed weights between members, of any number of components of one
size. Leaving: each member's group. The components are worked on side by side, a merge in each at a
time, so that ten thousand cost little more calls than one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from klantbeeld.identity.components import Labels
from klantbeeld.identity.records import Flags, Floats, Rows, runs

IMPORTANCE_GRAIN = 2.0**-4
"""Importance is rounded to this step, so that sums are exact; no mean divides by less."""

CELLS = 2**20
"""Cells of the matrices that are worked on at a time: 8 MB each."""

OnMerge = Callable[[int, int, float], None]
"""Told of every merge: the group that stays, the group that goes into it, and their mean weight."""


def average_linkage(
    total: Floats, importance: Floats, forbidden: Flags, on_merge: OnMerge | None = None
) -> Labels:
    """The lowest position of each one's group in one component; first of equals wins.

    ``total`` and ``importance`` are square: weights times importance, and importance; overwritten.
    ``on_merge`` hears of each merge.
    """
    part: Labels = side_by_side(total[None], importance[None], forbidden[None], on_merge)[0]
    return part


def side_by_side(
    total: Floats, importance: Floats, forbidden: Flags, on_merge: OnMerge | None = None
) -> Labels:
    """As ``average_linkage`` for components of one size: [components, size, size] in, [components,
    size] out. ``on_merge`` is for one component."""
    many, size = total.shape[:2]
    part = np.tile(np.arange(size), (many, 1))
    merging = np.arange(many)
    gone_before = np.zeros((many, size), bool)
    average = total / np.maximum(importance, IMPORTANCE_GRAIN)
    average[forbidden] = -np.inf
    average[:, np.arange(size), np.arange(size)] = -np.inf
    for _ in range(size - 1):
        flat = average.reshape(len(average), size * size)
        best = flat.argmax(axis=1)
        going = flat[np.arange(len(flat)), best] > 0
        if not going.all():
            merging, best, gone_before = merging[going], best[going], gone_before[going]
            total, importance, forbidden = total[going], importance[going], forbidden[going]
            average = average[going]
        if not len(merging):
            break
        # Matrices are symmetric, so the first of equals stands above the diagonal: keep < gone.
        keep, gone = np.divmod(best, size)
        each = np.arange(len(merging))
        if on_merge is not None:
            on_merge(int(keep[0]), int(gone[0]), float(average[0, keep[0], gone[0]]))
        own = part[merging]
        part[merging] = np.where(own == gone[:, None], keep[:, None], own)
        for sums in (total, importance):
            row = sums[each, keep] + sums[each, gone]
            sums[each, keep] = row
            sums[each, :, keep] = row
        barred = forbidden[each, keep] | forbidden[each, gone]
        forbidden[each, keep] = barred
        forbidden[each, :, keep] = barred
        gone_before[each, gone] = True
        mean = total[each, keep] / np.maximum(importance[each, keep], IMPORTANCE_GRAIN)
        mean[barred | gone_before] = -np.inf
        mean[each, keep] = -np.inf
        average[each, keep] = mean
        average[each, :, keep] = mean
        average[each, gone] = -np.inf
        average[each, :, gone] = -np.inf
    return part


def batches(size: Rows, chosen: Rows) -> Iterable[Rows]:
    """The chosen components by size, as many at a time as their matrices have room for."""
    ordered = chosen[np.argsort(size[chosen], kind="stable")]
    start, count = runs(size[ordered])
    for first, many in zip(start.tolist(), count.tolist(), strict=True):
        room = max(CELLS // int(size[ordered[first]]) ** 2, 1)
        for i in range(first, first + many, room):
            yield ordered[i : min(i + room, first + many)]
