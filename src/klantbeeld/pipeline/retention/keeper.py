"""The daily run of the retention job while the server runs.

Entering: time that passes. Leaving: a run a day. The first run of an installation is a person's:
nothing that was just loaded disappears before somebody saw what would go and chose to clear it.
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from klantbeeld.core.log import log
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.retention.run import run_as, runs
from klantbeeld.pipeline.services import Services

_LOG = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LOOK_AGAIN_SECONDS = 900.0
ITSELF = "klantbeeld"
"""Who stands in the register of runs."""


class RetentionKeeper:
    """Runs the job in a thread of its own, once a day."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="retention", daemon=True)

    def start(self) -> None:
        """Begins to look whether a day has passed."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; a run under way goes on where it was at the next start."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _work(self) -> None:
        while not self._stop.wait(LOOK_AGAIN_SECONDS):
            try:
                run_if_due(self._services)
            except Exception as error:  # noqa: BLE001  # a thread that ends clears no more
                log(_LOG, logging.ERROR, "retention failed", error=type(error).__name__)


def run_if_due(services: Services) -> bool:
    """Runs the job if the last run was finished more than a day ago, or never was; says whether."""
    newest = runs(services, 1)
    if not newest:
        return False
    last = newest[0].finished_at
    if last is not None and services.clock() - last < EVERY:
        return False
    run_as(services, ITSELF, NoProgress())
    return True
