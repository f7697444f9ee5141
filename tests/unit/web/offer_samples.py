"""Offers as the gate would hand them out, for pages without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from person_samples import NOW

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
from klantbeeld.pipeline.valuing.offer_views import AnswersOfKind, OfferModelVersion, OffersAtLarge
from klantbeeld.privacy.offers.answers import Offered
from klantbeeld.privacy.offers.views import (
    Answer,
    Habit,
    Offer,
    OfferKind,
    OfferState,
    Outcome,
    PersonOffers,
    Way,
)
from klantbeeld.privacy.views import Actor
from klantbeeld.value.arrays import Reason

COFFEE = Offer(
    OfferKind.AGAIN, "koffie", "shop", "1", "KOFFIE 250 G", Decimal("3.49"), True,
    Reason("bought_every", {"times": 6, "every_days": 14, "days_ago": 16}),
)  # fmt: skip
FILTERS = Offer(
    OfferKind.NEW, "filters", "shop", "3", "Filters", None, None, Reason("goes_with"),
    refers_to="KOFFIE", refers_on=date(2026, 10, 3),
)  # fmt: skip
LARGER = Offer(
    OfferKind.UPGRADE, "koffie", "shop", "2", "Koffie 500 g", Decimal("5.99"), True,
    Reason("upgrade_of", {"people": 27, "larger": 1}),
    refers_to="KOFFIE 250 G", refers_on=date(2025, 11, 3),
)  # fmt: skip
OFFERS = PersonOffers(
    812, "service", OfferState.MADE, "EUR", again=(COFFEE,), new=(FILTERS,), upgrade=(LARGER,),
    model_no=1, learnt_at=NOW, days_bought=6,
    ways=(Way(Channel.EMAIL, allowed=True), Way(Channel.PHONE, allowed=False)),
    habits=(
        Habit("category", None, "DRINKS", 5, 6), Habit("weekday", None, "6", 5, 6),
        Habit("shop", Words(nl="Winkel", en="Shop"), "412", 6, 6),
    ),
    answers=(
        Answer(7, OfferKind.NEW, "THEEPOT", Outcome.DECLINED, NOW, "anna",
               date(2027, 2, 18)),
    ),
)  # fmt: skip

RECIPE = {"ridge": 1000.0, "trend": [0.5, 0.25], "comes_back": 0.5, "fitting": 1.0}
MODEL = OfferModelVersion(
    1, 1, NOW, "live",
    {
        "as_of": "2026-11-16", "since": "2025-11-16", "people": 2667, "left_out": 1183,
        "sampled_from": 9000, "lines": 982058, "items": 1970, "products": 60080, "level": "kind",
        "recipe": RECIPE, "steps_up": 4528,
        "test": {
            "recipe": RECIPE, "after": "2026-10-19", "until": "2026-11-16",
            "again_all": {"people": 1846, "recall": 0.174, "ndcg": 0.45},
            "ours_all": {"people": 1846, "recall": 0.175, "ndcg": 0.46},
            "ours_new": {"people": 1754, "recall": 0.086, "ndcg": 0.107},
            "popular_all": {"people": 1846, "recall": 0.1167, "ndcg": 0.319},
            "popular_new": {"people": 1754, "recall": 0.0779, "ndcg": 0.091},
        },
    },
)  # fmt: skip
AT_LARGE = OffersAtLarge(
    "marketing", MODEL, None, (MODEL,),
    (AnswersOfKind("again", 12, 3, 5), AnswersOfKind("new", None, None, None),
     AnswersOfKind("upgrade", 0, 0, 11)),
)  # fmt: skip


class SampleOffers:
    """Offers for the service agent; nobody else may read them."""

    def __init__(self) -> None:
        self.view = OFFERS

    def may_read(self, actor: Actor) -> bool:
        return actor.role == "service"

    def offers(self, _: Actor, person_id: int) -> PersonOffers:
        return replace(self.view, person_id=person_id)


class SampleAnswers:
    """Remembers what was recorded."""

    def __init__(self) -> None:
        self.recorded: list[tuple[object, ...]] = []

    def record(self, actor: Actor, person_id: int, offered: Offered, outcome: Outcome) -> int:
        self.recorded.append((actor.name, person_id, offered, outcome))
        return 1

    def take_back(self, actor: Actor, person_id: int, act_no: int) -> None:
        self.recorded.append((actor.name, person_id, act_no))
