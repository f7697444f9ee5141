"""The live worker: links what waits, as soon as it waits, and goes on where it stopped.

Entering: ``waiting_record`` rows, which were committed with the records themselves. Leaving:
linked, folded people and notices for open pages. What waits leaves the queue in the transaction
that settles it: a worker that dies leaves nothing half-done.
"""

from __future__ import annotations

import logging
import threading
from queue import Empty, SimpleQueue

from klantbeeld.core.log import log
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.changes import waits
from klantbeeld.pipeline.linking.link import settle_waiting
from klantbeeld.pipeline.services import Services

_LOG = logging.getLogger(__name__)

LOOK_ANYWAY_SECONDS = 5.0
"""A notice can be lost with its connection: the queue itself is looked at this often."""

_REST_AFTER_FAULT_SECONDS = 2.0


class Worker:
    """Links in a thread of its own, woken by the store."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._wake: SimpleQueue[None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for name, target in (
                ("worker", self._work),
                ("worker-wake", self._listen),
            )
        ]

    def start(self) -> None:
        """Begins; what waited while nobody worked is taken first."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends after the transaction under way."""
        self._stop.set()
        self._wake.put(None)
        self._threads[0].join(timeout=30)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                settle_waiting(self._services, NoProgress())
                self._rest(LOOK_ANYWAY_SECONDS)
            except Exception as error:  # noqa: BLE001  # a thread that ends links no more
                log(_LOG, logging.ERROR, "linking failed, trying again", error=type(error).__name__)
                self._stop.wait(_REST_AFTER_FAULT_SECONDS)

    def _rest(self, seconds: float) -> None:
        try:
            self._wake.get(timeout=seconds)
            while True:  # one round settles everything that waits, however often it was said
                self._wake.get_nowait()
        except Empty:
            return

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                for _ in waits(self._services.database):
                    self._wake.put(None)
                    if self._stop.is_set():
                        return
            except Exception as error:  # noqa: BLE001  # the queue is looked at all the same
                log(_LOG, logging.WARNING, "listening failed", error=type(error).__name__)
                self._stop.wait(_REST_AFTER_FAULT_SECONDS)
