"""Columns of nine-digit numbers: the company's own, citizen service numbers, or a mixture."""

import random

import numpy as np
import pytest

from klantbeeld.quality.number_columns import Numbers, Verdict, judge, passing
from klantbeeld.quality.refusals import passes_eleven_test


def _numbers(dice: random.Random, count: int, *, bsn: float) -> list[str]:
    """Made-up numbers of nine digits, a share of them with the BSN's check digit."""
    found: list[str] = []
    while len(found) < count:
        digits = f"{dice.randrange(10_000_000, 10**9):09}"
        if dice.random() >= bsn or passes_eleven_test(digits):
            found.append(digits)
    return found


def _passing(digits: list[str]) -> np.ndarray:
    return passing(np.array([int(each) for each in digits], np.int64))


def test_many_numbers_at_once_are_tested_as_one_is() -> None:
    digits = [*_numbers(random.Random(3), 500, bsn=0.3), "000000000", "123456782"]
    assert _passing(digits).tolist() == [passes_eleven_test(each) for each in digits]
    assert _passing([]).tolist() == []


@pytest.mark.parametrize(("share", "verdict"), [(0, Verdict.OWN), (1, Verdict.BSN)])
@pytest.mark.parametrize("count", [20, 1_000])
def test_a_column_is_judged_by_its_share(count: int, share: float, verdict: Verdict) -> None:
    for seed in range(20):
        digits = _numbers(random.Random(seed), count, bsn=share)
        assert judge(Numbers(count, int(np.sum(_passing(digits))))) is verdict


def test_a_few_numbers_or_a_mixture_say_nothing() -> None:
    assert judge(Numbers(19, 19)) is Verdict.UNSURE
    assert judge(Numbers(19, 1)) is Verdict.UNSURE
    assert judge(Numbers(1_000, 300)) is Verdict.UNSURE
    assert judge(Numbers()) is Verdict.UNSURE
