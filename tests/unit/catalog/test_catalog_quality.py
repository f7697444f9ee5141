"""What wrong data costs, as it is declared: optional, checked, and by default the rule of ten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.quality.cost import Task
from klantbeeld.quality.work import needed_by_source, priced, tasks_of

NAME = {"nl": "Bezorging", "en": "Delivery"}
PARCELS: dict[str, Any] = {"name": NAME, "units_a_month": 200, "unit_cost": 5.5}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_project(tmp_path / "project")
    return tmp_path / "project"


def declared(folder: Path, **rules: Any) -> Path:
    (folder / "catalog/quality.yaml").write_text(yaml.safe_dump(rules, sort_keys=False))
    return folder


def department(work: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"logistics": {"name": NAME, "work": {"parcels": {**PARCELS, **work}}, **more}}


def faults(folder: Path, **rules: Any) -> list[str]:
    return [f"{f.where}: {f.what}. {f.mend}" for f in check_project(declared(folder, **rules))]


def test_without_the_file_the_rule_of_ten_holds_for_what_is_required(folder: Path) -> None:
    catalogue = load_project(folder)
    assert catalogue.quality.cost_of_a_fault == 10
    (task,) = tasks_of(catalogue)
    assert (task.needs, task.spending) == (frozenset({"family_name"}), None)
    assert set(task.sources) == {"webshop", "till"}


def test_work_is_done_with_the_sources_that_deliver_something_of_what_it_needs(
    folder: Path,
) -> None:
    declared(folder, departments=department({"needs": ["birth_date", "loyalty_card"]}))
    (task,) = tasks_of(load_project(folder))
    assert task == Task(
        "logistics", "parcels", frozenset({"birth_date", "loyalty_card"}), ("till",), 1100.0
    )


def test_named_sources_lack_what_they_do_not_deliver(folder: Path) -> None:
    declared(folder, departments=department({"needs": ["birth_date"], "sources": ["webshop"]}))
    catalogue = load_project(folder)
    tasks = tasks_of(catalogue)
    assert tasks[0].sources == ("webshop",)
    assert needed_by_source(catalogue, tasks)["webshop"] == ("family_name", "birth_date")


def test_money_and_records_are_not_added_up(folder: Path) -> None:
    both = {**department({}), "service": {"name": NAME, "critical": ["phone"]}}
    tasks = tasks_of(load_project(declared(folder, departments=both)))
    assert [task.spending for task in tasks] == [1100.0, None]
    assert [task.department for task in priced(tasks)] == ["logistics"]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"cost_of_a_fault": 0.5}, "catalog/quality.yaml:1"),
        ({"purpose": "data_qualty"}, "Did you mean `data_quality`"),
        ({"departments": department({"needs": ["strat"]})}, "there is no attribute `strat`"),
        ({"departments": department({"sources": ["shop"]})}, "there is no source `shop`"),
        ({"departments": department({}, purposes=["post"])}, "there is no purpose `post`"),
        ({"departments": department({"unit_cost": -2})}, "catalog/quality.yaml"),
        ({"departments": department({"units": 5})}, "the key `units` is not known here"),
        (
            {"departments": department({}, purposes=["fiscal_administration"])},
            "nothing says which data this work needs",
        ),
    ],
)
def test_what_cannot_be_counted_is_a_fault(folder: Path, rules: dict[str, Any], told: str) -> None:
    found = faults(folder, **rules)
    assert any(told in fault for fault in found), found
    assert len(found) == 1
