"""The scorer and the explanation of one pair."""

from __future__ import annotations

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import Model, explain, link, prepare, score, train


@pytest.fixture(scope="module")
def model() -> Model:
    return train(table(people(600)[0]))


FATHER = {
    "given_name": "kees",
    "family_name": "dijkhof",
    "birth_date": "1950-03-04",
    "email": "kees.dijkhof@x.nl",
    "street": "kade",
    "house_number": "3",
    "postcode": "1234AX",
    "gender": "M",
}
DAUGHTER = FATHER | {
    "given_name": "noor",
    "birth_date": "1982-07-12",
    "email": "noor@y.nl",
    "gender": "F",
}
FATHER_AGAIN = FATHER | {"email": "k.dijkhof@z.nl", "source": "webshop"}
STRANGER = {"given_name": "omar", "family_name": "vinkwaard", "birth_date": "1991-01-09"}


def test_one_person_a_household_and_strangers_are_told_apart(model: Model) -> None:
    prepared = prepare(model, table([FATHER, FATHER_AGAIN, DAUGHTER, STRANGER]))
    scores = score(model, prepared, np.array([0, 0, 0]), np.array([1, 2, 3]))
    classes = scores.class_probabilities()
    assert classes["same_person"][0] > 0.99
    assert classes["same_household"][1] > 0.9
    assert classes["random"][2] > 0.99
    assert scores.match_probability() == pytest.approx(classes["same_person"], abs=1e-6)


def test_a_batch_scores_like_its_pairs_alone(model: Model) -> None:
    records = table(people(600)[0])
    linked = link(model, records)
    for pair in range(0, len(linked.scores), 97):
        a, b = linked.scores.a[pair], linked.scores.b[pair]
        alone = prepare(model, records.take([b, a]))
        weight = score(model, alone, np.array([0]), np.array([1])).match_weight[0]
        assert weight == linked.scores.match_weight[pair]


def test_chosen_scores_are_those_of_the_whole(model: Model) -> None:
    scores = link(model, table(people(600)[0])).scores
    some = scores.take(scores.match_weight > 0)
    assert len(some) == (scores.match_weight > 0).sum()
    assert (some.match_weight > 0).all()
    assert (some.field_weights()["email"] <= scores.field_weights()["email"].max()).all()


def test_an_explanation_adds_up(model: Model) -> None:
    prepared = prepare(model, table([FATHER, DAUGHTER]))
    why = explain(model, prepared, 0, 1)
    levels = {evidence.field: evidence.level for evidence in why.fields}
    assert levels["given_name"] == "other_name"
    assert levels["address"] == "same"
    assert levels["phone"] is None
    against_random = why.prior_random + sum(e.against_random for e in why.fields)
    assert why.prior_household is not None
    against_household = why.prior_household + sum(e.against_household or 0 for e in why.fields)
    together = -np.logaddexp2(-against_random, -against_household)
    assert why.match_weight == pytest.approx(together, abs=1e-5)
    told = why.prior + sum(evidence.contribution for evidence in why.fields)
    assert why.match_weight == pytest.approx(told, abs=1e-6)
    assert against_household < against_random
    assert why.match_probability == pytest.approx(why.class_probabilities["same_person"], abs=1e-6)
    assert "postcode+family_name" in {rule.name for rule in why.rules}
    assert explain(model, prepared, 1, 0) == why
