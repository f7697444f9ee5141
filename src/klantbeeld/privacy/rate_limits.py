"""Rate limits: how many calls a minute one key, account or address is answered.

Entering: who calls. Leaving: nothing, or ``TooManyError`` with how long to wait. A token bucket for
each (a minute's calls at once, then evenly), in memory: a count in the store would cost every read
a write. So it holds for each server process by itself, and begins anew with it. Bounded: whoever
called longest ago is forgotten first.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from klantbeeld.catalog.security import Limits
from klantbeeld.core.errors import KlantbeeldError

_MOST_CALLERS = 50_000


class TooManyError(KlantbeeldError):
    """Somebody called more often than is answered (exit code 1)."""

    exit_code = 1

    def __init__(self, per_minute: int, seconds: int) -> None:
        super().__init__(
            f"Too many calls: at most {per_minute} a minute are answered. "
            f"Try again in {seconds} seconds."
        )
        self.per_minute = per_minute
        self.seconds = seconds
        """How long to wait, at least 1."""


class RateLimit:
    """One limit for many callers. Safe to share between threads."""

    def __init__(
        self,
        per_minute: int,
        *,
        most_callers: int = _MOST_CALLERS,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._most = most_callers
        self._seconds = seconds
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Caller -> calls left at a moment."""

    def take(self, caller: str) -> None:
        """Counts a call. Raises TooManyError where none is left."""
        now, rate = self._seconds(), self._per_minute / 60
        with self._lock:
            left, at = self._left.pop(caller, (float(self._per_minute), now))
            left = min(left + (now - at) * rate, float(self._per_minute))
            self._left[caller] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > self._most:
                self._left.popitem(last=False)
        if left < 1:
            raise TooManyError(self._per_minute, max(1, math.ceil((1 - left) / rate)))


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The limits of one server process."""

    reads: RateLimit
    writes: RateLimit
    sign_ins: RateLimit

    @classmethod
    def of(cls, limits: Limits) -> RateLimits:
        """As the catalogue declares them."""
        return cls(RateLimit(limits.reads), RateLimit(limits.writes), RateLimit(limits.sign_ins))
