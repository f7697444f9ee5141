"""What holds of every explanation: it adds up, it tells the clustering that decided, and what it
says would turn the answer turns it."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_people import corrupted, people, person, table
from klantbeeld.identity import (
    Counterfactual,
    Judgement,
    Model,
    explain,
    how,
    link,
    prepare,
    train,
    what_would_join,
    what_would_part,
)

EXAMPLES = settings(max_examples=40, deadline=None)
ADDRESS = ("postcode", "house_number", "street", "city")
COLUMNS = {"birth_date": ("birth_date",), "phone": ("phone",), "address": ADDRESS}


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(400)[0]))


@st.composite
def records(draw: st.DrawFn, least: int = 0) -> list[dict[str, Any]]:
    """Up to 20 records of a few people, some of whom live together."""
    generator = random.Random(draw(st.integers(0, 10**6)))
    persons = [person(number, generator) for number in range(draw(st.integers(1, 5)))]
    for values in persons:
        if draw(st.booleans()):
            shared = ("family_name", "phone", *ADDRESS)
            values.update({name: persons[0][name] for name in shared})
    size = draw(st.integers(least, 20))
    return [corrupted(draw(st.sampled_from(persons)), generator) for _ in range(size)]


def judged(size: int) -> st.SearchStrategy[list[Judgement]]:
    number = st.integers(0, max(size - 1, 0))
    return st.lists(st.tuples(number, number, st.sampled_from(["match", "no_match"])), max_size=4)


@EXAMPLES
@given(values=records(2))
def test_contributions_add_up_to_the_match_weight(
    model: Model, values: list[dict[str, Any]]
) -> None:
    why = explain(model, prepare(model, table(values)), 0, 1)
    assert why.prior + sum(f.contribution for f in why.fields) == pytest.approx(
        why.match_weight, abs=1e-6
    )
    assert 0 <= why.household_share <= 1
    for field in why.fields:
        assert field.against_household is not None
        low, high = sorted((field.against_random, field.against_household))
        assert low - 1e-9 <= field.contribution <= high + 1e-9
        if field.level is None:
            assert field.contribution == 0


@EXAMPLES
@given(values=records(1), data=st.data())
def test_how_a_person_came_together_is_how_it_was_clustered(
    model: Model, values: list[dict[str, Any]], data: st.DataObject
) -> None:
    judgements = data.draw(judged(len(values)))
    linked = link(model, table(values), judgements)
    one = data.draw(st.integers(0, len(values) - 1))
    scores = linked.scores
    told = how(model, linked.prepared, scores.a, scores.b, scores.match_weight, judgements, one)
    assert set(told.records) == set(np.flatnonzero(linked.labels == linked.labels[one]).tolist())
    groups = {frozenset({record}) for record in told.records}
    for step in told.steps:
        kept, joined = frozenset(step.kept), frozenset(step.joined)
        groups = (groups - {kept, joined}) | {kept | joined}
        assert step.mean_weight is None or step.mean_weight > 0
    assert groups == {frozenset(told.records)}
    assert len(told.steps) == len(told.records) - 1
    for other in told.apart:
        assert len({int(linked.labels[record]) for record in other.records}) == 1
        assert other.by == "judgement" or (other.mean_weight or 0) <= 0


@EXAMPLES
@given(values=records(2))
def test_what_would_turn_the_answer_turns_it(model: Model, values: list[dict[str, Any]]) -> None:
    prepared = prepare(model, table(values))
    weight = explain(model, prepared, 0, 1).match_weight
    to_join, to_part = (
        what_would_join(model, prepared, 0, 1),
        what_would_part(model, prepared, 0, 1),
    )
    assert not to_join if weight > 0 else not to_part
    assert all(found.match_weight > 0 for found in to_join)
    assert all(found.match_weight <= 0 for found in to_part)
    fields = [{change.field for change in found.changes} for found in (*to_join, *to_part)]
    assert all(not one < other for one in fields for other in fields), "a smaller change would do"
    for found in (*to_join, *to_part):
        for change in found.changes:
            assert change.was is not None or change.becomes != "unknown"


@EXAMPLES
@given(values=records(2))
def test_records_changed_so_are_one(model: Model, values: list[dict[str, Any]]) -> None:
    """The change made in the records themselves, where one of them has the value."""
    one, other = values[0], values[1]
    for found in what_would_join(model, prepare(model, table(values)), 0, 1):
        if {change.field for change in found.changes} <= COLUMNS.keys():
            pair = changed(one, other, found)
            if pair is not None:
                assert explain(model, prepare(model, table(pair)), 0, 1).match_weight > 0


def changed(
    one: dict[str, Any], other: dict[str, Any], found: Counterfactual
) -> list[dict[str, Any]] | None:
    """Two records with the changes made; None where a value would have to be made up."""
    left, right = dict(one), dict(other)
    for change in found.changes:
        columns = COLUMNS[change.field]
        given_by = next((each for each in (one, other) if columns[0] in each), None)
        if change.becomes == "unknown":
            for column in columns:
                right.pop(column, None)
        elif given_by is None:
            return None
        else:
            for record, column in product((left, right), columns):
                record.pop(column, None)
                if column in given_by:
                    record[column] = given_by[column]
    return [left, right]
