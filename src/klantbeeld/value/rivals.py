"""Forecasts that anybody can make without a model: what a model must beat to be worth its name.

Entering: purchases until a moment, and what came after it. Leaving: how far off "as much as the
last time" and "everybody the average" were, in the same measures as the models'.
"""

from __future__ import annotations

import numpy as np

from klantbeeld.value.arrays import Floats
from klantbeeld.value.backtest import Foretold, deviance
from klantbeeld.value.history import DAYS_PER_WEEK
from klantbeeld.value.purchases import PurchaseDays

SAME_AGAIN = "same_again"
"""Everybody buys as often as in the same number of days before."""
AVERAGE = "average"
"""Everybody buys as often as the average customer did in the same number of days before."""

LEAST = 0.01
"""Nobody is told to buy less: a forecast of nothing has no deviance."""


def simple_forecasts(purchases: PurchaseDays, origin: int, end: int) -> dict[str, Foretold]:
    """What would have been said at the end of the day ``origin``, until the end of ``end``."""
    seen = purchases.seen(origin)
    actual = purchases.count(seen.person, origin, end).astype(float)
    before = purchases.count(seen.person, 2 * origin - end, origin).astype(float)
    everybody = np.full(len(before), before.mean() if len(before) else 0.0)
    said = {SAME_AGAIN: before, AVERAGE: everybody}
    weeks = (end - origin) / DAYS_PER_WEEK
    return {name: _held_against(origin, weeks, told, actual) for name, told in said.items()}


def _held_against(origin: int, weeks: float, said: Floats, actual: Floats) -> Foretold:
    off = float(np.abs(said - actual).mean()) if len(actual) else 0.0
    unlike = deviance(np.maximum(said, LEAST), actual) if len(actual) else 0.0
    return Foretold(origin, weeks, len(actual), float(said.sum()), float(actual.sum()), unlike, off)
