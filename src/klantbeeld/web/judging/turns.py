"""Two reviewers at once get different questions: whose turn a question is.

Entering: the queue, who asks, and when. Leaving: the same queue with the questions that a colleague
has before him behind the others. Kept in the memory of the process that serves the pages: should it
be lost, two people look at one question once, and the second answer is judged like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from klantbeeld.pipeline.linking.review import Question

TURN = timedelta(minutes=3)
"""How long a question stays with the person to whom it was shown."""


class Turns:
    """Who has which question before him."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, tuple[tuple[int, int], datetime]] = {}
        """Reviewer -> the pair shown last, and when."""

    def ordered(
        self, asked: Sequence[Question], reviewer: str, now: datetime
    ) -> tuple[Question, ...]:
        """The questions in their order, those before a colleague last."""
        with self._lock:
            theirs = {
                pair
                for name, (pair, since) in self._held.items()
                if name != reviewer and abs(now - since) < TURN
            }
        return tuple(sorted(asked, key=lambda question: question.records in theirs))

    def take(self, pair: tuple[int, int], reviewer: str, now: datetime) -> None:
        """This question is before this reviewer now, and no other is."""
        with self._lock:
            self._held[reviewer] = (pair, now)
