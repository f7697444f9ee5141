"""The officer's commands: register, partner and breach, from the answer to the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from klantbeeld.cli.main import main
from klantbeeld.store.database import Database
from project_folder import a_person, records, write_csv, write_project

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}


@pytest.fixture(autouse=True)
def address(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every command uses the test's own database and writes into its own folder."""
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database.url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = write_project(tmp_path / "project", {"shop": {"people": records("people.csv")}})
    write_csv(project / "people.csv", [a_person("1", **ANNA)])
    assert _run(project, "load").exit_code == 0
    return project


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(folder)])


def _answer(folder: Path, *arguments: str) -> Any:
    result = _run(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_register_is_an_answer_and_a_file(folder: Path, database: Database) -> None:
    found = _answer(folder, "register")
    assert found["differences"] == []
    assert {gap for gap, _ in found["gaps"]} == {"address", "officer", "security_measures"}
    assert _run(folder, "register", "--format", "json").stdout.startswith("{")
    assert _answer(folder, "register", "--file", "r.xlsx", "--language", "en")["file"] == "r.xlsx"
    assert load_workbook("r.xlsx").worksheets[0]["A1"].value == "Record of processing activities"
    assert _run(folder, "register", "--notice", "--format", "pdf").exit_code == 0
    assert Path("privacy-notice.pdf").read_bytes().startswith(b"%PDF-")
    assert _run(folder, "register", "--file", "r.doc").exit_code == 1
    with database.transaction() as transaction:
        transaction.execute("create table leads (email text)")
    told = _run(folder, "register")
    assert (told.exit_code, "leads" in told.stdout) == (1, True)


def test_breach_goes_its_whole_way(folder: Path) -> None:
    assert _answer(folder, "breach", "open")["breach_no"] == 1
    _answer(folder, "person", "find", "vriesema")
    counted = _answer(folder, "breach", "count", "1", "--since", "2020-01-01")
    assert (counted["least"], counted["most"]) == (0, 1)
    leaked = folder / "leaked.csv"
    leaked.write_text("source,source_record_id\nshop,1\nshop,9\n")
    export = ("breach", "count", "1", "--export", str(leaked), "--attribute", "email")
    counted = _answer(folder, *export)
    assert (counted["least"], counted["most"]) == (1, 2)
    assert _answer(folder, "breach", "say", "1", "severity", "low")["said"]["severity"] == ["low"]
    assert _run(folder, "breach", "report", "1", "--format", "pdf").exit_code == 0
    assert Path("breach-1-report.pdf").exists()
    assert _run(folder, "breach", "letter", "1", "--recipients", "--format", "excel").exit_code == 0
    sheet = load_workbook("breach-1-recipients.xlsx").worksheets[1]
    assert [cell.value for cell in sheet["A"][1:]] == [1]
    assert _run(folder, "breach", "close", "1").exit_code == 1
    assert _run(folder, "breach", "report", "1", "--sent", "AP-1").exit_code == 0
    assert _run(folder, "breach", "close", "1").exit_code == 0
    (breach,) = _answer(folder, "breach", "list")["breaches"]
    assert breach["closed_at"] is not None


@pytest.mark.parametrize("rows", ["person_id\n\n", "name\nAnna\n", "person_id\nx\n"])
def test_export_that_names_nobody_is_refused(folder: Path, rows: str) -> None:
    _answer(folder, "breach", "open")
    leaked = folder / "leaked.csv"
    leaked.write_text(rows)
    result = _run(folder, "breach", "count", "1", "--export", str(leaked))
    assert result.exit_code == 1
    assert "Anna" not in result.output


def test_partners_and_their_keys(folder: Path) -> None:
    (carrier,) = _answer(folder, "partner", "list")["partners"]
    assert {need["lack"] for need in carrier["needs"]} == {"agreement", "purposes"}
    assert _answer(folder, "partner", "notices") == {"notices": []}
    assert _answer(folder, "partner", "notices", "--person", "1") == {"notices": []}
    assert _run(folder, "partner", "notices", "--person", "99").exit_code == 1
    assert _answer(folder, "partner", "origins") == {"deliveries": []}
    assert _run(folder, "partner", "told", "7").exit_code == 1
    made = _answer(folder, "key", "add", "c1", "--partner", "carrier")
    assert made["key"].startswith("kb_")
    for wrong in (
        ("--partner", "nobody"), ("--partner", "carrier", "--role", "service_agent"), (),
        ("--partner", "carrier", "--scope", "read"),
    ):  # fmt: skip
        assert _run(folder, "key", "add", "c2", *wrong).exit_code == 1
