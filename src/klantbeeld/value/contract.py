"""Lifetime value where there is a contract: margin, retention and discount.

Entering: the margin per period, the chance to stay a period (one figure, or a survival curve by
tenure) and the discount per period. Leaving: money at today's value.

Sources: m*r/(1+d-r) and its finite form, Gupta & Lehmann (2003), "Customers as assets", Journal of
Interactive Marketing 17, margins at the end of each period; with a curve, Fader & Hardie (2010),
"Customer-base valuation in a contractual setting", Marketing Science 29: retention that rises with
tenure makes the first formula too low for who has stayed long.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from klantbeeld.core.errors import InputError
from klantbeeld.value.arrays import Floats
from klantbeeld.value.survival import SurvivalCurve


def contract_value(
    margin: npt.ArrayLike, retention: npt.ArrayLike, discount: float, periods: int | None = None
) -> Floats:
    """m*r/(1+d-r), or its sum over so many periods: m*q*(1-q^n)/(1-q) with q = r/(1+d).

    ``retention`` and ``discount`` are per period. Raises ``InputError`` where the sum has no end
    (retention 1 without discount and horizon) or a figure lies outside its range.
    """
    kept = np.asarray(retention, float)
    if kept.size and not (kept.min() >= 0 and kept.max() <= 1):
        raise InputError.single("retention is no share", "retention", "Give 0 to 1.")
    if not discount >= 0:
        raise InputError.single("the discount is negative", "discount", "Give 0 or more.")
    money, q = np.asarray(margin, float), kept / (1 + discount)
    if periods is None:
        if q.size and q.max() >= 1:
            raise InputError.single(
                "all stay for ever, and money keeps its worth: the sum has no end", "retention",
                "Give a horizon or a discount.",
            )  # fmt: skip
        return np.asarray(money * q / (1 - q), float)
    if periods < 1:
        raise InputError.single("the horizon is no period", "periods", "Give 1 or more.")
    whole = np.where(q < 1, q * (1 - q**periods) / np.where(q < 1, 1 - q, 1), periods)
    return np.asarray(money * whole, float)


def contract_value_by_tenure(
    margin: npt.ArrayLike,
    tenure: npt.ArrayLike,
    curve: SurvivalCurve,
    discount: float,
    periods: int,
) -> Floats:
    """The sum over the coming periods of m * P(still here, given the tenure) / (1+d)^t.

    ``tenure`` in the curve's unit of time, which is the period.
    """
    money, ran = np.asarray(margin, float), np.asarray(tenure, float)
    factor = np.zeros(np.broadcast(money, ran).shape)
    for period in range(1, periods + 1):
        factor = factor + (1 - curve.p_leaves(ran, period)) / (1 + discount) ** period
    return np.asarray(money * factor, float)
