"""A heat map of cohorts: a row per first month, a column per month since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CELL_WIDTH, CELL_HEIGHT = 36, 24
LEFT, TOP = 176, 28
"""Room for the names of the rows and the columns."""
TONES = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell; a tone from 0 (nothing) to 5 (the most), None where it is not told."""

    row: int
    column: int
    x: int
    y: int
    tone: int | None


@dataclass(frozen=True, slots=True)
class HeatPicture:
    """Cells by row and column."""

    width: int
    height: int
    rows: tuple[int, ...]
    """Where each row's name stands."""
    columns: tuple[int, ...]
    """Where each column's name stands."""
    cells: tuple[HeatCell, ...]


def heat_picture(rows: Sequence[Sequence[tuple[int, float | None]]], most: float) -> HeatPicture:
    """Rows of (column, value); a value of ``most`` or more has the strongest tone."""
    columns = max((column for row in rows for column, _ in row), default=-1) + 1
    cells = []
    for place, row in enumerate(rows):
        for column, value in row:
            x, y = LEFT + column * CELL_WIDTH, TOP + place * CELL_HEIGHT
            cells.append(HeatCell(place, column, x, y, _tone(value, most)))
    return HeatPicture(
        LEFT + columns * CELL_WIDTH,
        TOP + len(rows) * CELL_HEIGHT,
        tuple(TOP + place * CELL_HEIGHT + CELL_HEIGHT // 2 for place in range(len(rows))),
        tuple(LEFT + place * CELL_WIDTH + CELL_WIDTH // 2 for place in range(columns)),
        tuple(cells),
    )


def _tone(value: float | None, most: float) -> int | None:
    if value is None:
        return None
    if value <= 0 or most <= 0:
        return 0
    return min(int(value / most * TONES) + 1, TONES)
