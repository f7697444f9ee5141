"""What BG/NBD and MBG/NBD share: purchases at a Poisson rate, leaving after a purchase.

Rates differ between customers as Gamma(r, alpha), the probability of leaving as Beta(a, b). In
BG/NBD a customer can leave after each repeat purchase, in MBG/NBD after the first one, too: b + x
becomes b + x + 1 everywhere (``later``).

Sources: Fader, Hardie & Lee (2005), "Counting your customers the easy way", Marketing Science 24,
equations 6 to 10; Batislam, Denizel & Filiztekin (2007), "Empirical validation and comparison of
models for customer base analysis", IJRM 24.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import digamma, expit, gammaln

from klantbeeld.value.arrays import Floats, Ints
from klantbeeld.value.fitting import Likelihood
from klantbeeld.value.history import History
from klantbeeld.value.threads import one_thread


def likelihood(history: History, later: int) -> Likelihood:
    """(r, alpha, a, b) -> mean log-likelihood over the customers, and its gradient.

    Logarithms and special functions see each distinct frequency, recency and age once.
    """
    x, at_x = np.unique(history.frequency, return_inverse=True)
    last, at_last = np.unique(history.recency, return_inverse=True)
    age, at_age = np.unique(history.age, return_inverse=True)
    share = history.weight / history.customers
    per_x, per_age = np.bincount(at_x, share), np.bincount(at_age, share)
    can_leave = history.frequency + later > 0

    def function(parameters: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = parameters
        power, before = r + x, np.maximum(b + x + later - 1, 1e-12)
        log_age, log_last = np.log(alpha + age), np.log(alpha + last)
        passed = log_age[at_age] - log_last[at_last]
        odds = (np.log(a) - np.log(before))[at_x] + power[at_x] * passed
        odds = np.where(can_leave, odds, -np.inf)
        gone = share * expit(odds)
        value = gammaln(power) - gammaln(r) + gammaln(a + b) - gammaln(b)
        value += gammaln(b + x + later) - gammaln(a + b + x + later)
        through = digamma(a + b) - digamma(a + b + x + later)
        shift = (power[at_x] * gone) @ (1 / (alpha + last[at_last]) - 1 / (alpha + age[at_age]))
        total = float(gone.sum())
        powers = share * power[at_x]
        gradient = (
            per_x @ (digamma(power) - digamma(r))
            + np.log(alpha) - per_age @ log_age + gone @ passed,
            r / alpha - powers @ (1 / (alpha + age))[at_age] - shift,
            per_x @ through + total / a,
            per_x @ (through - digamma(b) + digamma(b + x + later))
            - np.bincount(at_x, gone) @ (1 / before),
        )  # fmt: skip
        mean = per_x @ value + r * np.log(alpha) - powers @ log_age[at_age]
        return float(mean + share @ np.logaddexp(0, odds)), np.array(gradient)

    return function


def p_alive(parameters: Floats, history: History, later: int) -> Floats:
    """The probability that a customer has not left at the end of observation."""
    alpha = parameters[1]
    passed = np.log1p((history.age - history.recency) / (alpha + history.recency))
    return np.asarray(expit(-_odds_gone(parameters, history, later, passed)), float)


def p_no_purchase(parameters: Floats, history: History, later: int, weeks: float) -> Floats:
    """The probability of no purchase in the coming weeks: left, or here and waiting.

    Not 1 - P(alive): BG/NBD says 1 of every one-time buyer's P(alive).
    """
    r, alpha = parameters[:2]
    quiet = np.exp(-(r + history.frequency) * np.log1p(weeks / (alpha + history.age)))
    return np.asarray(1 - p_alive(parameters, history, later) * (1 - quiet), float)


def expected_purchases(
    parameters: Floats, history: History, later: int, weeks: Sequence[float]
) -> Floats:
    """Purchases to be expected within so many weeks: [weeks, histories] (0 for no weeks)."""
    (frequency, age), place = _distinct(history)
    alive = p_alive(parameters, history, later)
    told = _expected_if_alive(parameters, frequency, age, later, weeks)
    return np.stack([one[place] * alive for one in told])


def _distinct(history: History) -> tuple[tuple[Floats, Floats], Ints]:
    """The distinct (frequency, age): expectations of somebody still here know no recency."""
    frequencies, first = np.unique(history.frequency, return_inverse=True)
    ages, second = np.unique(history.age, return_inverse=True)
    distinct, place = np.unique(first * len(ages) + second, return_inverse=True)
    return (frequencies[distinct // len(ages)], ages[distinct % len(ages)]), place


def _expected_if_alive(
    parameters: Floats, frequency: Floats, age: Floats, later: int, weeks: Sequence[float]
) -> Iterator[Floats]:
    """The mean over p of (1 - (1 + p*t/(alpha+T))^-(r+x)) / p, with p as Beta(a, b'+x).

    That is what equation 10's 2F1 stands for: who leaves with probability p and buys at a rate
    that is Gamma(r+x, alpha+T) makes so many purchases in t weeks. Gauss and Jacobi reach five
    digits for every x up to ten times as far ahead as behind, also where 2F1's series breaks down.
    """
    r, alpha, a, b = parameters
    x, place = np.unique(frequency, return_inverse=True)
    node, weight = (each[place] for each in _beta_nodes(a, b + later + x))
    power, ahead = -(r + frequency)[:, None], 1 / (alpha + age)[:, None]
    for t in weeks:
        made = -np.expm1(power * np.log1p(node * (t * ahead))) / node
        yield np.asarray((made * weight).sum(axis=1), float)


def _beta_nodes(a: float, b: Floats, nodes: int = 32) -> tuple[Floats, Floats]:
    """Gauss's nodes and weights for the Beta(a, b) distribution of each b: [len(b), nodes].

    Golub & Welsch (1969), by the recurrence of the Jacobi polynomials moved to [0, 1].
    """
    up, down = a - 1, (b - 1)[:, None]
    n = np.arange(2, nodes)
    whole = 2 * n + up + down
    diagonal, side = np.empty((len(b), nodes)), np.empty((len(b), nodes - 1))
    diagonal[:, 0] = a / (a + b)
    # At n = 1 a factor that may be zero stands above and below the line: it is left out.
    side[:, 0] = a * b / ((a + b) ** 2 * (a + b + 1))
    side[:, 1:] = n * (n + up) * (n + down) * (n + up + down)
    side[:, 1:] /= whole**2 * (whole + 1) * (whole - 1)
    whole = 2 * np.arange(1, nodes) + up + down
    diagonal[:, 1:] = (1 + (up**2 - down**2) / (whole * (whole + 2))) / 2
    matrix = np.zeros((len(b), nodes, nodes))
    at = np.arange(nodes)
    matrix[:, at, at] = diagonal
    matrix[:, at[1:], at[:-1]] = np.sqrt(side)
    with one_thread():
        node, vector = np.linalg.eigh(matrix)
    return np.maximum(node, 1e-300), vector[:, 0, :] ** 2


def _odds_gone(parameters: Floats, history: History, later: int, passed: Floats) -> Floats:
    """Log-odds of having left; ``passed`` is ln((alpha+T)/(alpha+t_x)).

    In BG/NBD nobody has left at x = 0.
    """
    r, _, a, b = parameters
    frequency = history.frequency
    before = np.maximum(b + frequency + later - 1, 1e-12)
    odds = np.log(a) - np.log(before) + (r + frequency) * passed
    return np.asarray(odds if later else np.where(frequency > 0, odds, -np.inf), float)
