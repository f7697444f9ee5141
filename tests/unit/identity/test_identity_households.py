"""Households: who lives together, from pairs of people and what their records share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from identity_people import people, table
from klantbeeld.identity import household_pairs, households, link, train
from klantbeeld.identity.households import EMAIL, LARGEST_HOUSEHOLD, MOST_NAMES, PHONE, ROOF

Pair = tuple[int, int, float, int]
"""Person, person, weight, what they share."""


def housed(pairs: Sequence[Pair], apart: Sequence[tuple[int, int]] = ()) -> set[frozenset[int]]:
    """The households as sets of people; each bears the id of its lowest."""
    columns = list(zip(*pairs, strict=True)) or [(), (), (), ()]
    found = households(
        np.array(columns[0], np.int64), np.array(columns[1], np.int64),
        np.array(columns[2], np.float64), np.array(columns[3], np.int64),
        (np.array([one for one, _ in apart], np.int64),
         np.array([other for _, other in apart], np.int64)),
    )  # fmt: skip
    members: dict[int, set[int]] = {}
    for person, household in zip(found.person_id, found.household_id, strict=True):
        members.setdefault(int(household), set()).add(int(person))
    assert all(household == min(own) for household, own in members.items())
    return {frozenset(own) for own in members.values()}


def test_housemates_make_a_household_and_who_has_none_is_in_no_one() -> None:
    family = [(1, 2, 9.0, ROOF), (1, 3, 9.0, ROOF), (2, 3, 2.0, PHONE)]
    assert housed([*family, (7, 7, 9.0, ROOF)]) == {frozenset({1, 2, 3})}
    assert housed([]) == set()


def test_who_moved_does_not_join_two_households() -> None:
    old = [(1, 2, 9.0, ROOF), (1, 3, 9.0, ROOF), (2, 3, 9.0, ROOF)]
    assert housed([*old, (3, 4, 8.0, ROOF)]) == {frozenset({1, 2, 3})}
    assert housed([(1, 2, 9.0, ROOF), (2, 3, 4.0, EMAIL)]) == {frozenset({1, 2})}


def test_two_people_judged_apart_never_share_a_household() -> None:
    family = [(1, 2, 9.0, ROOF), (1, 3, 9.0, ROOF), (2, 3, 2.0, PHONE)]
    assert housed(family, [(1, 2)]) == {frozenset({1, 3})}
    assert housed([(1, 2, 9.0, ROOF)], [(2, 1)]) == set()
    assert housed(family, [(1, 99), (3, 3), (98, 99)]) == {frozenset({1, 2, 3})}


def test_the_best_pair_of_records_counts() -> None:
    assert housed([(1, 2, -3.0, ROOF), (2, 1, 6.0, EMAIL)]) == {frozenset({1, 2})}


def test_two_names_at_one_door_are_a_household_and_many_are_a_building() -> None:
    def at_the_door(people: int) -> list[Pair]:
        return [(a, b, -1.0, ROOF) for a, b in combinations(range(people), 2)]

    assert housed(at_the_door(2)) == {frozenset({0, 1})}
    assert housed(at_the_door(MOST_NAMES + 1)) == {frozenset(range(MOST_NAMES + 1))}
    assert housed(at_the_door(MOST_NAMES + 2)) == set()
    couple = (0, 100, 5.0, ROOF | PHONE)
    assert housed([*at_the_door(MOST_NAMES + 2), couple]) == {frozenset({0, 100})}


def test_a_crowd_that_all_hangs_together_is_no_household() -> None:
    size = LARGEST_HOUSEHOLD + 1
    crowd = [(a, b, 3.0, PHONE) for a, b in combinations(range(size), 2)]
    assert housed([*crowd, (size, size + 1, 3.0, PHONE)]) == {frozenset({size, size + 1})}


people_pairs = st.lists(
    st.tuples(
        st.integers(0, 11), st.integers(0, 11), st.integers(-8, 24).map(lambda n: n / 2),
        st.sampled_from((ROOF, PHONE, ROOF | EMAIL)),
    ),
    max_size=40,
)  # fmt: skip


@given(pairs=people_pairs, data=st.data())
def test_neither_order_nor_side_of_the_pairs_matters(
    pairs: list[Pair], data: st.DataObject
) -> None:
    pairs = [pair for pair in pairs if pair[2] > 0 or pair[3] & ROOF]
    shuffled = data.draw(st.permutations(pairs))
    turned: list[Pair] = []
    for a, b, weight, shared in shuffled:
        sides = (b, a) if data.draw(st.booleans()) else (a, b)
        turned.append((*sides, weight, shared))
    assert housed(turned) == housed(pairs)


@given(pairs=people_pairs)
def test_a_component_is_housed_alone_as_in_the_whole(pairs: list[Pair]) -> None:
    pairs = [pair for pair in pairs if pair[2] > 0 or pair[3] & ROOF]
    piece = list(range(12))
    for a, b, *_ in pairs:
        piece = [piece[a] if number == piece[b] else number for number in piece]
    apart = [housed([pair for pair in pairs if piece[pair[0]] == own]) for own in set(piece)]
    assert set().union(*apart) == housed(pairs)


def test_a_couple_is_found_in_records_and_a_far_namesake_is_not() -> None:
    model = train(table(people(400)[0]))
    home = {"family_name": "roosmeer", "postcode": "1100AX", "house_number": "7", "street": "dreef"}
    anna = {"given_name": "anna", "birth_date": "1960-10-11", "gender": "f", **home}
    bram = {"given_name": "bram", "birth_date": "1958-02-03", "gender": "m", **home}
    lodger = {**bram, "given_name": "karel", "family_name": "ypma", "birth_date": "1991-07-30"}
    far = {**bram, "given_name": "cees", "postcode": "9700ZZ", "house_number": "80", "street": "x"}
    linked = link(model, table([anna, bram, lodger, far]))
    pairs = household_pairs(linked.scores)
    none = np.empty(0, np.int64)
    person_a, person_b = linked.labels[pairs.a], linked.labels[pairs.b]
    found = households(person_a, person_b, pairs.weight, pairs.shared, (none, none))
    assert found.person_id.tolist() == linked.labels[:3].tolist()
    assert (pairs.shared & ROOF > 0).all()
