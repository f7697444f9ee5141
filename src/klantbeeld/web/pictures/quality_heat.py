"""The heat map of quality: attributes down, sources across, a share in each cell.

Entering: names and shares. Leaving: frozen coordinates; the darker the step, the more failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW, HEAD, NAMES, GAP = 28, 32, 176, 2
_WIDTH = 960
_WIDEST, _NARROWEST = 150, 76
_LETTER = 6.0
"""About the width of one, to keep a name within its column."""
_STEPS = (0.995, 0.97, 0.90, 0.75, 0.50)
"""Below each share the tint is one step stronger."""


@dataclass(frozen=True, slots=True)
class HeatMark:
    """One cell."""

    row: int
    column: int
    x: float
    y: float
    width: float
    height: float
    step: int
    """The tint: 0 (all passed) to 5 (most failed)."""
    share: float | None


@dataclass(frozen=True, slots=True)
class HeatName:
    """The name of a row or a column."""

    x: float
    y: float
    text: str
    """Shortened where it does not fit."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The whole picture."""

    width: int
    height: int
    rows: tuple[HeatName, ...]
    columns: tuple[HeatName, ...]
    marks: tuple[HeatMark, ...]


def step(share: float | None) -> int:
    """How strong the tint of a share is, from 0 to 5."""
    return 0 if share is None else sum(share < bound for bound in _STEPS)


def heat_map(
    rows: Sequence[str], columns: Sequence[str], shares: Sequence[Sequence[float | None]]
) -> HeatMap:
    """``shares`` by row and column, in [0, 1]; None: nothing was measured, an empty cell."""
    each = min(max((_WIDTH - NAMES) / max(len(columns), 1), _NARROWEST), _WIDEST)
    marks = tuple(
        HeatMark(
            row=row,
            column=column,
            x=round(NAMES + column * each + GAP / 2, 1),
            y=HEAD + row * ROW + GAP / 2,
            width=round(each - GAP, 1),
            height=ROW - GAP,
            step=step(share),
            share=share,
        )
        for row, own in enumerate(shares)
        for column, share in enumerate(own)
    )
    return HeatMap(
        width=round(NAMES + each * len(columns)),
        height=HEAD + ROW * len(rows),
        rows=tuple(
            HeatName(0, HEAD + row * ROW + ROW / 2, _fitting(name, NAMES - 8))
            for row, name in enumerate(rows)
        ),
        columns=tuple(
            HeatName(round(NAMES + (at + 1) * each - 8, 1), HEAD / 2, _fitting(name, each - 12))
            for at, name in enumerate(columns)
        ),
        marks=marks,
    )


def _fitting(name: str, width: float) -> str:
    most = max(int(width / _LETTER), 2)
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
