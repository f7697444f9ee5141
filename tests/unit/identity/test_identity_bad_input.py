"""Bad input: copies, crowds, defaults, and records between two people, each with one answer."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import (
    Model,
    blocking_keys,
    candidate_pairs,
    evaluate,
    learn,
    link,
    prepare,
    train,
)
from klantbeeld.identity.blocking import GROUP_LIMIT, LARGEST_GROUP, BlockingKeys
from klantbeeld.identity.cluster import LARGEST_WEIGHED
from klantbeeld.identity.copies import first_copies
from klantbeeld.identity.records import SMALL

ANNA = {
    "given_name": "anna",
    "family_name": "roosmeer",
    "birth_date": "1960-10-11",
    "postcode": "1100AX",
    "house_number": "8",
    "phone": "+31611112222",
    "email": "anna.roosmeer@x.nl",
}


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(400)[0]))


def labels(records: list[dict[str, Any]]) -> list[int]:
    """Labels under a model of the records themselves."""
    learnt = learn(table(records))
    found: list[int] = link(learnt.model, learnt.prepared, (), learnt.keys).labels.tolist()
    return found


def test_a_record_sent_hundreds_of_times_is_one_person() -> None:
    """More than ``GROUP_LIMIT``, more than can be weighed; her other record still finds her."""
    size = 3 * GROUP_LIMIT
    assert size > LARGEST_WEIGHED
    crowd, truth = people(400)
    other = ANNA | {"email": "roosmeer77@y.nl", "source": "webshop"}
    found = labels([*crowd, *[ANNA] * size, other])
    assert set(found[len(crowd) :]) == {len(crowd)}
    assert evaluate(np.array(found[: len(crowd)]), truth)["b_cubed"]["f1"] > 0.95


def test_what_more_than_a_thousand_records_say_alike_is_a_default() -> None:
    found = labels([*people(100)[0], *[ANNA] * (LARGEST_GROUP + 1)])
    assert len(set(found[200:])) == LARGEST_GROUP + 1


def test_a_key_that_outgrows_its_limit_finds_nobody() -> None:
    rows = np.arange(LARGEST_GROUP + 1)
    full = BlockingKeys(rows[:-1], np.zeros(LARGEST_GROUP, np.int64))
    over = BlockingKeys(rows, np.zeros(LARGEST_GROUP + 1, np.int64))
    assert len(candidate_pairs(full)[0]) == LARGEST_GROUP * (LARGEST_GROUP - 1) // 2
    assert len(candidate_pairs(over)[0]) == 0


def test_one_email_on_thousands_of_records_links_nobody(model: Model) -> None:
    """It arrives after training, when nothing is known of it."""
    shared = [record | {"email": "info@shop.nl"} for record in people(1000, seed=9)[0]]
    linked = link(model, table(shared))
    assert len(linked.scores) < 30 * len(shared)
    assert evaluate(linked.labels, np.arange(len(shared)))["largest_cluster"] < 6


def test_defaults_in_every_field_link_nobody() -> None:
    defaults = {
        "email": "info@x.nl",
        "phone": "0000000000",
        "birth_date": "1900-01-01",
        "city": "onbekend",
    }
    crowd, truth = people(300)
    others, whose = people(150, seed=5)
    found = labels([*crowd, *[record | defaults for record in others]])
    for part, owners in ((found[: len(crowd)], truth), (found[len(crowd) :], whose)):
        figures = evaluate(np.array(part), owners)
        assert figures["b_cubed"]["f1"] > 0.93
        assert figures["largest_cluster"] < 5


def test_father_and_son_of_one_name_at_one_address_are_two_people(model: Model) -> None:
    son = ANNA | {"birth_date": "1988-03-02", "phone": "+31644445555", "email": "ar88@z.nl"}
    assert len(set(link(model, table([ANNA, son])).labels.tolist())) == 2
    again = [ANNA | {"source": "webshop"}, son | {"source": "webshop"}]
    assert link(model, table([ANNA, son, *again])).labels.tolist() == [0, 1, 0, 1]


def test_twins_at_one_address_are_two_people(model: Model) -> None:
    twin = ANNA | {"given_name": "truus", "email": "truus.roosmeer@x.nl"}
    again = [ANNA | {"source": "webshop"}, twin | {"source": "webshop"}]
    assert link(model, table([ANNA, twin, *again])).labels.tolist() == [0, 1, 0, 1]


def test_between_two_people_the_content_decides_not_the_numbers(model: Model) -> None:
    son = ANNA | {"birth_date": "1988-03-02", "phone": "+31644445555", "email": "ar88@z.nl"}
    either = {name: ANNA[name] for name in ("given_name", "family_name", "postcode")}
    records = [ANNA, son, either]
    outcomes = set()
    for order in permutations(range(3)):
        rows = [records[i] | {"record_no": n} for n, i in enumerate(order)]
        found = dict(zip(order, link(model, table(rows)).labels.tolist(), strict=True))
        assert found[0] != found[1]
        outcomes.add((found[2] == found[0], found[2] == found[1]))
    assert len(outcomes) == 1


@pytest.mark.parametrize("size", [10, SMALL + 10])
def test_copies_say_exactly_the_same(model: Model, size: int) -> None:
    others = [ANNA | {"phone": f"+316{i:08}"} for i in range(size)]
    bare = [{"email": "info@x.nl", "city": "ede"}] * 2
    values = [ANNA, *others, *bare, ANNA, ANNA | {"source": "webshop"}]
    prepared = prepare(model, table(values))
    rows = np.arange(len(values))
    expected = rows.copy()
    expected[len(values) - 2] = 0
    assert first_copies(prepared, rows).tolist() == expected.tolist()


def test_few_and_many_records_get_the_same_keys(model: Model) -> None:
    records = people(SMALL)[0]
    many = blocking_keys(model, table(records))
    few = [blocking_keys(model, table(records[i : i + 500])) for i in range(0, len(records), 500)]
    alone = [
        (row + 500 * i, key)
        for i, k in enumerate(few)
        for row, key in zip(k.row, k.key, strict=True)
    ]
    assert sorted(alone) == sorted(zip(many.row, many.key, strict=True))
