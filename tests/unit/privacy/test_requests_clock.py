"""How long there is to answer: Article 12(3), in every month of the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from klantbeeld.catalog.organisation import Organisation
from klantbeeld.privacy.requests.clock import last_day, received_on
from klantbeeld.privacy.requests.state import Done, Event, State, Urgency, standing, state_of

SHOP = Organisation(name="Shop", contact="privacy@shop.example")


def event(kind: Done, at: datetime) -> Event:
    return Event(at, "anna", "agent", kind, {})


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2026-03-05", "2026-04-07", "2026-06-05"),  # 5 April is Easter
        ("2026-08-31", "2026-09-30", "2026-11-30"),  # no 31 September
        ("2026-01-30", "2026-03-02", "2026-04-30"),  # 28 February is a Saturday
        ("2026-11-26", "2026-12-28", "2027-02-26"),  # Christmas, then a weekend
    ],
)
def test_one_month_and_two_more(received: str, due: str, extended: str) -> None:
    day = date.fromisoformat(received)
    assert last_day(day, SHOP, extended=False) == date.fromisoformat(due)
    assert last_day(day, SHOP, extended=True) == date.fromisoformat(extended)


def test_the_day_of_receipt_is_that_of_the_organisation() -> None:
    assert received_on(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), SHOP) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ((Done.RECEIVED,), State.NEW),
        ((Done.RECEIVED, Done.EXTENDED), State.NEW),
        ((Done.RECEIVED, Done.IDENTIFIED), State.READY),
        ((Done.RECEIVED, Done.IDENTIFIED, Done.CARRIED_OUT), State.CARRIED_OUT),
        ((Done.RECEIVED, Done.IDENTIFIED, Done.CARRIED_OUT, Done.ANSWERED), State.ANSWERED),
        ((Done.RECEIVED, Done.REFUSED), State.REFUSED),
        ((Done.RECEIVED, Done.IDENTIFIED, Done.WITHDRAWN), State.WITHDRAWN),
    ],
)
def test_the_state_follows_from_what_was_done(done: Sequence[Done], state: State) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert state_of([event(kind, at) for kind in done]) is state


def test_a_clock_that_jumps_back_gives_no_more_time() -> None:
    received = datetime(2026, 3, 2, 9, tzinfo=UTC)
    row = {
        "request_no": 1, "kind": "access", "person_id": 1, "received_at": received,
        "received_via": "email", "language": "nl", "attributes": [], "records": [1],
    }  # fmt: skip
    events = [event(Done.RECEIVED, received), event(Done.IDENTIFIED, received + timedelta(days=40))]
    found = standing(row, events, SHOP, received - timedelta(days=365))
    assert (found.urgency, found.days_left) == (Urgency.OVERDUE, -9)
