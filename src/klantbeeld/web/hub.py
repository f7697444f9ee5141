"""One listener per process, many open pages: changes fan out from a thread to the streams.

Entering: ``pipeline.changes`` (numbers only, never a value). Leaving: per stream a queue of
changes. Every change gets a position; a page says at which position it was made, so that what
changed between making the page and opening its stream is told at once. A stream that does not
keep up, or that asks for a position no longer remembered, is told to look again at everything.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from klantbeeld.core.log import log
from klantbeeld.pipeline.changes import Change

_REMEMBERED = 5000
_QUEUE = 200
_RETRY_SECONDS = 1.0
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a stream gets: a change at its position; no change means look again at everything."""

    position: int
    change: Change | None


@dataclass(eq=False)
class Subscriber:
    """One open stream."""

    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[Notice] = field(default_factory=lambda: asyncio.Queue(maxsize=_QUEUE))

    def offer(self, notice: Notice) -> None:
        """From any thread. A loop that has ended has no reader left."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._put, notice)

    def _put(self, notice: Notice) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            notice = Notice(notice.position, None)
        self.queue.put_nowait(notice)


class Hub:
    """Listens once, in a thread that starts with the first open page."""

    def __init__(self, listen: Callable[[], Iterator[Change]]) -> None:
        self._listen = listen
        self._lock = threading.Lock()
        self._subscribers: set[Subscriber] = set()
        self._recent: deque[Notice] = deque(maxlen=_REMEMBERED)
        self._position = 0
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def position(self) -> int:
        """Where the stream of changes is now: written into each live page. Starts the thread."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="changes", daemon=True)
                self._thread.start()
            return self._position

    @contextlib.contextmanager
    def subscribe(self, after: int | None) -> Iterator[Subscriber]:
        """A queue of the changes since position ``after`` (None: from now), until the end."""
        self.position()
        subscriber = Subscriber(asyncio.get_running_loop())
        with self._lock:
            self._subscribers.add(subscriber)
            for notice in self._since(after):
                subscriber.offer(notice)
        try:
            yield subscriber
        finally:
            with self._lock:
                self._subscribers.discard(subscriber)

    def _since(self, after: int | None) -> list[Notice]:
        if after is None or after == self._position:
            return []
        oldest = self._recent[0].position if self._recent else self._position + 1
        if not oldest - 1 <= after <= self._position:
            # Forgotten, or a position of an earlier process.
            return [Notice(self._position, None)]
        return [notice for notice in self._recent if notice.position > after]

    def publish(self, change: Change | None) -> None:
        """Tells every stream; None: look again at everything."""
        with self._lock:
            self._position += 1
            notice = Notice(self._position, change)
            self._recent.append(notice)
            for subscriber in self._subscribers:
                subscriber.offer(notice)

    def close(self) -> None:
        """Lets the thread end when its listening does; it never holds up the end of the process."""
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                for change in self._listen():
                    self.publish(change)
                    if self._closed.is_set():
                        return
            except Exception as error:  # noqa: BLE001 - live pages must outlive any lost connection
                log(_logger, logging.WARNING, "listening stopped", error=type(error).__name__)
            self._closed.wait(_RETRY_SECONDS)
            # What was missed meanwhile is unknown.
            self.publish(None)
