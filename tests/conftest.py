"""Shared fixtures: real databases, one server per test process, one fresh database per test.

``database`` is empty and migrated, on the embedded server. A test marked ``store`` runs twice: on
the embedded PostgreSQL and on the system's own (Debian's), where there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from klantbeeld.core.settings import Settings
from klantbeeld.metrics import read
from klantbeeld.proofs.scratch import drop_database
from klantbeeld.store import embedded
from klantbeeld.store.database import Database
from klantbeeld.store.migrate import migrate

# How long one example takes says something about the machine, not about the code.
settings.register_profile("klantbeeld", deadline=None)
settings.load_profile("klantbeeld")

_NUMBERS = count()


@pytest.fixture
def few_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of people stands for a crowd: figures tell of one, too."""
    monkeypatch.setattr(read, "SMALLEST_GROUP", 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server_kind" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("store") is not None
        kinds = ["embedded", "system"] if marked else ["embedded"]
        metafunc.parametrize("server_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def embedded_url() -> Iterator[str]:
    """A throw-away embedded server; its folder must be reachable by the server's account."""
    folder = Path(tempfile.mkdtemp(prefix="klantbeeld-test-"))
    server = embedded.start(folder)
    _make_template(server.url)
    yield server.url
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def system_url() -> Iterator[str]:
    """A throw-away server of the system's PostgreSQL."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("no system PostgreSQL (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="klantbeeld-system-"))
    run: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        run = ["runuser", "-u", "postgres", "--"]
    data, bin_folder = folder / "data", binaries[-1].parent

    def call(*command: str) -> None:
        subprocess.run(
            [*run, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60
        )

    call(str(bin_folder / "initdb"), "-D", str(data), "--auth=trust", "-U", "klantbeeld",
         "-E", "UTF8", "--no-sync")  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    call(str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-o", options,
         "-l", str(folder / "log"), "start")  # fmt: skip
    url = f"postgresql://klantbeeld@/postgres?host={folder}"
    _make_template(url)
    yield url
    call(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(server_kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh, migrated, empty database."""
    server_url: str = request.getfixturevalue(f"{server_kind}_url")
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template klantbeeld_template").format(sql.Identifier(name))
        )
    yield _with_database(server_url, name)
    drop_database(server_url, name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh, migrated, empty database, opened."""
    settings = Settings.model_validate({"database_url": database_url})
    with Database.open(settings) as opened:
        yield opened


def _make_template(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("create database klantbeeld_template")
    migrate(_with_database(server_url, "klantbeeld_template"))


def _with_database(url: str, name: str) -> str:
    return psycopg.conninfo.make_conninfo(url, dbname=name)
