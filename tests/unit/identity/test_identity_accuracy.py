"""Estimates without labels: chains, what blocking misses, and bands that hold the truth."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from identity_people import people, table
from klantbeeld.identity import link, train
from klantbeeld.identity.accuracy import Estimate, estimate_accuracy
from klantbeeld.identity.blocking import Blocking, Rule
from klantbeeld.identity.chains import cluster_pairs
from klantbeeld.identity.evaluate import evaluate


def test_a_pair_is_as_sure_as_its_best_chain() -> None:
    labels = np.array([0, 0, 0, 0, 4, 4, 6])
    a, b = np.array([0, 0, 1, 2, 3]), np.array([1, 3, 2, 3, 4])
    found = cluster_pairs(labels, a, b, np.array([0.9, 0.2, 0.8, 0.5, 1.0]))
    sure = {(i, j): p for i, j, p in zip(found.a, found.b, found.probability, strict=True)}
    assert sure[0, 1] == 0.9
    assert sure[0, 2] == pytest.approx(0.72), "never compared, but by way of 1"
    assert sure[0, 3] == pytest.approx(0.36), "its own 0.2 is weaker than the way around"
    assert sure[4, 5] == 0.0, "in one cluster without any candidate pair: a judgement's doing"
    compared = zip(found.a[found.candidate], found.b[found.candidate], strict=True)
    assert set(compared) == {(0, 1), (0, 3), (1, 2), (2, 3)}


def test_chains_do_not_depend_on_the_order_of_labels() -> None:
    generator = np.random.default_rng(1)
    labels = generator.integers(0, 6, 40)
    a, b = np.triu_indices(40, 1)
    probability = generator.random(len(a))
    found = cluster_pairs(labels, a, b, probability)
    again = cluster_pairs(5 - labels, a, b, probability)
    one = dict(zip(zip(found.a, found.b, strict=True), found.probability, strict=True))
    other = dict(zip(zip(again.a, again.b, strict=True), again.probability, strict=True))
    assert {tuple(sorted(k)): v for k, v in one.items()} == {
        tuple(sorted(k)): v for k, v in other.items()
    }
    assert (found.probability >= 0).all()


def within(true: float, estimate: Estimate) -> bool:
    return estimate.low <= true <= estimate.high


def test_the_bands_hold_the_truth() -> None:
    records, owners = people(800, seed=3)
    held = table(records)
    linked = link(train(held), held)
    told = estimate_accuracy(linked)
    true = evaluate(linked.labels, owners)["cluster_pairwise"]
    assert within(true["precision"], told.precision)
    assert within(true["recall"], told.recall)
    assert told.precision.low <= told.precision.value <= told.precision.high


def test_what_blocking_misses_is_told_where_a_rule_is_taken_away() -> None:
    records, owners = people(800, seed=4)
    held = table(records)
    model = train(held)
    only_email = replace(model, blocking=Blocking((Rule((("email", "all"),)),)))
    linked = link(only_email, held)
    told = estimate_accuracy(linked)
    scores = linked.scores
    caught = sum(owners[i] == owners[j] for i, j in zip(scores.a, scores.b, strict=True))
    # Every fourth address is missing in one of the two systems.
    assert told.never_compared == pytest.approx(1 - caught / 800, abs=0.04)
    true = evaluate(linked.labels, owners)["cluster_pairwise"]
    assert within(true["recall"], told.recall)


def test_judgements_count_as_what_was_judged() -> None:
    records, _ = people(300, seed=5)
    held = table(records)
    linked = link(train(held), held)
    before = estimate_accuracy(linked)
    together = np.flatnonzero(
        (linked.labels[linked.scores.a] == linked.labels[linked.scores.b])
        & (linked.scores.match_probability() < 1)
    )
    at = random.Random(1).choice(together.tolist())
    pair = int(linked.scores.a[at]), int(linked.scores.b[at])
    wrong = estimate_accuracy(linked, [(*pair, "no_match")])
    right = estimate_accuracy(linked, [(*pair, "match")])
    assert right.wrong <= before.wrong < wrong.wrong


def test_nobody_and_nothing() -> None:
    held = table([{"given_name": "anna", "email": "anna@example.nl"}])
    told = estimate_accuracy(link(train(held), held))
    assert (told.pairs, told.missed) == (0, 0)
    assert (told.precision.low, told.precision.high) == (0, 1), "nothing is known"
