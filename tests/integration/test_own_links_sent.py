"""A customer asks for his link by e-mail address: what is sent, to whom, and what nobody learns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from postbox import Postbox, open_postbox
from pydantic import SecretStr

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.mail import mail_server
from klantbeeld.pipeline.rights.erase_records import erase_records
from klantbeeld.pipeline.rights.own_links import Sent, send_due
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.own_page.links import Standing
from klantbeeld.privacy.own_page.wishes import MOST_A_DAY
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    MovingClock,
    a_person,
    load,
    open_services,
    query,
    records,
    tables_with,
    write_csv,
    write_project,
)

SERVICE = "customer_service"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with open_postbox() as box:
        yield box


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(datetime(2026, 9, 7, 9, tzinfo=UTC))


@pytest.fixture
def services(tmp_path: Path, database: Database, clock: MovingClock) -> Services:
    """Omar, and a couple with one e-mail address."""
    rows = [
        a_person("1", first_name="Omar", last_name="Haddad", email="omar@example.org"),
        a_person("2", first_name="Jan", last_name="Bakker", born="1980-02-01",
                 email="bakker@example.org"),
        a_person("3", first_name="Els", last_name="Visser", born="1985-09-09",
                 email="bakker@example.org"),
    ]  # fmt: skip
    write_csv(tmp_path / "people.csv", rows)
    folder = write_project(
        tmp_path / "project", {"crm": {"people": records(str(tmp_path / "people.csv"))}}
    )
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


def person(services: Services, key: str) -> int:
    return services.gate.find_by_record(AGENT, SERVICE, "crm", key)


def text_of(message: EmailMessage) -> str:
    body: Any = message.get_body()
    return str(body.get_content())


@pytest.mark.parametrize("address", ["omar@example.org", " Omar@Example.ORG "])
def test_the_link_goes_to_the_address_and_opens(
    services: Services, database: Database, postbox: Postbox, address: str
) -> None:
    services.own_wishes.ask(address, "en")
    # What waits to be sent holds neither the address nor a link.
    assert "own_link_wish" not in tables_with(database, "omar@")
    assert send_due(services, postbox.server) == Sent(1, 0)
    (message,) = postbox.received
    assert message["to"] == "omar@example.org"
    assert "Omar" not in text_of(message)
    found = re.search(r"/mine/link/(\S+)", text_of(message))
    assert found is not None
    visit = services.own_links.visit(services.own_links.open(found[1]))
    assert visit.person_id == person(services, "1")
    assert visit.by_mail
    assert tables_with(database, found[1]) == []
    lines = query(
        database,
        "select action, role from access_log where role = 'data-subject' order by entry_no",
    )
    assert [action for action, _ in lines] == [
        "own_link.asked", "own_link.sent", "own_page.opened",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["nobody@example.org", "no address", "", "a@" + "b" * 400])
def test_an_address_that_nobody_has_leads_to_nothing(
    services: Services, database: Database, postbox: Postbox, address: str
) -> None:
    services.own_wishes.ask(address, "nl")
    assert query(database, "select count(*) from own_link_wish") == [(0,)]
    assert send_due(services, postbox.server) == Sent(0, 0)


def test_an_address_of_two_people_gets_no_link(services: Services, postbox: Postbox) -> None:
    services.own_wishes.ask("bakker@example.org", "nl")
    send_due(services, postbox.server)
    (message,) = postbox.received
    assert "/mine/link/" not in text_of(message)
    assert "meer dan één klant" in text_of(message)


def test_an_address_that_became_shared_meanwhile_gets_no_link(
    services: Services, postbox: Postbox
) -> None:
    services.own_wishes.ask("omar@example.org", "nl")
    other = a_person("4", first_name="Wilhelmina", last_name="Oosterhuis", born="1931-01-02",
                     email="omar@example.org")  # fmt: skip
    receive(services, "crm", "people", [other])
    link_waiting(services, NoProgress())
    assert person(services, "4") != person(services, "1")
    send_due(services, postbox.server)
    assert "/mine/link/" not in text_of(postbox.received[0])


def test_only_the_present_address_counts(services: Services, database: Database) -> None:
    receive(services, "crm", "people", [a_person("1", first_name="Omar", last_name="Haddad",
                                                 email="new@example.org")])  # fmt: skip
    link_waiting(services, NoProgress())
    services.own_wishes.ask("omar@example.org", "nl")
    assert query(database, "select count(*) from own_link_wish") == [(0,)]


def test_nobodys_mailbox_is_filled(
    services: Services, clock: MovingClock, postbox: Postbox
) -> None:
    for _ in range(MOST_A_DAY + 2):
        for _ in range(3):  # one message waits: no second beside it
            services.own_wishes.ask("omar@example.org", "nl")
        send_due(services, postbox.server)
        clock.now += timedelta(minutes=1)
    assert len(postbox.received) == MOST_A_DAY
    clock.now += timedelta(days=1)
    services.own_wishes.ask("omar@example.org", "nl")
    send_due(services, postbox.server)
    assert len(postbox.received) == MOST_A_DAY + 1


def test_what_cannot_be_sent_is_tried_again_and_leaves_no_link(
    services: Services, database: Database, clock: MovingClock, postbox: Postbox
) -> None:
    postbox.broken = True
    services.own_wishes.ask("omar@example.org", "nl")
    assert send_due(services, postbox.server) == Sent(0, 1)
    assert send_due(services, postbox.server) == Sent(0, 0)
    assert query(database, "select count(*) from own_link") == [(0,)]
    ((attempts, failure),) = query(database, "select attempts, failure from own_link_wish")
    assert (attempts, failure) == (1, "SMTPDataError")
    clock.now += timedelta(minutes=2)
    postbox.broken = False
    assert send_due(services, postbox.server) == Sent(1, 0)


def test_without_a_mail_server_a_colleague_sees_who_waits(services: Services) -> None:
    services.own_wishes.ask("omar@example.org", "nl")
    number = person(services, "1")
    assert [each.person_id for each in services.own_wishes.waiting(AGENT, SERVICE)] == [number]
    made = services.own_links.make(AGENT, SERVICE, number)
    assert services.own_links.standing(made.secret) is Standing.OPEN
    assert services.own_wishes.waiting(AGENT, SERVICE) == ()


def test_who_is_erased_meanwhile_gets_no_mail(
    services: Services, database: Database, postbox: Postbox
) -> None:
    services.own_wishes.ask("omar@example.org", "nl")
    erase_records(services, [person(services, "1")])
    assert query(database, "select count(*) from own_link_wish") == [(0,)]
    send_due(services, postbox.server)
    assert postbox.received == []


def test_settings_name_a_whole_server_or_none() -> None:
    whole = {"smtp_url": SecretStr("smtp://a%40b:p%3Aw@mail.example"),
             "mail_from": "noreply@shop.example", "public_url": "https://shop.example"}  # fmt: skip
    server = mail_server(Settings.model_validate(whole))
    assert server is not None
    assert (server.host, server.port, server.username, server.password) == (
        "mail.example", 587, "a@b", "p:w",
    )  # fmt: skip
    assert "p:w" not in repr(server)
    assert mail_server(Settings()) is None
    for missing in ("mail_from", "public_url"):
        with pytest.raises(InputError):
            mail_server(Settings.model_validate({**whole, missing: None}))
    with pytest.raises(InputError) as told:
        mail_server(Settings.model_validate({**whole, "smtp_url": "http://user:hush@x"}))
    assert "hush" not in str(told.value)
