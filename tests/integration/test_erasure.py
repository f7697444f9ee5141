"""Erasure: everything goes but what a legal duty keeps, and nobody comes back."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.core.keyfile import ERASURES
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.identity.archive import unpack
from klantbeeld.identity.model import FORMAT
from klantbeeld.pipeline.landing.intake import receive, replay_dead_letters
from klantbeeld.pipeline.linking.forgetting import forget_erased_names
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.rights.erasure import Preview, erase, preview, proof
from klantbeeld.pipeline.rights.journal import JOURNAL
from klantbeeld.pipeline.rights.restore import reapply
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.errors import NotFound, NotTheirDuty
from klantbeeld.privacy.requests.state import Done, Identified, Kind, Request, State
from klantbeeld.proofs.scratch import drop_database
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    ENGINEER,
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
LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "number", "amount": "paid",
}  # fmt: skip
GOES = {"first_name": "Xantippe", "last_name": "Quispel", "email": "xantippe@quispel.example"}
STAYS = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}
PEOPLE = [a_person("X-1", **GOES), a_person("B-1", **STAYS)]


def order(number: str, customer: str, at: str = "2025-06-01", **more: str) -> dict[str, str]:
    return {
        "order_no": number, "customer": customer, "at": at, "total": "12.50", "status": "",
        "channel": "web", **more,
    }  # fmt: skip


ORDERS = [order("B1", "X-1"), order("B2", "B-1"), order("B0", "X-1", "2015-06-01")]
ORDER_LINES = [
    {"order_no": no, "product": "P1", "number": "1", "paid": "12.50"} for no in ("B1", "B2", "B0")
]


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    sources = {
        "shop": {
            "people": records("data/people.csv", full=True),
            "orders": orders("data/orders.csv"),
            "lines": LINES,
        },
        "till": {"cards": records("data/cards.csv")},
    }
    folder = write_project(tmp_path / "project", sources)
    write_csv(folder / "data/people.csv", PEOPLE)
    write_csv(folder / "data/orders.csv", ORDERS)
    write_csv(folder / "data/lines.csv", ORDER_LINES)
    write_csv(folder / "data/cards.csv", [a_person("K-1", **GOES), a_person("K-2", **STAYS)])
    opened = open_services(folder, database)
    load(opened)
    return opened


def ready(services: Services, person_id: int = 1) -> Request:
    """A request for erasure of somebody who was identified."""
    asked = services.requests.open(AGENT, SERVICE, Kind.ERASURE, person_id)
    return services.requests.identified(AGENT, SERVICE, asked.request_no, Identified.KNOWN_CONTACT)


def erased(services: Services, person_id: int = 1) -> Request:
    """After the preview, as it showed."""
    seen = preview(services, AGENT, SERVICE, person_id)
    return erase(services, AGENT, SERVICE, ready(services, person_id).request_no, seen.records)


def again(services: Services, people: list[dict[str, str]]) -> None:
    """The source delivers again, in a file that is not known yet."""
    write_csv(services.project / "data/people.csv", people)
    load(services)


def test_nothing_is_left_but_what_the_law_keeps(services: Services) -> None:
    seen = preview(services, AGENT, SERVICE, 1)
    goes = dict(seen.goes)
    assert (goes["source_record"], goes["touchpoint"], goes["order_line"]) == (2, 2, 2)
    assert seen.by_source == (("shop", 1), ("till", 1))
    # Of two orders the one of 2015 is past its seven years.
    assert [(kept.type, kept.touchpoints) for kept in seen.kept] == [("order", 1)]
    done = erased(services)
    assert done.state is State.CARRIED_OUT
    for text in ("Xantippe", "xantippe", "Quispel", "quispel", "X-1", "K-1"):
        left = tables_with(services.database, text)
        assert left == (["retained_touchpoint"] if text == "X-1" else []), text
    told = proof(services, done)
    assert told is not None
    assert verify_store(services, NoProgress()).ok
    assert (told.records, told.left, told.kept) == (2, (), (("order", 1),))
    assert dict(told.removed) == goes
    with pytest.raises(NotFound):
        services.gate.person(AGENT, SERVICE, 1)
    assert services.gate.search(AGENT, SERVICE, "B1") == ()
    assert services.gate.search(AGENT, SERVICE, "Okkerse")[0].person_id == 2


def test_what_the_law_keeps_is_kept_until_seven_years_after_its_year(services: Services) -> None:
    erased(services)
    (kept,) = query(
        services.database,
        "select touchpoint_key, purpose, keep_until, amount, lines from retained_touchpoint",
    )
    assert kept[:2] == ("B1", "fiscal_administration")
    assert kept[2].isoformat() == "2032-12-31T23:00:00+00:00"  # 1 January 2033 in Amsterdam
    assert kept[4][0]["product_id"] == "P1"


def test_nobody_comes_back_by_delivery_in_bulk_or_live(services: Services) -> None:
    erased(services)
    changed = {**GOES, "city": "Leiden"}
    again(services, [a_person("X-1", **changed), PEOPLE[1]])
    receipt = receive(services, "till", "cards", [a_person("K-1", **changed)])
    assert (receipt.new, receipt.changed, receipt.unchanged) == (0, 0, 0)
    link_waiting(services, NoProgress())
    assert query(services.database, "select source_record_id from source_record order by 1") == [
        ("B-1",), ("K-2",),
    ]  # fmt: skip
    assert query(services.database, "select sum(rows_erased) from load") == [(2,)]


def test_later_orders_are_kept_for_the_law_alone_and_their_lines_too(services: Services) -> None:
    erased(services)
    orders = [*ORDERS, order("B9", "X-1", "2026-02-01"), order("B10", "B-1", "2026-02-01")]
    lines = [{**line, "paid": "13.00"} for line in ORDER_LINES]
    lines += [{**lines[0], "order_no": number} for number in ("B9", "B10")]
    write_csv(services.project / "data/orders.csv", orders)
    write_csv(services.project / "data/lines.csv", lines)
    load(services)
    assert query(services.database, "select touchpoint_key from touchpoint order by 1") == [
        ("B10",), ("B2",),
    ]  # fmt: skip
    kept = query(
        services.database,
        "select touchpoint_key, lines -> 0 ->> 'amount' from retained_touchpoint order by 1",
    )
    assert [(key, float(amount)) for key, amount in kept] == [("B0", 13), ("B1", 13), ("B9", 13)]
    assert query(services.database, "select distinct order_key from order_line order by 1") == [
        ("B10",), ("B2",),
    ]  # fmt: skip
    assert verify_store(services, NoProgress()).ok


def test_a_dead_letter_about_somebody_goes_and_does_not_bring_him_back(services: Services) -> None:
    bad = order("B7", "X-1", "yesterday or so")
    receive(services, "shop", "orders", [bad])
    by_address = {"no": "", "email": GOES["email"].upper()}
    receive(services, "shop", "people", [by_address])
    other = order("B8", "B-1", "some day")
    receive(services, "shop", "orders", [other])
    seen = preview(services, AGENT, SERVICE, 1)
    assert dict(seen.goes)["dead_letter"] == 2
    erased(services)
    letters = query(services.database, "select delivered ->> 'order_no' from dead_letter")
    assert letters == [("B8",)]
    # What comes in unreadable about an erased person is not kept as a letter either.
    receive(services, "shop", "orders", [bad])
    line = {"order_no": "B1", "product": "", "number": "1", "paid": "1"}
    write_csv(services.project / "data/lines.csv", [line])
    load(services)
    assert replay_dead_letters(services, "shop").new == 0
    assert query(services.database, "select count(*) from dead_letter") == [(1,)]


def test_a_customer_under_a_new_number_is_welcome(services: Services) -> None:
    erased(services)
    receipt = receive(services, "shop", "people", [a_person("X-2", **GOES)])
    assert receipt.new == 1
    link_waiting(services, NoProgress())
    assert [hit.records for hit in services.gate.search(AGENT, SERVICE, "Quispel")] == [1]


def test_a_restored_backup_is_erased_again(services: Services, embedded_url: str) -> None:
    url = services.database.url
    original = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    services.database.close()
    with psycopg.connect(embedded_url, autocommit=True) as server:
        server.execute(f"create database {original}_backup template {original}".encode())
    with Database.open(Settings.model_validate({"database_url": url})) as database:
        erased(open_services(services.project, database))
    backup = psycopg.conninfo.make_conninfo(url, dbname=f"{original}_backup")
    with Database.open(Settings.model_validate({"database_url": backup})) as database:
        restored = open_services(services.project, database)
        assert restored.gate.search(AGENT, SERVICE, "Quispel")
        found = reapply(restored)
        assert (found.erased_again, found.remembered_again, found.fault) == (2, 2, None)
        assert not restored.gate.search(AGENT, SERVICE, "Quispel")
        assert query(database, "select touchpoint_key from retained_touchpoint") == [("B1",)]
        assert reapply(restored).erased_again == 0
        receipt = receive(restored, "shop", "people", [a_person("X-1", **GOES)])
        assert receipt.new == 0
    drop_database(embedded_url, f"{original}_backup")


def test_a_lost_or_altered_journal_is_found(services: Services) -> None:
    erased(services)
    path = services.project / JOURNAL
    text = path.read_text()
    assert "Quispel" not in text
    assert "X-1" not in text
    path.write_text(text.replace('"source": "shop"', '"source": "shap"'))
    assert not verify_store(services, NoProgress()).ok
    path.write_text(text)
    assert verify_store(services, NoProgress()).ok
    path.write_bytes(text.encode()[: len(text) // 2])
    restored = reapply(services)
    assert restored.fault is not None
    assert restored.written_again >= 1
    path.unlink()
    assert reapply(services).written_again == 2


def test_without_the_key_nothing_lands(services: Services) -> None:
    erased(services)
    key = services.project / ERASURES.name
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_bytes()
    key.unlink()
    for delivery, item in (("people", a_person("N-1", **STAYS)), ("orders", order("B11", "B-1"))):
        with pytest.raises(Exception, match="key of erasures"):
            receive(services, "shop", delivery, [item])
    key.write_bytes(kept)


def test_of_two_officers_the_second_sees_it_done(services: Services) -> None:
    seen = preview(services, AGENT, SERVICE, 1)
    number = ready(services).request_no
    barrier, said = Barrier(2), []

    def officer() -> None:
        barrier.wait()
        try:
            said.append(erase(services, AGENT, SERVICE, number, seen.records).state.value)
        except InputError as error:
            said.append(str(error))

    both = [Thread(target=officer) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(each[:7] for each in said) == ["carried", "request"]
    assert any("carried out or closed on" in each for each in said)
    rows = query(services.database, "select count(*) from rights_event where kind = 'carried_out'")
    assert rows == [(1,)]


def test_what_was_not_seen_is_not_erased(services: Services) -> None:
    seen: Preview = preview(services, AGENT, SERVICE, 1)
    number = ready(services).request_no
    with pytest.raises(InputError, match="other records"):
        erase(services, AGENT, SERVICE, number, [*seen.records, 2])
    receive(services, "shop", "people", [a_person("X-3", **GOES)])
    link_waiting(services, NoProgress())
    with pytest.raises(InputError, match="other records"):
        erase(services, AGENT, SERVICE, number, seen.records)
    assert services.requests.get(AGENT, SERVICE, number).state is State.READY


def test_an_erasure_during_a_load_of_the_same_source_holds(services: Services) -> None:
    """Either the batch lands first and is erased, or it finds the number erased."""
    seen = preview(services, AGENT, SERVICE, 1)
    number = ready(services).request_no
    barrier = Barrier(2)

    def deliver() -> None:
        barrier.wait()
        for turn in range(15):
            receive(services, "shop", "people", [a_person("X-1", **GOES, city=f"Plaats {turn}")])

    loading = Thread(target=deliver)
    loading.start()
    barrier.wait()
    erase(services, AGENT, SERVICE, number, seen.records)
    loading.join()
    link_waiting(services, NoProgress())
    assert tables_with(services.database, "Quispel") == []


def test_who_may_not_and_who_is_not_there(services: Services) -> None:
    with pytest.raises(NotTheirDuty):
        services.requests.open(
            ENGINEER.__class__("m", "marketing_manager", "web"), "customer_insight", Kind.ERASURE, 1
        )
    with pytest.raises(NotFound):
        services.requests.open(AGENT, SERVICE, Kind.ERASURE, 99)
    asked = services.requests.open(AGENT, SERVICE, Kind.ERASURE, 1)
    with pytest.raises(InputError, match="who asks"):
        erase(services, AGENT, SERVICE, asked.request_no, [1, 3])
    assert asked.last(Done.CARRIED_OUT) is None


def test_the_model_forgets_names_that_nobody_has_any_more(services: Services) -> None:
    def in_models(name: str) -> bool:
        rows = query(services.database, "select content from linkage_model")
        tables = (unpack(content, FORMAT)[1].values() for (content,) in rows)
        return any(name in str(each.to_pydict()) for held in tables for each in held)

    assert in_models("quispel")
    assert forget_erased_names(services) == 0  # nobody was erased
    erased(services)
    assert forget_erased_names(services) == 1
    assert not in_models("quispel")
    assert in_models("okkerse")
    assert forget_erased_names(services) == 0
    again(services, [a_person("B-2", **STAYS)])
    assert query(services.database, "select count(*) from person") == [(1,)]
