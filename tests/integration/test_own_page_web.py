"""The customer's own page over HTTP on a real store: what he does holds, and for him alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import anyio
import httpx
import pytest
from click.testing import CliRunner
from fastapi import FastAPI

from klantbeeld.api.routes import api
from klantbeeld.catalog.consents import Channel
from klantbeeld.cli.main import main
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.judgements import merge
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotTheirDuty
from klantbeeld.privacy.own_page.links import BY_MAIL, Standing
from klantbeeld.privacy.requests.state import Kind, State
from klantbeeld.store.database import Database
from klantbeeld.web.mine.desk import VISIT_COOKIE
from klantbeeld.web.pages import install
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    new_database,
    open_services,
    records,
    tables_with,
    write_project,
)

SERVICE = "customer_service"
BSN = "111222333"
"""Passes the eleven-test; a number that is not given out."""


@pytest.fixture(scope="module")
def shared(embedded_url: str) -> Iterator[Database]:
    with new_database(embedded_url) as opened:
        yield opened


@pytest.fixture
def services(tmp_path: Path, shared: Database) -> Services:
    folder = write_project(tmp_path / "project", {"crm": {"people": records()}})
    return open_services(folder, shared, lambda: datetime(2026, 9, 7, 9, tzinfo=UTC))


class Browser:
    """A customer's browser, without scripts."""

    def __init__(self, services: Services) -> None:
        self.app = FastAPI()
        install(self.app, services).hub.close()
        self.cookies: dict[str, str] = {}

    def send(
        self, method: str, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://shop.test", cookies=self.cookies
            ) as client:
                sent = {"accept-language": "en", "accept": "text/html", **headers}
                return await client.request(method, path, data=form, headers=sent)

        answer = anyio.run(run)
        self.cookies.update(answer.cookies.items())
        return answer

    def csrf(self, path: str = "/mine") -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.send("GET", path).text)
        assert found is not None
        return found[1]

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.send("POST", path, {"csrf": self.csrf(), **form})


NAMES = ("Abel Brugman", "Cato Drost", "Efraim Floor", "Gonda Hekking", "Ivo Jurrius",
         "Klaartje Lammers", "Menno Nauta", "Odilia Postma", "Quirijn Rademaker", "Saar Tukker",
         "Ulbe Veltman")  # fmt: skip


def newcomer(services: Services, no: int) -> int:
    """A new customer, like none before."""
    first, last = NAMES[no].split()
    row = a_person(str(no), first_name=first, last_name=last, born=f"19{50 + no}-0{1 + no % 9}-11",
                   email=f"{last.lower()}@example.org", city="Goes")  # fmt: skip
    receive(services, "crm", "people", [row])
    link_waiting(services, NoProgress())
    return services.gate.find_by_record(AGENT, SERVICE, "crm", str(no))


def enter(services: Services, number: int, *, by_mail: bool = False, gpc: str = "0") -> Browser:
    """Opens a link in a browser."""
    if by_mail:
        with services.database.transaction() as transaction:
            secret = services.own_links.write(transaction, number, BY_MAIL).secret
    else:
        secret = services.own_links.make(AGENT, SERVICE, number).secret
    browser = Browser(services)
    form = {"secret": secret, "csrf": browser.csrf(f"/mine/link/{secret}")}
    answer = browser.send("POST", "/mine/open", form, **{"sec-gpc": gpc})
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine")
    return browser


def given(services: Services, number: int, channel: Channel) -> bool:
    states = services.consents.show(AGENT, SERVICE, number).states
    return any(state.given for state in states if state.channel is channel)


def test_a_double_opt_in_needs_a_link_that_was_sent_to_the_address(services: Services) -> None:
    number = newcomer(services, 0)
    yes = {"purpose": "direct_marketing", "channel": "email", "answer": "yes"}
    copied = enter(services, number)
    assert copied.post("/mine/consents", **yes).status_code == 403
    assert not given(services, number, Channel.EMAIL)
    mailed = enter(services, number, by_mail=True)
    assert mailed.post("/mine/consents", **yes).status_code == 303
    assert given(services, number, Channel.EMAIL)
    assert copied.post("/mine/consents", **{**yes, "answer": "no"}).status_code == 303
    assert not given(services, number, Channel.EMAIL)


def test_the_browsers_signal_is_recorded_for_whose_browser_it_is(services: Services) -> None:
    number = newcomer(services, 1)
    browser = enter(services, number, gpc="1")
    marks = services.consents.show(AGENT, SERVICE, number).marks
    assert {mark.kind.value for mark in marks} == {"gpc"}
    assert "Your browser told us" in browser.send("GET", "/mine").text


def test_a_correction_becomes_a_request_that_shows_the_value(
    services: Services, shared: Database
) -> None:
    number = newcomer(services, 2)
    browser = enter(services, number)
    assert browser.post("/mine/correct/city", value="Middelburg").status_code == 303
    (request,) = services.requests.of_person(AGENT, SERVICE, number)
    assert (request.kind, request.state, request.attributes) == (
        Kind.RECTIFICATION, State.READY, ("city",),
    )  # fmt: skip
    assert services.proposals.of_request(AGENT, SERVICE, request) == {"city": "Middelburg"}
    assert tables_with(shared, "Middelburg") == ["proposed_value"]
    for value, code in (("", 400), ("x" * 300, 400), (f"bsn {BSN}", 400)):
        assert browser.post("/mine/correct/city", value=value).status_code == code
    assert tables_with(shared, BSN) == []
    assert browser.post("/mine/correct/nothing", value="x").status_code == 404


def test_an_objection_with_a_reason_holds_at_once_and_is_weighed(services: Services) -> None:
    number = newcomer(services, 3)
    browser = enter(services, number)
    assert browser.post("/mine/object/customer_insight", reason="").status_code == 400
    assert browser.post("/mine/object/customer_service", reason="no").status_code == 404
    answer = browser.post("/mine/object/customer_insight", reason="I work for a competitor")
    assert answer.status_code == 303
    marks = services.consents.show(AGENT, SERVICE, number).marks
    assert {(mark.kind.value, mark.purpose) for mark in marks} == {
        ("objection", "customer_insight")
    }
    (request,) = services.requests.of_person(AGENT, SERVICE, number)
    assert request.kind is Kind.OBJECTION


def test_what_is_asked_twice_is_one_request(services: Services) -> None:
    number = newcomer(services, 4)
    browser = enter(services, number)
    for _ in range(2):
        assert browser.post("/mine/ask-for", kind="erasure").status_code == 303
    assert browser.post("/mine/ask-for", kind="access").status_code == 404
    (request,) = services.requests.of_person(AGENT, SERVICE, number)
    assert (request.kind, request.state) == (Kind.ERASURE, State.READY)


def test_a_form_needs_the_token_of_its_own_visit(services: Services) -> None:
    number, other = newcomer(services, 5), newcomer(services, 6)
    browser, stranger = enter(services, number), enter(services, other)
    for csrf in ("", "guessed", stranger.csrf()):
        answer = browser.send("POST", "/mine/marketing", {"answer": "no", "csrf": csrf})
        assert answer.status_code == 403
    assert services.consents.show(AGENT, SERVICE, number).marks == ()


def test_a_visit_ends_when_somebody_is_merged_into_it(services: Services) -> None:
    number, other = newcomer(services, 7), newcomer(services, 8)
    browser = enter(services, number)
    assert "Odilia" in browser.send("GET", "/mine").text
    merge(services, AGENT, SERVICE, [number, other], None)
    answer = browser.send("GET", "/mine")
    assert answer.status_code == 410
    assert "Quirijn" not in answer.text
    assert "get a new link" in answer.text


def test_leaving_ends_the_visit(services: Services) -> None:
    browser = enter(services, newcomer(services, 10))
    secret = browser.cookies[VISIT_COOKIE]
    answer = browser.send("POST", "/mine/leave", {})
    assert answer.status_code == 200
    assert answer.headers["clear-site-data"] == '"cache"'
    browser.cookies[VISIT_COOKIE] = secret
    assert browser.send("GET", "/mine").status_code == 410


def test_a_link_is_made_by_call_and_by_command(
    services: Services, shared: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = newcomer(services, 9)
    agent = services.accounts.keys.create("desk", "service_agent", ["write"], sources=["*"])
    engineer = services.accounts.keys.create("data", "data_engineer", ["write"], sources=["*"])
    browser = Browser(services)
    browser.app.include_router(api(services))
    path = f"/api/v1/people/{number}/own-link"
    made = browser.send("POST", path, authorization=f"Bearer {agent}")
    assert made.status_code == 200
    secret = made.json()["link"].rsplit("/", 1)[1]
    assert services.own_links.standing(secret) is Standing.OPEN
    assert browser.send("POST", path).status_code == 401
    with pytest.raises(NotTheirDuty):
        services.own_links.make(ENGINEER, "data_quality", number)
    assert browser.send("POST", path, authorization=f"Bearer {engineer}").status_code != 200
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", shared.url)
    arguments = ["own-link", str(number), "--project", str(services.project), "--json"]
    told = CliRunner().invoke(main, [*arguments, "--role", "service_agent"])
    assert told.exit_code == 0
    link = json.loads(told.stdout)["link"]
    assert services.own_links.standing(link.rsplit("/", 1)[1]) is Standing.OPEN
    refused = CliRunner().invoke(main, [*arguments, "--role", "data_engineer"])
    assert refused.exit_code == 1
