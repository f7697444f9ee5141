"""Training and linking: accuracy without labels, frozen counts, and inputs at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from identity_people import people, table
from klantbeeld.core.errors import InputError
from klantbeeld.identity import Model, evaluate, learn, link, train

FULL = {
    "given_name": "jan",
    "family_name": "berg",
    "birth_date": "1970-02-03",
    "email": "jan.berg12@x.nl",
    "phone": "+31612345678",
    "postcode": "1234AB",
    "house_number": "1",
}


@pytest.fixture(scope="module")
def crowd() -> tuple[pa.Table, list[int]]:
    records, truth = people(1000)
    return table(records), truth


@pytest.fixture(scope="module")
def model(crowd: tuple[pa.Table, list[int]]) -> Model:
    return train(crowd[0])


def test_people_are_found_without_labels(model: Model, crowd: tuple[pa.Table, list[int]]) -> None:
    figures = evaluate(link(model, crowd[0]).labels, crowd[1])
    assert figures["b_cubed"]["f1"] > 0.97
    assert figures["cluster_pairwise"]["precision"] > 0.98


def test_the_model_does_not_depend_on_row_order(
    model: Model, crowd: tuple[pa.Table, list[int]]
) -> None:
    shuffled = crowd[0].take(np.random.default_rng(5).permutation(len(crowd[0])))
    assert train(shuffled).fingerprint == model.fingerprint


def test_what_training_prepared_links_like_the_table(crowd: tuple[pa.Table, list[int]]) -> None:
    learnt = learn(crowd[0])
    kept = link(learnt.model, learnt.prepared, (), learnt.keys)
    anew = link(learnt.model, crowd[0])
    assert (kept.labels == anew.labels).all()
    assert sorted(kept.keys.key) == sorted(anew.keys.key)
    plain = link(learnt.model, crowd[0].to_pydict())
    assert (plain.labels == anew.labels).all()


def test_a_model_survives_its_bytes(model: Model, crowd: tuple[pa.Table, list[int]]) -> None:
    again = Model.from_bytes(model.to_bytes())
    assert again.to_bytes() == model.to_bytes()
    assert again.fingerprint == model.fingerprint
    assert (link(again, crowd[0]).labels == link(model, crowd[0]).labels).all()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        Model.from_bytes(content)


def people_in(records: Sequence[dict[str, Any]]) -> int:
    """How many people the records are, under a model of themselves."""
    linked = table(records)
    return len(set(link(train(linked), linked).labels.tolist()))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], 0),
        ([FULL], 1),
        ([FULL, FULL], 1),
        ([FULL, {"given_name": "piet", "email": "piet@y.nl"}], 2),
        ([FULL | {"gender": None}] * 2, 1),
        ([FULL] * 50, 1),
        ([{}] * 10, 10),
        ([{"email": f"user{i // 2}@x.nl"} for i in range(500)], 250),
        ([{"email": "info@x.nl"}] * 20_000, 20_000),
        ([{"given_name": "李", "family_name": "王", "email": "😀@x"}] * 2, 1),
        ([{"given_name": "", "email": "@", "birth_date": "1970-٠1-0x", "phone": ""}] * 2, 1),
    ],
    ids=[
        "no record",
        "one",
        "two alike",
        "two unlike",
        "a column of nulls",
        "all alike",
        "nothing to compare",
        "only e-mail",
        "one e-mail on all",
        "other scripts",
        "odd values",
    ],
)
def test_inputs_at_the_edge(records: list[dict[str, Any]], expected: int) -> None:
    assert people_in(records) == expected


def test_an_email_that_a_crowd_shares_neither_links_nor_explodes() -> None:
    strangers, _ = people(1500)
    for record in strangers:
        record["email"] = "info@x.nl"
    linked = link(train(table(strangers)), table(strangers))
    assert len(linked.scores) < 40 * len(strangers)
    assert evaluate(linked.labels, np.arange(len(strangers)))["largest_cluster"] < 6
