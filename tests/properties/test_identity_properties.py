"""What holds for every set of records: order, numbering, batches and judgements."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity_people import corrupted, people, person, table
from klantbeeld.identity import (
    Judgement,
    Model,
    blocking_keys,
    candidate_pairs,
    link,
    prepare,
    score,
    train,
)

EXAMPLES = settings(max_examples=40, deadline=None)
EMAILS = ("info@x.nl", "jan.berg@x.nl", "janberg12@x.nl", "fam.vink@y.nl")


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(400)[0]))


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to 25 records of a few people of one neighbourhood: many are hard to tell apart."""
    generator = random.Random(draw(st.integers(0, 10**6)))
    persons = [person(number, generator) for number in range(draw(st.integers(1, 5)))]
    for values in persons:
        if draw(st.booleans()):
            shared = ("family_name", "street", "house_number", "postcode", "city")
            values.update({name: persons[0][name] for name in shared})
        if draw(st.booleans()):
            values["email"] = draw(st.sampled_from(EMAILS))
    size = draw(st.integers(0, 25))
    return [corrupted(draw(st.sampled_from(persons)), generator) for _ in range(size)]


def numbered(values: Sequence[dict[str, Any]], numbers: Sequence[int]) -> pa.Table:
    return table([v | {"record_no": n} for v, n in zip(values, numbers, strict=True)])


def partition(labels: Sequence[int], rows: Sequence[int]) -> set[frozenset[int]]:
    """The clusters as sets of ``rows`` (parallel to the labels)."""
    clusters: dict[int, set[int]] = {}
    for label, row in zip(labels, rows, strict=True):
        clusters.setdefault(label, set()).add(row)
    return {frozenset(rows) for rows in clusters.values()}


def judged(size: int) -> st.SearchStrategy[list[Judgement]]:
    number = st.integers(0, max(size - 1, 0))
    return st.lists(st.tuples(number, number, st.sampled_from(["match", "no_match"])), max_size=6)


@EXAMPLES
@given(values=records(), data=st.data())
def test_labels_do_not_depend_on_row_order(
    model: Model, values: list[dict[str, Any]], data: st.DataObject
) -> None:
    numbers = list(range(len(values)))
    judgements = data.draw(judged(len(values)))
    order = data.draw(st.permutations(numbers))
    plain = link(model, numbered(values, numbers), judgements).labels
    shuffled = link(
        model, numbered([values[i] for i in order], order), data.draw(st.permutations(judgements))
    ).labels
    assert plain[order].tolist() == shuffled.tolist()


@EXAMPLES
@given(values=records(), data=st.data())
def test_the_partition_does_not_depend_on_the_numbering(
    model: Model, values: list[dict[str, Any]], data: st.DataObject
) -> None:
    distinct = {tuple(sorted(value.items())): value for value in values}
    values = list(distinct.values())
    numbers = list(range(len(values)))
    others = data.draw(st.permutations([n + 1000 for n in numbers]))
    plain = link(model, numbered(values, numbers)).labels.tolist()
    renumbered = link(model, numbered(values, others)).labels.tolist()
    assert partition(plain, numbers) == partition(renumbered, numbers)


@EXAMPLES
@given(values=records(), data=st.data())
def test_judgements_hold(model: Model, values: list[dict[str, Any]], data: st.DataObject) -> None:
    judgements = data.draw(judged(len(values))) if values else []
    labels = link(model, table(values), judgements).labels
    matched = np.arange(len(values))
    for a, b, verdict in judgements:
        if verdict == "match":
            assert labels[a] == labels[b]
            matched[matched == matched[b]] = matched[a]
    for a, b, verdict in judgements:
        if verdict == "no_match":
            assert (labels[a] != labels[b]) or matched[a] == matched[b]


@EXAMPLES
@given(values=records())
def test_a_score_is_symmetric(model: Model, values: list[dict[str, Any]]) -> None:
    prepared = prepare(model, table(values))
    a, b = np.triu_indices(len(values), 1)
    forth, back = score(model, prepared, a, b), score(model, prepared, b, a)
    assert (forth.match_weight == back.match_weight).all()
    assert (forth.likelihood == back.likelihood).all()


@EXAMPLES
@given(values=records())
def test_a_record_is_prepared_from_itself_alone(model: Model, values: list[dict[str, Any]]) -> None:
    together = blocking_keys(model, table(values))
    for row, value in enumerate(values):
        alone = blocking_keys(model, table([value]))
        assert sorted(alone.key) == sorted(together.key[together.row == row])


@EXAMPLES
@given(values=records(), data=st.data())
def test_a_component_clusters_alone_as_in_the_whole(
    model: Model, values: list[dict[str, Any]], data: st.DataObject
) -> None:
    judgements = data.draw(judged(len(values))) if values else []
    whole = link(model, table(values), judgements)
    edges = whole.scores.take(whole.scores.match_weight > 0)
    component = np.arange(len(values))
    for a, b in [*zip(edges.a, edges.b, strict=True), *[(x, y) for x, y, _ in judgements]]:
        component[component == component[b]] = component[a]
    for members in partition(component.tolist(), range(len(values))):
        rows = sorted(members)
        part = link(model, numbered([values[i] for i in rows], rows), judgements)
        assert part.labels.tolist() == whole.labels[rows].tolist()


@EXAMPLES
@given(values=records())
def test_candidates_share_a_key(model: Model, values: list[dict[str, Any]]) -> None:
    keys = blocking_keys(model, table(values))
    held = [set(keys.key[keys.row == row].tolist()) for row in range(len(values))]
    a, b = candidate_pairs(keys)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    size = range(len(values))
    assert found == {(i, j) for i in size for j in size if i < j and held[i] & held[j]}
