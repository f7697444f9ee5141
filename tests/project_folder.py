"""Small project folders for tests of the pipeline, the API and the command line.

Entering: sources as dictionaries and rows as dictionaries. Leaving: a folder as ``klantbeeld init``
writes it, with these sources instead of the example's, and services opened on a test's database.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row

from klantbeeld.catalog.init import init_project
from klantbeeld.catalog.load import load_project
from klantbeeld.core.clock import Clock
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline import counts
from klantbeeld.pipeline.landing.load import FileReport, load_files
from klantbeeld.pipeline.linking.explain import explainer
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.services import Services, accounts_of
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.gate import Gate
from klantbeeld.privacy.rate_limits import RateLimits
from klantbeeld.privacy.views import Actor
from klantbeeld.proofs.scratch import drop_database
from klantbeeld.store.database import Database
from klantbeeld.store.keyring import read_keyring

AGENT = Actor("anna", "service_agent", "api")
ENGINEER = Actor("daan", "data_engineer", "cli")

PEOPLE_COLUMNS = {
    "first_name": "given_name", "prefix": "name_prefix", "last_name": "family_name",
    "born": "birth_date", "email": "email", "mobile": "phone", "street": "street",
    "number": "house_number", "postcode": "postcode", "city": "city",
}  # fmt: skip

LOAD_LOG = ("load", "quality_count", "access_log", "access_log_head", "alembic_version",
            "metric_written")  # fmt: skip
"""Tables that may change although no data did."""

_NUMBERS = count()


def ticking(start: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> Clock:
    """A clock that moves one second at each look: a time written anew shows."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


@dataclass
class MovingClock:
    """A clock that stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def records(files: str | None = None, **more: Any) -> dict[str, Any]:
    """A delivery of people, in the columns of ``PEOPLE_COLUMNS``."""
    delivery = {"kind": "records", "key": "no", "columns": PEOPLE_COLUMNS, **more}
    return delivery if files is None else {**delivery, "files": files}


def a_person(no: str, **values: str) -> dict[str, str]:
    """A delivered row of a person; what is not named is empty."""
    return {"no": no, **dict.fromkeys(PEOPLE_COLUMNS, ""), **values}


def orders(files: str | None = None, **more: Any) -> dict[str, Any]:
    """A delivery of orders."""
    delivery = {
        "kind": "touchpoints", "type": "order", "key": "order_no", "record": "customer",
        "occurred_at": "at", "amount": "total", "status": "status",
        "columns": {"channel": "channel"}, **more,
    }  # fmt: skip
    return delivery if files is None else {**delivery, "files": files}


def write_project(folder: Path, sources: Mapping[str, Mapping[str, Any]]) -> Path:
    """A project folder with these sources: source -> delivery name -> delivery."""
    init_project(folder)
    shutil.rmtree(folder / "sources")
    shutil.rmtree(folder / "data")
    (folder / "sources").mkdir()
    for trust, (source, deliveries) in enumerate(sources.items(), start=10):
        declare(folder, source, deliveries, trust=trust)
    return folder


def declare(folder: Path, source: str, deliveries: Mapping[str, Any], *, trust: int = 10) -> None:
    """Writes or replaces one source's YAML."""
    text = {"name": {"nl": source, "en": source}, "trust": trust, "deliveries": dict(deliveries)}
    (folder / "sources" / f"{source}.yaml").write_text(yaml.safe_dump(text, sort_keys=False))


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A CSV file with the keys of the first row as its header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def open_services(folder: Path, database: Database, clock: Clock | None = None) -> Services:
    """The project on this database."""
    catalogue, now = load_project(folder), clock or ticking()
    keyring = read_keyring(folder, None)
    database.unseal_with(keyring)
    return Services(
        project=folder,
        catalogue=catalogue,
        database=database,
        gate=Gate(Door(database, catalogue, now), explain=explainer(catalogue)),
        accounts=accounts_of(database, catalogue, now, keyring),
        clock=now,
        limits=RateLimits.of(catalogue.security.limits),
        keyring=keyring,
    )


def load(services: Services, *sources: str) -> list[FileReport]:
    """Loads and links, as ``klantbeeld load`` does."""
    reports = load_files(services, sources, NoProgress())
    link_waiting(services, NoProgress())
    return reports


def query(database: Database, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of a test's own question to the store."""
    with database.transaction() as transaction, transaction.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(sql.SQL(statement), parameters or None).fetchall()


def tables(database: Database) -> list[str]:
    """All tables of the store."""
    return [
        name
        for (name,) in query(
            database, "select tablename from pg_tables where schemaname = 'public' order by 1"
        )
    ]


def dump(database: Database, *, without: Sequence[str] = LOAD_LOG) -> dict[str, list[str]]:
    """Every row of every table as text, sorted; counts that are kept in steps are added up."""
    with database.transaction() as transaction:
        transaction.execute(counts.SQL["add_up"])
    return {
        table: [row for (row,) in query(database, f"select t::text from {table} t order by 1")]
        for table in tables(database)
        if table not in without
    }


def tables_with(database: Database, text: str) -> list[str]:
    """The tables in which this text stands anywhere."""
    return [
        name for name, rows in dump(database, without=()).items() if any(text in r for r in rows)
    ]


@contextmanager
def new_database(server_url: str) -> Iterator[Database]:
    """A fresh, migrated database of wider scope than one test."""
    name = f"shared_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template klantbeeld_template").format(sql.Identifier(name))
        )
    url = make_conninfo(server_url, dbname=name)
    with Database.open(Settings.model_validate({"database_url": url})) as database:
        yield database
    drop_database(server_url, name)
