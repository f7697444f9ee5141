"""The log as the officer searches it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotTheirDuty, Refused
from klantbeeld.privacy.log_search import LogQuery
from klantbeeld.privacy.views import Actor
from project_folder import (
    AGENT,
    ENGINEER,
    a_person,
    load,
    new_database,
    open_services,
    records,
    write_csv,
    write_project,
)

OFFICER = Actor("fg", "privacy_officer", "web")
FOR = "accountability"
ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}


@pytest.fixture(scope="module")
def services(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Anna (two records, so read under either number) and Bram, looked at."""
    shop = {"people": records("data/people.csv")}
    folder = write_project(tmp_path_factory.mktemp("log") / "project", {"shop": shop})
    write_csv(
        folder / "data/people.csv",
        [a_person("1", **ANNA), a_person("2", **ANNA), a_person("3", **BRAM)],
    )
    with new_database(embedded_url) as database:
        opened = open_services(folder, database)
        load(opened)
        opened.gate.person(AGENT, "customer_service", 1)
        opened.gate.person(AGENT, "customer_service", 3)
        opened.gate.person(ENGINEER, "data_quality", 2)
        with pytest.raises(Refused):
            opened.gate.person(ENGINEER, "customer_service", 3)
        opened.accounts.create("anna", "correct horse battery", "service_agent")
        opened.accounts.sign_in("anna", "wrong")
        yield opened


def _found(services: Services, query: LogQuery) -> list[tuple[str, str, int | None]]:
    page = services.log_search.search(OFFICER, FOR, query)
    return [
        (line.actor, line.action, line.person_id)
        for line in page.lines
        if not line.action.startswith("log_")
    ]


def test_by_person_under_whichever_number(services: Services) -> None:
    expected = [("daan", "person", 1), ("anna", "person", 1)]
    assert _found(services, LogQuery(person_id=1)) == expected
    assert _found(services, LogQuery(person_id=2)) == expected
    assert _found(services, LogQuery(person_id=4711)) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (LogQuery(actor="daan"), [("daan", "person", None), ("daan", "person", 1)]),
        (LogQuery(role="service_agent", action="person"),
         [("anna", "person", 3), ("anna", "person", 1)]),
        (LogQuery(purpose="data_quality"), [("daan", "person", 1)]),
        (LogQuery(refused=True), [("anna", "sign_in", None), ("daan", "person", None)]),
        (LogQuery(action="account_created"), [("machine", "account_created", None)]),
        (LogQuery(since=datetime(2099, 1, 1, tzinfo=UTC)), []),
        (LogQuery(until=datetime(2020, 1, 1, tzinfo=UTC)), []),
    ],
)  # fmt: skip
def test_by_what_was_asked(
    services: Services, query: LogQuery, expected: list[tuple[str, str, int | None]]
) -> None:
    assert _found(services, query) == expected


def test_pages_follow_on_without_gap_or_double(services: Services) -> None:
    whole = services.log_search.export(OFFICER, FOR, LogQuery(until=services.clock()))
    seen: list[int] = []
    before: int | None = whole[0].entry_no + 1
    while before is not None:
        page = services.log_search.search(OFFICER, FOR, LogQuery(before=before, limit=2))
        seen += [line.entry_no for line in page.lines]
        before = page.lines[-1].entry_no if page.more else None
    assert seen == [line.entry_no for line in whole]


def test_a_period_ends_before_its_end(services: Services) -> None:
    first = services.log_search.export(OFFICER, FOR, LogQuery())[-1]
    page = services.log_search.search(OFFICER, FOR, LogQuery(until=first.at))
    assert page.lines == ()
    after = LogQuery(since=first.at, until=first.at + timedelta(microseconds=1))
    assert [line.entry_no for line in services.log_search.search(OFFICER, FOR, after).lines] == [
        first.entry_no
    ]


def test_only_who_oversees_searches_and_that_is_logged(services: Services) -> None:
    for actor, purpose in ((AGENT, "customer_service"), (ENGINEER, "data_quality")):
        with pytest.raises(NotTheirDuty):
            services.log_search.search(actor, purpose, LogQuery())
        with pytest.raises(NotTheirDuty):
            services.log_search.export(actor, purpose, LogQuery())
    services.log_search.search(OFFICER, FOR, LogQuery(person_id=2, actor="secret words"))
    newest = services.log_search.export(OFFICER, FOR, LogQuery())[0]
    assert (newest.actor, newest.action, newest.person_id) == ("fg", "log_search", 1)
    assert newest.detail["by"] == ["person", "actor"]
    assert "secret" not in repr(newest.detail)
