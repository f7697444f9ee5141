"""Maximum likelihood for the small models of this package.

Entering: the mean log-likelihood with its gradient, in the parameters (all of them positive).
Leaving: the parameters, their covariance, and whether to believe them. The search runs in the
logarithms; gradients are analytic, the Hessian is the central difference of the gradient.

Where the data do not determine a parameter (nobody ever leaves, say) a prior worth a thousandth of
a customer does: every parameter stays finite, and no figure that the data determine moves by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.threads import one_thread

Likelihood = Callable[[Floats], tuple[float, Floats]]
"""Parameters (not their logarithms) -> mean log-likelihood, and its gradient in the parameters."""

_Objective = Callable[[Floats], tuple[float, Floats]]

SMALLEST, LARGEST = 1e-4, 1e5
"""Beyond these a parameter makes no difference any more."""

PRIOR = 1e-3
"""Customers' worth of belief that a parameter's logarithm is within one of where we start."""

VAGUEST = 10.0
"""The largest variance of a parameter's logarithm: a factor of twenty, up or down."""

FEWEST_CUSTOMERS = 30
FEWEST_REPEAT = 10
"""Below these, four parameters say nothing: there is no model, and the answer says so."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters in the order of the model's names, and how sure.

    ``covariance`` is of the logarithms of the parameters (for the delta method); ``trouble`` is
    None where the fit can be used.
    """

    parameters: Floats
    covariance: Floats
    log_likelihood: float
    trouble: Reason | None = None


def maximum_likelihood(
    likelihood: Likelihood, start: Floats, customers: float, lowest: Floats | None = None
) -> Fit:
    """The parameters under which the histories of ``customers`` are most likely.

    ``lowest`` bounds each parameter from below. Not settling is an answer: ``trouble`` names it.
    """
    low = np.log(np.full(len(start), SMALLEST) if lowest is None else lowest)
    high = np.full(len(start), np.log(LARGEST))
    centre, weight = np.log(start), PRIOR / customers

    def objective(logarithms: Floats) -> tuple[float, Floats]:
        parameters, aside = np.exp(logarithms), logarithms - centre
        value, gradient = likelihood(parameters)
        penalty = weight / 2 * float(aside @ aside)
        return penalty - value, weight * aside - gradient * parameters

    with one_thread():
        found = minimize(
            objective, centre, jac=True, method="L-BFGS-B", bounds=np.column_stack([low, high]),
            options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 1000},
        )  # fmt: skip
        logarithms = np.asarray(found.x, float)
        covariance = _inverse(_hessian(objective, logarithms) * customers)
    trouble = _trouble(objective, logarithms, low, high)
    parameters = np.exp(logarithms)
    return Fit(parameters, covariance, likelihood(parameters)[0] * customers, trouble)


def too_few(customers: float, repeat: float) -> Reason | None:
    """The reason not to fit at all, with what there is and what is needed."""
    if customers < FEWEST_CUSTOMERS:
        return Reason("too_few_customers", {"have": int(customers), "need": FEWEST_CUSTOMERS})
    if repeat < FEWEST_REPEAT:
        return Reason("too_few_repeat_customers", {"have": int(repeat), "need": FEWEST_REPEAT})
    return None


def no_fit(parameters: int, trouble: Reason) -> Fit:
    """In the place of a fit that could not be made: no parameters, and the reason."""
    return Fit(np.zeros(0), np.zeros((parameters, parameters)), 0.0, trouble)


def _trouble(objective: _Objective, at: Floats, low: Floats, high: Floats) -> Reason | None:
    """Steepness counts only where the parameter could still move."""
    downhill = -objective(at)[1]
    free = np.where(downhill < 0, at > low + 1e-9, at < high - 1e-9)
    steepest = float(np.abs(np.where(free, downhill, 0)).max())
    if np.isfinite(steepest) and steepest < 1e-4:
        return None
    return Reason("did_not_settle", {"gradient": steepest})


def _hessian(objective: _Objective, at: Floats) -> Floats:
    step = 1e-4
    rows = []
    for place in range(len(at)):
        aside = np.zeros(len(at))
        aside[place] = step
        rows.append((objective(at + aside)[1] - objective(at - aside)[1]) / (2 * step))
    hessian = np.array(rows)
    return np.asarray((hessian + hessian.T) / 2, float)


def _inverse(hessian: Floats) -> Floats:
    """The covariance; what the data leave open gets the largest variance."""
    values, vectors = np.linalg.eigh(np.nan_to_num(hessian))
    return np.asarray((vectors / np.maximum(values, 1 / VAGUEST)) @ vectors.T, float)
