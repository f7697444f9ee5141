"""The three models of how often a customer buys, under one shape.

Entering: histories. Leaving: a fitted model that says P(alive), P(no purchase) and how many
purchases to expect. Which of them to believe is decided by ``backtest``, never by their likelihood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from klantbeeld.value import beta_geometric, pareto_nbd
from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.fitting import Fit, Likelihood, maximum_likelihood, no_fit, too_few
from klantbeeld.value.history import History


@dataclass(frozen=True, slots=True)
class PurchaseModel:
    """One model: its parameters' published names, where to start, and its functions."""

    name: str
    parameters: tuple[str, ...]
    start: tuple[float, ...]
    likelihood: Callable[[History], Likelihood]
    p_alive: Callable[[Floats, History], Floats]
    p_no_purchase: Callable[[Floats, History, float], Floats]
    expected_purchases: Callable[[Floats, History, Sequence[float]], Floats]


def _beta_geometric(name: str, later: int) -> PurchaseModel:
    return PurchaseModel(
        name,
        ("r", "alpha", "a", "b"),
        (0.5, 5.0, 0.8, 2.0),
        partial(beta_geometric.likelihood, later=later),
        partial(beta_geometric.p_alive, later=later),
        lambda parameters, history, weeks: beta_geometric.p_no_purchase(
            parameters, history, later, weeks
        ),
        lambda parameters, history, weeks: beta_geometric.expected_purchases(
            parameters, history, later, weeks
        ),
    )


BG_NBD = _beta_geometric("bg_nbd", 0)
MBG_NBD = _beta_geometric("mbg_nbd", 1)
PARETO_NBD = PurchaseModel(
    "pareto_nbd", ("r", "alpha", "s", "beta"), (0.5, 10.0, 0.6, 11.0),
    pareto_nbd.likelihood, pareto_nbd.p_alive,
    pareto_nbd.p_no_purchase, pareto_nbd.expected_purchases,
)  # fmt: skip
PURCHASE_MODELS = {model.name: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)}


@dataclass(frozen=True, slots=True)
class FittedPurchases:
    """A model with its parameters. Use its functions only where ``trouble`` is None."""

    model: PurchaseModel
    fit: Fit

    @property
    def trouble(self) -> Reason | None:
        """Why there is no model to use; None where there is one."""
        return self.fit.trouble

    @property
    def parameters(self) -> dict[str, float]:
        """By their published names; rates per week."""
        return dict(zip(self.model.parameters, self.fit.parameters.tolist(), strict=False))

    def p_alive(self, history: History) -> Floats:
        """The probability that each history's customer has not left."""
        return self.model.p_alive(self.fit.parameters, history)

    def p_no_purchase(self, history: History, weeks: float) -> Floats:
        """The probability of no purchase in the coming weeks."""
        return self.model.p_no_purchase(self.fit.parameters, history, weeks)

    def expected_purchases(self, history: History, weeks: float) -> Floats:
        """Purchases to be expected in the coming weeks."""
        return np.asarray(self.expected_at(history, (weeks,))[0], float)

    def expected_at(self, history: History, weeks: Sequence[float]) -> Floats:
        """The same for several moments at once: [weeks, histories]."""
        return self.model.expected_purchases(self.fit.parameters, history, weeks)


def fit_purchases(model: PurchaseModel, history: History) -> FittedPurchases:
    """The model's maximum-likelihood parameters on these histories (alpha, beta in weeks).

    Time is scaled by the mean age for the search, so that any pace of buying settles alike.
    """
    repeat = float(history.weight[history.frequency > 0].sum())
    trouble = too_few(history.customers, repeat)
    if trouble is not None:
        return FittedPurchases(model, no_fit(len(model.parameters), trouble))
    found = maximum_likelihood(model.likelihood(history), np.array(model.start), history.customers)
    return FittedPurchases(model, found)
