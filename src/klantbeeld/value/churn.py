"""Churn without a contract: the probability of no purchase in a stated time.

Entering: purchases until today. Leaving: a calibrated logistic model trained out of time, with the
closed form of BG/NBD as the baseline, and how good both were when the time had passed.

P(alive) is not churn: BG/NBD gives everybody with one purchase P(alive) = 1. What is asked is
"nothing bought in the coming 13 weeks", which can be checked.

Training stands at moments in the past, a fortnight apart, each with its whole horizon before today
and as much history behind it as it looks ahead; a customer appears at each moment as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from klantbeeld.value.arrays import Floats, Ints, Reason
from klantbeeld.value.calibration import Measures, measure
from klantbeeld.value.churn_features import COLUMNS, Features, PurchaseLines, features_at
from klantbeeld.value.logistic import Logistic, fit_logistic
from klantbeeld.value.purchase_models import FittedPurchases

STEP_DAYS = 14
MOST_ORIGINS = 8
MOST_ROWS = 400_000
"""More rows than this do not change ten coefficients."""


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """``logistic`` is None where there was too little past to learn from; ``trouble`` says why."""

    horizon_days: int
    origins: Sequence[int]
    rows: int
    logistic: Logistic | None
    trouble: Reason | None = None


@dataclass(frozen=True, slots=True)
class ChurnForecast:
    """Per buyer: the probability of no purchase, and that of the closed form alone."""

    person: Ints
    probability: Floats
    closed_form: Floats
    contributions: Floats | None
    trouble: Reason | None = None


@dataclass(frozen=True, slots=True)
class ChurnTest:
    """How both did on the last horizon before today, having seen nothing of it."""

    origin: int
    logistic: Measures | None
    closed_form: Measures


def train_churn(lines: PurchaseLines, today: int, horizon_days: int) -> ChurnModel:
    """Learns from every moment whose outcome is known by ``today``."""
    origins = training_origins(lines, today, horizon_days)
    if not origins:
        return ChurnModel(horizon_days, (), 0, None, Reason("too_short"))
    kept = lines.only(lines.days.sample(MOST_ROWS // len(origins)))
    values, outcomes, used = [], [], []
    for origin in origins:
        known = features_at(kept, origin, horizon_days)
        if known.model.trouble is None:
            values.append(known.values)
            outcomes.append(_stayed_away(kept, known, origin, horizon_days))
            used.append(origin)
    if not used:
        return ChurnModel(horizon_days, (), 0, None, Reason("too_few_customers"))
    outcome = np.concatenate(outcomes)
    if outcome.min() == outcome.max():
        return ChurnModel(horizon_days, used, len(outcome), None, Reason("one_outcome"))
    logistic = fit_logistic(COLUMNS, np.vstack(values), outcome)
    trouble = None if logistic.settled else Reason("did_not_settle")
    return ChurnModel(
        horizon_days, used, len(outcome), logistic if logistic.settled else None, trouble
    )


def forecast_churn(
    model: ChurnModel, lines: PurchaseLines, today: int, fitted: FittedPurchases | None = None
) -> ChurnForecast | Reason:
    """Of everybody who bought by today. The closed form stands in where nothing was learnt.

    With ``fitted`` for the closed form a few people are told the same as among all.
    """
    known = features_at(lines, today, model.horizon_days, fitted)
    if known.model.trouble is not None:
        return known.model.trouble
    if model.logistic is None:
        closed = known.closed_form
        return ChurnForecast(known.person, closed, closed, None, model.trouble)
    return ChurnForecast(
        known.person,
        model.logistic.probability(known.values),
        known.closed_form,
        model.logistic.contributions(known.values),
    )


def backtest_churn(lines: PurchaseLines, today: int, horizon_days: int) -> ChurnTest | Reason:
    """Trained as if today were one horizon ago, held against what came since."""
    origin = today - horizon_days
    said = forecast_churn(train_churn(lines, origin, horizon_days), lines, origin)
    if isinstance(said, Reason):
        return said
    came = (lines.days.count(said.person, origin, today) == 0).astype(float)
    logistic = None if said.contributions is None else measure(said.probability, came)
    return ChurnTest(origin, logistic, measure(said.closed_form, came))


def training_origins(lines: PurchaseLines, today: int, horizon_days: int) -> list[int]:
    """Moments a fortnight apart, the newest first: the horizon fits before today and after."""
    begin = int(lines.days.day.min(initial=today))
    newest, oldest = today - horizon_days, begin + horizon_days
    return list(range(newest, oldest - 1, -STEP_DAYS))[:MOST_ORIGINS]


def _stayed_away(lines: PurchaseLines, known: Features, origin: int, horizon_days: int) -> Floats:
    bought = lines.days.count(known.person, origin, origin + horizon_days)
    return np.asarray(bought == 0, float)
