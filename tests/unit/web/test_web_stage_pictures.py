"""The flow between stages and the heat map of cohorts: within their frame, nothing over another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from klantbeeld.pipeline.valuing.lifecycle_figures import Cohort
from klantbeeld.value.lifecycle import STAGE_NAMES
from klantbeeld.web.pictures.cohorts import CELL_WIDTH, heat_picture
from klantbeeld.web.pictures.stages import HEIGHT, stage_picture
from klantbeeld.web.value.cohorts import cohort_values

stages = st.sampled_from(STAGE_NAMES)
cells = st.dictionaries(
    st.tuples(stages, stages), st.integers(1, 10**6), min_size=1, max_size=30
).map(lambda found: [(*pair, count) for pair, count in found.items()])


@given(cells)
def test_bars_fit_and_labels_have_room(found: list[tuple[str, str, int]]) -> None:
    picture = stage_picture(STAGE_NAMES, found)
    assert picture is not None
    for side, column in enumerate((picture.before, picture.after)):
        assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT + 0.2 for bar in column)
        assert all(b.middle - a.middle >= 33.8 for a, b in pairwise(column))
        assert {bar.stage: bar.customers for bar in column} == {
            name: sum(cell[2] for cell in found if cell[side] == name)
            for name in {cell[side] for cell in found}
        }
    assert [(band.before, band.after) for band in picture.bands] == [cell[:2] for cell in found]


def test_nobody_is_no_picture() -> None:
    assert stage_picture(STAGE_NAMES, []) is None


def test_a_cell_is_dark_as_it_is_much_and_untold_of_few() -> None:
    picture = heat_picture([[(0, 1.0), (1, 0.5)], [(0, 0.0), (1, None)], [(0, 7.0)]], 1.0)
    assert [cell.tone for cell in picture.cells] == [5, 3, 0, None, 5]
    assert picture.columns[1] - picture.columns[0] == CELL_WIDTH
    assert heat_picture([], 0.0).cells == ()


def test_values_of_a_cohort_by_month_with_a_month_without_orders() -> None:
    months = {0: (20, 25, Decimal(500)), 2: (5, 5, Decimal(-100))}
    cohort = Cohort(date(2025, 1, 1), 20, months)
    today = date(2025, 4, 20)
    assert cohort_values(cohort, "share", today) == [1.0, 0.0, 0.25, 0.0]
    assert cohort_values(cohort, "amount", today) == [25.0, 0.0, -5.0, 0.0]
    assert cohort_values(cohort, "total", today) == [25.0, 25.0, 20.0, 20.0]
    few = Cohort(date(2025, 3, 1), 9, {0: (9, 9, Decimal(9))})
    assert cohort_values(few, "share", today) == [None, None]
