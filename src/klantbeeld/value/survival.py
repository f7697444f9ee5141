"""How long customers stay, where some are still here: Kaplan and Meier.

Entering: how long each contract has run and whether it ended. Leaving: the share still here after
each duration, with bounds, and the probability to leave in a coming time.

Sources: Kaplan & Meier (1958), JASA 53; bounds by Greenwood's variance on the log-log scale
(Kalbfleisch & Prentice 2002), which stay within 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.core.errors import InputError
from klantbeeld.value.arrays import Bools, Floats

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Steps: from ``time`` on (until the next) ``survival`` are still here; ``at_risk`` before it.

    ``pace`` is the mean ending rate per unit of time over everything seen; beyond the last step the
    curve goes on at it, and says so by ``last``.
    """

    time: Floats
    survival: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    pace: float
    last: float

    def at(self, time: npt.ArrayLike) -> Floats:
        """The share still here after each duration."""
        asked = np.asarray(time, float)
        steps = np.append(1.0, self.survival)
        within = steps[np.searchsorted(self.time, np.minimum(asked, self.last), "right")]
        return np.asarray(within * np.exp(-self.pace * np.maximum(asked - self.last, 0)), float)

    def p_leaves(self, tenure: npt.ArrayLike, horizon: float) -> Floats:
        """Of who is here after ``tenure``: the probability to leave in the coming ``horizon``.

        Where the curve has come to nothing the pace decides.
        """
        now = np.asarray(tenure, float)
        here, later = self.at(now), self.at(now + horizon)
        paced = -np.expm1(-self.pace * horizon)
        return np.where(here > 0, 1 - later / np.where(here > 0, here, 1), paced)


def kaplan_meier(duration: npt.ArrayLike, ended: npt.ArrayLike) -> SurvivalCurve:
    """The curve of contracts that ran so long (any unit) and ended, or run on.

    No contracts at all make a curve of one that stays. Raises ``InputError`` for a duration below
    zero.
    """
    ran, gone = np.asarray(duration, float), np.asarray(ended, bool)
    if len(ran) and not ran.min() >= 0:
        raise InputError.single(
            "a contract ran for less than nothing", "duration", "Mend its start or its end."
        )
    time, place = np.unique(ran[gone], return_inverse=True)
    ends = np.bincount(place, minlength=len(time)).astype(float)
    at_risk = len(ran) - np.searchsorted(np.sort(ran), time, "left").astype(float)
    survival = np.cumprod(1 - ends / at_risk)
    low, high = _bounds(survival, ends, at_risk)
    pace = float(gone.sum() / ran.sum()) if ran.sum() else 0.0
    return SurvivalCurve(time, survival, low, high, at_risk, pace, float(ran.max(initial=0.0)))


def _bounds(survival: Floats, ends: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    inside: Bools = (survival > 0) & (survival < 1)
    left = np.where(at_risk > ends, at_risk * (at_risk - ends), 1.0)
    greenwood = np.sqrt(np.cumsum(np.where(at_risk > ends, ends / left, 0)))
    log = np.log(np.where(inside, survival, 0.5))
    wide = NORMAL_95 * greenwood / np.abs(log)
    low = np.where(inside, np.exp(log * np.exp(wide)), survival)
    high = np.where(inside, np.exp(log * np.exp(-wide)), survival)
    return low, high
