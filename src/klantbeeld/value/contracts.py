"""What contracts are worth and how long they last: retention, survival, value, and a test of them.

Entering: the days on which contracts began and ended. Leaving: retention by the month with bounds,
the survival curve by months, the chance to end in a coming time, the value by the formula of
``contract``, and how good the chances were on time that they had not seen.

Sources: retention is exp(-rate) of the ends per month that contracts ran (an even pace), bounds by
Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28; the curve and the
chances by ``survival``. Durations are in months of 365.25 / 12 days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from klantbeeld.value.arrays import Bools, Floats, Ints, Reason
from klantbeeld.value.calibration import Measures, measure
from klantbeeld.value.contract import contract_value, contract_value_by_tenure
from klantbeeld.value.survival import SurvivalCurve, kaplan_meier

DAYS_PER_MONTH = 365.25 / 12
NEVER = 2**40
"""The day on which a contract ends that runs on."""
WINDOW_DAYS = 365
"""Retention is that of so many days."""
LEAST_CONTRACTS, LEAST_ENDED = 30, 10
"""Fewer make no curve: the same as of customers without a contract."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """One row each: who holds it, first day, the day it ended (``NEVER``), margin a month or NaN.

    ``start`` is no later than the day of asking, and ``end`` no earlier than ``start``.
    """

    person: Ints
    start: Ints
    end: Ints
    margin: Floats

    def only(self, kept: Bools) -> Contracts:
        """These rows."""
        return Contracts(self.person[kept], self.start[kept], self.end[kept], self.margin[kept])

    def running(self, day: int) -> Bools:
        """Which run on a day."""
        return np.asarray((self.start <= day) & (self.end > day), bool)

    def known_on(self, day: int) -> Contracts:
        """As they were known on a day in the past: later ends had not come."""
        begun = self.only(self.start <= day)
        end = np.where(begun.end <= day, begun.end, NEVER)
        return Contracts(begun.person, begun.start, end, begun.margin)

    def months(self, day: int) -> Floats:
        """For how long each had run by a day, or until it ended."""
        return np.asarray((np.minimum(self.end, day) - self.start) / DAYS_PER_MONTH, float)


@dataclass(frozen=True, slots=True)
class Retention:
    """The share that runs on a month later, with 95 % bounds; from how many ends and months."""

    monthly: float
    low: float
    high: float
    ends: int
    months: float

    def ends_within(self, days: float) -> float:
        """The chance to end within so many days, for everybody alike."""
        return float(1 - self.monthly ** (days / DAYS_PER_MONTH))


@dataclass(frozen=True, slots=True)
class Worth:
    """Margin that a running contract is expected to bring, at today's value.

    ``low`` and ``high`` are those of retention alone. ``ever`` has no horizon; None where the sum
    has no end. ``by_tenure`` is the mean over who runs, each given how long it ran.
    """

    each: float
    low: float
    high: float
    ever: float | None
    by_tenure: float


@dataclass(frozen=True, slots=True)
class ContractTest:
    """Chances said a horizon ago and what came; ``alike``: Brier of one chance for everybody.

    ``expected`` and ``came`` are ends.
    """

    origin: int
    expected: float
    came: int
    measures: Measures
    alike: float


def retention(contracts: Contracts, day: int) -> Retention | None:
    """Of the last ``WINDOW_DAYS``; None where no contract ran in them."""
    since = day - WINDOW_DAYS
    ran = np.minimum(contracts.end, day) - np.maximum(contracts.start, since)
    months = float(np.maximum(ran, 0).sum()) / DAYS_PER_MONTH
    if months <= 0:
        return None
    ends = int(((contracts.end > since) & (contracts.end <= day)).sum())
    least = float(chi2.ppf(0.025, 2 * ends)) / 2 if ends else 0.0
    most = float(chi2.ppf(0.975, 2 * (ends + 1))) / 2
    monthly, low, high = (float(np.exp(-each / months)) for each in (ends, most, least))
    return Retention(monthly, low, high, ends, months)


def contract_curve(contracts: Contracts, day: int) -> SurvivalCurve | Reason:
    """How long contracts last, in months; a reason where too few are known or ended."""
    ended = contracts.end <= day
    if len(contracts.start) < LEAST_CONTRACTS:
        return Reason("too_few_contracts", {"need": LEAST_CONTRACTS})
    if int(ended.sum()) < LEAST_ENDED:
        return Reason("too_few_ended", {"need": LEAST_ENDED})
    return kaplan_meier(contracts.months(day), ended)


def p_ends(curve: SurvivalCurve, months: npt.ArrayLike, days: float) -> Floats:
    """Of a contract that ran so many months: the chance to end within so many days."""
    return np.clip(curve.p_leaves(months, days / DAYS_PER_MONTH), 0, 1)


def worth(
    contracts: Contracts,
    curve: SurvivalCurve,
    kept: Retention,
    day: int,
    horizon_days: float,
    yearly_discount: float,
) -> Worth | None:
    """Of a contract that runs on ``day``; None where none runs that brings a known margin."""
    own = contracts.only(contracts.running(day) & ~np.isnan(contracts.margin))
    if not len(own.start):
        return None
    monthly = (1 + yearly_discount) ** (1 / 12) - 1
    periods = max(round(horizon_days / DAYS_PER_MONTH), 1)
    margin = float(own.margin.mean())
    rates = (kept.monthly, kept.low, kept.high)
    each, low, high = (float(contract_value(margin, r, monthly, periods)) for r in rates)
    endless = kept.monthly < 1 + monthly
    ever = float(contract_value(margin, kept.monthly, monthly)) if endless else None
    tenure = contract_value_by_tenure(own.margin, own.months(day), curve, monthly, periods)
    return Worth(each, min(low, high), max(low, high), ever, float(tenure.mean()))


def backtest(contracts: Contracts, day: int, days: int) -> ContractTest | Reason:
    """Chances as they would have been told ``days`` ago, held against the ends since."""
    origin = day - days
    known = contracts.known_on(origin)
    curve, kept = contract_curve(known, origin), retention(known, origin)
    if isinstance(curve, Reason):
        return curve
    begun = contracts.only(contracts.start <= origin)
    there = begun.running(origin)
    if kept is None or int(there.sum()) < LEAST_CONTRACTS:
        return Reason("too_few_running", {"need": LEAST_CONTRACTS})
    came = (begun.end[there] <= day).astype(float)
    said = p_ends(curve, known.months(origin)[there], days)
    alike = float(np.mean((kept.ends_within(days) - came) ** 2))
    return ContractTest(origin, float(said.sum()), int(came.sum()), measure(said, came), alike)


def at_steps(curve: SurvivalCurve, months: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """The share that still runs after each duration, and its bounds."""
    place = np.searchsorted(curve.time, np.asarray(months, float), "right")
    share, low, high = (
        np.append(1.0, each)[place] for each in (curve.survival, curve.low, curve.high)
    )
    return share, low, high
