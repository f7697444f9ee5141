"""Blocking rules that find only strangers are left out."""

from __future__ import annotations

import numpy as np

from klantbeeld.identity.blocking import FREE_PAIRS, BlockingKeys, FrozenRule, Rule
from klantbeeld.identity.rule_yield import worthwhile

GOOD, TWIN, BAD = Rule((("email", "all"),)), Rule((("phone", "all"),)), Rule((("city", "all"),))
NUMBER = Rule((("identifier:bsn", "all"),))


def frozen(rule: Rule, keys: list[int]) -> FrozenRule:
    """The rule with one key per record."""
    rows = np.arange(len(keys))
    return FrozenRule(rule, np.empty(0, np.int64), BlockingKeys(rows, np.array(keys)))


def kept(scale: float, *rules: FrozenRule) -> list[Rule]:
    """Four records: pair (0, 1) is one person, pair (2, 3) is not."""
    a, b, probability = np.array([0, 2]), np.array([1, 3]), np.array([0.9, 1e-5])
    return [each.rule for each in worthwhile(rules, 4, a, b, probability, scale)]


def test_a_rule_that_finds_only_strangers_goes() -> None:
    rules = frozen(GOOD, [1, 1, 2, 3]), frozen(BAD, [4, 5, 6, 6])
    assert kept(FREE_PAIRS, *rules) == [GOOD]


def test_it_stays_while_it_costs_little() -> None:
    rules = frozen(GOOD, [1, 1, 2, 3]), frozen(BAD, [4, 5, 6, 6])
    assert kept(FREE_PAIRS / 2, *rules) == [GOOD, BAD]


def test_a_rule_is_judged_by_what_no_other_finds() -> None:
    rules = frozen(GOOD, [1, 1, 2, 2]), frozen(TWIN, [3, 3, 4, 4]), frozen(BAD, [5, 6, 7, 7])
    assert kept(FREE_PAIRS, *rules) == [GOOD, TWIN, BAD]


def test_an_identifier_always_stays() -> None:
    assert kept(FREE_PAIRS, frozen(NUMBER, [1, 2, 3, 3])) == [NUMBER]
