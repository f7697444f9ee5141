"""How sure a forecast is: the whole distribution of a customer's purchases, and of their money.

Entering: two closed forms of a fitted model, the expected number of purchases in the horizon and
the probability of none. Leaving: quantiles, intervals, and whole numbers that add up.

The distribution is a share that stays away and a negative binomial of shape r + x (the posterior
of the Poisson rate) for the others; the two unknowns follow exactly from the two closed forms. Its
only approximation is the shape of who leaves halfway. The coverage of the intervals, measured by
simulation, stands in ``docs/explanation/customer-value.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv
from scipy.stats import nbinom

from klantbeeld.value.arrays import Floats


@dataclass(frozen=True, slots=True)
class PurchaseDistribution:
    """Per history: the probability to take part, and the negative binomial of who does."""

    takes_part: Floats
    mean: Floats
    shape: Floats

    @classmethod
    def of(cls, expected: Floats, p_none: Floats, shape: Floats) -> PurchaseDistribution:
        """Solves takes_part * mean = expected and takes_part * P(NB > 0) = 1 - p_none."""
        expected = np.maximum(expected, 1e-12)
        some = np.clip(1 - p_none, 1e-15, 1.0)
        low = np.log(expected)
        high = np.maximum(np.log(expected / some) + np.log1p(expected / shape), low + 1e-9)
        high = np.minimum(high + 5.0, 50.0)
        for _ in range(60):
            middle = (low + high) / 2
            reach = -np.expm1(-shape * np.log1p(np.exp(middle) / shape))
            enough = expected * np.exp(-middle) * reach > some
            low, high = np.where(enough, middle, low), np.where(enough, high, middle)
        mean = np.maximum(np.exp((low + high) / 2), expected)
        return cls(expected / mean, mean, shape)

    def quantile(self, probability: float) -> Floats:
        """The number of purchases that is not exceeded with this probability: whole numbers."""
        inside = (probability - 1 + self.takes_part) / self.takes_part
        positive = np.clip(inside, 1e-12, 1 - 1e-12)
        number = nbinom.ppf(positive, self.shape, self.shape / (self.shape + self.mean))
        return np.where(inside > 0, number, 0.0)

    def variance(self) -> Floats:
        """Of the number of purchases."""
        second = self.mean * (1 + self.mean * (1 + 1 / self.shape))
        return np.asarray(self.takes_part * second - (self.takes_part * self.mean) ** 2, float)


def whole_purchases(forecast: PurchaseDistribution, weight: Floats, total: float) -> Floats:
    """A whole number of purchases per history, adding up to ``total`` as nearly as they can.

    One quantile for all, so chosen that the weighted numbers reach the total: the single number
    that a person would name of each customer. Expectations are for money; of counts where most are
    nought they are off by more for every single customer (mean absolute error).
    """
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        reached = float(weight @ forecast.quantile(middle)) >= total
        low, high = (low, middle) if reached else (middle, high)
    below, above = forecast.quantile(low), forecast.quantile(high)
    nearer = abs(weight @ below - total) < abs(weight @ above - total)
    return below if nearer else above


@dataclass(frozen=True, slots=True)
class MoneyForecast:
    """Money in the horizon, one value per customer: nothing with ``p_none``, and the moments."""

    p_none: Floats
    mean: Floats
    variance: Floats

    @classmethod
    def of(
        cls,
        forecast: PurchaseDistribution,
        p_none: Floats,
        mean_value: Floats,
        value_shape: float,
        spend_shape: Floats,
    ) -> MoneyForecast:
        """``mean_value`` is the expected value of a purchase; ``value_shape`` is Gamma-Gamma's p.

        Single purchases vary by it. ``spend_shape`` is p*x + q: how well the customer's own mean
        is known (its variance exists above 2; it is held there).
        """
        number, spread = forecast.takes_part * forecast.mean, forecast.variance()
        known = np.maximum(spend_shape, 2.05)
        square = mean_value**2 * (known - 1) / (known - 2)
        pairs = np.maximum(spread + number**2 - number, 0)
        mean = number * mean_value
        second = (number * (1 + 1 / value_shape) + pairs) * square
        return cls(p_none, mean, np.asarray(second - mean**2, float))

    def quantile(self, probability: float) -> Floats:
        """The money not exceeded with this probability: Gamma with these moments, or nothing."""
        some = np.clip(1 - self.p_none, 1e-12, 1)
        mean = self.mean / some
        spread = (self.variance + self.mean**2) / some - mean**2
        shape = np.clip(mean**2 / np.maximum(spread, 1e-12 * mean**2 + 1e-300), 1e-3, 1e9)
        inside = np.clip((probability - self.p_none) / some, 0, 1 - 1e-12)
        return np.asarray(gammaincinv(shape, inside) * mean / shape, float)
