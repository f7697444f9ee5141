"""The demo company made small: the cast of the tour and one household in thirty.

Entering: the real purchases. Leaving: those of some households.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from klantbeeld.demo.cast import cast_households
from klantbeeld.demo.journey import Baskets, Journey, Lines

TODAY = date(2026, 11, 22)


def small_part(journey: Journey) -> Journey:
    """The journey of some households only."""
    others = np.unique(journey.baskets.household)[::30].tolist()
    return _part_of(journey, set(cast_households(journey)) | set(others))


def _part_of(journey: Journey, households: set[int]) -> Journey:
    """The same journey for some households only."""
    baskets, lines = journey.baskets, journey.lines
    chosen = np.isin(baskets.household, list(households))
    rows = np.flatnonzero(chosen[lines.basket])
    renumbered = np.cumsum(chosen) - 1
    stop = np.cumsum((baskets.stop - baskets.first)[chosen])
    names = ("number", "household", "store", "moment", "amount", "discount", "fuel")
    return replace(
        journey,
        baskets=Baskets(
            **{name: getattr(baskets, name)[chosen] for name in names},
            first=np.r_[0, stop[:-1]],
            stop=stop,
        ),
        lines=Lines(
            renumbered[lines.basket[rows]],
            *(getattr(lines, name)[rows] for name in list(Lines.__slots__)[1:]),
        ),
        sent=tuple(pair for pair in journey.sent if pair[1] in households),
        redeemed=tuple(row for row in journey.redeemed if row[0] in households),
    )
