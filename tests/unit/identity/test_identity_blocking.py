"""Blocking keys and candidate pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from identity_people import people, table
from klantbeeld.identity import blocking_keys, candidate_pairs, train
from klantbeeld.identity.blocking import GROUP_LIMIT, BlockingKeys, combine


def test_candidate_pairs_are_those_that_look_ups_find() -> None:
    generator = np.random.default_rng(3)
    row, key = generator.integers(0, 40, 200), generator.integers(-50, 50, 200)
    row, key = np.unique(np.stack([row, key]), axis=1)
    a, b = candidate_pairs(BlockingKeys(row, key))
    held: dict[int, set[int]] = {}
    for r, k in zip(row.tolist(), key.tolist(), strict=True):
        held.setdefault(k, set()).add(r)
    expected = {pair for rows in held.values() for pair in combinations(sorted(rows), 2)}
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == sorted(expected)


def test_no_keys_make_no_pairs() -> None:
    a, b = candidate_pairs(BlockingKeys(np.empty(0, np.int64), np.empty(0, np.int64)))
    assert len(a) == len(b) == 0


def test_a_crowds_key_is_a_stop_key_ever_after() -> None:
    records = people(400)[0]
    office = {"postcode": "9999ZZ", "house_number": "1"}
    crowd = [office | {"family_name": f"fam{i}"} for i in range(GROUP_LIMIT + 1)]
    model = train(table([*records, *crowd]))
    assert len(model.blocking.stop_keys)
    assert len(blocking_keys(model, table([office, office])).key) == 0
    assert len(blocking_keys(model, table([office | {"house_number": "2"}])).key) > 0


def test_a_default_makes_no_key_ever_after() -> None:
    records = people(400)[0]
    crowd = [{"email": "info@example.nl", "family_name": f"fam{i}"} for i in range(GROUP_LIMIT + 1)]
    model = train(table([*records, *crowd]))
    assert len(blocking_keys(model, table([{"email": "info@example.nl"}])).key) == 0
    assert len(blocking_keys(model, table([{"email": "other@example.nl"}])).key) > 0


def test_exchanged_names_share_a_key() -> None:
    model = train(table(people(200)[0]))
    swapped = [
        {"given_name": "berta", "family_name": "oudhof"},
        {"given_name": "oudhof", "family_name": "berta"},
    ]
    a, b = candidate_pairs(blocking_keys(model, table(swapped)))
    assert (a.tolist(), b.tolist()) == ([0], [1])


def test_keys_are_the_same_in_every_process() -> None:
    key = combine(np.uint64(1), [np.array([2, 3], np.uint64), np.array([4, 4], np.uint64)])
    assert key.tolist() == [10968187914866821265, 16092610645815098345]
