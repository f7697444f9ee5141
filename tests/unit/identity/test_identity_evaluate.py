"""Figures against the truth."""

from __future__ import annotations

import numpy as np
import pytest

from klantbeeld.identity import evaluate, evaluate_pairs


def test_figures_of_a_small_partition() -> None:
    figures = evaluate([1, 1, 1, 2, 2], ["a", "a", "b", "b", "b"])
    assert (figures["records"], figures["people"], figures["largest_cluster"]) == (5, 2, 3)
    assert figures["cluster_pairwise"] == pytest.approx(
        {"precision": 2 / 4, "recall": 2 / 4, "f1": 0.5}
    )
    precision = (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5
    recall = (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5
    assert figures["b_cubed"]["precision"] == pytest.approx(precision)
    assert figures["b_cubed"]["recall"] == pytest.approx(recall)


def test_perfect_and_empty_partitions() -> None:
    assert evaluate([3, 3, 9], [0, 0, 1])["b_cubed"]["f1"] == 1
    assert evaluate([], [])["cluster_pairwise"]["f1"] == 1


def test_pairs_before_clustering() -> None:
    figures = evaluate_pairs(np.array([0, 0]), np.array([1, 2]), ["a", "a", "b", "b"])
    assert figures == pytest.approx({"precision": 0.5, "recall": 0.5, "f1": 0.5})


def test_labels_and_truth_must_be_parallel() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        evaluate([1], [1, 2])
