"""How a person came together: merges in order, judgements, and components too large to weigh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import History, Judgement, Model, how, link, prepare, train
from klantbeeld.identity.cluster import CUT_LIMIT, LARGEST_WEIGHED


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(600)[0]))


ANNA = {
    "given_name": "anna", "family_name": "roosmeer", "birth_date": "1960-10-11",
    "postcode": "1100AX", "house_number": "8", "phone": "+31611112222",
}  # fmt: skip
OMAR = {"given_name": "omar", "family_name": "bosdonk", "phone": "+31699998888"}
ROWS: list[dict[str, Any]] = [ANNA, ANNA | {"email": "anna@x.nl"}, ANNA | {"phone": None}, OMAR]


def told(model: Model, judgements: Sequence[Judgement] = (), record: int = 0) -> History:
    linked = link(model, table(ROWS), judgements)
    scores = linked.scores
    return how(model, linked.prepared, scores.a, scores.b, scores.match_weight, judgements, record)


def test_the_heaviest_pair_comes_first(model: Model) -> None:
    history = told(model)
    assert history.records == (0, 1, 2)
    assert {history.steps[0].kept, history.steps[0].joined} == {(0,), (1,)}
    first, second = history.steps
    assert (first.by, second.by) == ("evidence", "evidence")
    assert first.evidence["phone"] > first.evidence["email"] == 0.0
    assert second.strongest is not None
    assert 2 in {second.strongest.record_a, second.strongest.record_b}


def test_judgements_are_steps_that_come_before_all_weights(model: Model) -> None:
    history = told(model, [(0, 3, "match")])
    assert history.records == (0, 1, 2, 3)
    assert [step.by for step in history.steps] == ["judgement", "evidence", "evidence"]
    assert history.steps[0].mean_weight is None


def test_what_a_judgement_keeps_apart_is_told(model: Model) -> None:
    history = told(model, [(0, 1, "no_match")])
    assert {*history.records} < {0, 1, 2}
    (apart,) = history.apart
    assert apart.by == "judgement"
    assert (apart.mean_weight or 0) > 0


def test_two_records_are_joined_by_their_match_weight_as_it_is(model: Model) -> None:
    prepared = prepare(model, table([ANNA, ANNA]))
    scores = link(model, table([ANNA, ANNA])).scores
    history = how(model, prepared, scores.a, scores.b, scores.match_weight, (), 1)
    (step,) = history.steps
    assert step.mean_weight == scores.match_weight[0] > 14


def test_a_crowd_is_joined_unweighed(model: Model) -> None:
    size = LARGEST_WEIGHED + 10
    rows = [ANNA | {"house_number": str(n), "phone": f"+316{n:08}"} for n in range(size)]
    prepared = prepare(model, table(rows))
    chain = np.arange(size - 1)
    weight = np.full(size - 1, CUT_LIMIT + 5)
    history = how(model, prepared, chain, chain + 1, weight, (), 3)
    assert len(history.records) == size
    assert [step.by for step in history.steps] == ["crowd"]
    parted = how(model, prepared, chain, chain + 1, weight, [(3, 7, "no_match")], 3)
    assert [apart.by for apart in parted.apart] == ["judgement"]


def test_copies_stand_with_the_one_that_is_weighed_for_all(model: Model) -> None:
    size = LARGEST_WEIGHED + 10
    rows = [ANNA] * size + [ANNA | {"email": "anna@x.nl"}]
    linked = link(model, table(rows))
    chain = np.arange(size)
    weight = np.full(size, 20.0)
    history = how(model, linked.prepared, chain, chain + 1, weight, (), 3)
    assert len(history.records) == size + 1
    assert [step.by for step in history.steps] == ["copy", "evidence"]
    assert history.steps[0].kept == (0,)
    assert {*history.steps[1].kept, *history.steps[1].joined} == {*history.records}
