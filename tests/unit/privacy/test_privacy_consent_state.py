"""Whether somebody consents: one table of what was said, and what it comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from klantbeeld.catalog.consents import Channel, ConsentRequest
from klantbeeld.privacy.consent.state import (
    Asked,
    Flaw,
    Standing,
    Statement,
    born_latest,
    consent_state,
    under_age,
)

NOW = datetime(2026, 9, 7, 12, tzinfo=UTC)
REQUEST = ConsentRequest.model_validate(
    {
        "channels": ["email", "post", "sms"],
        "double_opt_in": ["sms"],
        "texts": {
            "v1": {"since": "2020-01-01", "nl": "Mag dat?", "en": "May we?"},
            "v2": {"since": "2026-01-01", "nl": "Mogen wij?", "en": "May we please?"},
        },
    }
)
ASKED = Asked("news", REQUEST, UTC)


def said(day: str, decision: Any, **more: Any) -> Statement:
    at = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    values: dict[str, Any] = {
        "statement_no": 1, "record_no": 1, "purpose": "news", "channel": "email", "at": at,
        "recorded_at": at, "decision": decision, "text_version": "v1", **more,
    }  # fmt: skip
    return Statement(**values)


def standing(*statements: Statement, born: date | None = None, channel: Any = Channel.EMAIL) -> Any:
    return consent_state(statements, ASKED, channel, born, NOW)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], Standing.NONE),
        ([said("2024-01-01", "given")], Standing.GIVEN),
        ([said("2024-01-01", "given"), said("2024-02-01", "withdrawn")], Standing.WITHDRAWN),
        ([said("2024-01-01", "withdrawn"), said("2024-02-01", "given")], Standing.GIVEN),
        # At one moment the strictest counts.
        ([said("2024-01-01", "withdrawn"), said("2024-01-01", "given")], Standing.WITHDRAWN),
        # Another channel or purpose says nothing.
        ([said("2024-01-01", "given", channel="post")], Standing.NONE),
        ([said("2024-01-01", "given", purpose="other")], Standing.NONE),
        # A word that nobody declared is a no until somebody says something clear.
        ([said("2024-01-01", "given"), said("2024-02-01", "unclear")], Standing.UNCLEAR),
        ([said("2024-01-01", "unclear"), said("2024-02-01", "given")], Standing.GIVEN),
        # A withdrawal whose channel is unknown holds for every channel; consent for none.
        ([said("2024-01-01", "given"), said("2024-02-01", "withdrawn", channel="")],
         Standing.WITHDRAWN),
        ([said("2024-01-01", "given", channel="")], Standing.NONE),
        # What the source rewrote: its consent is gone, its withdrawal stays.
        ([said("2024-01-01", "given", superseded=True)], Standing.NONE),
        ([said("2024-01-01", "withdrawn", superseded=True), said("2024-01-01", "given")],
         Standing.WITHDRAWN),
        # Over records the strictest wins, however old.
        ([said("2020-05-01", "withdrawn", record_no=2), said("2026-01-01", "given")],
         Standing.WITHDRAWN),
        ([said("2024-01-01", "given", text_version=None, record_no=2), said("2024-01-01", "given")],
         Standing.GIVEN),
    ],
)  # fmt: skip
def test_what_was_said_comes_to(statements: list[Statement], expected: Standing) -> None:
    assert standing(*statements).standing is expected


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        (said("2024-01-01", "given", text_version=None), Flaw.NO_TEXT),
        (said("2024-01-01", "given", text_version="v9"), Flaw.TEXT_UNKNOWN),
        (said("2024-01-01", "given", text_version="v2"), Flaw.TEXT_LATER),
        (said("2026-10-01", "given", recorded_at=NOW), Flaw.FUTURE),
    ],
)
def test_consent_without_proof_is_none(statement: Statement, flaw: Flaw) -> None:
    state = standing(statement)
    assert (state.standing, state.flaws) == (Standing.INVALID, (flaw,))


def test_consent_dated_in_the_future_does_not_ripen() -> None:
    ahead = said("2026-10-01", "given", recorded_at=NOW)
    later = consent_state([ahead], ASKED, Channel.EMAIL, None, NOW + timedelta(days=365))
    assert later.standing is Standing.INVALID


def test_a_withdrawal_dated_in_the_future_holds_at_once() -> None:
    ahead = said("2027-01-01", "withdrawn", recorded_at=NOW)
    assert standing(said("2024-01-01", "given"), ahead).standing is Standing.WITHDRAWN


def test_what_is_asked_no_longer_is_not_consented_to() -> None:
    gone = Asked("news", None, UTC)
    state = consent_state([said("2024-01-01", "given")], gone, Channel.EMAIL, None, NOW)
    assert state.flaws == (Flaw.NOT_ASKED,)


def test_double_opt_in_waits_expires_and_is_confirmed() -> None:
    def sms(statement: Statement, now: datetime = NOW) -> Standing:
        return consent_state([statement], ASKED, Channel.SMS, None, now).standing

    given = said("2026-09-05", "given", channel="sms")
    assert sms(given) is Standing.PENDING
    assert sms(given, NOW + timedelta(days=8)) is Standing.EXPIRED
    assert sms(said("2026-09-05", "confirmed", channel="sms")) is Standing.GIVEN


def test_asking_anew_does_not_undo_a_withdrawal_until_it_is_confirmed() -> None:
    before = said("2026-09-01", "withdrawn", channel="sms")
    again = said("2026-09-06", "given", channel="sms")
    confirmed = said("2026-09-07", "confirmed", channel="sms")
    assert standing(before, again, channel=Channel.SMS).standing is Standing.WITHDRAWN
    assert standing(before, again, confirmed, channel=Channel.SMS).standing is Standing.GIVEN


def test_a_child_consents_by_its_representative() -> None:
    own, parent = said("2026-05-01", "given"), said("2026-05-01", "given", by_representative=True)
    child, grown = date(2012, 6, 1), date(2010, 4, 30)
    assert standing(own, born=child).flaws == (Flaw.UNDER_AGE,)
    assert standing(parent, born=child).given
    assert standing(own, born=grown).given
    # What a child said for itself is not valid later either.
    assert not standing(said("2024-01-01", "given"), born=date(2009, 1, 1)).given
    # Withdrawing needs nobody.
    assert standing(parent, said("2026-06-01", "withdrawn"), born=child).standing is (
        Standing.WITHDRAWN
    )


@pytest.mark.parametrize(
    ("born", "on", "child"),
    [
        (date(2010, 9, 7), date(2026, 9, 6), True),
        (date(2010, 9, 7), date(2026, 9, 7), False),
        (date(2012, 2, 29), date(2028, 2, 28), True),
        (date(2012, 2, 29), date(2028, 2, 29), False),
    ],
)
def test_sixteen_is_counted_by_birthdays(born: date, on: date, child: bool) -> None:
    assert under_age(born, on) is child


def test_of_several_birth_dates_the_latest_counts() -> None:
    assert born_latest(["1980-01-01", None, "no date", "2014-05-05"]) == date(2014, 5, 5)
    assert born_latest([None]) is None
