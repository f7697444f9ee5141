"""Goals and targets: what is written holds, and a fault names its line and the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.definition import Goal
from klantbeeld.catalog.goals import SUPPLIED_COMPONENTS, SUPPLIED_METRICS
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.metrics.registry import registry, supplied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_project(tmp_path / "project")
    return tmp_path / "project"


def declare(folder: Path, goals: dict[str, Any]) -> list[str]:
    (folder / "catalog/goals.yaml").write_text(yaml.safe_dump(goals))
    return [str(fault) for fault in check_project(folder)]


def test_the_names_of_the_supplied_metrics_are_known() -> None:
    assert set(SUPPLIED_METRICS) == set(supplied())


def test_the_components_of_the_supplied_metrics_are_known() -> None:
    found = {name: tuple(each.components) for name, each in supplied().items() if each.components}
    assert found == SUPPLIED_COMPONENTS


def test_weights_are_set_without_rewriting_the_metric(folder: Path) -> None:
    weights = {"known": 2, "contact": 0}
    assert declare(folder, {"metrics": {"customer_intimacy": {"weights": weights}}}) == []
    weighed = registry(load_project(folder))["customer_intimacy"].components
    assert {name: each.weight for name, each in weighed.items()} == {
        "breadth": 1, "tenure": 1, "contact": 0, "known": 2
    }  # fmt: skip


def test_without_a_file_nothing_is_to_be_reached(folder: Path) -> None:
    (folder / "catalog/goals.yaml").unlink()
    strategy = load_project(folder).strategy
    assert (strategy.goals, strategy.metrics) == ({}, {})


def test_a_target_is_set_without_rewriting_the_metric(folder: Path) -> None:
    nps = {"target": 20, "target_high": 40, "owner": "marketing_manager", "by": "2027-12-31"}
    target = {"nl": "Twintig", "en": "Twenty"}
    goals = {"serve_better": {"target": target, "by": "2028-01-01", "leading": ["nps"]}}
    assert declare(folder, {"goals": goals, "metrics": {"nps": nps}}) == []
    catalogue = load_project(folder)
    aimed = registry(catalogue)["nps"]
    assert (aimed.target, aimed.target_high, aimed.owner) == (20, 40, "marketing_manager")
    assert aimed.sql == supplied()["nps"].sql
    assert catalogue.strategy.metrics["nps"].by == date(2027, 12, 31)
    assert catalogue.strategy.goals[Goal.SERVE_BETTER].leading == ("nps",)


NOTHING = dict.fromkeys(SUPPLIED_COMPONENTS["customer_intimacy"], 0)
ONE = {"nl": "Een", "en": "One"}


@pytest.mark.parametrize(
    ("goals", "told"),
    [
        ({"goal": {}}, "Did you mean `goals`?"),
        ({"goals": {"win_customer": {}}}, "win_customers, earn_more, serve_better"),
        ({"goals": {"earn_more": {"owner": "boss"}}}, "no role `boss`"),
        ({"goals": {"earn_more": {"by": "soon"}}}, "by"),
        ({"goals": {"earn_more": {"target": "much"}}}, "target"),
        ({"goals": {"earn_more": {"leading": ["np"]}}}, "Did you mean `nps`?"),
        ({"metrics": {"nsp": {"target": 3}}}, "Did you mean `nps`?"),
        ({"metrics": {"nps": {"target": "high"}}}, "target"),
        ({"metrics": {"nps": {"target_high": 40}}}, "no lower end"),
        ({"metrics": {"nps": {"target": 40, "target_high": 20}}}, "ends before it begins"),
        ({"metrics": {"nps": {"owner": "data_engineer", "function": ONE}}}, "two owners"),
        ({"metrics": {"nps": {"function": "Jan"}}}, "function"),
        ({"metrics": {"nps": {"weights": {"known": 1}}}}, "no weighted mean"),
        ({"metrics": {"customer_intimacy": {"weights": {"know": 1}}}}, "Did you mean `known`?"),
        ({"metrics": {"customer_intimacy": {"weights": {"known": -1}}}}, "weights.known"),
        ({"metrics": {"customer_intimacy": {"weights": NOTHING}}}, "nothing has a weight"),
    ],
)
def test_a_fault_names_the_key_and_the_mend(folder: Path, goals: dict[str, Any], told: str) -> None:
    faults = declare(folder, goals)
    assert len(faults) == 1, faults
    assert told in faults[0]
    assert "catalog/goals.yaml:" in faults[0]
