"""Figures by threshold and by pair of sources, on tables small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from klantbeeld.identity.curve import PAIR_THRESHOLDS, best, by_source_pair, pair_curve


def test_pairs_by_threshold() -> None:
    weight = np.array([5.0, 2.0, 0.5, -1.0])
    right = np.array([True, True, False, True])
    curve = {point["threshold"]: point for point in pair_curve(weight, right, true=4)}
    assert curve[0.0]["precision"] == pytest.approx(2 / 3)
    assert curve[0.0]["recall"] == 0.5
    assert curve[0.5]["precision"] == 1, "a pair at the threshold is not above it"
    assert curve[-1.5]["recall"] == 0.75
    assert curve[20.0] == {"threshold": 20.0, "precision": 1.0, "recall": 0.0, "f1": 0.0}
    assert len(curve) == len(PAIR_THRESHOLDS)


def test_the_best_is_the_nearest_to_the_default_among_equals() -> None:
    curve = [{"threshold": t, "f1": f1} for t, f1 in ((-2.0, 0.9), (1.0, 0.9), (3.0, 0.8))]
    assert best(curve)["threshold"] == 1.0
    assert best([{"threshold": 0.0, "b_cubed": {"f1": 1.0}}], "b_cubed")["threshold"] == 0.0


def test_by_pair_of_sources() -> None:
    people = np.array([1, 1, 1, 4, 4])
    truth = np.array([7, 7, 8, 8, 8])
    found = by_source_pair(people, truth, ["a", "b", "a", "a", "b"])
    told = {tuple(row["sources"]): row for row in found}
    assert told["a",]["pairs"] == 1
    assert told["a",]["recall"] == 0
    assert told["a", "b"]["pairs"] == 3
    assert told["a", "b"]["precision"] == pytest.approx(2 / 3)
    assert told["a", "b"]["recall"] == pytest.approx(2 / 3)
    assert len(told) == 2, "within b there is nothing to find"
