"""How good the offers are: recall and NDCG on the last weeks, beside popularity.

Entering: order lines. Leaving: measures of the lists on what people bought in a time that the
model did not see, for two tasks: everything bought, and only what was new to the customer. The
recipe of the model is chosen on the periods before, so that the test itself chooses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from klantbeeld.value.arrays import Floats, Ints, Reason
from klantbeeld.value.offers.choosing import choose_recipe
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.ranking import RankingMeasures
from klantbeeld.value.offers.recommend import Recipe, both, fits, train_offers
from klantbeeld.value.offers.trial import Trial


@dataclass(frozen=True, slots=True)
class OfferTest:
    """``again`` is what people bought before, most and latest first; ``ours`` both tasks in one."""

    recipe: Recipe
    after: int
    """The last day that the model saw, counted from 1970-01-01; tested until ``until``."""
    until: int
    again_all: RankingMeasures
    ours_all: RankingMeasures
    ours_new: RankingMeasures
    popular_all: RankingMeasures
    popular_new: RankingMeasures


def backtest_offers(lines: Lines, days: int, k: int = 10) -> OfferTest | Reason:
    """On the last ``days``; the recipe was chosen on the periods of as many days before these."""
    if not len(lines.day):
        return Reason("no_orders")
    end = int(lines.day.max())
    if end - 2 * days <= int(lines.day.min()):
        return Reason("too_short")
    recipe = choose_recipe(lines, end - days, days, k)
    trial = Trial(lines, end - days, end, k)
    model = train_offers(trial.baskets, recipe)
    own, popular = model.own, np.where(model.buyers > 0, model.buyers, -np.inf)

    def the_same(who: Ints) -> Floats:
        return np.tile(popular, (len(who), 1))

    return OfferTest(
        recipe,
        end - days,
        end,
        trial.measure(lambda who: own[who].toarray() + 1e-6 * model.buyers),
        trial.measure(partial(both, model)),
        trial.measure(partial(fits, model), new=True),
        trial.measure(the_same),
        trial.measure(the_same, new=True),
    )
