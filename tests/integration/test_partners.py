"""Partners: keys that open exactly what is agreed, and notices that arrive, signed, once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.errors import NotFound, NotTheirDuty, Refused
from klantbeeld.privacy.partners.deliver import SIGNATURE, deliver_due
from klantbeeld.privacy.partners.notices import announce, told_about
from klantbeeld.privacy.partners.office import Partners
from klantbeeld.privacy.partners.reads import PartnerReads
from klantbeeld.privacy.partners.visitor import partner_actor
from klantbeeld.privacy.views import Actor
from klantbeeld.server import create_app
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
SECRETS = {"CARRIER_SECRET": "s3cret"}
CARRIER: dict[str, Any] = {
    "name": "Bezorger", "kind": "processor", "does": {"nl": "Bezorgt.", "en": "Delivers."},
    "country": "NL", "contact": "p@bezorger.example", "active": True,
    "agreement": {"reference": "A1", "signed": "2026-01-31", "ends": "2026-12-31"},
    "purposes": ["order_fulfilment"], "attributes": ["family_name", "city"], "knows_by": "shop",
}  # fmt: skip
ACCOUNTANT = {
    **CARRIER, "name": "Boekhouder", "attributes": ["email"],
}  # fmt: skip
del ACCOUNTANT["knows_by"]


class Receiver:
    """A partner's own server: keeps what it was sent, answers as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[str, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((self.headers[SIGNATURE], body))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/notices"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(START)


@pytest.fixture
def services(
    database: Database, tmp_path: Path, clock: MovingClock, receiver: Receiver
) -> Services:
    sources = {
        "shop": {"people": records("data/shop.csv")},
        "list": {"people": records("data/list.csv")},
    }
    folder = write_project(tmp_path / "p", sources)
    anna = {
        "first_name": "Anna", "last_name": "Bakker", "email": "anna@voorbeeld.example",
        "postcode": "1234AB", "number": "5", "city": "Utrecht", "born": "1980-02-03",
    }  # fmt: skip
    write_csv(folder / "data/shop.csv", [a_person("S1", **anna)])
    write_csv(folder / "data/list.csv", [a_person("L1", **anna), a_person("L2", last_name="Smit")])
    notify = {"url": receiver.url, "secret": "CARRIER_SECRET"}
    partners = {
        "carrier": {**CARRIER, "notify": notify, "supplies": ["list"]},
        "accountant": ACCOUNTANT,
    }
    (folder / "catalog/partners.yaml").write_text(yaml.safe_dump(partners))
    path = folder / "catalog/purposes.yaml"
    head, rest = path.read_text().split("order_fulfilment:\n", 1)
    path.write_text(f"{head}order_fulfilment:\n  partners: [carrier, accountant]\n{rest}")
    opened = open_services(folder, database, clock)
    load(opened)
    return opened


def office(services: Services) -> Partners:
    return Partners(services.database, services.gate.door)


@contextmanager
def told(services: Services, kind: Any, *attributes: str) -> Iterator[list[int]]:
    """Announces a change of Anna, and hands over her records."""
    numbers = [n for (n,) in query(services.database, "select record_no from membership m "
               "where person_id = (select person_id from membership join source_record "
               "using (record_no) where source_record_id = 'S1') order by 1")]  # fmt: skip
    with services.database.transaction() as transaction:
        announce(transaction, services.catalogue, services.clock(), kind, numbers, attributes)
    yield numbers


def test_key_opens_exactly_what_is_agreed(services: Services) -> None:
    reads = PartnerReads(services.gate.door)
    person = reads.person("carrier", "order_fulfilment", "S1", "key one")
    assert person.values == {"family_name": "Bakker", "city": "Utrecht"}
    assert person.touchpoints == ()
    line = query(
        services.database,
        "select actor, role, purpose, allowed, detail->>'key' from access_log "
        "order by entry_no desc limit 1",
    )
    assert line == [("carrier", "data-partner", "order_fulfilment", True, "key one")]


def test_key_opens_nothing_else(services: Services, clock: MovingClock) -> None:
    reads = PartnerReads(services.gate.door)
    with pytest.raises(NotFound):
        reads.person("carrier", "order_fulfilment", "L2", "k")  # another source's number
    for partner, purpose in (
        ("carrier", "customer_service"), ("carrier", "nothing"), ("stranger", "order_fulfilment"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            reads.person(partner, purpose, "S1", "k")
    with pytest.raises(Refused):
        services.gate.search(partner_actor("carrier"), "order_fulfilment", "bakker")
    clock.now = datetime(2027, 1, 1, 12, tzinfo=UTC)
    with pytest.raises(Refused):
        reads.person("carrier", "order_fulfilment", "S1", "k")
    refused = query(services.database, "select count(*) from access_log where not allowed")
    assert refused == [(5,)]


def test_notice_arrives_signed_without_a_value(services: Services, receiver: Receiver) -> None:
    with told(services, "rectification", "city"):
        delivered = deliver_due(services.database, services.catalogue, services.clock, SECRETS)
    assert (delivered.received, delivered.failed) == (1, 0)
    ((header, body),) = receiver.got
    seconds, digest = (part.split("=", 1)[1] for part in header.split(","))
    expected = hmac.new(b"s3cret", f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == expected
    assert json.loads(body) == {
        "notice": 1, "kind": "rectification", "at": "2026-03-01T12:00:00+00:00",
        "source": "shop", "record": "S1", "attributes": ["city"],
    }  # fmt: skip
    assert deliver_due(services.database, services.catalogue, services.clock, SECRETS).received == 0


def test_refused_notice_is_tried_again_later_each_time(
    services: Services, receiver: Receiver, clock: MovingClock
) -> None:
    receiver.status = 503
    with told(services, "erasure") as numbers:
        for _ in range(3):
            deliver_due(services.database, services.catalogue, clock, SECRETS)
            clock.now += timedelta(minutes=1)
    assert len(receiver.got) == 2
    with services.database.transaction() as transaction:
        before = told_about(transaction, numbers, clock())
    assert sorted((n.partner, n.state, n.attempts) for n in before) == [
        ("accountant", "by_hand", 0), ("carrier", "waiting", 2),
    ]  # fmt: skip
    clock.now += timedelta(days=8)
    assert {n.state for n in office(services).notices(OFFICER, "accountability")} == {"overdue"}
    receiver.status = 204
    deliver_due(services.database, services.catalogue, clock, SECRETS)
    rows = query(services.database, "select told_at is null, source_record_id from "
                 "recipient_notice where partner = 'carrier'")  # fmt: skip
    assert rows == [(False, None)]


def test_without_a_secret_or_a_server_it_waits(services: Services, receiver: Receiver) -> None:
    with told(services, "restriction"):
        deliver_due(services.database, services.catalogue, services.clock, {})
    outcomes = "select outcome from recipient_notice_attempt"
    assert query(services.database, outcomes) == [("no_secret",)]
    assert receiver.got == []


def test_only_partners_with_the_attribute_are_told(services: Services) -> None:
    with told(services, "rectification", "birth_date"):
        assert query(services.database, "select count(*) from recipient_notice") == [(0,)]
    with told(services, "rectification", "email") as numbers:
        rows = query(services.database, "select partner, record_no, next_at from recipient_notice")
    assert rows == [("accountant", min(numbers), None)]


def test_told_by_hand_once(services: Services) -> None:
    with told(services, "restriction"):
        notices = office(services).notices(OFFICER, "accountability")
    number = next(n.notice_no for n in notices if n.by_hand)
    office(services).told_by_hand(OFFICER, "accountability", number)
    with pytest.raises(InputError):
        office(services).told_by_hand(OFFICER, "accountability", number)
    with pytest.raises(NotTheirDuty):
        office(services).notices(AGENT, "customer_service")
    views = {view.partner: view for view in office(services).all(OFFICER, "accountability")}
    assert (views["accountant"].told, views["carrier"].waiting) == (1, 1)
    assert views["carrier"].agreement_ends_in == 305


def test_people_of_a_partners_delivery_are_told_within_a_month(
    services: Services, clock: MovingClock
) -> None:
    (origin,) = office(services).origins(OFFICER, "accountability")
    assert (origin.partner, origin.people, origin.state) == ("carrier", 2, "waiting")
    assert origin.due_at == datetime(2026, 4, 1, 12, tzinfo=UTC)
    clock.now += timedelta(days=32)
    assert office(services).origins(OFFICER, "accountability")[0].state == "overdue"
    with pytest.raises(InputError):
        office(services).origin_told(OFFICER, "accountability", origin.load_no, "shouting")
    office(services).origin_told(OFFICER, "accountability", origin.load_no, "email")
    assert office(services).origins(OFFICER, "accountability")[0].state == "told"
    with pytest.raises(InputError):
        office(services).origin_told(OFFICER, "accountability", origin.load_no, "email")


def test_partner_key_is_no_key_of_a_role(services: Services) -> None:
    secret = services.accounts.keys.create_for_partner("carrier 1", "carrier")
    key = services.accounts.keys.find(secret)
    assert key is not None
    assert (key.partner, key.scopes) == ("carrier", ("partner",))


def test_api_answers_a_partner_by_its_key_alone(services: Services) -> None:
    keys = services.accounts.keys
    carrier = keys.create_for_partner("carrier 1", "carrier")
    agent = keys.create("desk", "service_agent", ("read",))
    officer = keys.create("office", "privacy_officer", ("read",))
    client = TestClient(create_app(services))

    def ask(path: str, key: str, **headers: str) -> Any:
        return client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {key}", **headers})

    found = ask("/partner/people/S1", carrier)
    assert found.json()["values"] == {"family_name": "Bakker", "city": "Utrecht"}
    assert (
        ask("/partner/people/S1", carrier, **{"x-purpose": "customer_service"}).status_code == 403
    )
    assert ask("/people/1", carrier).status_code == 403
    assert ask("/partner/people/S1", agent).status_code == 403
    tried = "select actor, allowed from access_log where action = 'call' order by entry_no"
    assert query(services.database, tried) == [("carrier 1", False), ("desk", False)]
    assert ask("/register", agent).status_code == 403
    assert ask("/register", officer).json()["differences"] == []
    assert {each["partner"] for each in ask("/partners", officer).json()} == {
        "carrier", "accountant",
    }  # fmt: skip
    assert ask("/partners/notices", officer).json() == []
    assert ask("/breaches", officer).json() == []
    assert ask("/breaches/1", officer).status_code == 404
