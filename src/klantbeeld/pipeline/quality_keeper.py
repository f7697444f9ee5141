"""Counting the quality of the store in the background while the server runs.

Entering: time that passes. Leaving: counts that are at most as old as counting takes twenty times
over, or half a minute.
"""

from __future__ import annotations

import logging
import threading

from klantbeeld.core.log import log
from klantbeeld.pipeline.quality_counting import recount_if_due
from klantbeeld.pipeline.services import Services

_LOG = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 10.0


class QualityKeeper:
    """Counts in a thread of its own."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="quality", daemon=True)

    def start(self) -> None:
        """Begins by looking whether anything changed while nobody counted."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the count under way."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _work(self) -> None:
        stopped = False
        while not stopped:
            try:
                recount_if_due(self._services)
            except Exception as error:  # noqa: BLE001  # a thread that ends counts no more
                log(_LOG, logging.ERROR, "counting quality failed", error=type(error).__name__)
            stopped = self._stop.wait(LOOK_EVERY_SECONDS)
