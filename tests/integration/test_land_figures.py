"""Figures from outside, from a file and live, into the store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.figures import known_figures
from klantbeeld.pipeline.landing.intake import receive, replay_dead_letters
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.status import dead_letters
from klantbeeld.store.database import Database
from project_folder import declare, load, open_services, query, write_csv, write_project

BSN = "123456782"
COSTS = {
    "kind": "figures", "files": "data/costs*.csv", "day": "dag", "figure": "acquisition_cost",
    "value": "kosten", "part": "kanaal", "words": {"search": ["zoekmachine"]},
}  # fmt: skip


def opened(tmp_path: Path, database: Database, **more: Any) -> Services:
    folder = write_project(tmp_path / "project", {"ads": {"costs": {**COSTS, **more}}})
    return open_services(folder, database)


def costs(services: Services, *rows: tuple[str, str, str], name: str = "costs.csv") -> None:
    told = [dict(zip(("dag", "kanaal", "kosten"), row, strict=True)) for row in rows]
    write_csv(services.project / "data" / name, told)


def held(database: Database) -> dict[tuple[str, str], float]:
    rows = query(database, "select day::text, part, value::float8 from metric_figure")
    return {(day, part): value for day, part, value in rows}


def test_a_file_lands_and_what_is_no_figure_is_a_dead_letter(
    tmp_path: Path, database: Database
) -> None:
    services = opened(tmp_path, database)
    costs(
        services, ("2026-01-01", "Zoekmachine", "12,50"), ("2026-01-01", "folder", "x"),
        ("2026-01-02", "", "3"), ("2026-01-01", "zoekmachine", "99"),
        ("2026-01-03", f"klant met BSN {BSN}", "1"), ("2026-01-03", "anna@example.com", "1"),
    )  # fmt: skip
    (report,) = load(services)
    assert (report.new, report.refused) == (2, 4)
    assert held(database) == {("2026-01-01", "search"): 12.5, ("2026-01-02", ""): 3}
    letters = {letter.position: letter.reason for letter in dead_letters(database)}
    assert "is no number" in letters[3]
    assert "second row" in letters[5]
    assert "BSN" in letters[6]
    assert "somebody" in letters[7]
    assert query(database, "select count(*) from dead_letter where delivered::text like %s",
                 "%anna@%") == [(0,)]  # fmt: skip


def test_a_correction_replaces_and_repeating_changes_nothing(
    tmp_path: Path, database: Database
) -> None:
    services = opened(tmp_path, database)
    costs(services, ("2026-01-01", "folder", "5"), ("2026-01-02", "folder", "6"))
    load(services)
    assert load(services)[0].state == "unchanged"
    costs(services, ("2026-01-01", "folder", "7"), ("2026-01-02", "folder", "6"))
    (report,) = load(services)
    assert (report.new, report.changed) == (0, 1)
    assert held(database) == {("2026-01-01", "folder"): 7, ("2026-01-02", "folder"): 6}


def test_a_full_delivery_ends_what_is_gone(tmp_path: Path, database: Database) -> None:
    services = opened(tmp_path, database, full=True)
    costs(services, ("2026-01-01", "folder", "5"), ("2026-01-02", "folder", "6"))
    costs(services, ("2025-01-01", "folder", "1"), name="costs_2025.csv")
    load(services)
    costs(services, ("2026-01-02", "folder", "6"))
    reports = load(services)
    assert sum(report.gone for report in reports) == 1
    assert held(database) == {("2025-01-01", "folder"): 1, ("2026-01-02", "folder"): 6}


def test_rows_with_a_number_of_their_own_add_up(tmp_path: Path, database: Database) -> None:
    services = opened(tmp_path, database, key="boeking")
    rows = [{"dag": "2026-01-01", "kanaal": "folder", "kosten": "5", "boeking": no} for no in "123"]
    write_csv(services.project / "data/costs.csv", rows)
    (report,) = load(services)
    assert (report.new, report.refused) == (3, 0)
    assert query(database, "select value::float8 from metric_figure_whole") == [(15,)]


def test_live_rows_correct_each_other_and_end_nothing(tmp_path: Path, database: Database) -> None:
    services = opened(tmp_path, database, full=True)
    row = {"dag": "2026-01-01", "kanaal": "folder"}
    first = receive(services, "ads", "costs", [{**row, "kosten": 5}, {**row, "kosten": "x"}])
    assert (first.new, len(first.refused)) == (1, 1)
    later = {"dag": "2026-01-02", "kanaal": "folder", "kosten": 1}
    second = receive(services, "ads", "costs", [{**row, "kosten": 6}, later])
    assert (second.new, second.changed) == (1, 1)
    assert held(database) == {("2026-01-01", "folder"): 6, ("2026-01-02", "folder"): 1}


def test_a_mended_word_is_replayed(tmp_path: Path, database: Database) -> None:
    survey = {
        "kind": "figures", "day": "kwartaal", "period": "quarter", "figure": "brand_survey",
        "value": "ja", "base": "n", "part": "maat",
    }  # fmt: skip
    folder = write_project(tmp_path / "project", {"panel": {"brand": survey}})
    services = open_services(folder, database)
    row = {"kwartaal": "2026-Q1", "ja": 12, "n": 40, "maat": "spontaan"}
    assert len(receive(services, "panel", "brand", [row]).refused) == 1
    declare(folder, "panel", {"brand": {**survey, "words": {"unaided": ["Spontaan"]}}})
    assert replay_dead_letters(open_services(folder, database), "panel").new == 1
    assert query(database, "select part, period from metric_figure") == [("unaided", "quarter")]


@pytest.mark.parametrize("told", [["", "a"], ["a", "b"]])
def test_the_whole_is_what_the_source_says_else_the_sum(
    tmp_path: Path, database: Database, told: list[str]
) -> None:
    services = opened(tmp_path, database)
    costs(services, *(("2026-01-01", part, "4") for part in told))
    load(services)
    whole = 4 if "" in told else 8
    assert query(database, "select value::float8 from metric_figure_whole") == [(whole,)]


def test_the_guide_works_as_it_stands(tmp_path: Path, database: Database) -> None:
    guide = Path("docs/how-to/add-figures.md").read_text(encoding="utf-8")
    folder = write_project(tmp_path / "project", {})
    rows = guide.partition("```\n")[2].partition("```")[0]
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/advertising.csv").write_text(rows, encoding="utf-8")
    declared = guide.partition("```yaml\n")[2].partition("```")[0]
    (folder / "sources/advertising.yaml").write_text(declared, encoding="utf-8")
    assert check_project(folder) == []
    (report,) = load(open_services(folder, database))
    assert (report.new, report.refused) == (3, 0)
    table = guide.partition("## 3.")[2]
    assert {line.split("`")[1] for line in table.splitlines() if line.startswith("| `")} == set(
        known_figures()
    )
