"""Scores of people: worked out as a whole once a day, and for who changed as soon as it is known.

Entering: purchases of who may be profiled, and the frozen models in use. Leaving: rows of
``person_value``, and sums that keep step with them (the store's own triggers). Whoever was touched
is scored within a turn; a turn that fails leaves them waiting. Who objects, is merged into another
or erased has no score from that transaction on, whoever scores meanwhile. AVG/GDPR Articles 4(4),
21 and 22: nothing is decided by a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from psycopg.types.json import Jsonb

from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.core.progress import NoProgress, Progress
from klantbeeld.metrics.fold import fold, take_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing.insight import (
    InSight,
    forget_unseen,
    in_sight,
    keep_left_out,
    read_again,
)
from klantbeeld.pipeline.valuing.lifecycle import outdated as stages_outdated
from klantbeeld.pipeline.valuing.lifecycle import restage, tell_alone
from klantbeeld.pipeline.valuing.models import (
    EPOCH,
    SQL,
    LiveModels,
    barred,
    live_models,
    live_numbers,
)
from klantbeeld.pipeline.valuing.past import store_past
from klantbeeld.store.copy import Numbers, copy_numbers
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.value.arrays import Ints, Reason
from klantbeeld.value.frozen import LifetimeModel
from klantbeeld.value.history import DAYS_PER_WEEK
from klantbeeld.value.lifetime_value import Terms
from klantbeeld.value.purchases import Purchases
from klantbeeld.value.scoring import ValueScores, brought, score_churn, score_value
from klantbeeld.value.training import last_day

PEOPLE_AT_ONCE = 20_000
"""Scored by one transaction: bounds how long an erasure or a merge may have to wait for it."""


def local_day(services: Services) -> date:
    """Today, where the organisation is."""
    zone = ZoneInfo(services.catalogue.organisation.time_zone)
    return services.clock().astimezone(zone).date()


def declared_terms(catalogue: Catalogue) -> Terms:
    """The terms of ``catalog/value.yaml``, in the units of the models."""
    rules = catalogue.value.lifetime_value
    return Terms(rules.horizon_days / DAYS_PER_WEEK, rules.margin, rules.yearly_discount)


def turn(services: Services) -> int:
    """Scores who waits, or everybody where the day, a model or the settings are others; returns
    how many people waited. Nothing where somebody else is scoring."""
    today = local_day(services)
    with services.database.transaction() as transaction:
        if not one_row(transaction, SQL["try_lock"])["taken"]:
            return 0
        whole = _outdated(transaction, services.catalogue, today)
        people = [] if whole else take_waiting(transaction, PEOPLE_AT_ONCE)
        if people:
            tell_alone(transaction)
            seen = read_again(transaction, services.catalogue, people, services.clock())
            whole = not _score_some(transaction, services.catalogue, people, seen, today)
            restage(transaction, services.catalogue, people, today, seen)
        elif not whole and stages_outdated(transaction, services.catalogue):
            restage(transaction, services.catalogue, None, today)
    if whole:
        rescore(services, NoProgress())
    return len(people)


def settle(services: Services, progress: Progress) -> None:
    """Until nobody waits: folds what waits, and scores who is touched by it."""
    with progress.step("scoring customers", None) as step:
        fold(services.database, services.catalogue)
        while count := turn(services):
            step.advance(count)


def rescore(services: Services, progress: Progress) -> int:
    """Scores everybody; returns how many. Others who want to score wait meanwhile."""
    today, now, catalogue = local_day(services), services.clock(), services.catalogue
    with services.database.transaction() as guard:
        guard.execute(SQL["lock"])
        guard.execute(SQL["take_everybody"])
        with services.database.transaction() as transaction:
            forget_unseen(transaction, None)
        state = one_row(guard, SQL["state"])
        models, run_no = live_models(guard), state["run_no"] + 1
        seen = in_sight(guard, catalogue, None, now)
        # In a transaction of its own: who objects from now on is passed over by what follows.
        with services.database.transaction() as transaction:
            keep_left_out(transaction, None, seen.left_out)
        purchases = _scored_by(models, seen)
        day = last_day(purchases, (today - EPOCH).days)
        before = _month_before(day)
        scored = _scores(models, catalogue, purchases, day, before)
        with progress.step("scoring customers", len(scored.person)) as step:
            for start in range(0, len(scored.person), PEOPLE_AT_ONCE):
                part = scored.part(slice(start, start + PEOPLE_AT_ONCE))
                with services.database.transaction() as transaction:
                    part.store(transaction, run_no)
                step.advance(len(part.person))
        with services.database.transaction() as transaction:
            tell_alone(transaction)
            transaction.execute(SQL["forget_outdated"], {"run_no": run_no})
            transaction.execute(SQL["forget_parts_of_nobody"])
            transaction.execute(SQL["analyse"])
            lifetime = None if barred(catalogue) else _in_terms(models, catalogue)
            store_past(transaction, lifetime, purchases, day)
            restage(transaction, catalogue, None, today, seen)
        parameters = {
            "run_no": run_no, "now": now, "day": EPOCH + timedelta(days=day),
            "before_day": EPOCH + timedelta(days=before), "lifetime": models.lifetime_no,
            "churn": models.churn_no, "terms": Jsonb(_settings(catalogue)),
            "total_low": scored.total_low, "total_high": scored.total_high,
            "by_consent": _by_consent(catalogue),
        }  # fmt: skip
        guard.execute(SQL["set_state"], parameters)
    return len(scored.person)


@dataclass(frozen=True, slots=True)
class _Scored:
    """Columns of the staging table, in its order; and which of them a model stands behind."""

    person: Ints
    columns: tuple[Numbers, ...]
    valued: bool
    churning: bool
    total_low: Decimal | None = None
    total_high: Decimal | None = None

    def part(self, rows: slice) -> _Scored:
        """These people."""
        columns = tuple(column[rows] for column in self.columns)
        return replace(self, person=self.person[rows], columns=columns)

    def store(self, transaction: Transaction, run_no: int) -> None:
        """Writes them over what stood."""
        transaction.execute(SQL["create_scoring"])
        copy_numbers(transaction, SQL["copy_scoring"], (self.person, *self.columns))
        parameters = {"run_no": run_no, "valued": self.valued, "churning": self.churning}
        transaction.execute(SQL["store_scores"], parameters)


def _score_some(
    transaction: Transaction,
    catalogue: Catalogue,
    people: Sequence[int],
    seen: InSight,
    today: date,
) -> bool:
    """Of these people; returns False where everybody must be, as orders came after a long time."""
    state, models = one_row(transaction, SQL["state"]), live_models(transaction)
    day = (state["day"] - EPOCH).days
    purchases = _scored_by(models, seen)
    bought = purchases.day[purchases.orders > 0]
    if ((bought > day) & (bought <= (today - EPOCH).days)).any():
        return False
    found = _scores(models, catalogue, purchases, day, (state["before_day"] - EPOCH).days)
    found.store(transaction, state["run_no"])
    transaction.execute(
        SQL["forget_others"], {"people": list(people), "scored": found.person.tolist()}
    )
    return True


def _scored_by(models: LiveModels, seen: InSight) -> Purchases:
    """What there is to score: nothing where no model is in use."""
    if models.numbers != (None, None):
        return seen.purchases
    return seen.purchases.only(np.zeros(len(seen.purchases.person), bool))


def _scores(
    models: LiveModels, catalogue: Catalogue, purchases: Purchases, day: int, before: int
) -> _Scored:
    """Everybody of these purchases who bought by the end of the day."""
    seen = purchases.days().seen(day)
    person, zero = seen.person, np.zeros(len(seen.person), np.int64)
    lifetime = _in_terms(models, catalogue)
    worth = score_value(lifetime, purchases, day, before) if lifetime and len(person) else None
    stays = score_churn(models.churn, purchases, day) if models.churn and len(person) else None
    money = (zero,) * 8
    valued, churning = isinstance(worth, ValueScores), not isinstance(stays, Reason | None)
    low = high = None
    if isinstance(worth, ValueScores):
        money = (
            worth.value, worth.low, worth.high, worth.before, worth.arrived, worth.bought,
            worth.away, worth.per_purchase,
        )  # fmt: skip
        low, high = (Decimal(str(round(x, 2))) for x in (worth.total_low, worth.total_high))
    chance = np.zeros(len(person)) if isinstance(stays, Reason | None) else stays.probability
    days = models.churn.model.horizon_days if models.churn else catalogue.value.churn.horizon_days
    last = day - seen.age_days + seen.recency_days
    margin = catalogue.value.lifetime_value.margin
    recent = np.rint(brought(purchases, person, day - days, day) * margin).astype(np.int64)
    active = (last > day - days).astype(np.int64)
    columns = (day - seen.age_days, last, *money, chance, active, recent)
    return _Scored(person, columns, valued, churning, low, high)


def _in_terms(models: LiveModels, catalogue: Catalogue) -> LifetimeModel | None:
    """The model in use, under the terms declared today."""
    if models.lifetime is None:
        return None
    return replace(models.lifetime, terms=declared_terms(catalogue))


def _outdated(transaction: Transaction, catalogue: Catalogue, today: date) -> bool:
    """Whether everybody must be scored: another day, another model, other settings."""
    state = one_row(transaction, SQL["state"])
    if state["scored_at"] is None:
        return True
    zone = ZoneInfo(catalogue.organisation.time_zone)
    known = (state["lifetime_model_no"], state["churn_model_no"])
    return (
        state["scored_at"].astimezone(zone).date() != today
        or live_numbers(transaction) != known
        or state["terms"] != _settings(catalogue)
    )


def _settings(catalogue: Catalogue) -> dict[str, Any]:
    """What a score depends on beside purchases, model and day."""
    organisation, rules = catalogue.organisation, catalogue.value
    return {
        "purpose": rules.purpose,
        "barred": barred(catalogue),
        "lifetime_value": rules.lifetime_value.model_dump(),
        "currency": organisation.currency,
        "time_zone": organisation.time_zone,
        "types": [
            [name, each.kind.value]
            for name, each in catalogue.touchpoints.items()
            if rules.purpose in each.purposes
        ],
    }


def _by_consent(catalogue: Catalogue) -> bool:
    purpose = catalogue.purposes.get(catalogue.value.purpose)
    return purpose is not None and purpose.legal_basis is LegalBasis.CONSENT


def _month_before(day: int) -> int:
    """The last day of the month before that of ``day``."""
    first = (EPOCH + timedelta(days=day)).replace(day=1)
    return (first - EPOCH).days - 1
