"""Which purchase model to believe: the one that foretold best what is already known.

Entering: purchase days until today. Leaving: for each model what it would have said at three
moments in the past, what came, and the model with the least deviance. Nothing after today is used,
and a model's own fit to its own data decides nothing.

The level says by how much the chosen model's totals were off on average: forecasts are multiplied
by it. Seasons and campaigns move totals, and one year of data cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm as normal
from scipy.stats import t as student

from klantbeeld.core.errors import InternalError
from klantbeeld.value.arrays import Floats, Reason
from klantbeeld.value.history import DAYS_PER_WEEK, History
from klantbeeld.value.purchase_models import PURCHASE_MODELS, FittedPurchases, fit_purchases
from klantbeeld.value.purchases import PurchaseDays

ORIGINS = (1 / 2, 2 / 3, 5 / 6)
"""Where in the observed time the back-tests stand, each looking to the end of it."""

SHORTEST_DAYS = 56
"""Less than eight weeks of purchases cannot be cut into a past and a future."""

SAMPLE = 200_000
"""Models are compared on at most so many customers; the chosen one is fitted to all."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """One model at one moment: purchases foretold and come, until the end of observation."""

    origin_day: int
    weeks: float
    customers: int
    expected: float
    actual: float
    deviance: float
    mean_absolute_error: float


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The chosen model fitted to everything, with its record; or the reason why there is none.

    ``level`` multiplies its expectations; ``level_error`` is by how much the next may differ from
    it: a standard deviation, from how it swung between the back-tests, made wider because they are
    few (Student). ``record`` has every model that could be fitted.
    """

    fitted: FittedPurchases | None
    level: float
    level_error: float
    record: Mapping[str, Sequence[Foretold]]
    trouble: Reason | None = None

    def expected_purchases(self, history: History, weeks: float) -> Floats:
        """Purchases to be expected of each history, at the level of the back-tests."""
        if self.fitted is None:
            raise InternalError("No purchase model was chosen; its trouble was not looked at.")
        return self.level * self.fitted.expected_purchases(history, weeks)


def choose_model(purchases: PurchaseDays, today: int) -> ModelChoice:
    """The model with the least mean Poisson deviance over the back-tests, fitted until today."""
    known = purchases.until(today)
    begin = int(known.day.min(initial=today))
    if today - begin < SHORTEST_DAYS:
        need = {"have": today - begin, "need": SHORTEST_DAYS}
        return ModelChoice(None, 1.0, 0.0, {}, Reason("too_short", need))
    sample = known.only(known.sample(SAMPLE))
    record: dict[str, list[Foretold]] = {name: [] for name in PURCHASE_MODELS}
    for part in ORIGINS:
        origin = begin + round((today - begin) * part)
        for name, told in _foretell(sample, origin, today, list(record)).items():
            if told is None:
                del record[name]
            else:
                record[name].append(told)
    history, trouble = known.seen(today).history(), Reason("no_model_settled")
    for name in sorted(record, key=lambda one: _deviance(record[one])):
        fitted = fit_purchases(PURCHASE_MODELS[name], history)
        if fitted.trouble is None:
            level, error = _level(record[name])
            return ModelChoice(fitted, level, error, record)
        trouble = fitted.trouble
    return ModelChoice(None, 1.0, 0.0, record, trouble)


def deviance(expected: Floats, actual: Floats) -> float:
    """Mean Poisson deviance: a proper score of an expected count; 0 is perfect."""
    expected = np.maximum(expected, 1e-9)
    ratio = np.where(actual > 0, actual * np.log(np.maximum(actual, 1) / expected), 0)
    return float(2 * np.mean(ratio - actual + expected))


def _foretell(
    purchases: PurchaseDays, origin: int, end: int, names: Sequence[str]
) -> dict[str, Foretold | None]:
    seen = purchases.seen(origin)
    history = seen.history()
    actual = purchases.count(seen.person, origin, end).astype(float)
    weeks = (end - origin) / DAYS_PER_WEEK
    told: dict[str, Foretold | None] = {}
    for name in names:
        fitted = fit_purchases(PURCHASE_MODELS[name], history)
        if fitted.trouble is not None:
            told[name] = None
            continue
        expected = history.spread(fitted.expected_purchases(history, weeks))
        told[name] = Foretold(
            origin, weeks, len(actual), float(expected.sum()), float(actual.sum()),
            deviance(expected, actual), float(np.abs(expected - actual).mean()),
        )  # fmt: skip
    return told


def _deviance(told: Sequence[Foretold]) -> float:
    return float(np.mean([one.deviance for one in told]))


def _level(told: Sequence[Foretold]) -> tuple[float, float]:
    """What came over what was foretold, all back-tests together; half of nothing is nothing."""
    expected = np.array([one.expected for one in told])
    actual = np.array([one.actual for one in told])
    level = float(actual.sum() / expected.sum()) if actual.sum() else 1.0
    swung, tests = float(np.std(actual / expected, ddof=1)), len(told)
    of_few = float(student.ppf(0.95, tests - 1) / normal.ppf(0.95))
    return level, swung * of_few * float(np.sqrt(1 + 1 / tests))
