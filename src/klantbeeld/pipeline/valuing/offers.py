"""What goes with what, learnt from order lines and kept ready for the moment of contact.

Entering: products and order lines of people who may be profiled for the purpose of offers. Leaving:
``offer_item`` and ``offer_upgrade``, and how good the offers were on weeks that the model did not
see, beside popularity and buying again. Nobody's offers are kept: they are made when asked for.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from psycopg.types.json import Jsonb

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.core.clock import Clock
from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.valuing.offer_lines import Bought, Range, read_bought, read_range
from klantbeeld.pipeline.valuing.purchases import purchase_types
from klantbeeld.store.database import Database, Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.value.arrays import Bools, Floats, Ints, Reason
from klantbeeld.value.offers.backtest import OfferTest, backtest_offers
from klantbeeld.value.offers.baskets import Baskets
from klantbeeld.value.offers.lines import Lines
from klantbeeld.value.offers.recommend import OfferModel, Recipe, train_offers
from klantbeeld.value.offers.upgrade import Upgrades, find_upgrades

SQL = load_sql("klantbeeld.pipeline.valuing", "offers.sql")

FEWEST_PEOPLE = 30
"""Fewer customers show no pattern, and could be recognised in one."""

OLD_AFTER = timedelta(days=7)
"""What sells, and the trend of it, changes by the week."""

TEST_DAYS = 28
_EPOCH = date(1970, 1, 1)
_WEIGHTS = np.dtype([("item", "<i4"), ("weight", "<f4")])


@dataclass(frozen=True, slots=True)
class OfferTraining:
    """What came of one training: a version of the model, in use or refused."""

    model_no: int
    version: int
    state: str
    """``live`` or ``refused``."""
    told: dict[str, Any]
    """As the page of the model shows it; of a refused one ``reason`` and its figures."""


@dataclass(frozen=True, slots=True)
class LearntOffers:
    """What one training made, before it is stored."""

    range: Range
    model: OfferModel
    upgrades: Upgrades
    sells_most: Ints
    """Product by item; -1 of what was not sold of late."""
    price: Floats
    """By product, of late; NaN where unknown."""
    offered: Bools
    people: int
    summary: dict[str, Any]
    """Ready for JSON: the period, what it was learnt from, the back-test or why there is none."""


def train_offer_model(
    database: Database, catalogue: Catalogue, clock: Clock, progress: Progress
) -> OfferTraining:
    """Learns anew and puts it in use in one transaction; what is refused leaves what is in use.

    Answers to offers that keep nothing away any more go at the same time (Article 5(1)(e)).
    """
    with progress.step("Learning what goes with what"), database.transaction() as transaction:
        now, rules = clock(), catalogue.value.offers
        longest = timedelta(days=max(rules.declined_days, rules.later_days) + 1)
        transaction.execute(SQL["forget_answers"], {"before": now - longest})
        learnt = learn_offers(transaction, catalogue, now)
        if isinstance(learnt, Reason):
            told = {"reason": learnt.code, **learnt.parameters}
            return _add_model(transaction, now, "refused", None, told)
        transaction.execute(SQL["retire_models"])
        content = {"recipe": learnt.summary["recipe"], "level": learnt.summary["level"]}
        training = _add_model(transaction, now, "live", content, learnt.summary)
        keep_offers(transaction, training.model_no, learnt)
    return training


def relearn_when_old(database: Database, catalogue: Catalogue, clock: Clock) -> bool:
    """Learns anew what was learnt a week ago or longer; only where there is a model already."""
    with database.transaction() as transaction:
        row = transaction.execute(SQL["newest"]).fetchone()
    if row is None or not row["used"] or clock() - row["made_at"] < OLD_AFTER:
        return False
    train_offer_model(database, catalogue, clock, NoProgress())
    return True


def _add_model(
    transaction: Transaction,
    now: datetime,
    state: str,
    content: dict[str, Any] | None,
    told: dict[str, Any],
) -> OfferTraining:
    parameters = {
        "now": now, "state": state, "told": Jsonb(told),
        "content": None if content is None else Jsonb(content),
    }  # fmt: skip
    row = one_row(transaction, SQL["add_model"], parameters)
    return OfferTraining(row["model_no"], row["version"], state, told)


def learn_offers(
    transaction: Transaction, catalogue: Catalogue, now: datetime
) -> LearntOffers | Reason:
    """Learns from everybody who may be profiled for it, or says why not: ``purpose_off``,
    ``no_orders_for_purpose``, ``no_products``, ``too_few_customers`` (``people``, ``needed``)."""
    rules = catalogue.value.offers
    purpose = catalogue.purposes.get(rules.purpose)
    if purpose is None or not purpose.active or not purpose.profiling:
        return Reason("purpose_off", {"purpose": rules.purpose})
    types = purchase_types(catalogue, rules.purpose, (TouchpointKind.ORDER,))
    if not types:
        return Reason("no_orders_for_purpose", {"purpose": rules.purpose})
    offered = read_range(transaction, rules)
    if not offered.items:
        return Reason("no_products")
    bought = read_bought(transaction, catalogue, types, now)
    if bought.people < FEWEST_PEOPLE:
        told = {"people": bought.people, "needed": FEWEST_PEOPLE, "left_out": bought.left_out}
        return Reason("too_few_customers", told)
    zone = ZoneInfo(catalogue.organisation.time_zone)
    today = (now.astimezone(zone).date() - _EPOCH).days
    return _learn(offered, bought, today, rules.sold_within_days)


def _learn(offered: Range, bought: Bought, today: int, sold_within: int) -> LearntOffers:
    item = offered.item[bought.product]
    lines = Lines(bought.person, item, bought.day, bought.people, len(offered.items))
    test = backtest_offers(lines, TEST_DAYS)
    recipe = test.recipe if isinstance(test, OfferTest) else Recipe()
    baskets = lines.known(today)
    model = train_offers(baskets, recipe)
    recent = bought.day > today - sold_within
    sells_most = _sells_most(offered, bought.product[recent])
    price = _price(bought, recent, len(offered.item))
    upgrades = _upgrades(offered, bought, price, today)
    summary = {
        "as_of": (_EPOCH + timedelta(days=today)).isoformat(),
        "since": (_EPOCH + timedelta(days=int(bought.day.min()))).isoformat(),
        "people": bought.people, "left_out": bought.left_out, "sampled_from": bought.sampled_from,
        "lines": len(bought.day), "items": int((model.buyers > 0).sum()),
        "products": len(offered.item), "level": offered.level,
        "recipe": asdict(recipe),
        "steps_up": int(upgrades.share.nnz), "test": _told(test),
    }  # fmt: skip
    enough = (model.buyers >= SMALLEST_GROUP) & (sells_most >= 0)
    return LearntOffers(offered, model, upgrades, sells_most, price, enough, bought.people, summary)


def _sells_most(offered: Range, recent: Ints) -> Ints:
    """By item the product with most purchases of late; -1 where there were none."""
    times = np.bincount(recent, minlength=len(offered.item))
    order = np.lexsort((times, offered.item))
    order = order[times[order] > 0]
    best = np.full(len(offered.items), -1)
    best[offered.item[order]] = order
    return best


def _price(bought: Bought, recent: Bools, products: int) -> Floats:
    """Mean price of a piece by product, of late; NaN where nothing was paid."""
    pieces = np.bincount(bought.product[recent], bought.pieces[recent], products)
    paid = np.bincount(bought.product[recent], bought.paid[recent], products)
    known = (pieces > 0) & (paid > 0)
    return np.where(known, paid / np.where(known, pieces, 1), np.nan)


def _upgrades(offered: Range, bought: Bought, price: Floats, today: int) -> Upgrades:
    """Steps between products of one kind, of which the dearer is still sold."""
    sorted_in = offered.kind[bought.product] >= 0
    baskets = Baskets.of(
        bought.person[sorted_in], bought.product[sorted_in], bought.day[sorted_in],
        today, bought.people, len(offered.item),
    )  # fmt: skip
    return find_upgrades(baskets, np.nan_to_num(price), offered.kind, offered.size)


def _told(test: OfferTest | Reason) -> dict[str, Any]:
    if isinstance(test, Reason):
        return {"reason": test.code}
    told = asdict(test)
    for name in ("after", "until"):
        told[name] = (_EPOCH + timedelta(days=told[name])).isoformat()
    return told


def keep_offers(transaction: Transaction, model_no: int, learnt: LearntOffers) -> None:
    """Puts what was learnt in the place of what was there."""
    transaction.execute(SQL["forget_items"])
    transaction.execute(SQL["forget_upgrades"])
    offered, model = learnt.range, learnt.model
    weights = _packed(model)
    with transaction.cursor().copy(SQL["copy_items"]) as copy:
        for item in np.flatnonzero(model.buyers > 0).tolist():
            product = int(learnt.sells_most[item])
            source, number = offered.numbers[product][0] if product >= 0 else ("", "")
            copy.write_row(
                (
                    model_no, item, offered.items[item], bool(learnt.offered[item]),
                    float(model.buyers[item]) / learnt.people,
                    float(model.new_factor[item]), float(model.again_factor[item]),
                    source, number, _money(learnt.price, product), weights.get(item, b""),
                )
            )  # fmt: skip
    with transaction.cursor().copy(SQL["copy_upgrades"]) as copy:
        share, went_on = learnt.upgrades.share.tocoo(), learnt.upgrades.went_on.tocoo()
        steps = zip(
            share.row.tolist(), share.col.tolist(), share.data.tolist(), went_on.data.tolist(),
            strict=True,
        )  # fmt: skip
        for start, end, part, people in steps:
            to_source, to_number = offered.numbers[end][0]
            for source, number in offered.numbers[start]:
                copy.write_row(
                    (
                        model_no, source, number, to_source, to_number, part, int(people),
                        offered.size is not None, _money(learnt.price, end),
                    )
                )  # fmt: skip
    # Asked right afterwards, before the server's own upkeep has looked.
    transaction.execute(SQL["analyze_items"])
    transaction.execute(SQL["analyze_upgrades"])


def _packed(model: OfferModel) -> dict[int, bytes]:
    """By item, for which it speaks and how much, with how those sell of late multiplied in."""
    items = model.together.items
    weighed = model.together.weight * model.new_factor[items].astype(np.float32)
    packed: dict[int, bytes] = {}
    for place, item in enumerate(items.tolist()):
        told = np.flatnonzero(weighed[place])
        pairs = np.empty(len(told), _WEIGHTS)
        pairs["item"], pairs["weight"] = items[told], weighed[place, told]
        packed[item] = pairs.tobytes()
    return packed


def _money(price: Floats, product: int) -> float | None:
    if product < 0 or not np.isfinite(price[product]):
        return None
    return round(float(price[product]), 2)
