"""Figures from outside: however they are cut into deliveries, the same state is stored."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import open_services, query, write_project

COSTS = {
    "kind": "figures", "day": "dag", "figure": "acquisition_cost", "value": "kosten",
    "part": "kanaal",
}  # fmt: skip

days = st.sampled_from(["2026-01-31", "2026-02-01", "2026-03-29"])
told = st.lists(st.tuples(days, st.sampled_from(["", "a", "b"]), st.integers(-9, 9)), max_size=8)


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    return open_services(write_project(tmp_path / "p", {"ads": {"costs": COSTS}}), database)


def land(services: Services, rows: list[tuple[str, str, int]]) -> None:
    items = [{"dag": day, "kanaal": part, "kosten": value} for day, part, value in rows]
    receive(services, "ads", "costs", items)


def held(services: Services) -> dict[tuple[str, str], float]:
    rows = query(services.database, "select day::text, part, value::float8 from metric_figure")
    return {(day, part): value for day, part, value in rows}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=told, cuts=st.sets(st.integers(1, 7)))
def test_the_last_row_of_a_place_stands_however_deliveries_are_cut(
    services: Services, rows: list[tuple[str, str, int]], cuts: set[int]
) -> None:
    with services.database.transaction() as transaction:
        transaction.execute("delete from metric_figure")
    at = [0, *sorted(cut for cut in cuts if cut < len(rows)), len(rows)]
    for start, end in pairwise(at):
        land(services, rows[start:end])
    assert held(services) == {(day, part): float(value) for day, part, value in rows}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=told, data=st.data())
def test_rows_of_different_places_may_come_in_any_order(
    services: Services, rows: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    with services.database.transaction() as transaction:
        transaction.execute("delete from metric_figure")
    distinct = [(day, part, value) for (day, part), value in
                {(day, part): value for day, part, value in rows}.items()]  # fmt: skip
    for row in data.draw(st.permutations(distinct)):
        land(services, [row])
    assert held(services) == {(day, part): float(value) for day, part, value in distinct}
