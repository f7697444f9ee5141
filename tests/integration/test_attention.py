"""What asks for the officer's attention, on a real store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.attention import About, Matter, matters
from klantbeeld.pipeline.retention.run import run_as
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.requests.state import Kind
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
    MovingClock,
    a_person,
    load,
    open_services,
    records,
    write_csv,
    write_project,
)

SERVICE = "customer_service"
OFFICER = Actor("rob", "privacy_officer", "web")


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def services(tmp_path: Path, database: Database, clock: MovingClock) -> Services:
    rows = [a_person("1", first_name="Omar", last_name="Haddad", email="omar@example.org")]
    write_csv(tmp_path / "people.csv", rows)
    folder = write_project(
        tmp_path / "project", {"crm": {"people": records(str(tmp_path / "people.csv"))}}
    )
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


def found(services: Services, actor: Actor, purpose: str) -> dict[About, Matter]:
    return {each.about: each for each in matters(services, actor, purpose)}


def test_the_officer_sees_every_part_and_each_clock(services: Services, clock: MovingClock) -> None:
    before = found(services, OFFICER, "accountability")
    assert set(before) == set(About) - {About.OWN_LINKS}
    assert before[About.RETENTION].state == "waits"  # it never ran
    assert before[About.LOG].state == "good"
    number = services.gate.find_by_record(AGENT, SERVICE, "crm", "1")
    services.requests.open(AGENT, SERVICE, Kind.ACCESS, number)
    services.breaches.open(OFFICER, "accountability", clock.now)
    run_as(services, "rob", NoProgress())
    now = found(services, OFFICER, "accountability")
    assert (now[About.REQUESTS].state, now[About.REQUESTS].count) == ("good", 1)
    assert (now[About.BREACHES].state, now[About.BREACHES].count) == ("waits", 1)
    assert now[About.BREACHES].at == clock.now + timedelta(hours=72)
    assert now[About.RETENTION].state == "good"
    clock.now += timedelta(days=40)
    late = found(services, OFFICER, "accountability")
    wrong = {about for about, matter in late.items() if matter.state == "wrong"}
    assert wrong == {About.REQUESTS, About.BREACHES, About.RETENTION}


def test_who_handles_requests_sees_those_and_who_waits_for_a_link(services: Services) -> None:
    services.own_wishes.ask("omar@example.org", "nl")
    seen = found(services, AGENT, SERVICE)
    assert set(seen) == {About.REQUESTS, About.OWN_LINKS}
    number = services.gate.find_by_record(AGENT, SERVICE, "crm", "1")
    assert seen[About.OWN_LINKS].people == (number,)
    assert matters(services, ENGINEER, "data_quality") == ()
