"""Rate limits: a minute's calls at once, then evenly, each caller apart, in bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.privacy.rate_limits import RateLimit, TooManyError


class _Seconds:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _answered(limit: RateLimit, caller: str, calls: int) -> int:
    answered = 0
    for _ in range(calls):
        try:
            limit.take(caller)
            answered += 1
        except TooManyError:
            pass
    return answered


def test_a_minutes_calls_and_then_evenly() -> None:
    seconds = _Seconds()
    limit = RateLimit(60, seconds=seconds)
    assert _answered(limit, "a", 100) == 60
    assert _answered(limit, "b", 1) == 1
    seconds.now = 10.0
    assert _answered(limit, "a", 100) == 10
    seconds.now = 10_000.0
    assert _answered(limit, "a", 100) == 60


def test_how_long_to_wait_is_told_and_enough() -> None:
    seconds = _Seconds()
    limit = RateLimit(2, seconds=seconds)
    limit.take("a")
    limit.take("a")
    with pytest.raises(TooManyError) as refused:
        limit.take("a")
    assert "2 a minute" in str(refused.value)
    seconds.now += refused.value.seconds
    limit.take("a")


def test_memory_is_bounded() -> None:
    limit = RateLimit(1, most_callers=3, seconds=lambda: 0.0)
    for caller in "abcdef":
        limit.take(caller)
    assert [_answered(limit, caller, 1) for caller in "fed"] == [0, 0, 0]
    assert _answered(limit, "a", 1) == 1


@given(
    st.integers(1, 100),
    st.lists(st.floats(0, 120, allow_nan=False), max_size=40),
)
def test_never_more_than_a_minutes_calls_and_what_the_time_gives(
    per_minute: int, waits: list[float]
) -> None:
    seconds = _Seconds()
    limit = RateLimit(per_minute, seconds=seconds)
    answered = 0
    for wait in waits:
        seconds.now += wait
        answered += _answered(limit, "a", 5)
    assert answered <= per_minute + seconds.now * per_minute / 60 + 1e-6
