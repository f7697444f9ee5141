"""What raised and lowered the lifetime value of all customers between two dates.

Entering: per customer at both dates the expected purchases and what one is worth (margin included).
Leaving: the change in parts that add up exactly, and totals by group. A customer who is there at
one date only is new or gone as a whole; of the others the change is split between more purchases
and more per purchase, each at the mean of the other (Bennet 1920), so that no rest is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from klantbeeld.value.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Movement:
    """Money; ``before`` and the four parts make ``after``."""

    before: float
    arrived: float
    gone: float
    purchases: float
    value: float
    after: float


@dataclass(frozen=True, slots=True)
class Worth:
    """Of each person (rising): expected discounted purchases, and the margin of one."""

    person: Ints
    purchases: Floats
    value: Floats


def movement(before: Worth, after: Worth) -> Movement:
    """Between two dates, in one currency and over horizons of one length."""
    _, old, new = np.intersect1d(before.person, after.person, True, True)
    n0, n1 = before.purchases[old], after.purchases[new]
    v0, v1 = before.value[old], after.value[new]
    first, last = before.purchases * before.value, after.purchases * after.value
    return Movement(
        float(first.sum()),
        float(last.sum() - last[new].sum()),
        float(first[old].sum() - first.sum()),
        float(((n1 - n0) * (v0 + v1) / 2).sum()),
        float(((v1 - v0) * (n0 + n1) / 2).sum()),
        float(last.sum()),
    )


def by_group(value: Floats, group: npt.ArrayLike) -> dict[str, tuple[int, float]]:
    """Customers and money per group (cohort, channel, segment)."""
    names, place = np.unique(np.asarray(group, str), return_inverse=True)
    people, money = np.bincount(place), np.bincount(place, value)
    return {
        str(name): (int(count), float(total))
        for name, count, total in zip(names, people, money, strict=True)
    }
