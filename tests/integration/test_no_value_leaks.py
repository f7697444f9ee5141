"""What goes wrong is told without a personal value: markers are planted, every output is searched.

Loads that fail, rows that are refused, calls that are wrong, sign-ins, searches, commands: their
answers may say where and why, never what somebody delivered. The store is not searched here: it
holds what it may hold.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from click.testing import CliRunner

from klantbeeld.cli.main import main
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.services import Services
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

MARKERS = ("Zilverschoon", "zilverschoon@merel.example", "0698765432", "Merelhof", "1971-03-19",
           "123456782")  # fmt: skip
PERSON = {
    "first_name": "Zilverschoon", "last_name": "Zilverschoon", "street": "Merelhof",
    "email": "zilverschoon@merel.example", "mobile": "0698765432", "born": "1971-03-19",
}  # fmt: skip


def _leaks(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker.lower() in text.lower()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = {"people": records("data/*.csv"), "orders": orders("orders/*.csv")}
    return write_project(tmp_path / "project", {"shop": shop})


@pytest.fixture
def services(folder: Path, database: Database) -> Services:
    return open_services(folder, database)


def _told(services: Services) -> str:
    """Everything that the store tells about what went wrong, beside the rows themselves."""
    return repr(
        [
            query(services.database, "select message, dropped_columns, file_name from load"),
            query(services.database, "select reason, mend from dead_letter"),
            query(services.database, "select * from refusal"),
            query(services.database, "select * from access_log"),
            query(services.database, "select * from number_column"),
        ]
    )


def test_rows_that_cannot_be_read_are_told_without_their_values(
    services: Services, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good = a_person("1", **PERSON)
    rows = [good, {**good, "no": ""}, {**good, "no": "2", "city": "bsn 123456782"}]
    path = write_csv(folder / "data/people.csv", rows)
    with path.open("a", encoding="utf-8") as file:
        file.write("3,Zilverschoon,,Zilverschoon,too,many,cells,Merelhof,0698765432,x,y,z,q,r\n")
        file.write('4,"Zilverschoon')
    bad = {"order_no": "B1", "customer": "1", "at": "Zilverschoon", "total": "1", "status": "",
           "channel": ""}  # fmt: skip
    write_csv(
        folder / "orders/orders.csv",
        [bad, {**bad, "order_no": "B2", "at": "2026-01-02", "total": "Merelhof"}],
    )
    reports = load(services)
    assert sum(report.refused for report in reports) >= 5
    assert _leaks(repr(reports)) == []
    assert _leaks(_told(services)) == []
    assert _leaks(caplog.text) == []


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfeZ\x00ilverschoon",
        b"Zilverschoon;zilverschoon@merel.example;0698765432\n",
        b"",
        b"\x00\x00Zilverschoon Merelhof",
        b"no,no\nZilverschoon,Merelhof\n",
    ],
)
def test_a_file_that_cannot_be_read_is_told_without_what_stands_in_it(
    services: Services, folder: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data/people.csv").write_bytes(content)
    told = ""
    try:
        told = repr(load(services))
    except InputError as error:
        told = str(error)
    assert _leaks(told) == []
    assert _leaks(_told(services)) == []
    assert _leaks(caplog.text) == []


def test_wrong_calls_are_answered_without_what_was_sent(
    services: Services, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the caller's own log
    app = create_app(services)
    key = services.accounts.keys.create("k", "data_engineer", ["read", "write", "judge"],
                                        sources=["*"])  # fmt: skip
    receive(services, "shop", "people", [a_person("1", **PERSON)])
    bodies: list[Any] = [
        {"no": {"nested": "Merelhof"}},
        [{**PERSON}],
        "Zilverschoon",
        [["0698765432"]],
        {"no": "2", **PERSON, "city": "123456782"},
        {"no": "2", "first_name": "Zilverschoon\u0000"},
    ]
    answers: list[httpx.Response] = []

    async def send() -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="https://klantbeeld.test",
            headers={"authorization": f"Bearer {key}"},
        ) as client:  # fmt: skip
            base = "/api/v1"
            for delivery in ("people", "orders", "nothing"):
                for body in bodies:
                    address = f"{base}/sources/shop/{delivery}"
                    answers.append(await client.post(address, json=body))
            answers.append(await client.post(f"{base}/sources/shop/people", content=b"{Merelhof"))
            paths = (
                "/people/Zilverschoon",
                "/people/99?before=Merelhof",
                "/people?limit=Zilverschoon&q=x",
                "/flagged-texts/Merelhof",
                "/judgements/Zilverschoon",
            )
            answers.extend([await client.get(base + path) for path in paths])
            answers.append(
                await client.post(
                    f"{base}/judgements/merge",
                    json={"people": [1, "Zilverschoon"], "reason": "bsn 123456782"},
                )
            )
            form = {"username": "Zilverschoon", "password": "Merelhof", "csrf": "0698765432"}
            page = {"accept": "text/html"}
            answers.append(await client.post("/sign-in", data=form, headers=page))

    anyio.run(send)
    for answer in answers[:-1]:
        assert _leaks(answer.text) == [], (answer.request.url, answer.text[:300])
    # The form keeps the name that was typed; a password and a token never come back.
    assert _leaks(answers[-1].text.replace("Zilverschoon", "")) == []
    assert _leaks(_told(services)) == []
    assert _leaks(caplog.text) == []
    assert _leaks("".join(capfd.readouterr())) == []


def test_commands_that_fail_say_where_and_not_what(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", services.database.url)
    write_csv(folder / "data/people.csv", [{**a_person("", **PERSON)}, a_person("2", **PERSON)])
    truth = folder / "truth.csv"
    truth.write_text("source,source_record_id,entity_id\nshop,Zilverschoon,Merelhof\n,,\n")
    for arguments in (
        ["load"],
        ["replay", "shop"],
        ["status"],
        ["verify"],
        ["evaluate", str(truth)],
        ["person", "show", "999"],
        ["drop", "email", "--reason", "bsn 123456782"],
    ):
        for more in ([], ["--json"]):
            ran = CliRunner().invoke(main, [*arguments, "--project", str(folder), *more])
            assert ran.exit_code in (0, 1), (arguments, ran.output)
            assert _leaks(ran.output) == [], (arguments, ran.output)
