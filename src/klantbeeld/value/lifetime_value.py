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

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.value import gamma_gamma
from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.backtest import ModelChoice
from klantbeeld.value.fitting import Fit
from klantbeeld.value.history import History
from klantbeeld.value.predictive import MoneyForecast, PurchaseDistribution
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
    """Money in one currency, per customer and in total; bounds are to hold 90 of 100 times.

    ``expected`` is ``purchases`` (discounted) times ``worth``, the margin of one.
    """

    purchases: Floats
    worth: Floats
    expected: Floats
    low: Floats
    high: Floats
    total: float
    total_low: float
    total_high: float


def discounted_purchases(
    fitted: FittedPurchases, history: History, weeks: float, yearly_discount: float
) -> Floats:
    """Purchases in the horizon, each worth less the longer it is waited for; per history."""
    delta = np.log1p(yearly_discount) / WEEKS_PER_YEAR
    if delta == 0:
        return fitted.expected_purchases(history, weeks)
    moments = weeks * np.append((NODES + 1) / 2, 1.0)
    weight = np.append(delta * weeks * WEIGHTS / 2, 1.0) * np.exp(-delta * moments)
    return np.asarray(weight @ fitted.expected_at(history, moments.tolist()), float)


def expected_worth(
    choice: ModelChoice, history: History, value: Fit, spending: Spending, terms: Terms
) -> tuple[Floats, Floats]:
    """Per customer the discounted purchases to be expected, and the margin of one; no bounds.

    Raises ``InternalError`` where no model stands: look at its trouble first.
    """
    if choice.fitted is None or value.trouble is not None:
        raise InternalError("No model stands; its trouble was not looked at.")
    waited = discounted_purchases(choice.fitted, history, terms.weeks, terms.yearly_discount)
    known = gamma_gamma.expected_value(value.parameters, spending.days, spending.mean_value)
    return history.spread(choice.level * waited), known * spending.share * terms.margin


def lifetime_value(
    choice: ModelChoice, history: History, value: Fit, spending: Spending, terms: Terms
) -> LifetimeValue | Reason:
    """Money of every customer in the currency of ``spending``; the reason where no model stands."""
    if choice.fitted is None:
        return choice.trouble or Reason("no_model_settled")
    if value.trouble is not None:
        return value.trouble
    fitted, margin = choice.fitted, spending.share * terms.margin

    def worth_by(fit: Fit) -> Floats:
        known = gamma_gamma.expected_value(fit.parameters, spending.days, spending.mean_value)
        return known * margin

    def bought_by(fit: Fit) -> Floats:
        told = replace(fitted, fit=fit)
        waited = discounted_purchases(told, history, terms.weeks, terms.yearly_discount)
        return choice.level * waited

    worth, bought = worth_by(value), bought_by(fitted.fit)
    times = history.spread(bought)
    expected = times * worth
    money = _money(fitted, history, bought, value, spending, worth, terms.weeks)
    whole = float(expected.sum())
    variance = float(money.variance.sum())
    variance += (choice.level_error / max(choice.level, 1e-9) * whole) ** 2
    variance += _delta(fitted.fit, lambda fit: float(history.spread(bought_by(fit)) @ worth))
    variance += _delta(value, lambda fit: float(times @ worth_by(fit)))
    wide = NORMAL_90 * np.sqrt(variance)
    return LifetimeValue(
        times, worth, expected, money.quantile(0.05), money.quantile(0.95),
        whole, max(whole - wide, 0.0), whole + wide,
    )  # fmt: skip


def _money(
    fitted: FittedPurchases,
    history: History,
    bought: Floats,
    value: Fit,
    spending: Spending,
    worth: Floats,
    weeks: float,
) -> MoneyForecast:
    none, rows = fitted.p_no_purchase(history, weeks), history.row
    one = PurchaseDistribution.of(bought, none, fitted.fit.parameters[0] + history.frequency)
    each = PurchaseDistribution(one.takes_part[rows], one.mean[rows], one.shape[rows])
    p, q, _ = value.parameters
    return MoneyForecast.of(each, none[rows], worth, p, p * spending.days + q)


def _delta(fit: Fit, total: Callable[[Fit], float]) -> float:
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
