"""Records becoming people: bands that narrow, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 44
"""Height of one source's row in the picture of records becoming people, in pixels."""
FLOW_WIDTH = 400
_GAP = 6
_LEAST_BAND = 2.0


@dataclass(frozen=True, slots=True)
class Band:
    """One source's records on their way to the people: a closed path, thick as they are many."""

    source: str
    path: str
    tone: int
    """Which of the alternating tints, 0 or 1, keeps neighbours apart."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Records on the left, people on the right, on one scale."""

    width: int
    height: int
    bands: tuple[Band, ...]
    people_top: float
    people_height: float


def flow(records: Sequence[tuple[str, int]], people: int) -> Flow:
    """Bands that narrow from the records of each source to the people they turned out to be.

    Heights are on one scale, so that the narrowing is how many records were the same person.
    """
    height = ROW * max(len(records), 1)
    total = sum(count for _, count in records)
    if not total:
        return Flow(FLOW_WIDTH, height, (), height / 2, 0)
    # The widest source fills its row; the people may not outgrow the picture.
    largest = max(count for _, count in records)
    scale = min((ROW - _GAP) / largest, height / max(people, 1))
    # Rounding must not carry it over the edge.
    people_height = min(max(people * scale, _LEAST_BAND), height)
    people_top = (height - people_height) / 2
    bands = []
    arrived = people_top
    for row, (source, count) in enumerate(records):
        thick = max(count * scale, _LEAST_BAND) if count else 0
        top = ROW * row + (ROW - thick) / 2
        share = people_height * count / total
        bands.append(Band(source, _band(top, thick, arrived, share), row % 2))
        arrived += share
    return Flow(FLOW_WIDTH, height, tuple(bands), people_top, people_height)


def _band(left: float, left_thick: float, right: float, right_thick: float) -> str:
    middle = FLOW_WIDTH / 2
    return (
        f"M0 {left:.1f}"
        f"C{middle:.0f} {left:.1f} {middle:.0f} {right:.1f} {FLOW_WIDTH} {right:.1f}"
        f"v{right_thick:.1f}"
        f"C{middle:.0f} {right + right_thick:.1f} {middle:.0f} {left + left_thick:.1f}"
        f" 0 {left + left_thick:.1f}Z"
    )
