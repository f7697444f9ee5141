"""The offers of a customer, three lists, each offer with its reason.

Entering: a trained model, the customers asked for, what is in stock and what is barred (an
objection, a declined offer, an item that may not be promoted). Leaving: at most k items per list
and customer, best first. Whether anything may be offered at all (consent, an open complaint) is the
caller's to ask before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.core.errors import InternalError
from klantbeeld.value.arrays import Bools, Floats, Ints, Reason
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.ease import Together, fit_together
from klantbeeld.value.offers.ranking import best
from klantbeeld.value.offers.upgrade import Upgrades, find_upgrades

AGAIN_TREND = 0.5
"""The power of the trend for what was bought before: its own buyers tell more than everybody."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How much each part counts. As given here where there is too little past to choose by."""

    ridge: float = 300.0
    """Of the model of what goes together: the larger, the less it trusts."""
    trend: tuple[float, float] = (0.5, 0.25)
    """Of something new: powers of the trend of its buyers and of its first-time buyers."""
    comes_back: float = 0.5
    """Of something bought before: the power of how many of its buyers come back for it."""
    fitting: float = 1.0
    """In a list of both, what fits beside what was bought before."""


@dataclass(frozen=True, slots=True)
class OfferModel:
    """Everything that was learnt up to a day. ``own``, ``again`` and ``liking`` are
    [persons, items]; the factors by item multiply what a person's purchases say of it."""

    recipe: Recipe
    own: csr_matrix
    again: csr_matrix
    liking: csr_matrix
    together: Together
    again_factor: Floats
    new_factor: Floats
    buyers: Floats
    upgrades: Upgrades | None


@dataclass(frozen=True, slots=True)
class Offers:
    """Places of items [customers, k], best first; -1 where there is nothing (more) to offer."""

    again: Ints
    new: Ints
    upgrade: Ints


def train_offers(
    baskets: Baskets,
    recipe: Recipe,
    price: Floats | None = None,
    category: Ints | None = None,
) -> OfferModel:
    """Learns from everything known. Without prices and categories there are no upgrades."""
    liking, buyers = baskets.liking(), baskets.buyers()
    upgrades = None
    if price is not None and category is not None:
        upgrades = find_upgrades(baskets, price, category)
    return OfferModel(
        recipe,
        baskets.own(),
        baskets.again(),
        liking,
        fit_together(liking, buyers, recipe.ridge),
        again_factor(baskets, recipe),
        new_factor(baskets, recipe),
        buyers,
        upgrades,
    )


def again_factor(baskets: Baskets, recipe: Recipe) -> Floats:
    """By item: how it sells of late, and whether its buyers come back for it."""
    comes_back = baskets.comes_back() ** recipe.comes_back
    return np.asarray(baskets.trend() ** AGAIN_TREND * comes_back, float)


def new_factor(baskets: Baskets, recipe: Recipe) -> Floats:
    """By item: how it sells of late, and how it sells to who had not had it."""
    every, first = recipe.trend
    return np.asarray(baskets.trend() ** every * baskets.first_trend() ** first, float)


def offers(
    model: OfferModel,
    people: Ints,
    k: int,
    in_stock: Bools | None = None,
    barred: csr_matrix | None = None,
) -> Offers:
    """Offers to ``people`` (places); ``in_stock`` [items], ``barred`` [persons, items] nonzero."""
    own = model.own[people].toarray()
    closed = np.zeros(own.shape, bool)
    if in_stock is not None:
        closed |= ~in_stock
    if barred is not None:
        closed |= barred[people].toarray() != 0
    had = own > 0
    again = np.where(had & ~closed, model.again[people].toarray() * model.again_factor, -np.inf)
    dearer = np.full(own.shape, -np.inf)
    if model.upgrades is not None:
        step = model.liking[people] @ model.upgrades.share
        share = np.asarray(step.toarray(), float)
        dearer = np.where(had | closed | (share <= 0), -np.inf, share)
    new = np.where(had | closed | (dearer > 0), -np.inf, fits(model, people))
    return Offers(best(again, k), best(new, k), best(dearer, k))


def fits(model: OfferModel, people: Ints) -> Floats:
    """How well each item fits each customer by what else they bought: [customers, items].

    An item of which nothing is known comes after all others, by its buyers.
    """
    return weighed(fitting(model.liking[people], model.together, model.buyers), model.new_factor)


def both(model: OfferModel, people: Ints) -> Floats:
    """What was bought before and what fits, on one scale: the score of one mixed list."""
    own = model.again[people].toarray() * model.again_factor
    return mixed(own, fits(model, people), model.recipe)


def fitting(liking: csr_matrix, together: Together, buyers: Floats) -> Floats:
    """``fits`` before anything is known of how items sell of late."""
    ranked = 1e-6 * buyers / max(float(buyers.max(initial=0)), 1.0)
    # Single precision, as the weights: half the memory, half the time to rank.
    score = np.tile(ranked.astype(np.float32), (liking.shape[0], 1))
    score[:, together.items] += liking[:, together.items].astype(np.float32) @ together.weight
    return cast(Floats, score)


def weighed(score: Floats, factor: Floats) -> Floats:
    """What speaks for an item times its factor; what speaks against it stays."""
    return np.where(score > 0, score * factor.astype(score.dtype), score)


def mixed(again: Floats, fits: Floats, recipe: Recipe) -> Floats:
    """The score of one list of both."""
    return again + recipe.fitting * np.maximum(fits, 0)


def why_again(baskets: Baskets, person: int, item: int) -> Reason:
    """``bought_every``: times, the usual days between two, and days since the last.

    ``bought_before`` where it was bought once. Of an item that the person did buy.
    """
    ago = np.sort(baskets.ago[(baskets.person == person) & (baskets.item == item)])
    if len(ago) == 1:
        return Reason("bought_before", {"days_ago": int(ago[0])})
    usual = round(float(np.median(np.diff(ago))))
    return Reason("bought_every", {"times": len(ago), "every_days": usual, "days_ago": int(ago[0])})


def why_new(model: OfferModel, person: int, item: int) -> Reason:
    """``goes_with``: the bought item that speaks most for it; else ``popular`` with its buyers."""
    column = np.searchsorted(model.together.items, item)
    items = model.together.items
    if column < len(items) and items[column] == item:
        taste = model.liking[[person]][:, items].toarray()[0]
        speaks = taste * model.together.weight[:, column]
        most = int(np.argmax(speaks))
        if speaks[most] > 0:
            return Reason("goes_with", {"item": int(items[most])})
    return Reason("popular", {"buyers": int(model.buyers[item])})


def why_upgrade(model: OfferModel, person: int, item: int) -> Reason:
    """``upgrade_of``: the bought item from which most went on to it, and how many people did."""
    if model.upgrades is None:
        raise InternalError("An upgrade was asked of a model that learnt none.")
    taste = model.liking[[person]].toarray()[0]
    share = model.upgrades.share[:, [item]].toarray()[:, 0] * taste
    most = int(np.argmax(share))
    return Reason("upgrade_of", {"item": most, "people": int(model.upgrades.went_on[most, item])})
