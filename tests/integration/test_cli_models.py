"""The commands about model versions, as a machine and as a person read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from identity_people import people
from klantbeeld.cli.main import main
from project_folder import a_person, new_database, records, write_csv, write_project

COLUMNS = {
    "first_name": "given_name", "last_name": "family_name", "born": "birth_date",
    "email": "email", "mobile": "phone", "number": "house_number", "postcode": "postcode",
}  # fmt: skip
PEOPLE = 80


@pytest.fixture(scope="module")
def folder(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A loaded project of its own; its last records come with the second delivery."""
    project = write_project(
        tmp_path_factory.mktemp("cli-models") / "project",
        {"shop": {"people": records("people*.csv")}},
    )
    made, owners = people(PEOPLE, seed=21)
    rows = [
        a_person(f"{no}", **{column: record.get(field, "") for column, field in COLUMNS.items()})
        for no, record in enumerate(made)
    ]
    write_csv(project / "people1.csv", rows[:PEOPLE])
    truth = ["source,source_record_id,entity_id"]
    truth += [f"shop,{no},{owner}" for no, owner in enumerate(owners)]
    (project / "truth.csv").write_text("\n".join(truth), encoding="utf-8")
    with new_database(embedded_url) as database, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KLANTBEELD_DATABASE_URL", database.url)
        answer(project, "load")
        write_csv(project / "people2.csv", rows[PEOPLE : PEOPLE * 7 // 4])
        answer(project, "load")
        yield project


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(folder)])


def answer(folder: Path, *arguments: str) -> Any:
    """The one JSON document that a command wrote."""
    result = run(folder, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def words(folder: Path, *arguments: str) -> str:
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_train_look_use_and_back(folder: Path) -> None:
    before = answer(folder, "model", "list")
    live = next(line["model_no"] for line in before["models"] if line["state"] == "live")
    made = answer(folder, "train")
    number = str(made["model_no"])
    assert made["model"]["line"]["precision"]["low"] <= made["model"]["line"]["precision"]["value"]
    told = answer(folder, "build", "--model", number, "--dry-run")
    assert told["names"] == {}
    assert told["dry_run"]["people_before"] == answer(folder, "status")["people"]
    said = words(folder, "build", "--model", number, "--dry-run", "--names")
    assert f"Model {number} in the place of model {live}; nothing is written." in said

    built = answer(folder, "build", "--model", number)
    assert built["people"] == told["dry_run"]["people_after"]
    assert f"Model {live} is in use again." in words(folder, "model", "back")
    after = answer(folder, "model", "list")
    assert [(p["model_no"], p["previous_no"]) for p in after["promotions"][:2]] == [
        (live, int(number)), (int(number), live),
    ]  # fmt: skip
    assert f"model {live} in the place of {number}" in words(folder, "model", "list")


def test_show_lists_the_weights_of_every_level(folder: Path) -> None:
    shown = answer(folder, "model", "show", "1")
    assert [level["level"] for level in shown["comparisons"][0]["levels"]][-1] == "other_name"
    said = words(folder, "model", "show", "1")
    assert "against household" in said
    assert "email (names agree)" in said


def test_evaluate_with_and_without_truth(folder: Path) -> None:
    figures = answer(folder, "evaluate", str(folder / "truth.csv"))
    assert {point["threshold"] for point in figures["thresholds"]["clusters"]} >= {-2.0, 0.0, 2.0}
    said = words(folder, "evaluate", str(folder / "truth.csv"))
    assert "+0 in use" in said
    assert "best in hindsight" in said
    told = answer(folder, "evaluate")
    assert told["precision"]["low"] <= figures["cluster_pairwise"]["precision"]
    assert "It cannot know" in words(folder, "evaluate").replace("it cannot", "It cannot")


def test_a_model_goes_to_splink_and_comes_back(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "splink.json"
    exported = answer(folder, "model", "export", "1", "--splink", str(file))
    assert exported["left_out"] == ["address"]
    assert "given_name: more levels here" in words(
        folder, "model", "export", "1", "--splink", str(file)
    )
    back = answer(folder, "train", "--splink", str(file))
    assert back["model"]["line"]["origin"] == "splink"
    assert back["left_out"] == []
    fields = [comparison["field"] for comparison in back["model"]["comparisons"]]
    assert fields == exported["folded"]
    dry = answer(folder, "build", "--model", str(back["model_no"]), "--dry-run")
    assert dry["dry_run"]["people_after"] > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("build", "--dry-run"), "Name a version: --model N."),
        (("build", "--dry-run", "--model", "99"), "there is no model 99"),
        (("model", "show", "99"), "there is no model 99"),
        (("model", "export", "99", "--splink", "x.json"), "there is no model 99"),
        (("train", "--splink", "no-such.json"), "there is no such file"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run(folder, *arguments)
    assert result.exit_code == 1
    assert says in result.stderr


def test_what_is_no_model_of_splinks_is_refused(folder: Path, tmp_path: Path) -> None:
    for content, says in (("[1]", "not a JSON object"), ("{}", "not a model that Splink saved")):
        file = tmp_path / "other.json"
        file.write_text(content, encoding="utf-8")
        result = run(folder, "train", "--splink", str(file))
        assert (result.exit_code, says in result.stderr) == (1, True)
