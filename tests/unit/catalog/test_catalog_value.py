"""What the catalogue declares about the value of customers: defaults, and faults with a mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_project(tmp_path / "project")
    return tmp_path / "project"


def _declare(folder: Path, rules: dict[str, Any]) -> list[str]:
    (folder / "catalog/value.yaml").write_text(yaml.safe_dump(rules))
    return [str(fault) for fault in check_project(folder)]


def test_without_a_file_there_are_defaults(folder: Path) -> None:
    value = load_project(folder).value
    assert value.purpose == "customer_value"
    assert value.lifetime_value.margin == 1
    assert value.churn.horizon_days == 91


def test_what_is_written_holds(folder: Path) -> None:
    assert _declare(folder, {"lifetime_value": {"horizon_days": 180, "margin": 0.3}}) == []
    value = load_project(folder).value
    assert (value.lifetime_value.horizon_days, value.lifetime_value.margin) == (180, 0.3)
    assert value.churn.horizon_days == 91


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"lifetime_value": {"margin": 0}}, "margin"),
        ({"churn": {"horizon_days": "soon"}}, "horizon_days"),
        ({"purpose": "customer_valu"}, "Did you mean `customer_value`?"),
        ({"purpose": "customer_service"}, "profiling: true"),
        ({"offers": {"purpose": "customer_service"}}, "profiling: true"),
        ({"lifecycle": {"at_risk_days": 363}}, "lost before being at risk"),
        ({"lifecycle": {"alerts": {"stages": ["new"]}}}, "Possible: at_risk, lost"),
        ({"lifetimevalue": {}}, "Did you mean `lifetime_value`?"),
    ],
)
def test_a_fault_names_the_key_and_the_mend(folder: Path, rules: dict[str, Any], told: str) -> None:
    faults = _declare(folder, rules)
    assert len(faults) == 1
    assert told in faults[0]
    assert "catalog/value.yaml" in faults[0]


@pytest.mark.parametrize(
    ("touchpoint", "end", "more", "told"),
    [
        ("subscriptoin", "ended_on", {}, "Did you mean `subscription`?"),
        ("subscription", "ended", {}, "there is no detail field `ended`"),
        ("subscription", "ended_on", {"purposes": ["customer_insight"]}, "Add `customer_value`"),
        ("subscription", "ended_on", {"kind": "account"}, "kind: contract"),
        ("subscription", "ended_on", {}, None),
    ],
)
def test_contracts_are_touchpoints_that_say_when_they_end(
    folder: Path, touchpoint: str, end: str, more: dict[str, Any], told: str | None
) -> None:
    file = folder / "catalog/touchpoints.yaml"
    types = yaml.safe_load(file.read_text())
    types["subscription"] = {
        "name": {"nl": "Abonnement", "en": "Subscription"}, "kind": "contract",
        "data_category": "user.behavior.purchase_history", "purposes": ["customer_value"],
        "retention": "2 years", "goal": "earn_more", "roles": ["marketing_manager"],
        "detail": {"ended_on": {"nl": "Beëindigd op", "en": "Ended on"}}, **more,
    }  # fmt: skip
    file.write_text(yaml.safe_dump(types))
    faults = _declare(folder, {"contract": {"touchpoint": touchpoint, "end": end}})
    if told is None:
        assert faults == []
        assert load_project(folder).value.contract is not None
        return
    (fault,) = faults
    assert told in fault
    assert "catalog/value.yaml:" in fault
