"""The gate's read of offers to one person, at the moment of contact.

Entering: who reads, and about whom. Leaving: offers under their own purpose and no other, or why
there are none now. Whoever did not consent, objected or is restricted gets none, whatever the work
of the reader is; while a case is open the answer is "not now". Each read leaves a line in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np

from klantbeeld.catalog.consents import Channel
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.offers import PRODUCT
from klantbeeld.catalog.touchpoints import TouchpointKind
from klantbeeld.privacy.barring import bars_of_one
from klantbeeld.privacy.channels.contact import ContactRules
from klantbeeld.privacy.channels.rules import REACHES, Contact
from klantbeeld.privacy.door import Door, Read
from klantbeeld.privacy.marks import Marks, is_direct_marketing
from klantbeeld.privacy.offers import choose
from klantbeeld.privacy.offers.views import (
    Answer,
    Habit,
    Offer,
    OfferKind,
    OfferState,
    Outcome,
    Pause,
    PersonOffers,
    Way,
)
from klantbeeld.privacy.views import Actor
from klantbeeld.privacy.whose import numbers_of
from klantbeeld.store.database import Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.offers", "offers.sql")
_EPOCH = date(1970, 1, 1)

MOST_CANDIDATES = 60
"""Of what fits, so many are looked up: enough for stock and answers to leave some over."""

MOST_ORDERS = 3_000
"""Of a reseller the newest: older ones would cost seconds and change nothing."""

FEWEST_DAYS, LEAST_SHARE = 5, 1 / 3
"""A habit is what somebody did on so many days, and on so large a part of them."""


class OfferReads:
    """Offers to one person."""

    def __init__(self, door: Door, contacts: ContactRules) -> None:
        self._door = door
        self._contacts = contacts

    @property
    def purpose(self) -> str:
        """The purpose of offers, for which alone they are read."""
        return self._door.catalogue.value.offers.purpose

    def may_read(self, actor: Actor) -> bool:
        """Whether the role may read for that purpose: without asking, nothing is logged."""
        declared = self._door.catalogue.purposes.get(self.purpose)
        allowed = declared is not None and declared.active and declared.profiling
        return allowed and declared is not None and actor.role in declared.roles

    def offers(self, actor: Actor, person_id: int) -> PersonOffers:
        """What may be offered now, and why; or why nothing. Raises Refused and NotFound."""
        found: PersonOffers | None = None
        with self._door.read(actor, self.purpose, "offers") as read:
            rows = read.records(person_id)
            if read.person_id is not None:
                found = self._of(read, read.person_id, numbers_of(rows))
                read.detail = {
                    "state": found.state.value,
                    "offers": len(found.again) + len(found.new) + len(found.upgrade),
                }
        return cast(PersonOffers, found)

    def _of(self, read: Read, person_id: int, records: Sequence[int]) -> PersonOffers:
        catalogue, now = self._door.catalogue, self._door.clock()
        currency = catalogue.organisation.currency
        none = PersonOffers(person_id, self.purpose, OfferState.LEFT_OUT, currency)
        # Not the reader's bars: a duty that sees restricted data may still not make offers of it.
        bars = bars_of_one(
            read.transaction, catalogue, person_id, Marks(read.marks), self.purpose, now
        )
        if bars:
            return replace(none, bars=bars)
        paused = _paused_by(read.transaction, catalogue, records)
        if paused:
            return replace(none, state=OfferState.PAUSED, paused_by=paused)
        types = order_types(catalogue)
        if not types:
            return replace(none, state=OfferState.NO_ORDERS_DECLARED)
        made = _Making(read.transaction, catalogue, records, types, now).make(none)
        return replace(made, ways=self._ways(read.transaction, person_id, now))

    def _ways(self, transaction: Transaction, person_id: int, now: datetime) -> tuple[Way, ...]:
        """By which channels an offer may also be sent, under any purpose of marketing."""
        catalogue = self._door.catalogue
        day = now.astimezone(ZoneInfo(catalogue.organisation.time_zone)).date()
        allowed: dict[Channel, bool] = {}
        for contact in marketing_contacts(catalogue):
            answer = self._contacts.answers(transaction, (person_id,), contact, day)[person_id]
            allowed[contact.channel] = allowed.get(contact.channel, False) or answer.allowed
        return tuple(Way(channel, allowed[channel]) for channel in Channel if channel in allowed)


def order_types(catalogue: Catalogue) -> list[str]:
    """The types of order that are declared for the purpose of offers."""
    purpose = catalogue.value.offers.purpose
    return [
        name
        for name, touchpoint in catalogue.touchpoints.items()
        if touchpoint.kind is TouchpointKind.ORDER and purpose in touchpoint.purposes
    ]


def marketing_contacts(catalogue: Catalogue) -> list[Contact]:
    """Every purpose of marketing by every way that it is asked for and that reaches somebody."""
    found = []
    for name, purpose in catalogue.purposes.items():
        asked = catalogue.consents.get(name)
        if not purpose.active or not is_direct_marketing(purpose):
            continue
        channels = REACHES if asked is None else REACHES & set(asked.channels)
        found += [
            Contact(name, channel, own_similar_products=asked is None)
            for channel in Channel
            if channel in channels
        ]
    return found


def _paused_by(
    transaction: Transaction, catalogue: Catalogue, records: Sequence[int]
) -> tuple[Pause, ...]:
    """That a matter is open is all that is told of it: what it is about serves another purpose."""
    named = catalogue.value.offers.pause_while_open
    pausing = [
        (name, status)
        for name, touchpoint in catalogue.touchpoints.items()
        if (touchpoint.kind is TouchpointKind.CASE if named is None else name in named)
        for status in touchpoint.open_statuses
    ]
    rows = transaction.execute(
        _SQL["open_matters"],
        {
            "records": list(records),
            "open_types": [name for name, _ in pausing],
            "open_statuses": [status for _, status in pausing],
        },
    )
    return tuple(Pause(catalogue.touchpoints[r["type"]].name, r["matters"]) for r in rows)


class _Making:
    """Offers in the making, for one person who may have them."""

    def __init__(
        self,
        transaction: Transaction,
        catalogue: Catalogue,
        records: Sequence[int],
        types: Sequence[str],
        now: datetime,
    ) -> None:
        self._transaction, self._catalogue, self._now = transaction, catalogue, now
        self._rules = catalogue.value.offers
        self._zone = ZoneInfo(catalogue.organisation.time_zone)
        self._day = now.astimezone(self._zone).date()
        barred = [(name, text) for name, texts in self._rules.excluded.items() for text in texts]
        self._parameters: dict[str, Any] = {
            "records": list(records),
            "types": list(types),
            "now": now,
            "since": now - timedelta(days=self._rules.days),
            "most_orders": MOST_ORDERS,
            "zone": catalogue.organisation.time_zone,
            "currency": catalogue.organisation.currency,
            "level": self._rules.level,
            "stock": self._rules.stock.field if self._rules.stock else None,
            "fields": [name for name, _ in barred],
            "values": [text for _, text in barred],
        }

    def make(self, none: PersonOffers) -> PersonOffers:
        """The three lists, what keeps offers away, and habits."""
        answers = self._answers()
        today = (self._day - _EPOCH).days
        products = self._rows("own_products")
        model = self._transaction.execute(_SQL["model"]).fetchone()
        known = self._rows("own_items", items=sorted({row["item"] for row in products}))
        own = choose.own_items(products, known, today)
        closed = {item for item, _ in answers}
        rules = self._rules
        terms = choose.Terms(today, rules.shown, rules.level == PRODUCT, rules.stock, closed)
        steps = self._rows(
            "steps_up",
            sources=[row["source"] for row in products],
            products=[row["product_id"] for row in products],
        )
        return replace(
            none,
            state=OfferState.MADE,
            again=choose.again(own, terms),
            new=self._new(own, terms),
            upgrade=choose.upgrade(own, steps, terms),
            model_no=model["model_no"] if model else None,
            learnt_at=model["made_at"] if model else None,
            days_bought=len({day for row in products for day in row["days"]}),
            habits=self._habits(products),
            answers=tuple(answer for _, answer in answers),
        )

    def _new(self, own: Sequence[choose.OwnItem], terms: choose.Terms) -> tuple[Offer, ...]:
        fits, speaking = choose.fitting_items(own)
        had = {each.item for each in own}
        bought = [each.known["item_no"] for each in own if each.known is not None]
        wanted = fits.item[~np.isin(fits.item, bought)][:MOST_CANDIDATES]
        candidates = self._rows("candidates", items=wanted.tolist())
        found = choose.new(fits, speaking, candidates, (), had, terms)
        if len(found) < terms.shown:
            limit = MOST_CANDIDATES + len(had)
            popular = self._rows("popular", limit=limit)
            found = choose.new(fits, speaking, candidates, popular, had, terms)
        return found

    def _answers(self) -> list[tuple[str, Answer]]:
        """Item and answer, as long as it keeps the item away."""
        rules = self._rules
        away = {
            Outcome.ACCEPTED: rules.later_days,
            Outcome.LATER: rules.later_days,
            Outcome.DECLINED: rules.declined_days,
        }
        found = []
        for row in self._rows("answers", since=self._now - timedelta(days=max(away.values()) + 1)):
            outcome = Outcome(row["outcome"])
            until = row["at"].astimezone(self._zone).date() + timedelta(days=away[outcome])
            if until > self._day:
                kind = OfferKind(row["kind"])
                answer = Answer(
                    row["act_no"], kind, row["name"], outcome, row["at"], row["actor"], until
                )
                found.append((row["item"], answer))
        return found

    def _habits(self, products: Sequence[choose.Row]) -> tuple[Habit, ...]:
        """What was done so often that it is a habit, the strongest of each kind."""
        rows = self._rows("habits", fields=list(self._rules.habits))
        labels = {
            field: label
            for name in self._parameters["types"]
            for field, label in self._catalogue.touchpoints[name].detail.items()
        }
        found = [*_favourite_category(products, (self._day - _EPOCH).days)]
        for field, told in groupby(rows, key=lambda row: row["field"]):
            most = next(told)
            habit = Habit(field, labels.get(field), most["value"], most["times"], most["days"])
            found.append(habit)
        return tuple(
            habit
            for habit in found
            if habit.times >= FEWEST_DAYS and habit.times >= LEAST_SHARE * habit.of
        )

    def _rows(self, statement: str, **more: Any) -> list[Any]:
        return self._transaction.execute(_SQL[statement], self._parameters | more).fetchall()


def _favourite_category(products: Sequence[choose.Row], today: int) -> list[Habit]:
    """Of the last year; an item that may not be offered is not among them."""
    days: dict[str, set[int]] = {}
    for row in products:
        if row["category"]:
            recent = {day for day in row["days"] if day > today - 365}
            days.setdefault(row["category"], set()).update(recent)
    every = set().union(*days.values()) if days else set()
    most = max(days, key=lambda name: (len(days[name]), name), default=None)
    return [] if most is None else [Habit("category", None, most, len(days[most]), len(every))]
