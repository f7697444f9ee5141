"""Changes between two partitions: who merges, who splits, who exchanges records."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.pipeline.linking.dry_run import Change, Part, regrouped


def test_merged_split_and_regrouped() -> None:
    old = np.array([1, 1, 3, 4, 4, 4, 7, 7, 9, 9])
    new = np.array([1, 1, 1, 4, 5, 5, 7, 8, 8, 9])
    assert regrouped(old, new) == [
        Change("regrouped", 4, (Part(7, 2), Part(9, 2)), (Part(7, 1), Part(8, 2), Part(9, 1))),
        Change("merged", 3, (Part(1, 2), Part(3, 1)), (Part(1, 3),)),
        Change("split", 3, (Part(4, 3),), (Part(4, 1), Part(5, 2))),
    ]
    assert regrouped(old, old) == []
    assert regrouped(old[:0], old[:0]) == []


def lowest(labels: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Person ids as they are: the lowest record number of each."""
    return np.array([labels.index(label) + 1 for label in labels], np.int64)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_every_record_that_moves_is_in_one_change(pairs: list[tuple[int, int]]) -> None:
    old, new = lowest([a for a, _ in pairs]), lowest([b for _, b in pairs])
    changes = regrouped(old, new)
    moved = set(old[old != new].tolist()) | set(new[old != new].tolist())
    told = [part.person_id for change in changes for part in (*change.before, *change.after)]
    assert moved <= set(told)
    for change in changes:
        assert sum(p.records for p in change.before) == change.records
        assert sum(p.records for p in change.after) == change.records
    before = [part.person_id for change in changes for part in change.before]
    assert len(before) == len(set(before))
