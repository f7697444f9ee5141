"""Retention: what is past its period goes everywhere, and each run proves itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.retention import clear
from klantbeeld.pipeline.retention import run as retention
from klantbeeld.pipeline.retention.run import look, run, runs
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.errors import NotTheirDuty
from klantbeeld.privacy.marks import Ground
from klantbeeld.privacy.requests.state import Kind
from klantbeeld.privacy.views import Actor
from klantbeeld.profile import term_pages
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    PEOPLE_COLUMNS,
    MovingClock,
    a_person,
    open_services,
    orders,
    query,
    records,
    tables_with,
    write_project,
)

SERVICE = "customer_service"
GOES = {"first_name": "Xantippe", "last_name": "Quispel", "email": "xantippe@quispel.example",
        "postcode": "3512 AB", "number": "12"}  # fmt: skip
STAYS = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def time() -> MovingClock:
    return MovingClock(START)


@pytest.fixture
def services(tmp_path: Path, database: Database, time: MovingClock) -> Services:
    shop = {"people": records(), "orders": orders()}
    opened = open_services(write_project(tmp_path / "project", {"shop": shop}), database, time)
    receive(opened, "shop", "people", [a_person("X-1", **GOES), a_person("B-1", **STAYS)])
    receive(opened, "shop", "orders", [order("B1", "X-1", "2026-02-01")])
    link_waiting(opened, NoProgress())
    return opened


def order(number: str, customer: str, at: str) -> dict[str, str]:
    return {
        "order_no": number, "customer": customer, "at": at, "total": "12.50", "status": "",
        "channel": "web",
    }  # fmt: skip


def touched(services: Services, no: str, /, **values: str) -> None:
    """The source delivers the record with something new."""
    receive(services, "shop", "people", [a_person(no, **values)])
    link_waiting(services, NoProgress())


@pytest.mark.parametrize("paged_from", [1, 20_000])
def test_after_its_time_a_value_is_nowhere(
    services: Services, time: MovingClock, paged_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_pages, "PAGED_FROM", paged_from)
    touched(services, "X-1", **{**GOES, "city": "Zeist"})
    assert run(services, AGENT, SERVICE).removed == {}
    time.now += timedelta(days=730)
    touched(services, "B-1", **{**STAYS, "city": "Leiden"})
    time.now += timedelta(days=3)
    # A dry run says the same and changes nothing.
    seen = look(services, AGENT, SERVICE)
    assert tables_with(services.database, "Quispel")
    done = run(services, AGENT, SERVICE)
    assert (done.removed, done.kept) == (seen.removed, seen.kept)
    assert done.removed["family_name"] == 1
    assert done.kept == {"legal_duty": {"order": 1}}
    for text in ("Xantippe", "xantippe", "Quispel", "quispel", "3512AB", "Zeist"):
        assert tables_with(services.database, text) == [], text
    assert services.gate.search(AGENT, SERVICE, "quispel") == ()
    # The order is kept for the tax authority: its row stays, with nobody's name on it.
    view = services.gate.person(AGENT, SERVICE, 1)
    assert (view.golden, view.totals[0].touchpoints) == ((), 1)
    assert services.gate.search(AGENT, SERVICE, "okkerse")[0].person_id == 2
    assert verify_store(services, NoProgress()).ok
    assert run(services, AGENT, SERVICE).removed.get("family_name", 0) == 0


def test_seven_years_after_its_year_all_is_gone_and_the_same_row_stays_away(
    services: Services, time: MovingClock
) -> None:
    time.now = datetime(2033, 12, 31, 22, tzinfo=UTC)
    run(services, AGENT, SERVICE)
    assert query(services.database, "select count(*) from touchpoint") == [(1,)]
    time.now += timedelta(hours=2)  # the new year, in Amsterdam
    done = run(services, AGENT, SERVICE)
    assert (done.removed["order"], done.removed["records"]) == (1, 1)
    assert query(services.database, "select count(*) from source_record") == [(0,)]
    again = receive(services, "shop", "people", [a_person("X-1", **GOES)])
    assert (again.new, again.changed) == (0, 0)
    changed = receive(services, "shop", "people", [a_person("X-1", **{**GOES, "city": "Breda"})])
    assert changed.new == 1
    link_waiting(services, NoProgress())
    assert services.gate.search(AGENT, SERVICE, "quispel")[0].records == 1


def test_former_values_go_by_their_own_time(services: Services, time: MovingClock) -> None:
    moved = {**STAYS, "city": "Appingedam"}
    touched(services, "B-1", **moved)
    for _ in range(3):
        time.now += timedelta(days=300)
        touched(services, "B-1", **{**STAYS, "city": f"Plaats {time.now:%Y}"})
    done = run(services, AGENT, SERVICE)
    assert done.removed["source_record_version"] == len(PEOPLE_COLUMNS)  # those before the move
    time.now += timedelta(days=200)
    run(services, AGENT, SERVICE)
    assert tables_with(services.database, "Appingedam") == []
    assert services.gate.search(AGENT, SERVICE, "okkerse")[0].person_id == 2


def test_what_is_asked_about_or_restricted_stays_and_the_run_says_why(
    services: Services, time: MovingClock
) -> None:
    time.now += timedelta(days=800)
    services.requests.open(AGENT, SERVICE, Kind.ACCESS, 1)
    services.marking.restrict(AGENT, SERVICE, 2, Ground.LEGAL_CLAIM)
    done = run(services, AGENT, SERVICE)
    assert sum(done.removed.values()) == 0
    assert done.kept["open_request"]["family_name"] == 1
    assert done.kept["restriction"]["family_name"] == 1
    assert services.gate.door.catalogue.attributes.keys() >= done.kept["restriction"].keys()


def test_letters_and_what_the_law_kept_go_too(services: Services, time: MovingClock) -> None:
    receive(services, "shop", "orders", [order("B7", "X-1", "some day")])
    with services.database.transaction() as transaction:
        transaction.execute(
            "insert into retained_touchpoint (source, type, touchpoint_key, source_record_id, "
            "occurred_at, purpose, keep_until) values ('shop', 'order', 'B0', 'Z-1', now(), "
            "'fiscal_administration', '2027-01-01')"
        )
    time.now += timedelta(days=400)
    assert run(services, AGENT, SERVICE).removed["retained_touchpoint"] == 1
    time.now += timedelta(days=8 * 366)
    assert run(services, AGENT, SERVICE).removed["dead_letter"] == 1


def test_a_closed_request_is_accounted_for_so_long(services: Services, time: MovingClock) -> None:
    asked = services.requests.open(AGENT, SERVICE, Kind.ACCESS, 1)
    services.requests.open(AGENT, SERVICE, Kind.ACCESS, 2)
    time.now += timedelta(days=5)
    services.requests.withdraw(AGENT, SERVICE, asked.request_no)
    time.now += timedelta(days=7 * 365)
    run(services, AGENT, SERVICE)
    held = "select request_no from rights_request"
    assert len(query(services.database, held)) == 2
    time.now += timedelta(days=10)
    assert run(services, AGENT, SERVICE).removed["rights_request"] == 1
    # What is open stays, however old.
    assert query(services.database, held) == [(asked.request_no + 1,)]


def test_a_run_that_stops_goes_on_where_it_was(
    services: Services, time: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 1)
    time.now += timedelta(days=800)
    real, calls = clear.clear_values, iter(range(9))

    def stop(*arguments: object) -> None:
        if next(calls):
            raise KeyboardInterrupt
        real(*arguments)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr(retention, "clear_values", stop)
    monkeypatch.setattr(retention, "clear_whole_records", stop)
    with pytest.raises(KeyboardInterrupt):
        run(services, AGENT, SERVICE)
    monkeypatch.undo()
    run(services, AGENT, SERVICE)
    assert tables_with(services.database, "Quispel") == []
    assert tables_with(services.database, "Okkerse") == []
    unfinished, finished = reversed(runs(services))
    assert unfinished.finished_at is None
    assert finished.finished_at is not None
    assert finished.made_by == "anna"


def test_who_may_not(services: Services) -> None:
    with pytest.raises(NotTheirDuty):
        look(services, Actor("m", "marketing_manager", "web"), "customer_insight")
