"""Progress as a tiny interface: core code reports, the surface decides how it looks.

Entering: steps with a name and a total. Leaving: nothing, a log line or a bar.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Step(Protocol):
    """One step under way."""

    def advance(self, count: int = 1) -> None: ...


class Progress(Protocol):
    """Receives the steps of a long operation."""

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[Step]:
        """A step named for a person; ``total`` in units, None where unknown."""
        ...


class _NoStep:
    def advance(self, count: int = 1) -> None:
        pass


class NoProgress:
    """Reports nothing."""

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[Step]:
        yield _NoStep()


class BarProgress:
    """A bar in the terminal, on stderr so that stdout stays machine-readable."""

    @contextmanager
    def step(self, name: str, total: int | None = None) -> Iterator[Step]:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("{task.description:<32}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        console = Console(file=sys.stderr)
        with RichProgress(*columns, console=console, disable=not console.is_terminal) as bars:
            task = bars.add_task(name, total=total)

            class _BarStep:
                def advance(self, count: int = 1) -> None:
                    bars.advance(task, count)

            yield _BarStep()
            bars.update(task, total=total or bars.tasks[task].completed)
