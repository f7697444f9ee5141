"""The geometry of the pictures: coordinates for the templates' SVG, and nothing of its looks.

Entering: figures. Leaving: frozen coordinates in the units of a ``viewBox``. The templates set
the direct labels and the table beside each picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

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


@dataclass(frozen=True, slots=True)
class Spark:
    """A row of thin bars: (x, y, height) each; the last one is marked by the template."""

    width: int
    height: int
    bars: tuple[tuple[float, float, float], ...]


def spark(values: Sequence[int], *, step: int = 4, height: int = 24) -> Spark:
    """One bar per value; a value above zero is never less than a pixel and a half high."""
    most = max(values, default=0)
    bars = []
    for place, value in enumerate(values):
        tall = max(value / most * height, 1.5) if most and value else 0.5
        bars.append((float(place * step), round(height - tall, 1), round(tall, 1)))
    return Spark(len(values) * step, height, tuple(bars))


@dataclass(frozen=True, slots=True)
class FallStep:
    """One step of a waterfall: where its bar starts, how wide it is, and on which side."""

    x: float
    width: float
    positive: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """A waterfall of match weights; ``zero`` is where neither answer is the likelier."""

    width: int
    zero: float
    steps: tuple[FallStep, ...]
    total: FallStep


def extent(series: Iterable[Sequence[float]]) -> tuple[float, float]:
    """How far left and right the sums of these weights reach; never narrower than one unit."""
    reached = [0.0]
    for weights in series:
        reached.extend(accumulate(weights))
    return min(reached), max(*reached, min(reached) + 1)


def waterfall(weights: Sequence[float], *, low: float, high: float, width: int = 240) -> Fall:
    """Match weights (log2, additive) laid end to end, then their sum from zero."""
    ends = list(accumulate(weights, initial=0.0))
    scale = (width - 4) / (high - low)

    def place(value: float) -> float:
        return round(2 + (value - low) * scale, 1)

    def bar(start: float, end: float) -> FallStep:
        left, right = sorted((place(start), place(end)))
        return FallStep(left, max(round(right - left, 1), 1.0), positive=end >= start)

    steps = tuple(bar(start, end) for start, end in pairwise(ends))
    return Fall(width, place(0.0), steps, bar(0.0, ends[-1]))


TREE_ROW = 40
"""Height of one record's row in the picture of how they came together, in pixels."""
TREE_STEP = 26
TREE_LEAST_STEP = 14
TREE_WIDTH = 200


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One merge: where its number stands, and the bracket that leads to it."""

    number: int
    x: float
    y: float
    path: str
    kind: str
    """What joined them: evidence, judgement or crowd."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Records on the left in the order of ``leaves``, merges to the right in their order."""

    width: int
    height: int
    leaves: tuple[int, ...]
    nodes: tuple[TreeNode, ...]


def tree(records: Sequence[int], merges: Sequence[tuple[Sequence[int], str]]) -> Tree:
    """A picture of merges, each the records that are together after it and what joined them.

    Every record must be in the last merge, or there is none; a record is drawn next to those that
    it was joined with first, so no two brackets cross.
    """
    order = _leaves(records, [members for members, _ in merges])
    step = max(min(TREE_STEP, TREE_WIDTH / max(len(merges), 1)), TREE_LEAST_STEP)
    ends = {frozenset({record}): (0.0, TREE_ROW * (row + 0.5)) for row, record in enumerate(order)}
    nodes = []
    for number, (members, kind) in enumerate(merges, start=1):
        together = frozenset(members)
        parts = [group for group in ends if group <= together]
        points = sorted((ends.pop(part) for part in parts), key=lambda point: point[1])
        x, y = round(step * number, 1), (points[0][1] + points[-1][1]) / 2
        path = "".join(f"M{from_x:.1f} {from_y:.1f}H{x:.1f}" for from_x, from_y in points)
        path += f"M{x:.1f} {points[0][1]:.1f}V{points[-1][1]:.1f}"
        nodes.append(TreeNode(number, x, y, path, kind))
        ends[together] = (x, y)
    width = round(step * len(merges) + TREE_ROW / 3)
    return Tree(width, TREE_ROW * len(order), tuple(order), tuple(nodes))


def _leaves(records: Sequence[int], merges: Sequence[Sequence[int]]) -> list[int]:
    groups = [[record] for record in records]
    for members in merges:
        together = set(members)
        inside = [group for group in groups if together.issuperset(group)]
        groups = [
            [record for part in inside for record in part] if group is inside[0] else group
            for group in groups
            if group is inside[0] or group not in inside
        ]
    return [record for group in groups for record in group]
