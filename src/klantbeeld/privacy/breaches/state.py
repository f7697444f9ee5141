"""How a breach stands: a pure function of its events (decisions are rows, the state is derived).

Entering: the breach, its events in order, the term and the present moment. Leaving: a view. A clock
that jumps back changes no term: it is counted from the stored moment of awareness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from klantbeeld.privacy.breaches.views import BreachEvent, BreachView, Count

_COUNT = TypeAdapter(Count)


def breach_view(
    row: Mapping[str, Any], events: Sequence[BreachEvent], hours: int, now: datetime
) -> BreachView:
    """The view of one breach; ``hours``: the term of ``organisation.breach_hours``."""
    due_at = row["aware_at"] + timedelta(hours=hours)
    said: dict[str, tuple[str, ...]] = {}
    last: dict[str, BreachEvent] = {}
    first: dict[str, BreachEvent] = {}
    for event in events:
        first.setdefault(event.kind, event)
        last[event.kind] = event
        if event.kind == "described":
            said |= {key: tuple(value) for key, value in _lists(event.detail)}
    counted = last.get("counted")
    decided = min(
        (first[kind].at for kind in ("reported", "not_reported") if kind in first), default=None
    )
    return BreachView(
        breach_no=row["breach_no"],
        aware_at=row["aware_at"],
        due_at=due_at,
        opened_by=row["opened_by"],
        said={key: value for key, value in said.items() if value},
        count=None if counted is None else _COUNT.validate_python(counted.detail),
        reported_at=_at(first.get("reported")),
        not_reported=_reason(last.get("not_reported")),
        people_told_at=_at(first.get("people_told")),
        people_not_told=_reason(last.get("people_not_told")),
        closed_at=_at(last.get("closed")),
        events=tuple(reversed(events)),
        seconds_left=(due_at - (decided or now)).total_seconds(),
    )


def count_detail(count: Count) -> dict[str, Any]:
    """A count as its event holds it."""
    return dict(_COUNT.dump_python(count, mode="json"))


def _lists(detail: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [(key, list(value)) for key, value in detail.items()]


def _at(event: BreachEvent | None) -> datetime | None:
    return None if event is None else event.at


def _reason(event: BreachEvent | None) -> str | None:
    return None if event is None else str(event.detail["reason"])
