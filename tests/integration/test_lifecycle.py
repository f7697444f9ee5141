"""The lifecycle of a shop's customers: through the store, the pages, the API and the command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing import lifecycle_figures as figures
from klantbeeld.pipeline.valuing.scoring import settle
from klantbeeld.privacy.errors import Refused, TooFewPeople
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    load,
    new_database,
    open_services,
    query,
)
from value_project import TODAY, _unlike, an_order, deliver, value_project

MARKETEER = Actor("mo", "marketing_manager", "web")
VALUE = "customer_value"
MARCH, FEBRUARY = date(2026, 3, 1), date(2026, 2, 1)

BUYERS = {
    "loyal": (12, [300, 200, 100, 90, 60, 20]),
    "slips": (12, [400, 330, 260, 180]),
    "lost": (11, [700, 400]),
    "back": (3, [800, 5]),
    "new": (10, [10]),
}
"""How many customers bought how many days ago."""


def _orders() -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    people: list[dict[str, str]] = []
    rows: list[dict[str, Any]] = []
    for name, (many, days) in BUYERS.items():
        for number in range(many):
            who = f"{name}{number}"
            people.append(a_person(who, **_unlike(len(people))))
            for ago in days:
                at = TODAY - timedelta(days=ago)
                rows.append(an_order(f"{who}.{ago}", who, at, 10.0 + number))
    people += [a_person(f"never{number}", **_unlike(900 + number)) for number in range(4)]
    return people, rows


@pytest.fixture(scope="module")
def shop(
    embedded_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, Path]]:
    folder = value_project(
        tmp_path_factory.mktemp("lifecycle") / "p",
        {"lifecycle": {"at_risk_least_days": 180, "alerts": {"top_share": 0.2}}},
    )
    deliver(folder, *_orders())
    with new_database(embedded_url) as database:
        services = open_services(folder, database, lambda: TODAY)
        load(services)
        settle(services, NoProgress())
        figures.tell_now(services)
        yield database, folder


@pytest.fixture
def services(shop: tuple[Database, Path]) -> Services:
    return open_services(shop[1], shop[0], lambda: TODAY)


def _groups(services: Services) -> dict[str, int]:
    return {group.stage: group.customers for group in figures.standing(services).groups}


def test_everybody_stands_somewhere(services: Services) -> None:
    assert _groups(services) == {
        "prospect": 4, "new": 10, "active": 0, "loyal": 12, "won_back": 3, "at_risk": 12,
        "lost": 11,
    }  # fmt: skip


def test_the_flow_is_the_difference_of_two_months(services: Services) -> None:
    flow = figures.stage_flow(services, MARCH, MARCH)
    cells = {(cell.before, cell.after): cell.customers for cell in flow.cells}
    assert cells["active", "at_risk"] == 12
    assert cells["lost", "lost"] == 11
    longer = figures.stage_flow(services, FEBRUARY, MARCH)
    cells = {(cell.before, cell.after): cell.customers for cell in longer.cells}
    assert cells["prospect", "new"] == 10
    assert cells["lost", "won_back"] == 3
    assert sum(cells.values()) == 48


def test_lost_is_counted_as_churn_counts_it(services: Services) -> None:
    churned = query(
        services.database, "select month, customers from metric_flow where flow = 'lost' "
        "and month <= %s order by 1", MARCH,
    )  # fmt: skip
    lost = query(
        services.database, "select month, sum(customers)::bigint from metric_stage_flow "
        "where to_stage = 'lost' group by 1 order by 1",
    )  # fmt: skip
    assert lost == churned != []


def test_alerts_are_of_the_dearest_and_are_taken_in_hand_with_undo(services: Services) -> None:
    reads = services.lifecycle
    found = reads.alerts(MARKETEER, VALUE)
    assert {alert.after for alert in found.alerts} == {"at_risk"}
    worth = [alert.worth for alert in found.alerts]
    assert worth == sorted(worth, reverse=True)
    assert 0 < len(found.alerts) == reads.waiting()[0] < 12
    first = found.alerts[0]
    person = first.person.person_id
    for _ in range(2):
        reads.set_handled(MARKETEER, VALUE, person, first.since, handled=True)
    assert reads.waiting()[0] == len(found.alerts) - 1
    (handled,) = reads.alerts(MARKETEER, VALUE, handled=True).alerts
    assert (handled.handled_by, handled.person) == ("mo", first.person)
    lines = query(
        services.database, "select count(*) from access_log where action = 'alert_handled' "
        "and person_id = %s", person,
    )  # fmt: skip
    assert lines == [(1,)]
    reads.set_handled(MARKETEER, VALUE, person, first.since, handled=False)
    assert reads.alerts(MARKETEER, VALUE).alerts == found.alerts


def test_who_objects_is_in_no_stage_list_or_alert(services: Services) -> None:
    reads = services.lifecycle
    person = reads.alerts(MARKETEER, VALUE).alerts[0].person.person_id
    services.marking.refuse_profiling(AGENT, "customer_service", person)
    assert reads.stage(AGENT, VALUE, person) is None
    assert person not in {each.person.person_id for each in reads.alerts(MARKETEER, VALUE).alerts}
    listed = reads.in_stage(MARKETEER, VALUE, "at_risk")
    assert person not in {each.person_id for each in listed.people}
    settle(services, NoProgress())
    assert _groups(services)["at_risk"] == 11
    services.marking.allow_profiling(AGENT, "customer_service", person)
    settle(services, NoProgress())
    view = reads.stage(AGENT, VALUE, person)
    assert view is not None
    assert (view.stage, view.purchases) == ("at_risk", 4)
    assert view.rhythm_days == pytest.approx(220 / 3)


def test_a_stage_is_told_for_its_own_purpose_only_and_not_of_few(services: Services) -> None:
    reads = services.lifecycle
    with pytest.raises(Refused) as refused:
        reads.in_stage(AGENT, "customer_service", "loyal")
    assert refused.value.allowed_purposes == (VALUE,)
    with pytest.raises(TooFewPeople):
        reads.in_stage(MARKETEER, VALUE, "won_back")
    assert reads.in_stage(MARKETEER, VALUE, "loyal").total == 12
    moved = reads.moved(MARKETEER, VALUE, (FEBRUARY, MARCH), ("prospect", "new"))
    assert moved.total == 10


def test_who_moved_twice_counts_for_what_they_brought_at_last(services: Services) -> None:
    flow = figures.stage_flow(services, date(2025, 1, 1), MARCH)
    told = sum(cell.worth for cell in flow.cells if cell.before != cell.after)
    rows = query(
        services.database,
        "select person_id, month, from_stage, to_stage, worth from person_stage_move order by 1, 2",
    )
    first = {row[0]: row[2] for row in reversed(rows)}
    last = {row[0]: (row[3], row[4]) for row in rows}
    assert len(rows) > len(last), "nobody moved twice"
    moved = [worth for person, (to, worth) in last.items() if first[person] != to]
    assert told == sum(moved)


@pytest.fixture
def pages(services: Services) -> TestClient:
    services.accounts.create("mo", "a long enough password", "marketing_manager")
    client = TestClient(create_app(services), follow_redirects=False)
    found = services.accounts.sign_in("mo", "a long enough password")
    assert found is not None
    client.cookies.set("klantbeeld_session", found.token)
    return client


def test_the_pages_show_it(services: Services, pages: TestClient) -> None:
    page = pages.get("/value/lifecycle?from=2026-02&to=2026-03").text
    assert page.count('class="mark stage-band') > 3
    assert "minder dan 10" in page or "fewer than 10" in page
    assert pages.get("/value/lifecycle?from=spring").status_code == 400
    heat = pages.get("/value/cohorts?show=total").text
    assert heat.count("cohort-cell") > 20
    assert pages.get("/value/lifecycle/people?stage=asleep").status_code == 404


def test_the_api_answers_for_its_purpose(services: Services) -> None:
    keys = services.accounts.keys
    secret = keys.create("bi", "marketing_manager", ["read"])
    client = TestClient(create_app(services))
    headers = {"authorization": f"Bearer {secret}", "x-purpose": VALUE}
    groups = client.get("/api/v1/lifecycle", headers=headers).json()["groups"]
    assert {group["stage"] for group in groups} == {"new", "loyal", "at_risk", "lost"}
    period = "first=2026-02-01&last=2026-03-01"
    cells = client.get(f"/api/v1/lifecycle/flow?{period}", headers=headers).json()["cells"]
    assert ["prospect", "new", 10] in [[c["before"], c["after"], c["customers"]] for c in cells]
    assert all(cell["customers"] >= 10 for cell in cells)
    assert client.get("/api/v1/lifecycle/alerts", headers=headers).json()["alerts"]
    person = query(services.database, "select min(person_id) from person_stage")[0][0]
    told = client.get(f"/api/v1/people/{person}/stage", headers=headers).json()
    assert told["stage"] == "loyal"
    other = {**headers, "x-purpose": "customer_insight"}
    assert client.get(f"/api/v1/people/{person}/stage", headers=other).status_code == 403


def test_a_shop_without_orders_gets_a_sentence(tmp_path: Path, database: Database) -> None:
    folder = value_project(tmp_path / "p")
    deliver(folder, [a_person("1", **_unlike(1))], [an_order("x", "9", TODAY, 1.0)])
    services = open_services(folder, database, lambda: TODAY)
    load(services)
    figures.tell_now(services)
    assert _groups(services)["prospect"] == 1
    assert figures.stage_flow(services, FEBRUARY, MARCH).cells == ()
    assert figures.cohorts(services, 24) == ()
    assert services.lifecycle.alerts(MARKETEER, VALUE).alerts == ()


def test_odd_orders_have_a_stage(tmp_path: Path, database: Database) -> None:
    """A reseller, a refund above the order, another currency, an order in the future."""
    folder = value_project(tmp_path / "p")
    people = [a_person(name, **_unlike(n)) for n, name in enumerate("abcd")]
    rows = [an_order(f"a{n}", "a", TODAY - timedelta(hours=n), 5) for n in range(2000)]
    rows += [an_order("b1", "b", TODAY - timedelta(days=9), 50),
             an_order("b2", "b", TODAY - timedelta(days=8), -900),
             an_order("c1", "c", datetime(2026, 1, 1, tzinfo=UTC), 10),
             an_order("d1", "d", TODAY + timedelta(days=40), 10)]  # fmt: skip
    deliver(folder, people, rows)
    services = open_services(folder, database, lambda: TODAY)
    load(services)
    figures.tell_now(services)
    told = query(
        services.database, "select stage, purchases, worth from person_stage order by person_id"
    )
    assert [(stage, purchases) for stage, purchases, _ in told] == [
        ("new", 84), ("new", 1), ("new", 1)
    ]  # fmt: skip
    assert [float(worth) for *_, worth in told] == [10_000, -850, 10]
    assert _groups(services)["prospect"] == 1
