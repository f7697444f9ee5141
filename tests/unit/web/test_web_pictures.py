"""The pictures say what the figures say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.web.pictures.flow import ROW, flow
from klantbeeld.web.pictures.spark import spark
from klantbeeld.web.pictures.tree import tree
from klantbeeld.web.pictures.waterfall import extent, waterfall

WEIGHTS = st.lists(st.floats(-40, 40, allow_nan=False), min_size=1, max_size=8)


def test_people_are_as_thick_as_the_records_they_come_from() -> None:
    drawn = flow([("till", 600), ("webshop", 400)], 500)
    assert drawn.height == 2 * ROW
    left = [float(re.findall(r"[\d.]+", band.path)[1]) for band in drawn.bands]
    assert left == sorted(left)
    # 600 records fill a row of 38 pixels; half as many people are 500/600 of that.
    assert drawn.people_height == pytest.approx(38 * 500 / 600)


@given(st.lists(st.integers(0, 10**7), max_size=6), st.integers(0, 10**7))
def test_people_never_outgrow_the_picture(counts: list[int], people: int) -> None:
    drawn = flow([(f"s{at}", count) for at, count in enumerate(counts)], people)
    assert drawn.people_top >= 0
    assert drawn.people_top + drawn.people_height <= drawn.height + 0.01


@given(st.lists(st.integers(0, 10**6), max_size=30))
def test_spark_stays_within_its_box(values: list[int]) -> None:
    drawn = spark(values)
    assert len(drawn.bars) == len(values)
    assert all(y >= 0 and y + tall <= drawn.height + 0.1 for _, y, tall in drawn.bars)


@given(WEIGHTS)
def test_waterfall_ends_at_the_sum(weights: list[float]) -> None:
    low, high = extent([weights])
    drawn = waterfall(weights, low=low, high=high)
    assert len(drawn.steps) == len(weights)
    for step in (*drawn.steps, drawn.total):
        assert step.x >= -0.1
        assert step.x + step.width <= drawn.width + 1.1
    edges = {drawn.total.x, round(drawn.total.x + drawn.total.width, 1)}
    assert any(abs(edge - drawn.zero) <= 1.1 for edge in edges)


def test_evidence_against_goes_back() -> None:
    drawn = waterfall([-4.0, 10.0, -2.0], low=-4.0, high=6.0)
    assert [step.positive for step in drawn.steps] == [False, True, False]
    assert drawn.total.positive


def test_merges_are_drawn_without_crossing() -> None:
    drawn = tree(
        [1, 2, 3, 4], [((1, 4), "evidence"), ((2, 3), "judgement"), ((1, 2, 3, 4), "crowd")]
    )
    assert drawn.leaves == (1, 4, 2, 3)
    assert [(node.number, node.kind, node.y) for node in drawn.nodes] == [
        (1, "evidence", 40.0), (2, "judgement", 120.0), (3, "crowd", 80.0),
    ]  # fmt: skip
    assert drawn.nodes[2].path.startswith("M26.0 40.0H78.0M52.0 120.0H78.0")
    assert drawn.nodes[2].x + 9 < drawn.width
    assert drawn.height == 160


def test_one_step_may_join_many() -> None:
    drawn = tree([5, 6, 7], [((5, 6, 7), "crowd")])
    assert len(drawn.nodes) == 1
    assert drawn.nodes[0].y == 60.0
