"""The live worker: links what waits, tells who listens, and outlives what goes wrong."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.changes import Change, announce, changes
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.linking import link, worker
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.rebuild import rebuild
from klantbeeld.pipeline.linking.worker import Worker
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Database
from project_folder import a_person, open_services, orders, query, records, write_project

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}

LAST = Change("load", 1)
"""The notice that ends a listener."""
NEWCOMERS = "select person_id from person where person_id > 10"
LISTENING = """
    select from pg_stat_activity
    where datname = current_database() and lower(query) like 'listen "klantbeeld_changes"'
"""

FIRST_NAMES = ("Daan", "Emma", "Finn", "Gijs", "Hanna", "Ilse", "Joris", "Kim", "Loes", "Mees")
LAST_NAMES = ("Aalders", "Buma", "Croon", "Dral", "Evers", "Faber", "Goos", "Hulst", "Idema", "Jol")


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    """Ten people, linked, under a first model."""
    shop = {"people": records(), "orders": orders()}
    opened = open_services(write_project(tmp_path / "project", {"shop": shop}), database)
    people = [
        a_person(str(n), first_name=first, last_name=last, email=f"{last}@test.example".lower())
        for n, (first, last) in enumerate(zip(FIRST_NAMES, LAST_NAMES, strict=True), start=1)
    ]
    receive(opened, "shop", "people", people)
    link_waiting(opened, NoProgress())
    return opened


@pytest.fixture
def working(services: Services) -> Iterator[Services]:
    started = Worker(services)
    started.start()
    yield services
    started.stop()


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def _waiting(services: Services) -> int:
    return int(query(services.database, "select count(*) from waiting_record")[0][0])


def test_what_waited_before_it_started_and_what_comes_later_is_linked(services: Services) -> None:
    receive(services, "shop", "people", [a_person("11", **ANNA)])
    started = Worker(services)
    started.start()
    _until(lambda: _waiting(services) == 0)
    receive(services, "shop", "people", [a_person("12", **ANNA)])
    _until(lambda: _waiting(services) == 0)
    started.stop()
    people = query(services.database, "select person_id from membership where record_no > 10")
    assert people == [(11,), (11,)]
    assert verify_store(services, NoProgress()).ok


@contextmanager
def _heard(services: Services) -> Iterator[Queue[tuple[Change, list[tuple[Any, ...]]]]]:
    """What a listener hears, each notice with the newcomers that it could read at that moment."""
    heard: Queue[tuple[Change, list[tuple[Any, ...]]]] = Queue()

    def listen() -> None:
        for change in changes(services.database):
            heard.put((change, query(services.database, NEWCOMERS)))
            if change == LAST:
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    _until(lambda: bool(query(services.database, LISTENING)))
    yield heard
    with services.database.transaction() as transaction:
        announce(transaction, LAST.kind, [LAST.number])
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.mark.store
def test_listeners_hear_of_a_change_once_it_can_be_read(working: Services) -> None:
    with _heard(working) as heard:
        receive(working, "shop", "people", [a_person("11", **ANNA)])
        assert heard.get(timeout=30) == (Change("person", 11), [(11,)])
        order = {"order_no": "B1", "customer": "11", "at": "2025-03-03", "total": "1"}
        receive(working, "shop", "orders", [order])
        assert heard.get(timeout=30)[0] == Change("person", 11)
        # What is rolled back is told to nobody.
        with working.database.transaction() as transaction:
            announce(transaction, "person", [12])
            transaction.rollback()
        with pytest.raises(Empty):
            heard.get(timeout=0.2)


@pytest.mark.store
def test_listeners_hear_of_who_says_something_else_after_a_build(services: Services) -> None:
    with _heard(services) as heard:
        moved = a_person("3", first_name="Finn", last_name="Croon", email="finn@new.example")
        receive(services, "shop", "people", [moved])
        rebuild(services, NoProgress())
        assert heard.get(timeout=30)[0] == Change("person", 3)
        with pytest.raises(Empty):
            heard.get(timeout=0.2)


def test_a_fault_does_not_end_it(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_REST_AFTER_FAULT_SECONDS", 0.01)
    linking, faults = link.link_waiting, iter([ValueError("a fault"), KeyError("another")])

    def faulty(*arguments: Any) -> Any:
        for fault in faults:
            raise fault
        return linking(*arguments)

    monkeypatch.setattr(worker, "settle_waiting", faulty)
    started = Worker(services)
    receive(services, "shop", "people", [a_person("11", **ANNA)])
    started.start()
    _until(lambda: _waiting(services) == 0)
    started.stop()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.linking import link
from klantbeeld.pipeline.linking import relink
from klantbeeld.store.database import Database
from project_folder import open_services

link.LIVE_BATCH, folded, batches = 2, relink.store_people, iter(range(1, 100))

def store_people(*arguments):
    folded(*arguments)
    if next(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

relink.store_people = store_people
with Database.open(Settings.model_validate({"database_url": sys.argv[2]})) as database:
    link.link_waiting(open_services(Path(sys.argv[1]), database), NoProgress())
"""


def test_linking_goes_on_where_it_was_killed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in (ANNA, BRAM):
        people = [a_person(f"{row['first_name']}{n}", **row) for n in range(4)]
        receive(services, "shop", "people", people)
    subprocess.run(
        [sys.executable, "-c", KILLED, str(services.project), services.database.url,
         str(Path(__file__).parents[1])],
        check=False, timeout=60,
    )  # fmt: skip
    # Two batches of two are done, the third is undone as a whole.
    assert _waiting(services) == 4
    assert query(services.database, "select count(*) from membership") == [(14,)]
    assert verify_store(services, NoProgress()).ok
    monkeypatch.setattr(link, "LIVE_BATCH", 2)
    assert link_waiting(services, NoProgress()).linked == 4
    assert query(
        services.database, "select person_id, records from person where records > 1 order by 1"
    ) == [(11, 4), (15, 4)]
    assert verify_store(services, NoProgress()).ok


def test_a_model_of_another_format_is_replaced(services: Services) -> None:
    with services.database.transaction() as transaction:
        transaction.execute("update linkage_model set content = 'old', fingerprint = 'old'")
    receive(services, "shop", "people", [a_person("11", **ANNA)])
    report = link_waiting(services, NoProgress())
    assert (report.records, report.model_no) == (11, 2)
