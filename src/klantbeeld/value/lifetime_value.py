"""Customer lifetime value: the expected discounted margin of the coming time, in money.

Entering: a chosen purchase model, a Gamma-Gamma model, and the terms (horizon, margin, discount).
Leaving: money per customer with an interval, and a total with one. Costs of acquiring the customer
are not taken off: they are another figure.

Discounted purchases are the integral of e^(-delta t) dE[X(t)] over the horizon, by parts
e^(-delta h) E[X(h)] + delta * integral of e^(-delta t) E[X(t)] dt, with eight points of Gauss and
Legendre; delta = ln(1 + yearly discount) per year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from klantbeeld.core.errors import InputError
from klantbeeld.value import gamma_gamma
from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.backtest import ModelChoice
from klantbeeld.value.fitting import Fit
from klantbeeld.value.history import History
from klantbeeld.value.predictive import MoneyInterval, PurchaseDistribution, money_interval
from klantbeeld.value.purchase_models import FittedPurchases
from klantbeeld.value.summary import Spending

WEEKS_PER_YEAR = 365.25 / 7
NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)
NORMAL_90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Terms:
    """Over how long, what part of revenue is margin, and what a year's waiting costs."""

    weeks: float
    margin: float
    yearly_discount: float

    def __post_init__(self) -> None:
        if not self.weeks > 0:
            raise InputError.single("the horizon is not above zero", "weeks", "Give weeks > 0.")
        if not 0 <= self.margin <= 1:
            raise InputError.single("the margin is no part of revenue", "margin", "Give 0 to 1.")
        if not self.yearly_discount >= 0:
            raise InputError.single("the discount is negative", "yearly_discount", "Give >= 0.")


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """Money per customer in one currency; ``total`` with bounds that hold 90 of 100 times."""

    expected: Floats
    interval: MoneyInterval
    total: float
    total_low: float
    total_high: float


def discounted_purchases(
    fitted: FittedPurchases, history: History, weeks: float, yearly_discount: float
) -> Floats:
    """Purchases in the horizon, each worth less the longer it is waited for; per history."""
    delta = np.log1p(yearly_discount) / WEEKS_PER_YEAR
    whole: Floats = fitted.expected_purchases(history, weeks) * np.exp(-delta * weeks)
    if delta == 0:
        return whole
    for node, part in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        until = weeks * float(node)
        here = fitted.expected_purchases(history, until)
        whole = whole + delta * weeks * float(part) * np.exp(-delta * until) * here
    return whole


def lifetime_value(
    choice: ModelChoice, history: History, value: Fit, spending: Spending, terms: Terms
) -> LifetimeValue | Reason:
    """Money of every customer in the currency of ``spending``; the reason where no model stands."""
    if choice.fitted is None:
        return choice.trouble or Reason("no_model_settled")
    if value.trouble is not None:
        return value.trouble
    fitted = choice.fitted
    worth = gamma_gamma.expected_value(value.parameters, spending.days, spending.mean_value)
    worth = worth * spending.share * terms.margin

    def total(one: FittedPurchases, money: Floats) -> float:
        bought = discounted_purchases(one, history, terms.weeks, terms.yearly_discount)
        return float(choice.level * (history.spread(bought) @ money))

    bought = choice.level * discounted_purchases(
        fitted, history, terms.weeks, terms.yearly_discount
    )
    expected = history.spread(bought) * worth
    interval, spread = _per_customer(fitted, history, bought, value, spending, worth, terms)
    error = np.sqrt(
        _parameter_variance(fitted.fit, lambda fit: total(replace(fitted, fit=fit), worth))
        + (choice.level_error / max(choice.level, 1e-9) * expected.sum()) ** 2
        + spread
    )
    whole = float(expected.sum())
    low, high = max(whole - NORMAL_90 * error, 0.0), whole + NORMAL_90 * error
    return LifetimeValue(expected, interval, whole, float(low), float(high))


def _per_customer(
    fitted: FittedPurchases,
    history: History,
    bought: Floats,
    value: Fit,
    spending: Spending,
    worth: Floats,
    terms: Terms,
) -> tuple[MoneyInterval, float]:
    """Bounds per customer, and the variance of the sum that chance alone makes."""
    none = fitted.p_no_purchase(history, terms.weeks)
    shape = fitted.fit.parameters[0] + history.frequency
    forecast = PurchaseDistribution.of(bought, none, shape)
    rows = history.row
    spread_out = PurchaseDistribution(
        forecast.takes_part[rows], forecast.mean[rows], forecast.shape[rows]
    )
    p, q, _ = value.parameters
    interval = money_interval(spread_out, none[rows], worth, p, p * spending.days + q)
    chance = spread_out.variance() + spread_out.takes_part * spread_out.mean / p
    return interval, float(worth**2 @ chance)


def _parameter_variance(fit: Fit, total: Callable[[Fit], float]) -> float:
    """Delta method: how the total moves with each parameter, and how sure the parameters are."""
    step = 1e-3
    slope = np.empty(len(fit.parameters))
    for place in range(len(slope)):
        up, down = fit.parameters.copy(), fit.parameters.copy()
        up[place] *= np.exp(step)
        down[place] *= np.exp(-step)
        slope[place] = total(replace(fit, parameters=up)) - total(replace(fit, parameters=down))
    slope /= 2 * step
    return float(slope @ fit.covariance @ slope)
