"""Offers as the gate would hand them out, for pages without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import web_samples as samples

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.definition import Words
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
    model_no=1, learnt_at=samples.NOW, days_bought=6,
    ways=(Way(Channel.EMAIL, allowed=True), Way(Channel.PHONE, allowed=False)),
    habits=(
        Habit("category", None, "DRINKS", 5, 6), Habit("weekday", None, "6", 5, 6),
        Habit("shop", Words(nl="Winkel", en="Shop"), "412", 6, 6),
    ),
    answers=(
        Answer(7, OfferKind.NEW, "THEEPOT", Outcome.DECLINED, samples.NOW, "anna",
               date(2027, 2, 18)),
    ),
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
