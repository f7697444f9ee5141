"""What answers teach: a model that is off is mended, one that is right is left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from identity_people import people, table
from klantbeeld.identity import link, train
from klantbeeld.identity.cluster import Judgement
from klantbeeld.identity.judged import LEAST_ANSWERS, Lesson, correct
from klantbeeld.identity.likelihood import RANDOM, SAME_PERSON
from klantbeeld.identity.model import Model
from klantbeeld.identity.score import PairScores

OFF = -3.0
"""Bits by which the model of these tests thinks too little of one person: a factor of eight."""


@pytest.fixture(scope="module")
def held() -> tuple[pa.Table, npt.NDArray[np.int64]]:
    """Half of the people have lost their e-mail, phone and birth date: many pairs are in doubt."""
    records, owners = people(1500, seed=8)
    for record, owner in zip(records, owners, strict=True):
        for field in ("email", "phone", "birth_date")[: owner % 4]:
            record.pop(field, None)
    return table(records), np.array(owners)


@pytest.fixture(scope="module")
def model(held: tuple[pa.Table, npt.NDArray[np.int64]]) -> Model:
    return train(held[0])


def spoiled(model: Model) -> Model:
    parameters = model.parameters
    share = parameters.prior[SAME_PERSON] * 2.0**OFF
    random = parameters.prior[RANDOM] + parameters.prior[SAME_PERSON] - share
    prior = {**parameters.prior, SAME_PERSON: share, RANDOM: random}
    return replace(model, parameters=replace(parameters, prior=prior))


def answers(
    scores: PairScores,
    owners: npt.NDArray[np.int64],
    count: int = 200,
    wrong: float = 0.0,
    skip: int = 0,
) -> list[Judgement]:
    """The most doubtful pairs, some of them judged wrongly."""
    asked = np.argsort(np.abs(scores.match_weight), kind="stable")[skip : skip + count]
    right = owners[scores.a[asked]] == owners[scores.b[asked]]
    said = right ^ (np.random.default_rng(3).random(len(asked)) < wrong)
    return [
        (int(scores.a[i]), int(scores.b[i]), "match" if yes else "no_match")
        for i, yes in zip(asked, said, strict=True)
    ]


def learn(model: Model, records: pa.Table, judgements: list[Judgement]) -> Lesson:
    return correct(link(model, records), judgements)


def f1(model: Model, records: pa.Table, owners: npt.NDArray[np.int64]) -> float:
    scores = link(model, records).scores
    linked, true = scores.match_weight > 0, owners[scores.a] == owners[scores.b]
    right = int((linked & true).sum())
    return 2 * right / (int(linked.sum()) + len(np.unique(owners)))


@pytest.mark.parametrize("wrong", [0.0, 0.1])
def test_answers_mend_a_model_that_is_off(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model, wrong: float
) -> None:
    records, owners = held
    off = spoiled(model)
    lesson = learn(off, records, answers(link(off, records).scores, owners, 600, wrong))
    assert lesson.learnt
    assert lesson.gain > 0
    assert f1(lesson.model, records, owners) > f1(off, records, owners)
    for table_ in lesson.model.parameters.tables[SAME_PERSON]:
        assert np.allclose(table_.sum(axis=-1), 1)
    assert sum(lesson.model.parameters.prior.values()) == pytest.approx(1)


@pytest.mark.parametrize("wrong", [0.0, 0.1, 0.5])
def test_few_or_wrong_answers_do_no_harm(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model, wrong: float
) -> None:
    records, owners = held
    scores = link(model, records).scores
    before = f1(model, records, owners)
    for count in (LEAST_ANSWERS - 1, LEAST_ANSWERS, 200, 600):
        lesson = learn(model, records, answers(scores, owners, count, wrong))
        assert f1(lesson.model, records, owners) > before - 0.002, count


def test_too_few_answers_teach_nothing(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model
) -> None:
    records, owners = held
    off = spoiled(model)
    few = answers(link(off, records).scores, owners, LEAST_ANSWERS - 1)
    lesson = learn(off, records, few)
    assert not lesson.learnt
    assert lesson.model is off
    gone = [(10**9 + one, other, verdict) for one, other, verdict in few]
    assert learn(off, records, gone).answers == 0


def test_what_nobody_was_asked_about_is_no_answer(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model
) -> None:
    records, _ = held
    scores = link(model, records).scores
    sure = np.flatnonzero(scores.match_weight > 6)[:200]
    contradicting: list[Judgement] = [
        (int(scores.a[i]), int(scores.b[i]), "no_match") for i in sure
    ]
    assert learn(model, records, contradicting).answers == 0


def test_answers_about_one_sort_of_pairs_teach_nothing(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model
) -> None:
    records, owners = held
    off = spoiled(model)
    linked = link(off, records)
    given = answers(linked.scores, owners, 600)
    assert correct(linked, given).learnt
    apart = [
        (one, other, verdict)
        for one, other, verdict in given
        if linked.labels[one] != linked.labels[other]
    ]
    only = correct(linked, apart)
    assert only.answers > LEAST_ANSWERS
    assert not only.learnt


def test_the_order_of_answers_is_of_no_meaning(
    held: tuple[pa.Table, npt.NDArray[np.int64]], model: Model
) -> None:
    records, owners = held
    off = spoiled(model)
    given = answers(link(off, records).scores, owners, 600)
    one, other = learn(off, records, given), learn(off, records, given[::-1])
    assert one.model.fingerprint == other.model.fingerprint
