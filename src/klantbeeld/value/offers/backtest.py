"""How good the offers are: recall and NDCG on the last weeks, beside popularity.

Entering: order lines. Leaving: measures of the lists on what people bought in a time that the
model did not see, for two tasks: everything bought, and only what was new to the customer. The
ridge of the item model is chosen one period earlier, so that the test itself chooses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Floats, Ints, Reason
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.ranking import RankingMeasures, best, ranking_measures
from klantbeeld.value.offers.recommend import OfferModel, fits, train_offers

RIDGES = (100.0, 300.0, 1000.0)
CHUNK = 2000
"""Customers scored at a time: 2,000 by 4,000 items are 64 MB."""


@dataclass(frozen=True, slots=True)
class OfferTest:
    """``again`` is what people bought before, most and latest first; ``ours`` both tasks in one."""

    ridge: float
    after: int
    """The last day that the model saw, counted from 1970-01-01; tested until ``until``."""
    until: int
    again_all: RankingMeasures
    ours_all: RankingMeasures
    ours_new: RankingMeasures
    popular_all: RankingMeasures
    popular_new: RankingMeasures


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines with places from 0 on for people and items."""

    person: Ints
    item: Ints
    day: Ints
    persons: int
    items: int

    @classmethod
    def of(cls, person: npt.ArrayLike, item: npt.ArrayLike, day: npt.ArrayLike) -> Lines:
        """From numbers or texts that tell people and items apart."""
        who, place = np.unique(np.asarray(person), return_inverse=True)
        what, thing = np.unique(np.asarray(item), return_inverse=True)
        return cls(
            place.astype(np.int64), thing.astype(np.int64), np.asarray(day, np.int64),
            len(who), len(what),
        )  # fmt: skip

    def known(self, today: int) -> Baskets:
        """The baskets at the end of a day."""
        return Baskets.of(self.person, self.item, self.day, today, self.persons, self.items)

    def bought(self, after: int, until: int) -> csr_matrix:
        """Who bought what in a time: ones [persons, items]."""
        inside = (self.day > after) & (self.day <= until)
        place = (self.person[inside], self.item[inside])
        times = np.ones(int(inside.sum()))
        bought = csr_matrix((times, place), shape=(self.persons, self.items))
        bought.data[:] = 1
        return bought


def backtest_offers(lines: Lines, days: int, k: int = 10) -> OfferTest | Reason:
    """On the last ``days``; the ridge was chosen on as many days before these."""
    if not len(lines.day):
        return Reason("no_orders")
    end = int(lines.day.max())
    if end - 2 * days <= int(lines.day.min()):
        return Reason("too_short")
    ridge = choose_ridge(lines, end - days, days, k)
    baskets = lines.known(end - days)
    model = train_offers(baskets, ridge)
    popular = np.where(model.buyers > 0, model.buyers, -np.inf)
    together, own = _Task(lines, baskets, end - days, end, k), model.own
    return OfferTest(
        ridge,
        end - days,
        end,
        together.measure(lambda who: own[who].toarray() + 1e-6 * model.buyers),
        together.measure(lambda who: _both(model, who)),
        together.measure(partial(fits, model), new=True),
        together.measure(lambda who: np.tile(popular, (len(who), 1))),
        together.measure(lambda who: np.tile(popular, (len(who), 1)), new=True),
    )


def choose_ridge(lines: Lines, today: int, days: int, k: int = 10) -> float:
    """That with the best recall of new items over the ``days`` before ``today``."""
    baskets = lines.known(today - days)
    task = _Task(lines, baskets, today - days, today, k)
    recall = {
        ridge: task.measure(partial(fits, train_offers(baskets, ridge)), new=True).recall
        for ridge in RIDGES
    }
    return max(recall, key=lambda ridge: recall[ridge])


def _both(model: OfferModel, people: Ints) -> Floats:
    """What was bought before and what fits, on one scale: the measure of one mixed list."""
    own = model.again[people].toarray() * model.trend
    return np.asarray(own + np.maximum(fits(model, people), 0), float)


class _Task:
    """People known before, who bought in the time after; scored in chunks."""

    def __init__(self, lines: Lines, baskets: Baskets, after: int, until: int, k: int) -> None:
        held = baskets.matrix(np.ones(len(baskets.person)))
        bought = lines.bought(after, until)
        known = (np.diff(held.indptr) > 0) & (np.diff(bought.indptr) > 0)
        self.people: Ints = np.flatnonzero(known)
        self.held, self.bought, self.k = held[self.people], bought[self.people], k

    def measure(self, score: Callable[[Ints], Floats], new: bool = False) -> RankingMeasures:
        """Of the k best by ``score`` (of what was not held, where ``new``)."""
        offered = []
        for start in range(0, len(self.people), CHUNK):
            said = score(self.people[start : start + CHUNK])
            if new:
                held = self.held[start : start + CHUNK].toarray() > 0
                said = np.where(held, -np.inf, said)
            offered.append(best(said, self.k))
        bought = self.bought
        if new:
            bought = csr_matrix(bought - bought.multiply(self.held > 0))
            bought.eliminate_zeros()
        rows = np.vstack(offered) if offered else np.zeros((0, self.k), np.int64)
        return ranking_measures(rows, bought)
