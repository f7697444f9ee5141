"""Purposes, the drop list and refusals over the API, on the pages and at the command line."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import yaml
from click.testing import CliRunner

from klantbeeld.cli.main import main
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from klantbeeld.web.security import SESSION_COOKIE
from project_folder import (
    PEOPLE_COLUMNS,
    a_person,
    open_services,
    query,
    records,
    tables_with,
    write_project,
)

HOBBY = "Sterrenkijken"
PASSWORD = "een lang wachtwoord voor de proef"


class Visitor:
    """One colleague at the API and the pages."""

    def __init__(self, services: Services, role: str) -> None:
        self.app, name = create_app(services), role.replace("_", "")
        self.key = services.accounts.keys.create(role, role, ["read", "write"], sources=["*"])
        services.accounts.create(name, PASSWORD, role, "en")
        signed_in = services.accounts.sign_in(name, PASSWORD)
        assert signed_in is not None
        self.cookies = {SESSION_COOKIE: signed_in.token}
        session = services.accounts.session(signed_in.token)
        assert session is not None
        self.csrf = session.csrf_token

    def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Over the API."""
        headers = {"authorization": f"Bearer {self.key}"}
        return self._send(method, f"/api/v1{path}", headers=headers, json=body)

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self._send("GET", path, headers={"accept": "text/html"}, cookies=self.cookies)

    def post(self, path: str, **form: str) -> httpx.Response:
        """A form of a page."""
        data = {"csrf": self.csrf, **form}
        return self._send(
            "POST", path, headers={"accept": "text/html"}, cookies=self.cookies, data=data
        )

    def _send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        cookies = parts.pop("cookies", {})

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://klantbeeld.test", cookies=cookies
            ) as client:
                return await client.request(method, path, **parts)

        return anyio.run(send)


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    people = records()
    people["columns"] = {**PEOPLE_COLUMNS, "hobby": "hobby"}
    folder = write_project(tmp_path / "project", {"shop": {"people": people}})
    file = folder / "catalog/attributes.yaml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    declared["hobby"] = {
        "name": {"nl": "Hobby", "en": "Hobby"}, "type": "text", "data_category": "user",
        "purposes": ["customer_service"], "retention": "2 years", "goal": "earn_more",
        "roles": ["service_agent"],
    }  # fmt: skip
    file.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    purposes = folder / "catalog/purposes.yaml"
    declared = yaml.safe_load(purposes.read_text(encoding="utf-8"))
    declared["customer_insight"] |= {"active": False, "balancing_note": " ", "profiling": True}
    purposes.write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")
    opened = open_services(folder, database)
    rows = [
        {**a_person("1", first_name="Anna", last_name="Vriesema"), "hobby": HOBBY},
        {**a_person("2", first_name="Bram"), "hobby": "bsn 123456782"},
        {**a_person("3", first_name="Cees", last_name="Tolsma"), "hobby": "Klant heeft diabetes"},
    ]
    receive(opened, "shop", "people", rows)
    link_waiting(opened, NoProgress())
    return opened


def test_purposes_say_what_stands_between_them_and_being_on(services: Services) -> None:
    visitor = Visitor(services, "data_engineer")
    purposes = {each["name"]: each for each in visitor.call("GET", "/purposes").json()}
    assert purposes["customer_service"]["needs"] == []
    insight = purposes["customer_insight"]
    assert not insight["active"]
    assert [need["missing"] for need in insight["needs"]] == ["balancing_note", "dpia"]
    page = visitor.get("/privacy/purposes").text
    assert "Cannot be switched on:" in page
    assert "the interests have not been weighed; its impact has not been assessed" in page


def test_dropping_from_the_page_goes_on_by_itself(services: Services) -> None:
    visitor = Visitor(services, "data_engineer")
    assert "Hobby" in visitor.get("/privacy/collection").text
    address = "/privacy/collection/hobby/drop"
    assert "Drop it for good" in visitor.get(address).text
    assert visitor.get("/privacy/collection/nothing/drop").status_code == 404
    again = visitor.post(address, reason=" ")
    assert (again.status_code, "No reason is given." in again.text) == (400, True)
    assert visitor.post(address, reason="nobody asks it").status_code == 303
    for _ in range(100):
        if "Dropped: the last value was gone" in visitor.get(address).text:
            break
        time.sleep(0.05)
    assert tables_with(services.database, HOBBY) == []
    assert "nobody asks it" in visitor.get("/privacy/collection").text


def test_who_may_not_drop_sees_what_would_go_and_who_may(services: Services) -> None:
    visitor = Visitor(services, "privacy_officer")
    page = visitor.get("/privacy/collection/hobby/drop").text
    assert "Your role may look, not drop." in page
    assert "Drop it for good" not in page
    refused = visitor.post("/privacy/collection/hobby/drop", reason="x")
    assert refused.status_code == 403
    assert visitor.call("GET", "/collection/hobby/drop").json()["records"] == 2
    assert visitor.call("POST", "/collection/hobby/drop", {"reason": "x"}).status_code == 403
    assert tables_with(services.database, HOBBY) != []


def test_dropping_over_the_api_answers_what_went(services: Services) -> None:
    visitor = Visitor(services, "data_engineer")
    dropped = visitor.call("POST", "/collection/hobby/drop", {"reason": "nobody reads it"}).json()
    assert (dropped["kind"], dropped["records"]) == ("attribute", 2)
    standing = {
        i["name"]: i["standing"] for i in visitor.call("GET", "/collection").json()["items"]
    }
    assert standing["hobby"] == "dropped"


def test_the_officer_looks_at_flagged_texts_without_seeing_them(services: Services) -> None:
    officer, agent = Visitor(services, "privacy_officer"), Visitor(services, "service_agent")
    page = officer.get("/privacy/refused").text
    assert "health" in page
    assert "diabetes" not in page
    assert "123456782" not in page
    assert "citizen service number (BSN)" in page
    (refusal,) = officer.call("GET", "/refusals").json()
    assert (refusal["field"], refusal["position"], refusal["rule"]) == ("hobby", 2, "bsn")
    (flag,) = officer.call("GET", "/flagged-texts").json()
    assert agent.call("GET", "/flagged-texts").status_code == 403
    assert "Whose texts these are is for:" in agent.get("/privacy/refused").text
    assert officer.post(f"/privacy/refused/{flag['flag_no']}", verdict="x").status_code == 400
    assert (
        officer.post(f"/privacy/refused/{flag['flag_no']}", verdict="harmless").status_code == 303
    )
    assert officer.call("GET", "/flagged-texts").json() == []
    answer = officer.call("POST", f"/flagged-texts/{flag['flag_no']}", {"verdict": "removed"})
    assert answer.status_code == 204
    assert query(services.database, "select verdict from flagged_text") == [("removed",)]


def test_the_command_line_lists_shows_and_drops(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", services.database.url)

    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(main, [*arguments, "--project", str(services.project)])
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    listed = run("purpose", "list")
    assert "customer_insight cannot be switched on: legitimate interest without" in listed
    assert "hobby" in run("collection")
    answer = json.loads(run("collection", "--json"))
    assert 0 < answer["purposeful"] < 1
    assert run("collection", "--drop-list").startswith("name")
    assert "values of 2 records" in run("drop", "hobby", "--dry-run")
    assert "It cannot be dropped." in run("drop", "email", "--dry-run")
    assert "hobby is gone from 2 records" in run("drop", "hobby", "--reason", "nobody reads it")
    assert tables_with(services.database, HOBBY) == []
