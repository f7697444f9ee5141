"""``verify``: an altered log and every broken invariant are found, a sound store is not accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg import sql

from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Database
from project_folder import (
    AGENT,
    a_person,
    load,
    open_services,
    orders,
    records,
    write_csv,
    write_project,
)

ANNA = {"first_name": "Anna", "last_name": "Vriesema", "email": "anna@vriesema.example"}
BRAM = {"first_name": "Bram", "last_name": "Okkerse", "email": "bram@okkerse.example"}


@pytest.fixture
def services(tmp_path: Path, database: Database) -> Services:
    """People 1 (records 1 and 2, an order) and 3, read three times."""
    shop = {"people": records("p.csv"), "orders": orders("o.csv")}
    folder = write_project(tmp_path / "project", {"shop": shop})
    people = [a_person("1", **ANNA), a_person("2", **ANNA), a_person("3", **BRAM)]
    write_csv(folder / "p.csv", people)
    order = {"order_no": "B1", "customer": "1", "at": "2025-03-03", "total": "1", "status": "",
             "channel": ""}  # fmt: skip
    write_csv(folder / "o.csv", [order])
    opened = open_services(folder, database)
    load(opened)
    for person in (1, 3, 1):
        opened.gate.person(AGENT, "customer_service", person)
    return opened


def _change(database: Database, statement: str) -> None:
    """As somebody with all rights on the database could."""
    with database.transaction() as transaction:
        transaction.execute("alter table access_log disable trigger user")
        transaction.execute(sql.SQL(statement))
        transaction.execute("alter table access_log enable trigger user")


@pytest.mark.store
def test_a_sound_store_is_in_order(services: Services) -> None:
    found = verify_store(services, NoProgress())
    assert found.ok
    assert found.faults == ()
    assert found.checked > 3
    assert found.log_head
    services.gate.person(AGENT, "customer_service", 1)
    later = verify_store(services, NoProgress())
    assert (later.checked, later.log_head != found.log_head) == (found.checked + 1, True)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update access_log set person_id = 3 where entry_no = 1", "access log line 1"),
        ("update access_log set purpose = 'data_quality' where entry_no = 2", "access log line 2"),
        ("delete from access_log where entry_no = 2", "access log line"),
        ("delete from access_log where entry_no = 3", "access log line"),
        ("delete from person where person_id = 3", "belongs to a person that exists"),
        ("delete from membership where record_no = 3", "belongs to a person or waits"),
        ("update membership set person_id = 2 where person_id = 1; update person set person_id = 2 "
         "where person_id = 1", "lowest record"),
        ("update person set records = 5 where person_id = 1", "counts the records"),
        ("update record_total set amount = 99", "totals equal"),
        ("delete from record_total", "totals equal"),
        ("delete from touchpoint", "totals equal"),
    ],
)  # fmt: skip
def test_every_altered_row_is_found(services: Services, statement: str, fault: str) -> None:
    _change(services.database, statement)
    found = verify_store(services, NoProgress())
    assert not found.ok
    assert any(fault in said for said in found.faults)
    assert not any("Vriesema" in said for said in found.faults)
