"""Gamma-Gamma: what a customer spends per purchase, independent of how often.

Amounts of one customer are Gamma(p, nu), nu differs between customers as Gamma(q, gamma).
Source: Fader & Hardie (2013), "The Gamma-Gamma model of monetary value", equations 1a and 5;
Colombo & Jiang (1999). The mean of all customers, p*gamma/(q-1), exists for q > 1 only, and q is
held above.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln

from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.fitting import Fit, Likelihood, maximum_likelihood, no_fit, too_few

NAMES = ("p", "q", "gamma")
LOWEST = np.array([1e-4, 1.05, 1e-4])


def fit(purchases: Floats, mean_value: Floats, weight: Floats | None = None) -> Fit:
    """Fits to customers with purchases and a mean value above zero; the others say nothing.

    ``purchases`` is how many purchases ``mean_value`` is the mean of. Money in one currency; the
    scale does not matter to the fit (it is taken out and put back).
    """
    known = (purchases > 0) & (mean_value > 0)
    x, z = purchases[known], mean_value[known]
    w = np.ones(len(x)) if weight is None else weight[known]
    few = too_few(float(w.sum()), float(w.sum()))
    # Of others nothing is known: who never came back, or whose purchases cost nothing.
    trouble = None if few is None else Reason("too_few_amounts", few.parameters)
    if trouble is None and np.ptp(z) <= 1e-9 * z.max():
        trouble = Reason("one_price")
    if trouble is not None:
        return no_fit(len(NAMES), trouble)
    scale = float(w @ z / w.sum())
    found = maximum_likelihood(
        _likelihood(x, z / scale, w), np.array([2.0, 3.0, 1.0]), float(w.sum()), LOWEST
    )
    return Fit(
        found.parameters * (1.0, 1.0, scale), found.covariance,
        found.log_likelihood - float(w.sum()) * np.log(scale), found.trouble,
    )  # fmt: skip


def expected_value(parameters: Floats, purchases: Floats, mean_value: Floats) -> Floats:
    """The mean value of a purchase to be expected: the customer's own, drawn to everybody's."""
    p, q, gamma = parameters
    return np.asarray(p * (gamma + purchases * mean_value) / (p * purchases + q - 1), float)


def _likelihood(x: Floats, z: Floats, w: Floats) -> Likelihood:
    """What does not depend on the parameters is summed once; special functions see each x once."""
    distinct, place = np.unique(x, return_inverse=True)
    share = w / w.sum()
    per_x = np.bincount(place, share)
    log_z, x_log_z = float(share @ np.log(z)), float(share @ (x * np.log(z)))
    log_x = float(per_x @ (distinct * np.log(distinct)))
    spent, heavy = x * z, share * x

    def likelihood(parameters: Floats) -> tuple[float, Floats]:
        p, q, gamma = parameters
        whole = gamma + spent
        log_whole = np.log(whole)
        once, by_x = float(share @ log_whole), float(heavy @ log_whole)
        value = float(per_x @ (gammaln(p * distinct + q) - gammaln(p * distinct)))
        value += -gammaln(q) + q * np.log(gamma) + p * x_log_z - log_z + p * log_x
        value -= p * by_x + q * once
        more = digamma(p * distinct + q)
        gradient = (
            per_x @ (distinct * (more - digamma(p * distinct))) + x_log_z + log_x - by_x,
            per_x @ more - digamma(q) + np.log(gamma) - once,
            q / gamma - p * float((heavy / whole).sum()) - q * float((share / whole).sum()),
        )
        return value, np.array(gradient)

    return likelihood
