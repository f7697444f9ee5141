"""The arithmetic of one customer's offers at the moment of contact: what they bought until now.

Entering: days since each purchase of each item, and the stored weights of those items. Leaving: how
much each still counts, its rhythm, and which other items fit best. The same figures as
``recommend`` gives for everybody at once; here nothing but this customer's own rows is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.value.arrays import Floats, Ints, Reason
from klantbeeld.value.offers.baskets import DECAY_DAYS, FEWEST_FOR_RHYTHM, still_buys

DUE_FROM = 0.5
"""Before half the usual interval has passed, an item is at home still: others come first."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When an item was bought: how many times, every so many days (None: too few to say), and how
    long ago the last was."""

    times: int
    every_days: int | None
    days_ago: int

    @property
    def due(self) -> bool:
        """Whether it may be wanted again."""
        return self.every_days is None or self.days_ago >= DUE_FROM * self.every_days

    @property
    def reason(self) -> Reason:
        """``bought_every``, ``bought_times`` or ``bought_before``, with its figures."""
        told: dict[str, float | int | str] = {"days_ago": self.days_ago}
        if self.times == 1:
            return Reason("bought_before", told)
        if self.every_days is None:
            return Reason("bought_times", told | {"times": self.times})
        return Reason("bought_every", told | {"times": self.times, "every_days": self.every_days})


def rhythm(ago: Ints) -> Rhythm:
    """Of the days since each purchase of one item, in any order, each day once."""
    newest_first = np.sort(ago)
    usual = None
    if len(ago) >= FEWEST_FOR_RHYTHM:
        usual = round(float(np.median(np.diff(newest_first))))
    return Rhythm(len(ago), usual, int(newest_first[0]))


def counts_still(ago: Ints) -> float:
    """How much these purchases of one item still count (``Baskets.again``)."""
    own = float(np.exp(-ago / DECAY_DAYS).sum())
    first, last = np.array([ago.max()]), np.array([ago.min()])
    return own * float(still_buys(np.array([len(ago)]), first, last)[0])


def liking(ago: Ints) -> float:
    """How much they say about a person's taste (``Baskets.liking``)."""
    return float(np.sqrt(min(np.exp(-ago / DECAY_DAYS).sum(), 1.0)))


@dataclass(frozen=True, slots=True)
class Fitting:
    """Items that fit, best first, and which of the customer's own speaks most for each."""

    item: Ints
    score: Floats
    because: Ints
    """Place in the list of own items."""


NOTHING_FITS = Fitting(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))


def fitting(
    taste: Sequence[float], weights: Sequence[tuple[Ints, Floats]], share: Floats | None = None
) -> Fitting:
    """The sum over own items of taste times weight; only what is above nothing.

    ``weights``: of each own item, the items that it speaks for and how much. ``share``: of
    everybody, who bought it; what most people buy explains little, so that as a reason another
    stands before it (its surprisal, -log(share), as a factor). The sum does not change by it.
    """
    lengths = [len(items) for items, _ in weights]
    if not sum(lengths):
        return NOTHING_FITS
    own = np.repeat(np.arange(len(weights)), lengths)
    target = np.concatenate([items for items, _ in weights]).astype(np.int64)
    speaks = np.concatenate([weight for _, weight in weights]) * np.asarray(taste, float)[own]
    tells = np.ones(len(weights)) if share is None else -np.log(np.clip(share, 1e-9, 0.999))
    order = np.lexsort((-speaks * tells[own], target))
    target, speaks, own = target[order], speaks[order], own[order]
    begin = np.flatnonzero(np.append(True, target[1:] != target[:-1]))
    total = np.add.reduceat(speaks, begin)
    fits = np.flatnonzero(total > 0)
    best = fits[np.argsort(-total[fits], kind="stable")]
    return Fitting(target[begin[best]], total[best], own[begin[best]])
