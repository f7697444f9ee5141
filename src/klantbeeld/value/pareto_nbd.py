"""Pareto/NBD: purchases at a Poisson rate, leaving at any moment.

Rates differ between customers as Gamma(r, alpha), the rate of leaving as Gamma(s, beta). The
likelihood is that of Schmittlein, Morrison & Colombo (1987), "Counting your customers", Management
Science 33, in the form of Fader & Hardie (2005), "A note on deriving the Pareto/NBD model". Its
difference of two 2F1 is written back as the integral over the moment of leaving that it stands for,

    integral from t_x to T of  s / ((alpha+u)^(r+x) * (beta+u)^(s+1))  du,

by Gauss and Legendre: the same value without loss of digits, and its gradient comes with it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import digamma, gammaln

from klantbeeld.value.arrays import Floats
from klantbeeld.value.fitting import Likelihood
from klantbeeld.value.history import History

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
SMOOTH = 4.0
"""The higher, the smoother the integrand at long ages, and the fewer nodes at short ones."""


def likelihood(history: History) -> Likelihood:
    """(r, alpha, s, beta) -> mean log-likelihood over the customers, and its gradient."""
    share = history.weight / history.customers
    x, at_x = np.unique(history.frequency, return_inverse=True)

    def function(parameters: Floats) -> tuple[float, Floats]:
        r, alpha, s, beta = parameters
        power = r + history.frequency
        log_alpha, log_beta = np.log(alpha + history.age), np.log(beta + history.age)
        moment, left = _leaving(parameters, history)
        here = _here(parameters, history)
        top = np.maximum(here, left.max(axis=1))
        stays, goes = np.exp(here - top), np.exp(left - top[:, None])
        both = stays + goes.sum(axis=1)
        stays, goes = stays / both, goes / both[:, None]
        gone = goes.sum(axis=1)
        until_alpha = stays * log_alpha + (goes * np.log(alpha + moment)).sum(axis=1)
        until_beta = stays * log_beta + (goes * np.log(beta + moment)).sum(axis=1)
        per_alpha = stays / (alpha + history.age) + (goes / (alpha + moment)).sum(axis=1)
        per_beta = s * stays / (beta + history.age)
        per_beta += (s + 1) * (goes / (beta + moment)).sum(axis=1)
        gradient = (
            share @ ((digamma(r + x) - digamma(r))[at_x] - until_alpha) + np.log(alpha),
            r / alpha - share @ (power * per_alpha),
            np.log(beta) + share @ (gone / s - until_beta),
            s / beta - share @ per_beta,
        )
        value = share @ ((gammaln(r + x) - gammaln(r))[at_x] + top + np.log(both))
        return float(value + r * np.log(alpha) + s * np.log(beta)), np.array(gradient)

    return function


def p_alive(parameters: Floats, history: History) -> Floats:
    """The probability that a customer has not left at the end of observation."""
    here, left = _parts(parameters, history)
    return np.asarray(np.exp(here - np.logaddexp(here, left)), float)


def p_no_purchase(parameters: Floats, history: History, weeks: float) -> Floats:
    """The probability of no purchase in the coming weeks: left, leaving first, or here and waiting.

    Of who is here at T it is the likelihood of nothing from T on, over that of being here.
    """
    begin, end = history.age, history.age + weeks
    coming = History(history.frequency, begin, end, history.weight, history.row)
    here, leaving = _parts(parameters, coming)
    quiet = np.exp(np.logaddexp(here, leaving) - _here(parameters, history))
    return np.asarray(1 - p_alive(parameters, history) * (1 - np.minimum(quiet, 1)), float)


def expected_purchases(parameters: Floats, history: History, weeks: Sequence[float]) -> Floats:
    """Purchases to be expected within so many weeks: [weeks, histories] (0 for no weeks)."""
    r, alpha, s, beta = parameters
    rate = p_alive(parameters, history) * (r + history.frequency) / (alpha + history.age)
    passed = np.log1p(np.asarray(weeks, float)[:, None] / (beta + history.age))
    staying = passed if abs(s - 1) < 1e-9 else -np.expm1((1 - s) * passed) / (s - 1)
    return np.asarray(rate * (beta + history.age) * staying, float)


def _here(parameters: Floats, history: History) -> Floats:
    """Log-likelihood of being here at the end, but for what it has in common with having left."""
    r, alpha, s, beta = parameters
    bought = (r + history.frequency) * np.log(alpha + history.age)
    return np.asarray(-bought - s * np.log(beta + history.age), float)


def _parts(parameters: Floats, history: History) -> tuple[Floats, Floats]:
    """That of being here, and that of having left between recency and age."""
    left = _leaving(parameters, history)[1]
    top = left.max(axis=1)
    left_at_all = top + np.log(np.exp(left - top[:, None]).sum(axis=1))
    return _here(parameters, history), np.asarray(left_at_all, float)


def _leaving(parameters: Floats, history: History) -> tuple[Floats, Floats]:
    """Moments of leaving, and the logarithm of weight times integrand: [histories, nodes].

    The nodes lie evenly in w = ((c+t_x)/(c+u))^(m/SMOOTH) with c the smaller of alpha and beta and
    m so that the integrand begins to fall as w^SMOOTH does: nearly a polynomial, however large x.
    """
    r, alpha, s, beta = parameters
    power = r + history.frequency
    c, last = min(alpha, beta), history.recency
    start = (c + last)[:, None]
    fall = start[:, 0] * (power / (alpha + last) + s / (beta + last)) / SMOOTH
    width = np.maximum(-np.expm1(-fall * np.log((c + history.age) / (c + last))), 1e-300)
    log_w = np.log1p(-width[:, None] * (1 + NODES) / 2)
    log_u = np.log(start) - log_w / fall[:, None]
    moment = start * np.exp(-log_w / fall[:, None]) - c
    integrand = -power[:, None] * np.log(alpha + moment) - (s + 1) * np.log(beta + moment)
    step = log_u - log_w + np.log(width / fall)[:, None] + np.log(s * WEIGHTS / 2)
    return moment, integrand + step
