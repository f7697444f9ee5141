"""The pages of accounts, keys and the log on a real store: who may, and what each does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import anyio
import httpx
import pytest
from fastapi import FastAPI

from klantbeeld.pipeline.services import Services
from klantbeeld.server import create_app
from project_folder import AGENT, a_person, load, new_database, open_services, records, write_csv
from project_folder import write_project as written

PASSWORD = "correct horse battery"
_APPS: list[FastAPI] = []
"""The application over the module's store: its threads are started once."""
ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}


@dataclass
class Browser:
    """Somebody signed in."""

    app: FastAPI
    services: Services
    cookie: str

    def get(self, address: str) -> httpx.Response:
        return self._send("GET", address)

    def post(self, address: str, **form: str | list[str]) -> httpx.Response:
        session = self.services.accounts.session(self.cookie)
        token = session.csrf_token if session else ""
        return self._send("POST", address, data={"csrf": token, **form})

    def _send(self, method: str, address: str, **parts: object) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://test", headers={"accept": "text/html"},
                cookies={"klantbeeld_session": self.cookie},
            ) as client:  # fmt: skip
                return await client.request(method, address, **parts)  # type: ignore[arg-type]  # as httpx takes them

        return anyio.run(send)


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("pages") / "project"
    written(folder, {"shop": {"people": records("data/people.csv")}})
    write_csv(folder / "data/people.csv", [a_person("1", **ANNA)])
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        load(opened)
        for name, role in (
            ("admin", "data_engineer"), ("fg", "privacy_officer"), ("anna", "service_agent"),
        ):  # fmt: skip
            opened.accounts.create(name, PASSWORD, role)
        _APPS.append(create_app(opened))
        yield opened
        _APPS.clear()


def _browser(services: Services, name: str) -> Browser:
    signed_in = services.accounts.sign_in(name, PASSWORD)
    assert signed_in is not None
    return Browser(_APPS[0], services, signed_in.token)


def _account(services: Services, name: str) -> tuple[str, bool]:
    found = next(one for one in services.accounts.accounts() if one.username == name)
    return found.role, found.disabled_at is not None


@pytest.mark.parametrize("name", ["anna", "fg"])
@pytest.mark.parametrize("address", ["/settings/accounts", "/settings/keys"])
def test_accounts_and_keys_are_for_who_administers(
    services: Services, name: str, address: str
) -> None:
    browser = _browser(services, name)
    for answer in (
        browser.get(address),
        browser.post(address, username="x", name="x", password=PASSWORD, role="data_engineer"),
        browser.post(f"{address}/change", username="admin", name="x", do="disable"),
    ):
        assert answer.status_code == 403
        assert "Gegevensbeheer" in answer.text
    assert "/settings/accounts" not in browser.get("/").text
    assert _account(services, "admin") == ("data_engineer", False)


@pytest.mark.parametrize("name", ["anna", "admin"])
def test_the_log_is_for_who_oversees(services: Services, name: str) -> None:
    browser = _browser(services, name)
    for address in ("/privacy/log", "/privacy/log.csv"):
        answer = browser.get(address)
        assert answer.status_code == 403
        assert "Functionaris" in answer.text


def test_an_account_is_made_changed_and_shut_out(services: Services) -> None:
    browser = _browser(services, "admin")
    form = {"username": "bo", "password": PASSWORD, "role": "service_agent"}
    assert browser.post("/settings/accounts", **form).status_code == 303
    again = browser.post("/settings/accounts", **form)
    assert again.status_code == 400
    assert 'value="bo"' in again.text
    assert PASSWORD not in again.text
    change = "/settings/accounts/change"
    browser.post(change, username="bo", do="role", role="privacy_officer")
    assert _account(services, "bo") == ("privacy_officer", False)
    browser.post(change, username="bo", do="disable")
    assert _account(services, "bo") == ("privacy_officer", True)
    assert services.accounts.sign_in("bo", PASSWORD) is None
    browser.post(change, username="bo", do="enable")
    assert services.accounts.sign_in("bo", PASSWORD) is not None
    browser.post(change, username="bo", do="sign_out")
    assert services.accounts.sessions.of("bo") == ()
    for wrong in (
        {"username": "bo", "do": "astronaut"}, {"username": "nobody", "do": "disable"},
        {"username": "bo", "do": "role", "role": "astronaut"},
        {"username": "admin", "do": "disable"},
    ):  # fmt: skip
        assert browser.post(change, **wrong).status_code == 400
    assert browser.get("/settings/accounts").status_code == 200


def test_a_keys_secret_is_shown_once(services: Services) -> None:
    browser = _browser(services, "admin")
    made = browser.post(
        "/settings/keys", name="shop", role="service_agent", scope=["read", "write"],
        source="shop", days="30",
    )  # fmt: skip
    secret = re.search(r"kb_[\w-]+", made.text)
    assert secret is not None
    assert services.accounts.keys.find(secret[0]) is not None
    assert secret[0] not in browser.get("/settings/keys").text
    rotated = re.search(
        r"kb_[\w-]+", browser.post("/settings/keys/change", name="shop", do="rotate").text
    )
    assert rotated is not None
    assert services.accounts.keys.find(secret[0]) is None
    browser.post("/settings/keys/change", name="shop", do="revoke")
    assert services.accounts.keys.find(rotated[0]) is None
    services.accounts.keys.create_for_partner("theirs", "carrier")
    assert "wat in de overeenkomst staat" in browser.get("/settings/keys").text
    wrong = browser.post("/settings/keys", name="x", role="service_agent", scope="write")
    assert wrong.status_code == 400


def test_the_log_is_searched_paged_and_exported(services: Services) -> None:
    agent, officer = _browser(services, "anna"), _browser(services, "fg")
    for _ in range(60):
        services.gate.search(AGENT, "customer_service", "nobody")
    agent.get("/people/1")
    found = officer.get("/privacy/log?person=1")
    assert "anna" in found.text
    assert "Klantenservice" in found.text
    first = officer.get("/privacy/log?actor=anna")
    older = re.search(r'href="(/privacy/log\?[^"]+)" rel="next"', first.text)
    assert older is not None
    assert officer.get(older[1].replace("&amp;", "&")).status_code == 200
    csv = officer.get("/privacy/log.csv?actor=anna&action=person")
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text.splitlines()[0].startswith("entry_no,at,actor")
    assert all(",anna,service_agent," in line for line in csv.text.splitlines()[1:])
    for wrong in ("person=anna", "person=-1", "since=yesterday", "person=%C2%B2"):
        assert officer.get(f"/privacy/log?{wrong}").status_code == 400
    assert officer.get("/privacy/log?actor=%00&action=%ED%A0%80").status_code == 200
    assert "1 januari" not in officer.get("/privacy/log?since=2099-01-01").text


def test_one_changes_ones_own_password_and_ends_sessions(services: Services) -> None:
    services.accounts.create("eva", PASSWORD, "service_agent")
    here, there = _browser(services, "eva"), _browser(services, "eva")
    page = here.get("/account")
    assert page.status_code == 200
    new = "another long sentence"
    wrong = here.post("/account/password", old="not it", new=new)
    assert wrong.status_code == 400
    assert "not it" not in wrong.text
    assert here.post("/account/password", old=PASSWORD, new=new).status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    other = services.accounts.sign_in("eva", new)
    assert other is not None
    here.post("/account/sessions/end")
    assert services.accounts.session(other.token) is None
