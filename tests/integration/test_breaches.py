"""Breaches: the clock, whom a leak touched by query, and a register without personal values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.breaches.breaches import Breaches
from klantbeeld.privacy.breaches.counting import Export, Window
from klantbeeld.privacy.errors import NotFound, NotTheirDuty
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    MovingClock,
    a_person,
    load,
    open_services,
    query,
    records,
    write_csv,
    write_project,
)

OFFICER = Actor("fatma", "privacy_officer", "web")
AGENT = Actor("sjoerd", "service_agent", "web")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PEOPLE = [
    a_person("1", first_name="Anna", last_name="Bakker", email="anna@voorbeeld.example"),
    a_person("2", first_name="Bram", last_name="Visser", email="bram@voorbeeld.example"),
    a_person("3", first_name="Carla", last_name="Smit", email="carla@voorbeeld.example"),
]


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(START)


@pytest.fixture
def services(database: Database, tmp_path: Path, clock: MovingClock) -> Services:
    folder = write_project(tmp_path / "p", {"crm": {"people": records("data/crm.csv", full=True)}})
    write_csv(folder / "data/crm.csv", PEOPLE)
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


@pytest.fixture
def breaches(services: Services) -> Breaches:
    return Breaches(services.database, services.gate.door)


def numbers(services: Services) -> list[int]:
    rows = query(services.database, "select record_no from source_record order by source_record_id")
    return [number for (number,) in rows]


def test_the_clock_runs_from_awareness(breaches: Breaches, clock: MovingClock) -> None:
    aware = START - timedelta(hours=70)
    number = breaches.open(OFFICER, "accountability", aware)
    view = breaches.show(OFFICER, "accountability", number)
    assert view.due_at == aware + timedelta(hours=72)
    assert (view.seconds_left, view.late) == (2 * 3600, False)
    clock.now += timedelta(hours=3)
    assert breaches.show(OFFICER, "accountability", number).late
    clock.now -= timedelta(days=9)
    assert breaches.show(OFFICER, "accountability", number).due_at == view.due_at


def test_reported_in_time_stays_in_time(breaches: Breaches, clock: MovingClock) -> None:
    number = breaches.open(OFFICER, "accountability", START)
    with pytest.raises(InputError, match="whether it was reported"):
        breaches.close(OFFICER, "accountability", number)
    breaches.reported(OFFICER, "accountability", number, "first", "AP-2026-0001")
    clock.now += timedelta(days=10)
    breaches.reported(OFFICER, "accountability", number, "follow_up", "AP-2026-0001")
    breaches.close(OFFICER, "accountability", number)
    view = breaches.show(OFFICER, "accountability", number)
    assert (view.reported_at, view.late, view.decided) == (START, False, True)
    assert view.closed_at == clock.now


def test_the_log_tells_whom_a_window_touched(
    services: Services, breaches: Breaches, clock: MovingClock
) -> None:
    anna, bram, _ = numbers(services)
    services.gate.person(AGENT, "customer_service", anna)
    clock.now += timedelta(hours=1)
    services.gate.person(AGENT, "customer_service", bram)
    services.gate.search(AGENT, "customer_service", "smit")
    services.gate.person(Actor("else", "service_agent", "web"), "customer_service", anna)
    clock.now += timedelta(hours=1)
    number = breaches.open(OFFICER, "accountability", clock.now)
    window = Window(START + timedelta(minutes=1), clock.now, AGENT.name)
    count = breaches.count_log(OFFICER, "accountability", number, window)
    assert (count.least, count.most, count.records, count.reads) == (1, 2, 2, 2)
    assert "user.contact.email" in count.categories
    affected = breaches.affected(OFFICER, "accountability", number)
    assert [(each.person_id, each.certain) for each in affected] == [
        (bram, True), (numbers(services)[2], False),
    ]  # fmt: skip
    assert affected[0].contact["email"] == "bram@voorbeeld.example"


def test_an_export_tells_whom_it_touched(services: Services, breaches: Breaches) -> None:
    anna, bram, _ = numbers(services)
    number = breaches.open(OFFICER, "accountability", START)
    export = Export((bram, bram, 999), (("crm", "1"), ("crm", "77")), ("email",))
    count = breaches.count_export(OFFICER, "accountability", number, export)
    assert (count.least, count.most, count.categories) == (2, 4, ("user.contact.email",))
    affected = breaches.affected(OFFICER, "accountability", number)
    assert [each.person_id for each in affected] == [anna, bram]
    breaches.count_export(OFFICER, "accountability", number, Export((anna,)))
    view = breaches.show(OFFICER, "accountability", number)
    assert view.count is not None
    assert (view.count.least, view.count.most) == (1, 1)
    assert len(breaches.affected(OFFICER, "accountability", number)) == 1


def test_what_the_officer_writes_is_about_groups(breaches: Breaches) -> None:
    number = breaches.open(OFFICER, "accountability", START)
    for text in ("BSN 111222333 lag op straat", "van anna@voorbeeld.example", "x" * 4001):
        with pytest.raises(InputError):
            breaches.describe(OFFICER, "accountability", number, {"happened": [text]})
    for said in ({"nature": ["gossip"]}, {"mood": ["bad"]}, {"severity": ["low", "high"]}):
        with pytest.raises(InputError):
            breaches.describe(OFFICER, "accountability", number, said)
    said = {"happened": ["Een map lag op straat."], "nature": ["confidentiality", "availability"]}
    breaches.describe(OFFICER, "accountability", number, said)
    breaches.describe(OFFICER, "accountability", number, {"nature": ["integrity"], "cause": []})
    view = breaches.show(OFFICER, "accountability", number)
    assert view.said == {"happened": ("Een map lag op straat.",), "nature": ("integrity",)}
    assert "cause" in view.missing


def test_others_do_not_touch_it(services: Services, breaches: Breaches) -> None:
    number = breaches.open(OFFICER, "accountability", START)
    with pytest.raises(NotTheirDuty):
        breaches.open(AGENT, "customer_service", START)
    with pytest.raises(NotTheirDuty):
        breaches.affected(AGENT, "customer_service", number)
    with pytest.raises(NotFound):
        breaches.show(OFFICER, "accountability", number + 1)
    with pytest.raises(NotFound):
        breaches.describe(OFFICER, "accountability", number + 1, {"remarks": ["x"]})
    with pytest.raises(InputError):
        breaches.open(OFFICER, "accountability", START + timedelta(seconds=1))
    assert query(services.database, "select count(*) from breach") == [(1,)]
