"""Tells partners what they have still to be told, in a thread of its own while the server runs.

Entering: notices whose time has come. Leaving: signed POSTs and their receipts
(``privacy.partners.deliver``). A notice that is under way when the process dies comes back by
itself.
"""

from __future__ import annotations

import logging
import threading

from klantbeeld.core.log import log
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.partners.deliver import deliver_due

_LOG = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


class Notifier:
    """Delivers notices to partners."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="notifier", daemon=True)

    def start(self) -> None:
        """Begins with what waited while nobody delivered."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the delivery under way."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _work(self) -> None:
        services = self._services
        told = any(partner.notify for partner in services.catalogue.partners.values())
        while told and not self._stop.is_set():
            try:
                deliver_due(services.database, services.catalogue, services.clock)
            except Exception as error:  # noqa: BLE001  # a thread that ends tells nobody any more
                log(_LOG, logging.ERROR, "telling partners failed", error=type(error).__name__)
            self._stop.wait(EVERY_SECONDS)
