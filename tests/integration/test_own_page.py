"""The customer's own page on a real store: the link, the visit, and what it shows of whom."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from klantbeeld.core.progress import NoProgress
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.judgements import merge, split
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.copy import as_json
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.rights.report import access_report
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused
from klantbeeld.privacy.own_page.links import ClosedError, Standing, Visit
from klantbeeld.privacy.own_page.page import own_page
from klantbeeld.privacy.requests.state import Kind, State
from klantbeeld.privacy.subject import OWN_DATA, data_subject
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.web.hub import Hub
from klantbeeld.web.mine.download import own_copy
from klantbeeld.web.site import Site
from project_folder import (
    AGENT,
    ENGINEER,
    MovingClock,
    a_person,
    load,
    open_services,
    orders,
    query,
    records,
    tables_with,
    write_csv,
    write_project,
)

SERVICE = "customer_service"
QUALITY = "data_quality"


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def services(tmp_path: Path, database: Database, clock: MovingClock) -> Services:
    """Jan in two sources, his housemate Els, and somebody else."""
    jan = {"first_name": "Jan", "last_name": "Bakker", "born": "1980-02-01",
           "mobile": "0612345678", "street": "Kade", "number": "4",
           "postcode": "4381 AA", "city": "Vlissingen"}  # fmt: skip
    els = {
        **jan,
        "first_name": "Els",
        "born": "1982-05-06",
        "mobile": "",
        "email": "els@example.org",
    }
    crm = [
        a_person("1", **jan, email="jan@example.org"),
        a_person("2", **els),
        a_person("3", first_name="Omar", last_name="Haddad", email="omar@example.org"),
    ]
    shop = [a_person("9", **jan, email="jan.bakker@example.org")]
    sold = [{"order_no": "B1", "customer": "9", "at": "2026-08-01T10:00:00+02:00",
             "total": "12.50", "status": "delivered", "channel": "web"}]  # fmt: skip
    write_csv(tmp_path / "data/crm.csv", crm)
    write_csv(tmp_path / "data/shop.csv", shop)
    write_csv(tmp_path / "data/orders.csv", sold)
    folder = write_project(
        tmp_path / "project",
        {
            "crm": {"people": records(str(tmp_path / "data/crm.csv"))},
            "shop": {
                "people": records(str(tmp_path / "data/shop.csv")),
                "orders": orders(str(tmp_path / "data/orders.csv")),
            },
        },
    )
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


def person(services: Services, source: str, key: str) -> int:
    return services.gate.find_by_record(AGENT, SERVICE, source, key)


def visit(services: Services, person_id: int) -> Visit:
    link = services.own_links.make(AGENT, SERVICE, person_id)
    return services.own_links.visit(services.own_links.open(link.secret))


def closed(services: Services, secret: str) -> Standing:
    with pytest.raises(ClosedError) as told:
        services.own_links.open(secret)
    assert services.own_links.standing(secret) is told.value.standing
    return told.value.standing


def test_a_link_opens_one_visit_and_shows_everything_of_oneself(services: Services) -> None:
    here = visit(services, person(services, "crm", "1"))
    view = own_page(services.gate.door, here.actor, here.person_id)
    assert {source.source_record_id for source in view.sources} == {"1", "9"}
    emails = next(a for a in view.attributes if a.attribute == "email")
    assert {value.value for value in emails.values} == {"jan@example.org", "jan.bakker@example.org"}
    assert [item.touchpoint_key for item in view.items] == ["B1"]
    assert view.shares_household
    assert "Els" not in str(view)


def test_the_secret_is_kept_nowhere(services: Services, database: Database) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "1"))
    opened = services.own_links.open(link.secret)
    assert tables_with(database, link.secret) == []
    assert tables_with(database, opened) == []


def test_who_looked_is_told_by_role_and_not_by_name(services: Services) -> None:
    number = person(services, "crm", "1")
    services.gate.person(AGENT, SERVICE, number)
    here = visit(services, number)
    view = own_page(services.gate.door, here.actor, here.person_id)
    assert ("service_agent", SERVICE, "person") in {
        (n.role, n.purpose, n.action) for n in view.looks
    }
    assert AGENT.name not in str(view.looks)


def test_making_a_link_is_a_duty_and_leaves_a_line(services: Services, database: Database) -> None:
    number = person(services, "crm", "1")
    with pytest.raises(NotTheirDuty):
        services.own_links.make(ENGINEER, QUALITY, number)
    with pytest.raises(NotFound):
        services.own_links.make(AGENT, SERVICE, 999_999)
    services.own_links.make(AGENT, SERVICE, number)
    lines = query(
        database,
        "select actor, allowed, person_id from access_log where action = 'own_link.made' "
        "order by entry_no",
    )
    assert lines == [("daan", False, None), ("anna", True, number)]


def test_a_link_opens_once(services: Services, database: Database) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "1"))
    services.own_links.open(link.secret)
    assert closed(services, link.secret) is Standing.USED
    refused = query(
        database,
        "select person_id from access_log where action = 'own_page.opened' and not allowed",
    )
    assert refused == [(link.person_id,)]


def test_two_at_once_get_one_visit(services: Services) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "1"))

    def attempt(_: int) -> str:
        try:
            return services.own_links.open(link.secret)
        except ClosedError:
            return ""

    with ThreadPoolExecutor(4) as pool:
        assert sum(bool(opened) for opened in pool.map(attempt, range(4))) == 1


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "\0", "é" * 400])
def test_a_forged_link_opens_nothing(services: Services, secret: str) -> None:
    assert closed(services, secret) is Standing.UNKNOWN


def test_a_link_expires(services: Services, clock: MovingClock) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "1"))
    clock.now += timedelta(hours=48)
    assert closed(services, link.secret) is Standing.EXPIRED


def test_a_link_of_somebody_who_is_erased_opens_nothing(services: Services) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "3"))
    erase_records(services, [link.person_id])
    assert closed(services, link.secret) is Standing.ERASED


def test_after_a_merge_or_split_nobody_can_say_whose_link_it_was(services: Services) -> None:
    jan, omar = person(services, "crm", "1"), person(services, "crm", "3")
    mine, his = (services.own_links.make(AGENT, SERVICE, number) for number in (jan, omar))
    opened = services.own_links.open(mine.secret)
    decision = merge(services, AGENT, SERVICE, [jan, omar], None)
    assert closed(services, his.secret) is Standing.MERGED
    with pytest.raises(ClosedError, match="merged"):
        services.own_links.visit(opened)
    both = services.own_links.make(AGENT, SERVICE, decision.people[0])
    split(services, AGENT, SERVICE, [omar], None)
    assert closed(services, both.secret) is Standing.SPLIT
    # Undone exactly, the link is good again: the same records are the same person.
    assert services.own_links.standing(his.secret) is Standing.OPEN


def test_a_new_record_of_the_same_person_is_no_merge(services: Services) -> None:
    link = services.own_links.make(AGENT, SERVICE, person(services, "crm", "1"))
    newer = a_person("10", first_name="Jan", last_name="Bakker", born="1980-02-01",
                     mobile="0612345678", email="jan@example.org", street="Kade", number="4",
                     postcode="4381 AA", city="Vlissingen")  # fmt: skip
    receive(services, "shop", "people", [newer])
    link_waiting(services, NoProgress())
    assert person(services, "shop", "10") == link.person_id
    assert services.own_links.standing(link.secret) is Standing.OPEN


def test_a_visit_ends_when_idle_when_left_and_in_any_case(
    services: Services, clock: MovingClock
) -> None:
    number = person(services, "crm", "1")
    links = services.own_links
    idle, left, long = (links.open(links.make(AGENT, SERVICE, number).secret) for _ in range(3))
    links.leave(left)
    with pytest.raises(ClosedError, match="ended"):
        links.visit(left)
    for _ in range(11):
        clock.now += timedelta(minutes=20)
        links.visit(long)
    with pytest.raises(ClosedError, match="ended"):
        links.visit(idle)
    clock.now += timedelta(minutes=20)
    with pytest.raises(ClosedError, match="ended"):
        links.visit(long)


def test_the_door_lets_a_customer_see_himself_alone(services: Services, database: Database) -> None:
    jan, omar = person(services, "crm", "1"), person(services, "crm", "3")
    himself = data_subject([jan])
    with pytest.raises(Refused):
        own_page(services.gate.door, himself, omar)
    for read in (
        lambda: services.gate.search(himself, OWN_DATA, "omar"),
        lambda: services.gate.person(himself, OWN_DATA, jan),
        lambda: services.gate.feed(himself, OWN_DATA),
        lambda: services.gate.accesses(himself, OWN_DATA, jan),
        lambda: services.gate.person(himself, SERVICE, jan),
        lambda: merge(services, himself, OWN_DATA, [jan, omar], None),
    ):
        with pytest.raises(Refused):
            read()
    role_alone = Actor("customer", "data-subject", "web")
    with pytest.raises(Refused):
        own_page(services.gate.door, role_alone, jan)
    refused = query(database, "select count(*) from access_log where not allowed")
    assert refused == [(8,)]


def test_the_copy_holds_everything_that_the_page_shows(services: Services) -> None:
    here = visit(services, person(services, "crm", "1"))
    view = own_page(services.gate.door, here.actor, here.person_id)
    site = Site(services, Hub(lambda: iter(())))
    copy = own_copy(site, here, "nl")
    text = TypeAdapter(dict[str, Any]).dump_json(as_json(copy)).decode()
    for attribute in view.attributes:
        for value in attribute.values:
            assert value.value in text
    assert all(item.touchpoint_key in text for item in view.items)
    assert as_pdf(access_report(copy)).startswith(b"%PDF")
    asked = services.requests.of_person(here.actor, OWN_DATA, here.person_id)
    assert [(each.kind, each.state) for each in asked] == [(Kind.ACCESS, State.ANSWERED)]
    # A second file on the same day is the same request.
    assert own_copy(site, here, "nl").request.request_no == copy.request.request_no
