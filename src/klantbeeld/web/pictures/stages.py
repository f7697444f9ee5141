"""Customers moving from stage to stage: bands between two columns, thick as they are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 440
LEFT, RIGHT = 190, 770
"""Where the columns stand; their labels have the rest."""
BAR = 12
_GAP = 14
_LEAST = 1.5
_LABEL = 34
"""Two lines of a label take so much height."""


@dataclass(frozen=True, slots=True)
class StageBar:
    """One stage in one of the columns."""

    stage: str
    customers: int
    y: float
    height: float
    label_y: float
    """Where its label stands, so that no two run into each other."""


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
    rows = max(len(names) for names in stages)
    scale = (HEIGHT - _GAP * (rows - 1) - _LEAST * rows) / total
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


def _column(names: Sequence[str], sums: dict[str, int], scale: float) -> tuple[StageBar, ...]:
    heights = [max(sums[name] * scale, _LEAST) for name in names]
    spare = HEIGHT - sum(heights)
    gap = spare / (len(names) - 1) if len(names) > 1 else 0.0
    y, tops = 0.0, []
    for tall in heights:
        tops.append(y)
        y += tall + gap
    labels = _apart([top + tall / 2 for top, tall in zip(tops, heights, strict=True)])
    return tuple(
        StageBar(name, sums[name], round(top, 1), round(tall, 1), round(label, 1))
        for name, top, tall, label in zip(names, tops, heights, labels, strict=True)
    )


def _apart(wished: Sequence[float]) -> list[float]:
    """As near to these heights as labels can stand without running into each other."""
    lowest = HEIGHT - _LABEL / 2
    placed: list[float] = []
    for place, wish in enumerate(wished):
        after = placed[-1] + _LABEL if placed else _LABEL / 2
        room = lowest - _LABEL * (len(wished) - 1 - place)
        placed.append(min(max(wish, after), max(room, after)))
    return placed


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
