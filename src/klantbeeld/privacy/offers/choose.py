"""Which offers: the person's own products and what is known of items become three lists.

Entering: rows of ``offers.sql``. Leaving: at most so many offers of each kind, best first. Left out
is what was answered a while ago, what is known to be out of stock, and what is gone from the range.
What is due comes before what is still at home.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from klantbeeld.catalog.offers import StockRule
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.privacy.offers.views import Offer, OfferKind
from klantbeeld.value.arrays import Floats, Ints, Reason
from klantbeeld.value.offers.contact import Fitting, counts_still, fitting, liking, rhythm

Row = Mapping[str, Any]

WEIGHTS = np.dtype([("item", "<i4"), ("weight", "<f4")])
"""How ``offer_item.weights`` is packed."""

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One item that the person bought, with the products that it was."""

    item: str
    ago: Ints
    products: tuple[Row, ...]
    """Most bought first, then latest."""
    known: Row | None
    """What the model in use knows of it."""

    @property
    def gone(self) -> bool:
        """Known to be sold no longer."""
        return self.known is not None and not self.known["sold"]

    @property
    def score(self) -> float:
        """How likely it is bought again, beside the others."""
        return counts_still(self.ago) * (self.known["again"] if self.known else 1.0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every offer."""

    today: int
    """Days since 1970-01-01."""
    shown: int
    by_product: bool
    """Whether the level of offers is the single product."""
    stock: StockRule | None
    closed: Collection[str]
    """Items that are not offered for now."""


def own_items(products: Sequence[Row], known: Iterable[Row], today: int) -> tuple[OwnItem, ...]:
    """The person's products by item."""
    by_item: dict[str, list[Row]] = {}
    for row in products:
        by_item.setdefault(row["item"], []).append(row)
    of_model = {row["item"]: row for row in known}
    found = []
    for item, rows in by_item.items():
        ago = today - np.unique(np.concatenate([np.asarray(row["days"], int) for row in rows]))
        ordered = sorted(rows, key=lambda row: (-len(row["days"]), -max(row["days"]), row["name"]))
        found.append(OwnItem(item, ago, tuple(ordered), of_model.get(item)))
    return tuple(found)


def again(own: Sequence[OwnItem], terms: Terms) -> tuple[Offer, ...]:
    """What was bought before, what is due first."""
    ranked = sorted(own, key=lambda each: (not rhythm(each.ago).due, -each.score, each.item))
    found: list[Offer] = []
    for each in ranked:
        product = next((row for row in each.products if in_stock(row, terms) is not False), None)
        if each.item in terms.closed or each.gone or product is None:
            continue
        found.append(_offer(OfferKind.AGAIN, product, rhythm(each.ago).reason, terms))
        if len(found) == terms.shown:
            break
    return tuple(found)


def fitting_items(own: Sequence[OwnItem]) -> tuple[Fitting, tuple[OwnItem, ...]]:
    """Items of the model that fit, and the own items that say so."""
    speaking = tuple(each for each in own if each.known is not None and len(each.known["weights"]))
    told = [_weights(each.known) for each in speaking if each.known is not None]
    share = np.array([each.known["share"] for each in speaking if each.known is not None])
    taste = [liking(each.ago) for each in speaking]
    return fitting(taste, told, share), speaking


def new(
    fits: Fitting,
    speaking: Sequence[OwnItem],
    candidates: Iterable[Row],
    popular: Iterable[Row],
    had: Collection[str],
    terms: Terms,
) -> tuple[Offer, ...]:
    """What fits by everything else that the person bought; filled up with what is popular."""
    by_number = {row["item_no"]: row for row in candidates}
    found: dict[str, Offer] = {}
    for item, because in zip(fits.item.tolist(), fits.because.tolist(), strict=True):
        row = by_number.get(item)
        if row is not None and _may(row, found, had, terms):
            reason = Reason("goes_with")
            found[row["item"]] = _offer(OfferKind.NEW, row, reason, terms, speaking[because])
        if len(found) == terms.shown:
            break
    for row in popular:
        if len(found) < terms.shown and _may(row, found, had, terms):
            reason = Reason("popular", {"share": float(row["share"])})
            found[row["item"]] = _offer(OfferKind.NEW, row, reason, terms)
    return tuple(found.values())


def upgrade(own: Sequence[OwnItem], steps: Iterable[Row], terms: Terms) -> tuple[Offer, ...]:
    """A step up from what is bought now; one for each thing that it is a step up from."""
    bought = {
        (row["source"], row["product_id"]): (each, row) for each in own for row in each.products
    }
    had = {(row["product_id"], row["name"]) for _, row in bought.values()}
    scored: list[tuple[float, Row, OwnItem, Row]] = []
    for step in steps:
        each, start = bought[step["from_source"], step["from_product_id"]]
        if (step["product_id"], step["name"]) in had or step["item"] in terms.closed:
            continue
        if in_stock(step, terms) is not False:
            taste = liking(terms.today - np.asarray(start["days"], int))
            scored.append((taste * step["share"], step, each, start))
    scored.sort(key=lambda each: (-each[0], each[1]["name"]))
    found: dict[str, Offer] = {}
    taken: set[str] = set()
    for _, step, each, start in scored:
        if step["product_id"] not in taken and each.item not in found:
            taken.add(step["product_id"])
            people = step["people"] if step["people"] >= SMALLEST_GROUP else 0
            told = {"people": people, "larger": int(step["larger"])}
            reason = Reason("upgrade_of", told)
            last = _EPOCH + timedelta(days=max(start["days"]))
            found[each.item] = _offer(
                OfferKind.UPGRADE, step, reason, terms, refers_to=start["name"], refers_on=last
            )
        if len(found) == terms.shown:
            break
    return tuple(found.values())


def in_stock(row: Row, terms: Terms) -> bool | None:
    """Whether a product is there; None where that is not known."""
    text = (row["stock"] or "").strip()
    if terms.stock is None or not text:
        return None
    if terms.stock.yes:
        return text.casefold() in {word.casefold() for word in terms.stock.yes}
    try:
        return float(text.replace(",", ".")) > 0
    except ValueError:
        return None


def _may(row: Row, found: Collection[str], had: Collection[str], terms: Terms) -> bool:
    item = row["item"]
    barred = item in found or item in had or item in terms.closed
    return not barred and in_stock(row, terms) is not False


def _offer(
    kind: OfferKind,
    row: Row,
    reason: Reason,
    terms: Terms,
    because: OwnItem | None = None,
    *,
    refers_to: str | None = None,
    refers_on: date | None = None,
) -> Offer:
    if because is not None:
        refers_to = because.products[0]["name"] if terms.by_product else because.item
        refers_on = _EPOCH + timedelta(days=terms.today - int(because.ago.min()))
    price = row["price"]
    return Offer(
        kind=kind,
        item=row["item"],
        source=row["source"],
        product_id=row["product_id"],
        name=row["name"],
        price=None if price is None else round(Decimal(price), 2),
        in_stock=in_stock(row, terms),
        reason=reason,
        refers_to=refers_to,
        refers_on=refers_on,
    )


def _weights(known: Row) -> tuple[Ints, Floats]:
    pairs = np.frombuffer(known["weights"], WEIGHTS)
    return pairs["item"].astype(np.int64), pairs["weight"].astype(np.float64)
