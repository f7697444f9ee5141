"""Names that nobody has any more leave a model, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import Model, link, train
from klantbeeld.identity.archive import unpack
from klantbeeld.identity.forgetting import forget_names
from klantbeeld.identity.model import FORMAT
from klantbeeld.identity.names import FORGOTTEN

HELD, _ = people(300)
GONE = {"given_name": "xantippe", "family_name": "quispel", "city": "zuiderend"}


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table([*HELD, *({**HELD[0], **GONE} for _ in range(3))]))


def names_in(model: Model) -> set[str]:
    _, tables = unpack(model.to_bytes(), FORMAT)
    return {
        str(value)
        for table_ in tables.values()
        for column in table_.columns
        for value in column.to_pylist()
    }


def test_a_name_that_no_record_holds_is_gone_from_the_bytes(model: Model) -> None:
    assert names_in(model).issuperset(GONE.values())
    kept = names_in(forget_names(model, table(HELD)))
    assert kept.isdisjoint(GONE.values())
    assert names_in(model) - kept == set(GONE.values())


def test_the_records_that_are_held_link_as_before(model: Model) -> None:
    before = link(model, table(HELD))
    after = link(forget_names(model, table(HELD)), table(HELD))
    assert np.array_equal(after.scores.match_weight, before.scores.match_weight)
    assert np.array_equal(after.labels, before.labels)


def test_what_was_counted_stays(model: Model) -> None:
    kept = forget_names(model, table(HELD)).counts
    assert kept.family.total == model.counts.family.total
    assert (kept.family.mass == model.counts.family.mass).all()
    assert [name for name in kept.family.counts if name.startswith(FORGOTTEN)] == [f"{FORGOTTEN}0"]


def test_forgetting_again_changes_nothing(model: Model) -> None:
    once = forget_names(model, table(HELD))
    assert forget_names(once, table(HELD)).fingerprint == once.fingerprint


def test_without_records_no_name_is_left(model: Model) -> None:
    forgotten = forget_names(model, table([]))
    for vocabulary in (forgotten.counts.given, forgotten.counts.family):
        assert all(name.startswith(FORGOTTEN) for name in vocabulary.counts)
