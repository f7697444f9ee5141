"""Clusters: signed evidence, judgements, and components too large to weigh."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import Judgement, Model, cluster, link, prepare, train
from klantbeeld.identity.cluster import CUT_LIMIT, LARGEST_WEIGHED, cluster_component
from klantbeeld.identity.components import components, pairs_inside


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(600)[0]))


def part(
    weights: dict[tuple[int, int], float],
    size: int,
    barred: tuple[tuple[int, int], ...] = (),
    held: tuple[int, ...] | None = None,
) -> list[int]:
    """Parts of one component of which these are the weights, all equally important."""
    pairs = list(combinations(range(size), 2))
    a, b = np.array(pairs).T
    weight = np.array([weights.get(pair, 1.0) for pair in pairs])
    no = np.array(barred, np.int64).reshape(-1, 2).T
    found: list[int] = cluster_component(
        np.arange(size),
        np.array(held or range(size)),
        (a, b, weight, np.ones(len(pairs))),
        (no[0], no[1]),
    ).tolist()
    return found


def test_evidence_against_breaks_a_chain() -> None:
    assert len(set(part({(0, 1): 3, (1, 2): 2, (0, 2): -9}, 3))) == 2
    assert len(set(part({(0, 1): 3, (1, 2): 2, (0, 2): -1}, 3))) == 1


def test_a_tie_falls_to_the_first_in_order() -> None:
    assert part({(0, 1): 2, (1, 2): 2, (0, 2): -9}, 3) == [0, 0, 2]


def test_barred_records_end_apart_and_held_ones_together() -> None:
    assert part({}, 3, barred=((0, 1),)) == [0, 1, 0]
    assert part({(0, 1): -9}, 3, held=(0, 0, 2)) == [0, 0, 0]


ANNA = {
    "given_name": "anna",
    "family_name": "roosmeer",
    "birth_date": "1960-10-11",
    "postcode": "1100AX",
    "house_number": "8",
    "phone": "+31611112222",
}
OMAR = {"given_name": "omar", "family_name": "bosdonk", "phone": "+31699998888"}


def labels(model: Model, judgements: list[Judgement], numbers: tuple[int, ...]) -> list[int]:
    values: list[dict[str, Any]] = [ANNA, ANNA, ANNA | {"phone": None}, OMAR]
    rows = [value | {"record_no": number} for value, number in zip(values, numbers, strict=True)]
    found: list[int] = link(model, table(rows), judgements).labels.tolist()
    return found


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ([], [10, 10, 10, 40]),
        ([(40, 10, "match")], [10, 10, 10, 10]),
        ([(10, 20, "no_match")], [10, 20, 10, 40]),
        ([(10, 20, "no_match"), (10, 20, "match")], [10, 10, 10, 40]),
        ([(10, 40, "match"), (40, 20, "match"), (20, 10, "no_match")], [10, 10, 10, 10]),
        ([(99, 10, "no_match"), (99, 98, "match")], [10, 10, 10, 40]),
        ([(10, 10, "no_match")], [10, 10, 10, 40]),
    ],
    ids=[
        "none",
        "a match joins strangers",
        "a no match parts records",
        "a match of the same pair wins",
        "matches that contradict a no match win",
        "unknown records are passed over",
        "a record is itself",
    ],
)
def test_judgements(model: Model, judgements: list[Judgement], expected: list[int]) -> None:
    found = labels(model, judgements, (10, 20, 30, 40))
    assert found == expected or (judgements and found == [10, 20, 20, 40])


def test_a_large_component_is_cut_where_it_is_weakest(model: Model) -> None:
    size = LARGEST_WEIGHED
    # The city is silent beside a postcode: these weigh as much as copies, and are none.
    annas = [ANNA | {"city": f"plaats{i}"} for i in range(size)]
    omars = [OMAR | {"city": "elders"} for _ in range(5)]
    values = annas + omars
    prepared = prepare(model, table(values))
    chain = np.arange(len(values) - 1)
    weight = np.full(len(chain), CUT_LIMIT)
    weight[size - 1] = 1.0
    found = cluster(model, prepared, chain, chain + 1, weight)
    assert found.tolist() == [0] * size + [size] * 5


def test_what_cannot_be_cut_stays_one_but_for_judgements(model: Model) -> None:
    size = LARGEST_WEIGHED + 10
    prepared = prepare(model, table([ANNA] * size))
    chain = np.arange(size - 1)
    weight = np.full(size - 1, CUT_LIMIT + 5)
    assert set(cluster(model, prepared, chain, chain + 1, weight).tolist()) == {0}
    parted = cluster(model, prepared, chain, chain + 1, weight, [(3, 7, "no_match")])
    assert parted[3] != parted[7]
    assert np.unique(parted).size == 2


def test_components_and_the_pairs_inside_them() -> None:
    found = components(np.array([0, 3]), np.array([1, 4]), 6)
    assert len(set(found.tolist())) == 4
    a, b = pairs_inside(np.array([7, 7, 7, 5, 5]), 3, 9)
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert not components(np.empty(0, np.int64), np.empty(0, np.int64), 0).size
