"""What the server does beside answering, again and again: one thread for each piece of work.

Entering: work and how often. Leaving: the work done while the server runs. Work that fails is told
and tried again the next time: a thread that ends does nothing any more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from klantbeeld.core.log import log

_LOG = logging.getLogger(__name__)
_PATIENCE_SECONDS = 30


@dataclass(slots=True)
class Repeat:
    """Does ``work`` every so often in a thread named ``name``."""

    name: str
    every: timedelta
    work: Callable[[], object]
    at_once: bool = True
    """Whether it begins with what waited while nobody worked."""
    at_end: bool = False
    """Whether it is done once more when the server ends."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins."""
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the work under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=_PATIENCE_SECONDS)

    def _run(self) -> None:
        if self.at_once:
            self._try()
        while not self._stop.wait(self.every.total_seconds()):
            self._try()
        if self.at_end:
            self._try()

    def _try(self) -> None:
        try:
            self.work()
        except Exception as error:  # noqa: BLE001  # a thread that ends does nothing any more
            log(_LOG, logging.ERROR, f"{self.name} failed", error=type(error).__name__)
