"""What must hold of consent whatever was said: order plays no part, and a merge is never laxer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.catalog.consents import Channel, ConsentRequest
from klantbeeld.privacy.consent.state import Asked, Standing, Statement, consent_state

START = datetime(2026, 1, 1, tzinfo=UTC)
REQUEST = ConsentRequest.model_validate(
    {
        "channels": ["email", "sms"],
        "double_opt_in": ["sms"],
        "texts": {"v1": {"since": "2025-06-01", "nl": "Mag dat?", "en": "May we?"}},
    }
)
ASKED = Asked("news", REQUEST, UTC)
CHANNELS = (Channel.EMAIL, Channel.SMS)


@st.composite
def statements(draw: st.DrawFn) -> list[Statement]:
    moments = st.integers(-300, 60).map(lambda days: START + timedelta(days=days))
    return [
        Statement(
            statement_no=number,
            record_no=draw(st.integers(1, 3)),
            purpose=draw(st.sampled_from(["news", "news", "other", ""])),
            channel=draw(st.sampled_from(["email", "sms", ""])),
            decision=draw(st.sampled_from(["given", "confirmed", "withdrawn", "unclear"])),
            at=draw(moments),
            recorded_at=draw(moments),
            text_version=draw(st.sampled_from(["v1", "v1", "v9", None])),
            by_representative=draw(st.booleans()),
            superseded=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


births = st.none() | st.dates(date(2005, 1, 1), date(2015, 1, 1))
clocks = st.integers(-30, 400).map(lambda days: START + timedelta(days=days))


@given(statements(), births, clocks, st.randoms(use_true_random=False))
def test_the_order_of_arrival_plays_no_part(
    said: list[Statement], born: date | None, now: datetime, dice: st.DataObject
) -> None:
    mixed = list(said)
    dice.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis's own Random
    for channel in CHANNELS:
        one, other = (consent_state(some, ASKED, channel, born, now) for some in (said, mixed))
        assert one == other


@given(statements(), births, clocks)
def test_a_merge_is_never_laxer_than_its_parts(
    said: list[Statement], born: date | None, now: datetime
) -> None:
    """The whole person consents only where no part refuses and some part consents; each part by
    itself, as after a split, stands as it did."""
    parts = {s.record_no: [t for t in said if t.record_no == s.record_no] for s in said}
    for channel in CHANNELS:
        whole = consent_state(said, ASKED, channel, born, now)
        alone = [consent_state(part, ASKED, channel, born, now) for part in parts.values()]
        standings = {state.standing for state in alone}
        refused = {Standing.WITHDRAWN, Standing.UNCLEAR} & standings
        assert whole.given == (Standing.GIVEN in standings and not refused)


@given(statements(), births, clocks)
def test_a_withdrawal_after_everything_is_a_no(
    said: list[Statement], born: date | None, now: datetime
) -> None:
    last = max((max(s.at, s.recorded_at) for s in said), default=START) + timedelta(microseconds=1)
    for channel in CHANNELS:
        stop = Statement(99, 1, "news", channel.value, "withdrawn", last, last)
        assert not consent_state([*said, stop], ASKED, channel, born, now).given


@given(statements(), births, clocks)
def test_a_yes_always_has_a_whole_proof(
    said: list[Statement], born: date | None, now: datetime
) -> None:
    for channel in CHANNELS:
        state = consent_state(said, ASKED, channel, born, now)
        if state.given:
            assert state.statement is not None
            assert state.statement.text_version in REQUEST.texts
            assert state.statement.channel == channel
            confirmed = state.statement.decision == "confirmed"
            assert confirmed or (channel == "email" and state.statement.decision == "given")
