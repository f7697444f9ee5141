"""Contradicting judgements: which give way is what clustering does with them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.identity.components import components
from klantbeeld.identity.contradictions import Contradiction, CountingJudgement, contradictions

A, B, C, D = 1, 2, 3, 4


def test_a_no_match_gives_way_to_the_shortest_chain_of_matches() -> None:
    judged: list[CountingJudgement] = [
        (A, B, "match", 10), (B, C, "match", 11), (A, C, "no_match", 12), (C, D, "no_match", 13),
        (A, D, "match", 14), (B, D, "match", 15),
    ]  # fmt: skip
    assert contradictions(judged) == (
        Contradiction(12, (10, 11)), Contradiction(13, (11, 15)),
    )  # fmt: skip
    assert contradictions([(A, B, "no_match", 1), (B, C, "match", 2)]) == ()


def test_the_order_of_the_judgements_makes_no_difference() -> None:
    judged: list[CountingJudgement] = [
        (A, B, "match", 10), (B, C, "match", 11), (A, C, "no_match", 12), (A, D, "no_match", 13)
    ]  # fmt: skip
    assert {contradictions(order) for order in permutations(judged)} == {
        (Contradiction(12, (10, 11)),)
    }


pairs = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1])


@given(st.dictionaries(pairs, st.sampled_from(("match", "no_match")), max_size=12))
def test_exactly_those_give_way_whose_records_matches_hold_together(
    judged: dict[tuple[int, int], str],
) -> None:
    matches = [pair for pair, verdict in judged.items() if verdict == "match"]
    ends = np.array(matches, np.int64).reshape(-1, 2)
    held = components(ends[:, 0], ends[:, 1], 6)
    numbered = [(*pair, verdict, n) for n, (pair, verdict) in enumerate(judged.items())]
    expected = {
        n for one, other, verdict, n in numbered
        if verdict == "no_match" and held[one] == held[other]
    }  # fmt: skip
    assert {found.no_match for found in contradictions(numbered)} == expected
