"""What wrong data costs, from delivered rows to euros, by call, command and page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from klantbeeld.cli.main import main
from klantbeeld.pipeline.measuring.quality_counting import recount
from klantbeeld.pipeline.measuring.quality_money import (
    QualityMoney,
    faults_of,
    load_quality,
    quality_money,
    share_with_faults,
)
from klantbeeld.pipeline.services import Services
from klantbeeld.store.database import Database
from project_folder import (
    PEOPLE_COLUMNS,
    a_person,
    load,
    open_services,
    records,
    write_csv,
    write_project,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAILINGS = {
    "marketing": {
        "name": {"nl": "Marketing", "en": "Marketing"},
        "work": {
            "mailings": {
                "name": {"nl": "Mailings", "en": "Mailings"},
                "units_a_month": 1000,
                "unit_cost": 0.1,
                "needs": ["email"],
            }
        },
    }
}
SHOP = [
    a_person("1", first_name="Anna", last_name="Vriesema", email="anna@vriesema.example"),
    a_person("2", first_name="Bram", last_name="Okkerse", email="no-address"),
    a_person("3", first_name="Cees", last_name="Dijk"),
    a_person("4", first_name="Dirk", last_name="Ek", email="dirk@ek.example"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    without = {key: name for key, name in PEOPLE_COLUMNS.items() if name != "email"}
    sources = {
        "shop": {"people": records("shop.csv")},
        "till": {"people": records("till.csv", columns=without)},
    }
    folder = write_project(tmp_path / "project", sources)
    write_csv(folder / "shop.csv", SHOP)
    write_csv(folder / "till.csv", [a_person("9", first_name="Els", last_name="Fok")])
    return folder


def declare_costs(folder: Path, **rules: Any) -> Path:
    (folder / "catalog/quality.yaml").write_text(yaml.safe_dump(rules))
    return folder


def counted(folder: Path, database: Database) -> Services:
    services = open_services(folder, database, lambda: NOW)
    load(services)
    recount(services)
    return services


def told(services: Services, k: float | None = None) -> QualityMoney:
    return quality_money(services.database, services.catalogue, k)


def test_euros_by_department_and_source_and_the_repairs_that_save_them(
    folder: Path, database: Database
) -> None:
    money = told(counted(declare_costs(folder, departments=MAILINGS), database))
    assert (money.currency, money.base) == ("EUR", 100)
    # Two of the shop's four addresses are wrong or missing: half of the work costs ten times.
    assert money.extra == pytest.approx(450)
    (line,) = money.work
    assert (line.source, line.records, line.polluted, line.factor) == ("shop", 4, 2, 5.5)
    (department,) = money.departments
    assert department.share == 0.5
    assert dict(department.dimensions)["validity"] == pytest.approx(2 / 3)
    assert {(r.attribute, r.fault, r.part) for r in money.repairs} == {
        ("email", "email.syntax", 225),
        ("email", "missing", 225),
    }
    assert money.repairs[-1].together == pytest.approx(450)
    shop, till = money.sources
    assert shop.extra == pytest.approx(450)
    assert till.extra is None


def test_another_k_changes_what_is_told_and_nothing_else(folder: Path, database: Database) -> None:
    services = counted(declare_costs(folder, departments=MAILINGS), database)
    assert told(services, 1).extra == 0
    assert told(services, 5).extra == pytest.approx(200)
    assert told(services).extra == pytest.approx(450)


def test_without_costs_there_are_shares_and_no_money(folder: Path, database: Database) -> None:
    money = told(counted(folder, database))
    assert (money.currency, money.base, money.extra) == (None, None, None)
    assert money.share == 0, "every record has the one attribute that is required"
    assert money.repairs == ()


def test_a_column_that_a_source_lacks_is_told_apart_from_an_empty_one(
    folder: Path, database: Database
) -> None:
    costs = json.loads(json.dumps(MAILINGS))
    costs["marketing"]["work"]["mailings"]["sources"] = ["shop", "till"]
    services = counted(declare_costs(folder, departments=costs), database)
    faults = {(r.source, r.fault) for r in told(services).repairs}
    assert faults == {("shop", "email.syntax"), ("shop", "missing"), ("till", "not_delivered")}
    found, at = faults_of(services.database, services.catalogue, "till", "email")
    assert (found, at) == ({"not_delivered": 1}, NOW)
    shared = share_with_faults(services.database, services.catalogue, "shop", {"email"})
    assert shared == 0.5
    assert share_with_faults(services.database, services.catalogue, "none", {"email"}) is None


def test_an_empty_store_costs_nothing_and_says_so(tmp_path: Path, database: Database) -> None:
    folder = write_project(tmp_path / "empty", {"shop": {"people": records()}})
    services = open_services(declare_costs(folder, departments=MAILINGS), database)
    for money in (told(services), told(counted(folder, database))):
        assert (money.records, money.share, money.extra, money.repairs) == (0, None, None, ())
    assert load_quality(services.database, services.catalogue) == ()


def test_each_load_has_its_share(folder: Path, database: Database) -> None:
    services = counted(folder, database)
    write_csv(folder / "shop.csv", [*SHOP, a_person("5", last_name="Gul", email="gul@x.example")])
    load(services, "shop")
    first, second = (
        each
        for each in load_quality(services.database, services.catalogue)
        if each.source == "shop"
    )
    assert first.load_no < second.load_no
    assert 0 < first.share < second.share < 1


def test_the_command_counts_and_tells(
    folder: Path, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(declare_costs(folder, departments=MAILINGS), database)
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database_url)
    run = CliRunner().invoke
    answer = run(main, ["quality", "--json", "--project", str(folder)])
    assert answer.exit_code == 0, answer.output
    told_ = json.loads(answer.stdout)
    assert told_["money"]["extra"] == pytest.approx(450)
    assert told_["scorecard"]
    words = run(main, ["quality", "--project", str(folder)])
    assert "adds EUR 450 a month" in words.output
    wrong = run(main, ["quality", "--k", "0", "--project", str(folder)])
    assert wrong.exit_code == 1
    assert "from 1 to 100" in wrong.output
