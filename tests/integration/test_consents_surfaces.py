"""Consent as programs meet it: the API of a served project, and the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from klantbeeld.cli.main import main
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    new_database,
    open_services,
    records,
    write_csv,
    write_project,
)

ANN = a_person("1", first_name="Ann", last_name="Bakker", email="ann@example.org")
BOB = a_person("2", first_name="Bob", last_name="Visser", mobile="0612345678")


def _project(folder: Path) -> Path:
    made = write_project(folder, {"crm": {"people": records("people.csv")}})
    write_csv(made / "people.csv", [ANN, BOB])
    return made


class Api:
    """A key that handles requests, and one that only reads."""

    def __init__(self, client: TestClient, keys: dict[str, str]) -> None:
        self._client, self._keys = client, keys

    def __call__(self, method: str, path: str, key: str = "handler", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._keys[key]}", **more.pop("headers", {})}
        return self._client.request(method, f"/api/v1{path}", headers=headers, **more)


@pytest.fixture(scope="module")
def api(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = _project(tmp_path_factory.mktemp("consents") / "project")
    with new_database(embedded_url) as database:
        services = open_services(folder, database, lambda: datetime(2026, 9, 7, 12, tzinfo=UTC))
        load(services)
        made = services.accounts.keys.create
        keys = {
            "handler": made("handler", "service_agent", ["read", "write"], sources=["*"]),
            "reader": made("reader", "marketing_manager", ["read"]),
            "engineer": made("engineer", "data_engineer", ["read", "write"], sources=["*"]),
        }
        yield Api(TestClient(create_app(services)), keys)


def _mail(api: Api, person: int = 1) -> Any:
    query = {"purpose": "direct_marketing", "channel": "email"}
    return api("GET", f"/people/{person}/may-contact", params=query).json()


def _give(api: Api, channel: str, **more: Any) -> Any:
    body = {"purpose": "direct_marketing", "channel": channel, "decision": "given", **more}
    return api("POST", "/people/1/consents", json=body)


def test_giving_confirming_and_withdrawing_hold_when_they_answer(api: Api) -> None:
    assert [r["code"] for r in _mail(api)["reasons"]] == ["no_consent_for_channel"]
    given = _give(api, "email").json()
    assert [state["standing"] for state in given["states"]] == ["pending"]
    assert not _mail(api)["allowed"]
    confirmed = api("POST", "/consents/confirm", json={"token": given["confirmation"]})
    assert [state["standing"] for state in confirmed.json()["states"]] == ["given"]
    assert (_mail(api)["allowed"], _mail(api)["ground"]) == (True, "consent")
    again = api("POST", "/consents/confirm", json={"token": given["confirmation"]})
    assert (again.status_code, again.json()["code"]) == (400, "invalid")
    body = {"purpose": "direct_marketing", "decision": "withdrawn"}
    assert api("POST", "/people/1/consents", json=body).status_code == 200
    assert not _mail(api)["allowed"]
    shown = api("GET", "/people/1/consents").json()
    assert [said["decision"] for said in shown["statements"]] == ["withdrawn", "confirmed", "given"]
    assert shown["statements"][0]["actor"] == "handler"


def test_marks_are_set_and_ended(api: Api) -> None:
    def kinds(answer: Any) -> list[str]:
        assert answer.status_code == 200, answer.text
        return [mark["kind"] for mark in answer.json()["marks"]]

    assert kinds(api("POST", "/people/2/objections", json={})) == ["marketing_objection"]
    refused = api("POST", "/people/2/objections", json={"ends": "overridden", "note": "sales"})
    assert refused.status_code == 400
    assert kinds(api("POST", "/people/2/objections", json={"ends": "withdrawn"})) == []
    assert kinds(api("POST", "/people/2/signals", headers={"Sec-GPC": "1"})) == ["gpc"]
    assert kinds(api("POST", "/people/2/signals", json={"gpc": False})) == []
    assert kinds(api("POST", "/people/2/profiling", json={"allowed": False})) == ["no_profiling"]
    assert kinds(api("POST", "/people/2/profiling", json={"allowed": True})) == []
    body = {"ground": "accuracy_disputed"}
    assert kinds(api("POST", "/people/2/restriction", json=body)) == ["restriction"]
    seen = api("GET", "/people/2", key="engineer").json()
    assert seen["bars"] == ["restricted"]
    held = api("GET", "/people/2/objections").json()
    assert [(mark["kind"], mark["ground"]) for mark in held] == [
        ("restriction", "accuracy_disputed")
    ]
    assert {value["attribute"] for value in seen["golden"]} <= {"given_name", "family_name"}
    assert "0612345678" not in json.dumps(seen)
    assert api("DELETE", "/people/2/restriction").status_code == 400
    assert kinds(api("DELETE", "/people/2/restriction", params={"told_on": "2026-09-01"})) == []


def test_who_lacks_the_duty_or_the_scope_changes_nothing(api: Api) -> None:
    for key, code in (("reader", 403), ("engineer", 403)):
        assert api("POST", "/people/1/objections", key=key, json={}).status_code == code
    assert api("GET", "/people/1/consents").json()["marks"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/people/1/consents", {"purpose": "x", "channel": "email", "decision": "given"},
         400),
        ("POST", "/people/1/consents", {"purpose": "direct_marketing", "decision": "perhaps"}, 422),
        ("POST", "/people/999/consents", {"purpose": "direct_marketing", "decision": "withdrawn"},
         404),
        ("POST", "/people/1/objections", {"against": "customer_service"}, 400),
        ("POST", "/consents/confirm", {"token": "1.2.x"}, 400),
        ("POST", "/consents/confirm", {"token": "é"}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(api: Api, method: str, path: str, body: Any, status: int) -> None:
    answer = api(method, path, json=body)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_a_selection_and_the_list_to_leave_alone(api: Api) -> None:
    asked = {"people": [1, 2], "purpose": "customer_insight", "channel": "email"}
    chosen = api("POST", "/contacts/selection", key="reader", json=asked).json()
    assert (chosen["asked"], chosen["allowed"]) == (2, [])
    assert "purpose_not_marketing" in [left["code"] for left in chosen["left_out"]]
    contacts = ["ann@example.org", "nobody"]
    body = {"channel": "email", "contacts": contacts, "source": "old tool"}
    answer = api("POST", "/contacts/suppressed", json=body).json()
    assert answer == {"added": 1, "unusable": [2]}
    params = {"purpose": "direct_marketing", "storage": "other"}
    stored = api("GET", "/people/1/may-store", params=params).json()
    assert [reason["article"] for reason in stored["reasons"]] == ["Tw 11.7a(1)"]


@pytest.fixture
def folder(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database.url)
    made = _project(tmp_path / "project")
    assert _run(made, "load").exit_code == 0
    return made


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(folder)])


def test_the_commands_say_it_in_words(folder: Path, tmp_path: Path) -> None:
    offers = ("--for", "direct_marketing")
    given = _run(folder, "consent", "give", "1", *offers, "--channel", "post")
    assert "Post: yes" in given.output
    asked = _run(folder, "may-contact", "1", *offers, "--channel", "phone")
    assert asked.output.startswith("Telephone: no\n")
    assert "There is no valid address or number" in asked.output
    pending = _run(folder, "consent", "give", "1", *offers, "--channel", "email")
    assert "Send this to the address" in pending.output
    gone = _run(folder, "consent", "withdraw", "1", *offers)
    assert "Post: no, withdrawn" in gone.output
    assert "no, withdrawn" in _run(folder, "consent", "show", "1").output
    file = tmp_path / "list.txt"
    file.write_text("ann@example.org\nnobody\n")
    arguments = ("--channel", "email", "--source", "old tool")
    done = _run(folder, "consent", "suppress", str(file), *arguments)
    assert "1 new on the list" in done.output
    assert "Lines without an address: 2" in done.output
    wrong = _run(folder, "consent", "suppress", str(tmp_path / "none.txt"), *arguments)
    assert wrong.exit_code == 1
    answer = json.loads(_run(folder, "may-contact", "1", *offers, "--json").output)
    assert {each["channel"] for each in answer["answers"]} == {
        "email", "sms", "app", "phone", "post"
    }  # fmt: skip
