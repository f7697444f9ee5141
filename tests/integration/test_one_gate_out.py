"""There is no other way to a person than the gate: every route and every command is walked.

A person is planted whose every value is a marker. Whatever answers with a marker must have left a
line about that person in the access log; for a purpose that is not the reader's, nothing answers
with one, and the refusal stands in the log. A route or command that is made tomorrow is walked too:
parameters that the lists below do not know get the planted person's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import click
import httpx
import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from klantbeeld.cli.commands import each_command
from klantbeeld.cli.main import main
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services
from klantbeeld.server import create_app
from klantbeeld.web.privacy.log_words import ACTIONS
from klantbeeld.web.security import SESSION_COOKIE
from project_folder import (
    a_person,
    load,
    new_database,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

ASKED = "Zonnewijzer"
"""What is asked for: an answer may repeat it."""

PLANTED = {
    "first_name": "Isolde", "last_name": ASKED, "email": "klok@zandloper.example",
    "mobile": "0612345670", "street": "Zandloperpad", "number": "7", "postcode": "3511 AB",
    "city": "Zandloperstad",
}  # fmt: skip
MARKERS = ("isolde", "zandloper", "612345670")
"""What nobody asks for: an answer with one of these shows the planted person."""

OTHERS = [
    {"first_name": first, "last_name": last, "email": f"{first}.{last}@mail.example"}
    for first in ("Daan", "Emma", "Finn")
    for last in ("Aalders", "Buma", "Croon", "Dral", "Evers", "Faber")
]
ROLES = ("service_agent", "marketing_manager", "data_engineer", "privacy_officer")
PASSWORD = "een lang wachtwoord voor de proef"
STREAMS = re.compile(r"/live/")
"""Streams without an end: they say that something changed, never what."""

PARAMETERS = {"source": "shop", "delivery": "people", "name": "city", "other_id": "2"}
QUERY = {"q": ASKED, "record": "1", "group": "buyers", "period": "2026-02-01"}
NAMED = {"/metrics/{name}/people": "revenue_per_customer"}
"""Routes whose name is of something else."""

NOT_WALKED = {
    ("serve",): "serves what is walked above",
    ("demo",): "makes another company",
    ("init",): "writes an empty project",
    ("load",): "brings in, shows counts",
    ("replay",): "brings in, shows counts",
    ("train",): "long",
    ("privacy-report",): "long, about made-up people of its own",
    ("model", "back"): "rebuilds",
    ("encryption", "rotate"): "changes keys",
    ("account", "add"): "asks a password",
    ("account", "password"): "asks a password",
}
ARGUMENTS = {
    "text": [ASKED], "people": ["1", "2"], "records": ["1"], "numbers": ["99"], "source": ["shop"],
    "name": ["city"], "truth": [], "file": [], "username": ["anna"], "role": ["service_agent"],
    "field": ["0"], "values": [],
}  # fmt: skip
OPTIONS = {
    ("drop",): ["--dry-run"],
    ("build",): ["--dry-run", "--names", "--model", "1"],
    ("request", "erase"): ["--dry-run"],
    ("request", "rectify"): ["--set", "city=Utrecht"],
    ("request", "identify"): ["--how", "known"],
    ("request", "extend"): ["--why", "complex"],
    ("request", "refuse"): ["--why", "unfounded"],
    ("consent", "give"): ["--for", "direct_marketing", "--channel", "email"],
    ("consent", "withdraw"): ["--for", "direct_marketing"],
    ("may-contact",): ["--for", "direct_marketing"],
}


@dataclass(frozen=True)
class Walked:
    """An application with the planted person in it."""

    app: FastAPI
    services: Services
    person: int
    keys: dict[str, str]
    sessions: dict[str, str]

    def lines(self) -> int:
        """The number of the newest line of the log."""
        ((newest,),) = query(
            self.services.database, "select coalesce(max(entry_no), 0) from access_log"
        )
        return int(newest)

    def told_since(self, line: int) -> bool:
        """Whether the log says since that line that this person was read."""
        rows = query(
            self.services.database,
            "select person_id, detail from access_log where entry_no > %s and allowed",
            line,
        )
        return any(
            person == self.person or self.person in detail.get("people", ())
            for person, detail in rows
        )

    def refused_since(self, line: int) -> bool:
        """Whether a refusal stands in the log since that line."""
        return bool(
            query(
                self.services.database,
                "select 1 from access_log where entry_no > %s and not allowed",
                line,
            )
        )

    def get(
        self, address: str, *, key: str | None = None, session: str | None = None, purpose: str = ""
    ) -> httpx.Response:
        headers = {"accept": "text/html, application/json"}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        if purpose:
            headers["x-purpose"] = purpose
        cookies = {SESSION_COOKIE: session} if session else {}

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="https://klantbeeld.test", cookies=cookies
            ) as client:
                return await client.get(address, headers=headers)

        return anyio.run(send)


@pytest.fixture(scope="module")
def walked(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    shop = {"people": records("data/people.csv"), "orders": orders("data/orders.csv")}
    folder = write_project(tmp_path_factory.mktemp("gate") / "project", {"shop": shop})
    rows = [a_person("1", **PLANTED), a_person("2", **PLANTED)]
    rows += [a_person(str(at), **other) for at, other in enumerate(OTHERS, start=3)]
    write_csv(folder / "data/people.csv", rows)
    write_csv(
        folder / "data/orders.csv",
        [{"order_no": "Zandloper-1", "customer": "1", "at": "2026-02-01T10:00:00Z", "total": "9",
          "status": "sent", "channel": "web"}],
    )  # fmt: skip
    with new_database(embedded_url) as database:
        services = open_services(folder, database)
        load(services)
        link_waiting(services, NoProgress())
        ((person,),) = query(database, "select person_id from membership where record_no = 1")
        keys, sessions = {}, {}
        for role in ROLES:
            keys[role] = services.accounts.keys.create(role, role, ["read", "judge"])
            services.accounts.create(role.replace("_", ""), PASSWORD, role)
            signed_in = services.accounts.sign_in(role.replace("_", ""), PASSWORD)
            assert signed_in is not None
            sessions[role] = signed_in.token
        yield Walked(create_app(services), services, person, keys, sessions)


def _addresses(walked: Walked, prefix: bool) -> Iterator[str]:
    """Every address that can be read, with the planted person in it; the API's or the pages'."""
    paths = {
        str(route.path)
        for route in iter_route_contexts(walked.app.routes)
        if "GET" in (route.methods or ()) and not STREAMS.search(str(route.path))
    }
    for path in sorted(paths):
        if path.startswith("/api/") is prefix:
            named = next((n for end, n in NAMED.items() if path.endswith(end)), PARAMETERS["name"])
            known = {**PARAMETERS, "name": named}
            filled = path
            for name in re.findall(r"{(\w+)(?::\w+)?}", path):
                value = known.get(name, str(walked.person))
                filled = re.sub(rf"{{{name}(?::\w+)?}}", value, filled)
            yield f"{filled}?{httpx.QueryParams(QUERY)}"


def _shows(text: str) -> bool:
    return any(marker in text.lower() for marker in MARKERS)


def test_every_answer_of_the_api_with_a_person_in_it_stands_in_the_log(walked: Walked) -> None:
    seen = set()
    for address in _addresses(walked, prefix=True):
        for role in ROLES:
            line = walked.lines()
            answer = walked.get(address, key=walked.keys[role])
            if _shows(answer.text):
                assert walked.told_since(line), (address, role)
                seen.add(address.partition("?")[0])
    listed = "/api/v1/metrics/revenue_per_customer/people"
    assert {f"/api/v1/people/{walked.person}", "/api/v1/people", listed} <= seen


def test_every_page_with_a_person_in_it_stands_in_the_log(walked: Walked) -> None:
    seen = set()
    for address in _addresses(walked, prefix=False):
        for role in ROLES:
            line = walked.lines()
            answer = walked.get(address, session=walked.sessions[role])
            if _shows(answer.text):
                assert walked.told_since(line), (address, role)
                seen.add(address.partition("?")[0])
    listed = "/metrics/revenue_per_customer/people"
    assert {f"/people/{walked.person}", "/search", listed} <= seen


def test_whatever_was_done_has_words_in_the_log(walked: Walked) -> None:
    for address in _addresses(walked, prefix=False):
        walked.get(address, session=walked.sessions["privacy_officer"])
    done = query(walked.services.database, "select distinct action from access_log")
    assert {action for (action,) in done} <= ACTIONS.keys()


def test_without_a_key_or_a_session_nothing_of_a_person_is_answered(walked: Walked) -> None:
    for prefix in (True, False):
        for address in _addresses(walked, prefix=prefix):
            assert not _shows(walked.get(address).text), address


def test_a_purpose_of_another_role_is_refused_logged_and_explained(walked: Walked) -> None:
    key, explained = walked.keys["marketing_manager"], set()
    for address in _addresses(walked, prefix=True):
        line = walked.lines()
        answer = walked.get(address, key=key, purpose="customer_service")
        assert not _shows(answer.text), address
        if answer.status_code == 403 and "purpose" in (body := answer.json()):
            assert walked.refused_since(line), address
            assert body["message"], address
            if "customer_insight" in body["allowed_purposes"]:
                explained.add(address.partition("?")[0])
    assert {f"/api/v1/people/{walked.person}", "/api/v1/people"} <= explained


def _line(walked: Walked, path: tuple[str, ...], each: click.Command, folder: Path) -> list[str]:
    arguments = [
        text
        for parameter in each.params
        if isinstance(parameter, click.Argument)
        for text in ARGUMENTS.get(parameter.name or "", [str(walked.person)])
    ]
    return [*path, *arguments, *OPTIONS.get(path, []), "--project", str(folder)]


def test_every_command_that_shows_a_person_leaves_a_line(
    walked: Walked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", walked.services.database.url)
    monkeypatch.chdir(tmp_path)
    commands = dict(each_command(main))
    assert NOT_WALKED.keys() <= commands.keys()
    shown: set[tuple[str, ...]] = set()
    for path, each in commands.items():
        if path in NOT_WALKED:
            continue
        line = walked.lines()
        arguments = _line(walked, path, each, walked.services.project)
        result = CliRunner().invoke(main, [*arguments, "--json"])
        assert result.exit_code in (0, 1), (path, result.output[-500:])
        if _shows(result.output):
            assert walked.told_since(line), path
            shown.add(path)
    assert {("person", "find"), ("person", "show")} <= shown
