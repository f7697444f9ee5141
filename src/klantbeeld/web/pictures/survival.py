"""How many are left after how long, as a step line with the band of what is uncertain.

Entering: shares with their bounds at rising times. Leaving: coordinates in units of a ``viewBox``:
the whole height is everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 260


@dataclass(frozen=True, slots=True)
class Survival:
    """A step line and its band, a dot where each step begins, and levels from 0 to 1."""

    width: int
    height: int
    line: str
    band: str
    dots: tuple[tuple[float, float], ...]
    levels: tuple[tuple[float, float], ...]
    """Share and height."""
    ticks: tuple[tuple[float, float], ...]
    """Time and place along the width."""


def survival(
    times: Sequence[float],
    shares: Sequence[tuple[float, float, float]],
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
) -> Survival:
    """``shares``: the share and its bounds from each time on. At least one time."""
    last = max(times[-1], 1)

    def x(time: float) -> float:
        return round(time / last * width, 1)

    def y(share: float) -> float:
        return round((1 - share) * height, 1)

    def steps(values: Sequence[float]) -> list[str]:
        path = [f"{x(times[0])} {y(values[0])}"]
        for n, value in enumerate(values[1:], start=1):
            path += [f"{x(times[n])} {y(values[n - 1])}", f"{x(times[n])} {y(value)}"]
        return path

    share, low, high = ([each[n] for each in shares] for n in range(3))
    every = max(len(times) // 12, 1)
    return Survival(
        width,
        height,
        "M" + "L".join(steps(share)),
        "M" + "L".join([*steps(high), *reversed(steps(low))]) + "Z",
        tuple((x(time), y(each)) for time, each in zip(times, share, strict=True)),
        tuple((level / 4, y(level / 4)) for level in range(5)),
        tuple((time, x(time)) for time in times[::every]),
    )
