"""In which order records came together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
