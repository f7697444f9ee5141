"""The geometry of the strategy: goals, metrics, data and sources in columns, lines between them.

Entering: columns of names in groups, and which belong together. Leaving: where each name stands and
the path of each line. Each column after the first two is ordered by the middle of what it is joined
with, so that lines cross little (the barycentre heuristic of Sugiyama et al. 1981).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

ROW = 22
_GAP = 14
_TOP = 12
_LETTER = 6.1
"""The width of a letter, on average, in small text."""
COLUMNS = (0, 240, 560, 900)
"""Where each column begins."""
WIDTHS = (190, 230, 230, 180)
WIDTH = 1080


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: its left edge and the middle of its row."""

    key: str
    column: int
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two names."""

    start: str
    end: str
    path: str


@dataclass(frozen=True, slots=True)
class StrategyPicture:
    """Names and lines."""

    width: int
    height: int
    places: tuple[Place, ...]
    lines: tuple[Line, ...]


def strategy_picture(
    groups: Sequence[tuple[str, Sequence[str]]],
    data: Sequence[str],
    sources: Sequence[str],
    joins: Collection[tuple[str, str]],
    letters: Mapping[str, int],
) -> StrategyPicture:
    """``groups``: each goal with its metrics, in order; ``joins``: metric and data, data and
    source; ``letters``: how long each name is. What is joined with nothing stands last."""
    metrics, goals = {}, {}
    y = float(_TOP)
    for goal, own in groups:
        first = y
        for metric in own:
            metrics[metric] = y
            y += ROW
        goals[goal] = (first + max(y - ROW, first)) / 2
        y += _GAP if own else ROW
    rows = _ordered(data, metrics, joins)
    height = max(y - _GAP, _TOP + ROW * max(len(rows), len(sources)))
    held = _spread(rows, height)
    brought = _spread(_ordered(sources, held, [(b, a) for a, b in joins]), height)
    heights = (goals, metrics, held, brought)
    places = tuple(
        Place(key, column, COLUMNS[column], round(at, 1), _width(letters.get(key, 0), column))
        for column, own in enumerate(heights)
        for key, at in own.items()
    )
    under = [(goal, metric) for goal, own in groups for metric in own]
    found = {place.key: place for place in places}
    lines = tuple(
        Line(start, end, _path(found[start], found[end]))
        for start, end in (*under, *joins)
        if start in found and end in found
    )
    return StrategyPicture(WIDTH, round(height) + _TOP, places, lines)


def _ordered(
    names: Iterable[str], against: Mapping[str, float], joins: Iterable[tuple[str, str]]
) -> list[str]:
    """By the middle of what each is joined with."""
    joined: dict[str, list[float]] = {}
    for one, other in joins:
        for name, there in ((other, one), (one, other)):
            if there in against:
                joined.setdefault(name, []).append(against[there])
    middle = {name: sum(own) / len(own) for name, own in joined.items()}
    return sorted(names, key=lambda name: middle.get(name, float("inf")))


def _spread(names: Sequence[str], height: float) -> dict[str, float]:
    """From top to bottom, evenly."""
    if len(names) == 1:
        return {names[0]: height / 2}
    step = (height - ROW - _TOP) / max(len(names) - 1, 1)
    return {name: _TOP + step * place for place, name in enumerate(names)}


def _width(letters: int, column: int) -> float:
    """About as wide as the name is written, with its dot, so that lines begin beside it."""
    return min(float(WIDTHS[column]), round(_LETTER * letters + 22, 1))


def _path(start: Place, end: Place) -> str:
    x1, x2 = start.x + start.width, end.x - 6
    middle = round((x1 + x2) / 2, 1)
    return f"M{x1} {start.y}C{middle} {start.y} {middle} {end.y} {x2} {end.y}"
