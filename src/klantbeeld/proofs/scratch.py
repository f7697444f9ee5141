"""A scratch installation: a database of its own on a real PostgreSQL, with made-up people.

Entering: the address of a server that may make databases. Leaving: installations that are all
alike, each a fresh copy, gone afterwards. The project is ``project/``, loaded by the same pipeline
as a user's.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from klantbeeld.core.log import log
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.opening import open_project
from klantbeeld.proofs.installation import Installation, ProofClock
from klantbeeld.store import embedded

_LOG = logging.getLogger(__name__)

START = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
"""A Monday after 1 July 2026, when the last rule on telephone calls changed."""


@dataclass(frozen=True, slots=True)
class Mould:
    """A loaded installation from which copies are made."""

    server_url: str
    database: str
    folder: Path


@contextmanager
def server(url: str) -> Iterator[str]:
    """The server at ``url``, or a throw-away embedded one where that may not make databases."""
    try:
        with _copy_of(url, None):
            pass
    except psycopg.errors.InsufficientPrivilege:
        folder = Path(tempfile.mkdtemp(prefix="klantbeeld-proofs-"))
        started = embedded.start(folder)
        try:
            yield started.url
        finally:
            started.stop()
            shutil.rmtree(folder, ignore_errors=True)
    else:
        yield url


@contextmanager
def mould(server_url: str) -> Iterator[Mould]:
    """The made-up people, loaded and linked once."""
    with _project() as folder, _copy_of(server_url, None) as database:
        made = Mould(server_url, database, folder)
        with _opened(made.server_url, database, folder, ProofClock(START)) as installation:
            installation.load()
        yield made


@contextmanager
def scratch(made: Mould) -> Iterator[Installation]:
    """A fresh copy of the installation, for one proof."""
    with (
        _project(made.folder) as folder,
        _copy_of(made.server_url, made.database) as database,
        _opened(made.server_url, database, folder, ProofClock(START)) as installation,
    ):
        yield installation


@contextmanager
def _opened(
    server_url: str, database: str, folder: Path, clock: ProofClock
) -> Iterator[Installation]:
    url = make_conninfo(server_url, dbname=database)
    settings = Settings.model_validate({"database_url": url, "project": folder})
    with open_project(settings, clock) as services:
        yield Installation(services, clock)


@contextmanager
def _project(like: Path | None = None) -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="klantbeeld-proof-"))
    folder = parent / "project"
    try:
        if like is not None:
            shutil.copytree(like, folder)
        else:
            with resources.as_file(resources.files("klantbeeld.proofs") / "project") as source:
                shutil.copytree(source, folder)
        yield folder
    finally:
        shutil.rmtree(parent, ignore_errors=True)


@contextmanager
def _copy_of(server_url: str, template: str | None) -> Iterator[str]:
    """A new database on the server, dropped afterwards; empty where no template is named."""
    name = f"klantbeeld_proof_{os.getpid()}_{secrets.token_hex(4)}"
    statement = sql.SQL("create database {} template {}").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)
    try:
        yield name
    finally:
        drop_database(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Drops a database of this server, whoever is in it; waits for the server's own work there."""
    statement = sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
    for patience in (0.5, 1.0, 2.0, 4.0, 8.0):
        try:
            with psycopg.connect(server_url, autocommit=True) as connection:
                connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            # The server itself is clearing up in it (autovacuum), which only its owner may stop.
            time.sleep(patience)
        else:
            return
    log(_LOG, logging.WARNING, "a scratch database stays", database=name)
