"""Requests by the API, on the pages and by command: each way does the whole of it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from klantbeeld.pipeline.retention.keeper import run_if_due
from klantbeeld.pipeline.retention.run import run, runs
from klantbeeld.pipeline.rights.retained import retained
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import Refused
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

SERVICE = "customer_service"
PASSWORD = "een heel lang wachtwoord 7"
ANNA = {"first_name": "Anna", "last_name": "Quispel", "email": "anna@quispel.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    folder = write_project(tmp_path / "project", {"shop": shop})
    write_csv(folder / "data/people.csv", [a_person("A1", **ANNA), a_person("B1", **BRAM)])
    bought = {"at": "2026-01-05", "total": "10.00", "status": "", "channel": "web"}
    write_csv(folder / "data/orders.csv", [{"order_no": "O1", "customer": "A1", **bought}])
    opened = open_services(folder, database)
    load(opened)
    return opened


@pytest.fixture
def client(services: Services) -> TestClient:
    # Not entered: no worker runs beside the test.
    return TestClient(create_app(services), base_url="https://testserver")


@pytest.fixture
def call(client: TestClient, services: Services) -> object:
    key = services.accounts.keys.create("agent", "service_agent", ["read", "write"], sources=["*"])

    def send(method: str, path: str, **more: object) -> Response:
        headers = {"Authorization": f"Bearer {key}"}
        return client.request(method, f"/api/v1{path}", headers=headers, **more)  # type: ignore[arg-type]  # httpx names each option

    return send


def test_by_the_api(call: object, services: Services) -> None:
    send = call
    assert callable(send)
    asked = send("POST", "/people/1/requests", json={"kind": "access"}).json()
    number = asked["request_no"]
    assert send("POST", f"/requests/{number}/copy").status_code == 400
    missing = send("POST", f"/requests/{number}/steps", json={"what": "identified"})
    assert missing.status_code == 400
    said = {"what": "identified", "how": "questions"}
    assert send("POST", f"/requests/{number}/steps", json=said).json()["state"] == "ready"
    copy = send("POST", f"/requests/{number}/copy").json()
    assert copy["data"]["source_record"][0]["delivered"]["family_name"] == "Quispel"
    told = send("POST", f"/requests/{number}/steps", json={"what": "answered"})
    assert told.json()["state"] == "answered"
    asked = send("POST", "/people/1/requests", json={"kind": "erasure"}).json()
    number = asked["request_no"]
    send("POST", f"/requests/{number}/steps", json=said)
    seen = send("GET", "/people/1/erasure").json()
    done = send("POST", f"/requests/{number}/erasure", json={"records": seen["records"]}).json()
    assert done["proof"]["left"] == []
    assert send("GET", "/people/1").status_code == 404
    assert [each["request_no"] for each in send("GET", "/requests").json()] == [number]
    assert send("GET", "/retention").json()["run_no"] is None


def sign_in(client: TestClient, services: Services) -> None:
    services.accounts.create("anna", PASSWORD, "service_agent")
    page = client.get("/sign-in").text
    form = {"username": "anna", "password": PASSWORD, "csrf": _csrf(page)}
    assert client.post("/sign-in", data=form, follow_redirects=False).status_code == 303


def _csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    return found[1] if found else ""


def test_on_the_pages(client: TestClient, services: Services) -> None:
    sign_in(client, services)
    csrf = _csrf(client.get("/privacy/requests?person=1").text)

    def post(path: str, **form: str) -> Response:
        return client.post(path, data={"csrf": csrf, **form})

    def opened(kind: str) -> str:
        page = post("/privacy/requests", person="1", kind=kind, via="phone")
        here = str(page.url.path)
        assert post(f"{here}/step", what="identified", why="questions").status_code == 200
        return here

    here = opened("portability")
    assert client.get(f"{here}/data").status_code == 400  # looking carries nothing out
    assert post(f"{here}/carry-out").status_code == 200
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"{here}/data").content))
    assert set(packed.namelist()) == {"data.json", "shop/people.csv", "shop/orders.csv"}
    here = opened("access")
    post(f"{here}/carry-out")
    assert client.get(f"{here}/report?kind=pdf").content.startswith(b"%PDF")
    assert "Quispel" in client.get(f"{here}/copy").text
    here = opened("rectification")
    post(f"{here}/carry-out", attribute0="city", value0="Zeist", attribute1="phone", none1="yes")
    assert "Zeist" in client.get("/people/1").text
    here = opened("erasure")
    page = client.get(here).text
    records = re.search(r'name="records" value="([0-9,]+)"', page)
    assert records is not None
    assert post(f"{here}/carry-out", records=records[1]).status_code == 400  # the box is not ticked
    done = post(f"{here}/carry-out", records=records[1], sure="yes")
    assert done.status_code == 200
    assert "SHA-256" in done.text
    assert "Quispel" not in done.text
    assert client.get("/people/1").status_code == 404
    # Nobody clears what nobody looked at.
    assert '<form class="line-form"' not in client.get("/privacy/retention").text
    assert '<form class="line-form"' in client.get("/privacy/retention?look=1").text


def test_what_the_law_keeps_is_shown_to_the_roles_of_its_purpose(
    services: Services, client: TestClient
) -> None:
    test_on_the_pages(client, services)
    officer = Actor("fg", "privacy_officer", "web")
    (kept,) = retained(services, officer, "fiscal_administration")
    assert (kept.touchpoint_key, kept.source_record_id) == ("O1", "A1")
    assert retained(services, officer, "accountability") == ()
    with pytest.raises(Refused):
        retained(services, AGENT, "fiscal_administration")


def test_the_first_run_of_the_retention_job_is_a_persons(services: Services) -> None:
    assert not run_if_due(services)
    run(services, AGENT, SERVICE)
    assert not run_if_due(services)  # a day has not passed
    with services.database.transaction() as transaction:
        transaction.execute("update retention_run set finished_at = '2020-01-01'")
    assert run_if_due(services)
    assert [each.made_by for each in runs(services)] == ["klantbeeld", "anna"]
    assert query(services.database, "select count(*) from source_record") == [(2,)]
