"""The injected clock: no code asks the system for the time directly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, timezone-aware."""


def system_clock() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)
