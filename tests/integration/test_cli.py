"""The command line: what every command answers, with which exit code, on which stream."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from klantbeeld.cli import load as load_command
from klantbeeld.cli.commands import each_command
from klantbeeld.cli.main import main
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    dump,
    query,
    records,
    write_csv,
    write_project,
)

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}


@pytest.fixture(autouse=True)
def address(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command uses the test's own database."""
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database.url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = write_project(tmp_path / "project", {"shop": {"people": records("people.csv")}})
    people = [a_person("1", **ANNA), a_person("2", **ANNA), a_person("3", **BRAM)]
    write_csv(project / "people.csv", people)
    return project


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(folder)])


def _answer(folder: Path, *arguments: str) -> Any:
    """The one JSON document that a command wrote, and nothing beside it."""
    result = _run(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def test_the_way_of_a_newcomer(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    started = CliRunner().invoke(main, ["init", str(folder), "--json"])
    assert (started.exit_code, json.loads(started.stdout)["folder"]) == (0, str(folder))
    assert _answer(folder, "check") == {"ok": True, "faults": []}
    loaded = _answer(folder, "load")
    assert {(file["source"], file["state"]) for file in loaded["files"]} == {
        ("till", "loaded"), ("webshop", "loaded"),
    }  # fmt: skip
    assert loaded["linked"]["records"] == 27
    assert ["password_hint"] in [file["dropped_columns"] for file in loaded["files"]]
    hits = _answer(folder, "person", "find", "yilmas")["people"]
    assert [hit["display_name"] for hit in hits] == ["Emre Yilmaz"]
    number = str(hits[0]["person_id"])
    shown = _answer(folder, "person", "show", number)
    assert (shown["person_id"], shown["purpose"]) == (int(number), "customer_service")
    why = _answer(folder, "person", "explain", number)
    assert why.keys() == {"links", "how", "why_not"}
    assert (why["links"], why["how"]["steps"]) == ([], [])
    other = next(str(n) for n in range(1, 28) if n != int(number))
    beside = _answer(folder, "person", "explain", number, other)
    assert beside["first"]["person_id"] == int(number)
    assert sum(part["match_weight"] for part in beside["link"]["evidence"]) == pytest.approx(
        beside["link"]["match_weight"], abs=1e-6
    )
    truth = tmp_path / "truth.csv"
    truth.write_text(
        "source,source_record_id,entity_id\nwebshop,W1001,a\ntill,600101,a\nwebshop,W1006,b\n"
    )
    figures = _answer(folder, "evaluate", str(truth))
    assert {"records", "people", "pairwise", "b_cubed", "cluster_pairwise", "largest_cluster"} <= (
        figures.keys()
    )
    assert figures["records"] == 3
    assert figures["b_cubed"].keys() >= {"precision", "recall", "f1"}
    found = _answer(folder, "verify")
    assert found["ok"]
    assert found["checked"] > 3


def test_every_other_command_answers_in_json(folder: Path, database: Database) -> None:
    _answer(folder, "load", "shop")
    made = _answer(folder, "train")
    built = _answer(folder, "build", "--model", str(made["model_no"]))
    assert built["model_no"] == made["model_no"]
    status = _answer(folder, "status")
    assert (status["records"], status["people"]) == (3, built["people"])
    assert {"households", "waiting", "dead_letters", "freshness_seconds"} <= status.keys()
    assert _answer(folder, "replay", "shop") == {
        "landed": 0, "new": 0, "changed": 0, "refused": 0
    }  # fmt: skip
    decide = ("--role", "data_engineer")
    apart = query(database, "select count(distinct person_id) from membership")[0][0]
    people = [str(p) for (p,) in query(database, "select person_id from person order by 1")]
    merged = _answer(folder, "person", "merge", *people, *decide)
    assert merged["people"] == [1]
    undone = _answer(folder, "person", "undo", str(merged["decision_no"]), *decide)
    assert len(undone["people"]) == apart
    assert _answer(folder, "review", *decide).keys() == {"open", "questions"}
    assert _answer(folder, "key", "add", "till", "--role", "service_agent")["key"][:3] == "kb_"
    os.environ["KLANTBEELD_PASSWORD"] = "kassa-groen-vandaag-7"
    try:
        account = _answer(folder, "account", "add", "anna", "--role", "service_agent")
    finally:
        del os.environ["KLANTBEELD_PASSWORD"]
    assert account == {"username": "anna", "role": "service_agent"}


def test_words_for_a_person(folder: Path) -> None:
    assert "records are" in _run(folder, "load").stdout
    assert "Anna Vriesema" in _run(folder, "person", "find", "vriesema").stdout
    assert "Anna Vriesema" in _run(folder, "person", "show", "1").stdout
    assert "Waiting: 0." in _run(folder, "status").stdout
    assert "All in order." in _run(folder, "verify").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("load", "shup"), "Name one of: shop"),
        (("replay", "shup"), "Use one of: shop"),
        (("evaluate", "no-such.csv"), "no such file"),
        (("person", "show", "999"), "There is no person 999"),
        (("person", "show", "1", "--role", "nobody"), "unknown role"),
        (("person", "show", "1", "--purpose", "direct_marketing"), "may not read"),
        (("person", "merge", "1", "--role", "data_engineer"), "no such person"),
        (("person", "undo", "999", "--role", "data_engineer"), "no judgement in force"),
        (("build", "--model", "99"), "there is no model 99"),
        (("key", "add", "x", "--role", "nobody"), "unknown role nobody"),
        (("key", "add", "x", "--role", "service_agent", "--scope", "all"), "'all' is not one of"),
        (("load", "--fast"), "No such option"),
    ],
)
def test_a_fault_of_the_user_ends_with_code_1_and_the_mend(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    said = _run(folder, *arguments)
    assert (said.exit_code, said.stdout) == (1, "")
    assert message in said.stderr
    if said.stderr.startswith("Usage:"):
        return
    as_json = _run(folder, *arguments, "--json")
    assert (as_json.exit_code, as_json.stderr) == (1, "")
    assert message in json.loads(as_json.stdout)["error"]


def test_a_faulty_project_names_every_fault(folder: Path) -> None:
    path = folder / "catalog" / "attributes.yaml"
    path.write_text(path.read_text().replace("  goal: earn_more\n", "  goal: be_rich\n"))
    found = _run(folder, "check", "--json")
    faults = json.loads(found.stdout)["faults"]
    assert (found.exit_code, len(faults)) == (1, 3)
    assert all("attributes.yaml" in fault["where"] and fault["mend"] for fault in faults)
    loaded = _run(folder, "load", "--json")
    assert loaded.exit_code == 1
    assert len(json.loads(loaded.stdout)["faults"]) == 3


def test_a_fault_of_ours_ends_with_code_2_and_repeats_no_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any) -> None:
        raise ValueError("Anna Vriesema")

    monkeypatch.setattr(load_command, "load_files", break_down)
    for arguments in (("load",), ("load", "--json")):
        said = _run(folder, *arguments)
        assert said.exit_code == 2
        assert "ValueError in test_cli.py" in said.output
        assert "Vriesema" not in said.output


def test_a_database_that_is_not_there_ends_with_code_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    said = _run(folder, "status")
    assert said.exit_code == 2
    assert "KLANTBEELD_DATABASE_URL" in said.stderr


def test_verify_ends_with_code_1_when_something_was_altered(
    folder: Path, database: Database
) -> None:
    _run(folder, "load")
    _run(folder, "person", "show", "1")
    with database.transaction() as transaction:
        transaction.execute("alter table access_log disable trigger user")
        transaction.execute("update access_log set actor = 'somebody else'")
    found = _run(folder, "verify", "--json")
    assert found.exit_code == 1
    assert "access log line 1" in json.loads(found.stdout)["faults"][0]


def test_a_port_in_use_is_named(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = _run(folder, "serve", "--port", port)
    assert said.exit_code == 1
    assert f"port {port} is in use" in said.stderr
    assert "--port" in said.stderr


def test_a_reading_on_the_command_line_is_logged(folder: Path, database: Database) -> None:
    _run(folder, "load")
    _run(folder, "person", "find", "vriesema")
    _run(folder, "person", "show", "2")
    lines = query(database, "select via, role, purpose, action from access_log order by entry_no")
    assert lines == [
        ("cli", "service_agent", "customer_service", "search"),
        ("cli", "service_agent", "customer_service", "person"),
    ]
    assert not any("vries" in line.lower() for line in dump(database, without=())["access_log"])


def test_streams_and_exit_codes_of_the_program_itself(folder: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-c", "from klantbeeld.cli.main import main; main()"]
        return subprocess.run(
            [*program, *arguments, "--project", str(folder)],
            check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    done = run("load", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["linked"]["records"] == 3
    (folder / "people.csv").unlink()
    wrong = run("load")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "people.csv" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_every_command_takes_json_and_says_what_it_does() -> None:
    for _, leaf in each_command(main):
        options = {option for parameter in leaf.params for option in parameter.opts}
        assert {"--json", "--project"} <= options, leaf.name
        assert leaf.help, leaf.name


def test_nothing_is_opened_for_a_project_that_is_not_there(tmp_path: Path) -> None:
    said = _run(tmp_path / "nowhere", "load")
    assert (said.exit_code, said.stdout) == (1, "")
    assert "nowhere" in said.stderr
