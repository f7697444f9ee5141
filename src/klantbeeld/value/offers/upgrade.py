"""Up-sell: who bought this went on to that, dearer, of the same kind.

Entering: baskets, the price, the category and perhaps the size of each item. Leaving: for each item
the dearer (where sizes are known: also larger) items of its category that its buyers bought later,
with the share of buyers who did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Bools, Floats, Ints
from klantbeeld.value.offers.baskets import Baskets

DEARER, MUCH_DEARER = 1.1, 3.0
"""An upgrade costs (and holds) at least a tenth more, and at most three times as much."""

FEWEST = 3
"""Fewer people than this who went on are chance, and could be recognised."""

MOST_OF_ONE = 100
"""Items of one category of one person: a reseller who buys all of it says nothing of steps."""

PRIOR_BUYERS = 20.0
"""Added to an item's buyers: a share of few people says less."""


@dataclass(frozen=True, slots=True)
class Upgrades:
    """``share[i, j]`` of the buyers of i later bought j; ``went_on[i, j]`` people did."""

    share: csr_matrix
    went_on: csr_matrix


def find_upgrades(
    baskets: Baskets, price: Floats, category: Ints, size: Floats | None = None
) -> Upgrades:
    """From everybody's first purchase of each item. Items without price (0 or NaN) have none;
    where ``size`` is given (in one unit per category), those without it neither."""
    pair = baskets.person * baskets.items + baskets.item
    first = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    person, item, ago = baskets.person[first], baskets.item[first], baskets.ago[first]
    order = np.lexsort((-ago, category[item], person))
    person, item, ago = person[order], item[order], ago[order]
    group = np.append(True, (person[1:] != person[:-1]) | np.diff(category[item]).astype(bool))
    start = np.flatnonzero(group[: len(person)])
    many = np.minimum(np.diff(np.append(start, len(person))), MOST_OF_ONE)
    begin, end = _earlier_and_later(start, many)
    fits = _is_step(price[item[begin]], price[item[end]]) & (ago[begin] > ago[end])
    if size is not None:
        fits &= _is_step(size[item[begin]], size[item[end]])
    shape = (baskets.items, baskets.items)
    ones = np.ones(int(fits.sum()))
    went_on = csr_matrix((ones, (item[begin[fits]], item[end[fits]])), shape=shape)
    went_on.data[went_on.data < FEWEST] = 0
    went_on.eliminate_zeros()
    share = went_on.copy()
    rows = np.repeat(np.arange(baskets.items), np.diff(share.indptr))
    share.data = share.data / (baskets.buyers()[rows] + PRIOR_BUYERS)
    return Upgrades(share, went_on)


def _earlier_and_later(start: Ints, size: Ints) -> tuple[Ints, Ints]:
    """All pairs of an earlier and a later place within the first ``size`` places of each group."""
    inside = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    before = np.repeat(inside, inside)
    later = np.repeat(np.repeat(start, size) + inside, inside)
    offset = np.arange(len(before)) - np.repeat(np.cumsum(inside) - inside, inside)
    return later - before + offset, later


def _is_step(less: Floats, more: Floats) -> Bools:
    """More of it, but not out of all proportion."""
    known = (less > 0) & (more > 0)
    ratio = np.where(known, more / np.where(known, less, 1), 0.0)
    return np.asarray((ratio >= DEARER) & (ratio <= MUCH_DEARER))
