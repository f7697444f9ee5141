"""The offers of a customer, three lists, each offer with its reason.

Entering: a trained model, the customers asked for, what is in stock and what is barred (an
objection, a declined offer, an item that may not be promoted). Leaving: at most k items per list
and customer, best first. Whether anything may be offered at all (consent, an open complaint) is the
caller's to ask before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from klantbeeld.core.errors import InternalError
from klantbeeld.value.arrays import Bools, Floats, Ints, Reason
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.ease import Together, fit_together
from klantbeeld.value.offers.ranking import best
from klantbeeld.value.offers.upgrade import Upgrades, find_upgrades


@dataclass(frozen=True, slots=True)
class OfferModel:
    """Everything that was learnt up to a day. ``own``, ``again`` and ``liking`` are
    [persons, items]."""

    own: csr_matrix
    again: csr_matrix
    liking: csr_matrix
    together: Together
    trend: Floats
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
    ridge: float,
    price: Floats | None = None,
    category: Ints | None = None,
) -> OfferModel:
    """Learns from everything known. Without prices and categories there are no upgrades."""
    liking, buyers = baskets.liking(), baskets.buyers()
    upgrades = None
    if price is not None and category is not None:
        upgrades = find_upgrades(baskets, price, category)
    return OfferModel(
        baskets.own(),
        baskets.again(),
        liking,
        fit_together(liking, buyers, ridge),
        baskets.trend(),
        buyers,
        upgrades,
    )


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
    again = np.where(had & ~closed, model.again[people].toarray() * model.trend, -np.inf)
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
    ranked = 1e-6 * model.buyers / max(float(model.buyers.max(initial=0)), 1.0)
    score = np.tile(ranked, (len(people), 1))
    taste = model.liking[people][:, model.together.items].astype(np.float32)
    score[:, model.together.items] += np.asarray(taste @ model.together.weight, float)
    return np.asarray(np.where(score > 0, score * model.trend, score), float)


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
