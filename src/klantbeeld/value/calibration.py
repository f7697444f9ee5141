"""How good said probabilities were, beside what came.

Entering: probabilities and outcomes of 0 or 1. Leaving: discrimination (AUC), the Brier score, how
far what was said lay from what came (ECE, slope and intercept), lift, and the table behind the
picture. Sources: Brier (1950); Hanley & McNeil (1982) for the AUC as a rank sum; Naeini, Cooper &
Hauskrecht (2015) for the ECE; Cox (1958) for slope and intercept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logit
from scipy.stats import rankdata

from klantbeeld.value.arrays import Floats
from klantbeeld.value.logistic import fit_logistic

GROUPS = 10


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """A tenth of the people, by what was said of them; bounds of ``came`` by Wilson, 95 %."""

    people: int
    said: float
    came: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All None-free: where one outcome never came, AUC is one half and the slope 1.

    ``ece`` over ten groups of equal width (the usual one), ``ece_equal_groups`` over tenths of the
    people; ``lift`` is how much more often than average it came in the tenth most probable, and
    ``lift_of_not`` how much more often it did not in the tenth least probable.
    """

    people: int
    base_rate: float
    auc: float
    brier: float
    ece: float
    ece_equal_groups: float
    slope: float
    intercept: float
    lift: float
    lift_of_not: float
    table: Sequence[CalibrationGroup]


def measure(said: Floats, came: Floats) -> Measures:
    """Measures of at least one probability."""
    base = float(came.mean())
    slope, intercept = _cox(said, came)
    by_width = np.minimum((said * GROUPS).astype(int), GROUPS - 1)
    order = np.argsort(said, kind="stable")
    by_tenth = np.empty(len(said), int)
    by_tenth[order] = np.arange(len(said)) * GROUPS // len(said)
    return Measures(
        len(said), base, _auc(said, came), float(np.mean((said - came) ** 2)),
        _ece(said, came, by_width), _ece(said, came, by_tenth),
        slope, intercept, _lift(said, came, base), _lift(1 - said, 1 - came, 1 - base),
        [_group(said[by_tenth == g], came[by_tenth == g]) for g in np.unique(by_tenth)],
    )  # fmt: skip


def _auc(said: Floats, came: Floats) -> float:
    ones = float(came.sum())
    if ones in {0.0, float(len(came))}:
        return 0.5
    ranks = float(rankdata(said)[came == 1].sum())
    return (ranks - ones * (ones + 1) / 2) / (ones * (len(came) - ones))


def _ece(said: Floats, came: Floats, group: np.ndarray) -> float:
    off = np.bincount(group, said, GROUPS) - np.bincount(group, came, GROUPS)
    return float(np.abs(off).sum() / len(said))


def _cox(said: Floats, came: Floats) -> tuple[float, float]:
    """Slope and intercept of what came on the log-odds of what was said; (1, 0) is perfect."""
    odds = logit(np.clip(said, 1e-6, 1 - 1e-6))
    if np.ptp(odds) < 1e-9 or came.min() == came.max():
        return 1.0, 0.0
    model = fit_logistic(("log_odds",), odds[:, None], came)
    slope = float(model.coefficient[0] / model.scale[0])
    return slope, float(model.intercept - slope * model.centre[0])


def _lift(said: Floats, came: Floats, base: float) -> float:
    """Ties at the edge of the tenth count for their share."""
    top = max(len(said) // GROUPS, 1)
    edge = np.partition(said, -top)[-top]
    above, at = said > edge, said == edge
    hits = came[above].sum() + came[at].mean() * (top - above.sum())
    return float(hits / top / base) if base else 1.0


def _group(said: Floats, came: Floats) -> CalibrationGroup:
    n, share, z = len(said), float(came.mean()), 1.959963984540054
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = float(middle - half) if share else 0.0, float(middle + half) if share < 1 else 1.0
    return CalibrationGroup(n, float(said.mean()), share, low, high)
