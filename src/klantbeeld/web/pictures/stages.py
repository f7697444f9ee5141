"""Customers moving from stage to stage: bands between two columns, thick as they are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 480
LEFT, RIGHT = 190, 770
"""Where the columns stand; their labels have the rest."""
BAR = 12
_GAP = 8
_LEAST = 1.5
_LABEL = 34
"""Two lines of a label take so much height: no bar has less room, however thin it is."""


@dataclass(frozen=True, slots=True)
class StageBar:
    """One stage in one of the columns."""

    stage: str
    customers: int
    y: float
    height: float
    middle: float
    """Where its label stands: no two run into each other."""


@dataclass(frozen=True, slots=True)
class StageBand:
    """Customers on their way from a stage to a stage: a closed path."""

    before: str
    after: str
    path: str


@dataclass(frozen=True, slots=True)
class StagePicture:
    """Stages before a period on the left, after it on the right."""

    width: int
    height: int
    before: tuple[StageBar, ...]
    after: tuple[StageBar, ...]
    bands: tuple[StageBand, ...]
    """In the order of the cells."""


def stage_picture(
    order: Sequence[str], cells: Sequence[tuple[str, str, int]]
) -> StagePicture | None:
    """Cells are (before, after, customers); stages stand in this order. None without customers."""
    total = sum(count for _, _, count in cells)
    if not total:
        return None
    sums = [
        {name: sum(c[2] for c in cells if c[side] == name) for name in order} for side in (0, 1)
    ]
    stages = [[name for name in order if sums[side][name]] for side in (0, 1)]
    scale = min(_scale([sums[side][name] for name in stages[side]]) for side in (0, 1))
    columns = [_column(names, sums[side], scale) for side, names in enumerate(stages)]
    tops = [{bar.stage: bar.y for bar in column} for column in columns]
    places = {name: place for place, name in enumerate(order)}
    bands = {}
    for before, after, count in sorted(cells, key=lambda c: (places[c[0]], places[c[1]])):
        thick = max(count * scale, _LEAST)
        bands[before, after] = _band(tops[0][before], tops[1][after], thick)
        tops[0][before] += count * scale
        tops[1][after] += count * scale
    return StagePicture(
        WIDTH,
        HEIGHT,
        columns[0],
        columns[1],
        tuple(StageBand(before, after, bands[before, after]) for before, after, _ in cells),
    )


def _scale(counts: Sequence[int]) -> float:
    """The largest at which a column fits, each bar with room for its label."""
    spare = HEIGHT - _GAP * (len(counts) - 1)
    for small in range(len(counts)):
        large = sorted(counts)[small:]
        scale = (spare - _LABEL * small) / sum(large)
        if scale * large[0] >= _LABEL:
            return scale
    return _LABEL / max(counts)


def _column(names: Sequence[str], sums: dict[str, int], scale: float) -> tuple[StageBar, ...]:
    """Bars from above, in the middle of their room; what is left over parts them."""
    heights = [max(sums[name] * scale, _LEAST) for name in names]
    rooms = [max(tall, _LABEL) for tall in heights]
    gap = (HEIGHT - sum(rooms)) / (len(rooms) - 1) if len(rooms) > 1 else 0.0
    bars, top = [], 0.0
    for name, tall, room in zip(names, heights, rooms, strict=True):
        middle = top + room / 2
        bars.append(
            StageBar(
                name, sums[name], round(middle - tall / 2, 1), round(tall, 1), round(middle, 1)
            )
        )
        top += room + gap
    return tuple(bars)


def _band(left: float, right: float, thick: float) -> str:
    start, end = LEFT + BAR, RIGHT - BAR
    middle = (start + end) / 2
    return (
        f"M{start} {left:.1f}"
        f"C{middle:.0f} {left:.1f} {middle:.0f} {right:.1f} {end} {right:.1f}"
        f"v{thick:.1f}"
        f"C{middle:.0f} {right + thick:.1f} {middle:.0f} {left + thick:.1f}"
        f" {start} {left + thick:.1f}Z"
    )
