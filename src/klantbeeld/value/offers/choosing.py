"""The recipe of the offers: chosen on the company's own past, with nothing later than a day in it.

Entering: order lines and the day until which they are known. Leaving: the recipe with the best
NDCG on what people bought in the periods before that day, each told at its beginning: first of
what was new to them, then of everything in one list. NDCG, since it swings less than recall
between near equals: it asks not only whether something was among ten, but how high.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.value.arrays import Floats, Ints
from klantbeeld.value.offers.ease import Together, fit_together
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.recommend import (
    Recipe,
    again_factor,
    fitting,
    mixed,
    new_factor,
    weighed,
)
from klantbeeld.value.offers.trial import Trial

RIDGES = (100.0, 300.0, 1000.0)
TRENDS = ((0.75, 0.0), (0.5, 0.25), (0.25, 0.25))
COMES_BACK = (0.0, 0.5, 1.0)
FITTING = (0.5, 1.0, 2.0)

PERIODS = 2
"""One period alone is one month's mood; more are long ago, and take their time."""

MOST_PEOPLE = 4000
"""More customers than this do not change which recipe is best."""


def choose_recipe(lines: Lines, today: int, days: int, k: int = 10) -> Recipe:
    """That with the best mean NDCG over up to ``PERIODS`` periods of ``days`` before ``today``.

    The usual recipe where these would begin on the first day, or nobody known bought in them.
    """
    first = int(lines.day.min(initial=today))
    ends = [today - days * number for number in range(PERIODS)]
    looked = [_Past.of(lines, end - days, end, k) for end in ends if end - days > first]
    past = [each for each in looked if len(each.trial.people)]
    if not past:
        return Recipe()
    new, learnt = _choose_new(past)
    recipes = [replace(new, comes_back=c, fitting=f) for c in COMES_BACK for f in FITTING]
    return _best(recipes, [_of_all(*each, recipes) for each in zip(past, learnt, strict=True)])[1]


def _choose_new(past: list[_Past]) -> tuple[Recipe, list[Together]]:
    """The best ridge and trend for what is new, and what goes together by it in each period."""
    highest, chosen = -np.inf, (Recipe(), list[Together]())
    for ridge in RIDGES:
        learnt = [fit_together(each.liking, each.buyers, ridge) for each in past]
        recipes = [Recipe(ridge=ridge, trend=trend) for trend in TRENDS]
        told = [_of_new(*each, recipes) for each in zip(past, learnt, strict=True)]
        ndcg, recipe = _best(recipes, told)
        if ndcg > highest:
            highest, chosen = ndcg, (recipe, learnt)
    return chosen


@dataclass(frozen=True, slots=True)
class _Past:
    """A trial, and what was known on its day."""

    trial: Trial
    again: csr_matrix
    liking: csr_matrix
    buyers: Floats

    @classmethod
    def of(cls, lines: Lines, after: int, until: int, k: int) -> _Past:
        trial = Trial(lines, after, until, k, MOST_PEOPLE)
        baskets, who = trial.baskets, trial.people
        return cls(trial, baskets.again()[who], baskets.liking(), baskets.buyers())


def _best(recipes: list[Recipe], told: list[list[float]]) -> tuple[float, Recipe]:
    """The best mean over the periods; of equals the first."""
    means = np.mean(told, axis=0)
    place = int(np.argmax(means))
    return float(means[place]), recipes[place]


def _of_new(past: _Past, together: Together, recipes: list[Recipe]) -> list[float]:
    """How well each trend told what was new to people."""
    trial = past.trial
    factors = [new_factor(trial.baskets, recipe) for recipe in recipes]
    offered: list[list[Ints]] = [[] for _ in recipes]
    for part in trial.chunks():
        score = fitting(past.liking[trial.people[part]], together, past.buyers)
        score[trial.held(part)] = -np.inf
        for parts, factor in zip(offered, factors, strict=True):
            parts.append(trial.offered(weighed(score, factor)))
    return [trial.measures(parts, new=True).ndcg for parts in offered]


def _of_all(past: _Past, together: Together, recipes: list[Recipe]) -> list[float]:
    """How well each way to weigh both parts told everything that people bought."""
    trial = past.trial
    of_new = new_factor(trial.baskets, recipes[0])
    factors = [again_factor(trial.baskets, recipe).astype(np.float32) for recipe in recipes]
    offered: list[list[Ints]] = [[] for _ in recipes]
    for part in trial.chunks():
        fits = weighed(fitting(past.liking[trial.people[part]], together, past.buyers), of_new)
        own = past.again[part].astype(np.float32).toarray()
        for parts, factor, recipe in zip(offered, factors, recipes, strict=True):
            parts.append(trial.offered(mixed(own * factor, fits, recipe)))
    return [trial.measures(parts, new=False).ndcg for parts in offered]
