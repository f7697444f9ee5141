"""What the log tells is on disk before anything that was read leaves; no crash unmakes that."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from embedded_scratch import scratch_data_dir

from klantbeeld.audit.access_log import LogFault, append, append_and_commit, verify
from klantbeeld.audit.chain import Entry
from klantbeeld.core.errors import InternalError
from klantbeeld.core.settings import Settings
from klantbeeld.store.database import Database

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENTRY = Entry("O'Neill", "agent", "web", "service", "person", True, 7, {"kinds": ["a\\b", "é"]})


@pytest.mark.store
def test_several_lines_are_one_commit(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("create table read_along (n int)")
        append_and_commit(transaction, [replace(ENTRY, person_id=n) for n in (5, None, 6)], NOW)
    with database.transaction() as transaction:
        rows = transaction.execute(
            "select person_id, actor, detail from access_log order by entry_no"
        )
        assert [(row["person_id"], row["actor"], row["detail"]) for row in rows] == [
            (n, "O'Neill", {"kinds": ["a\\b", "é"]}) for n in (5, None, 6)
        ]
        assert verify(transaction).ok
        assert transaction.execute("select * from read_along").fetchall() == []


@pytest.mark.store
def test_what_cannot_be_made_durable_gives_nothing(database: Database) -> None:
    """The line stays, of a read that gave nothing; the chain is whole."""
    with (
        pytest.raises(psycopg.errors.RaiseException, match="disk"),
        database.transaction() as transaction,
    ):
        transaction.execute(
            "create function pg_logical_emit_message(boolean, text, text) returns pg_lsn "
            "language plpgsql as $$ begin raise exception 'no disk'; end $$"
        )
        transaction.execute("set search_path = public, pg_catalog")
        append_and_commit(transaction, [ENTRY], NOW)
    with database.transaction() as transaction:
        found = verify(transaction)
    assert (found.ok, found.checked) == (True, 1)


def test_without_a_head_nothing_is_committed(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("delete from access_log_head")
    with pytest.raises(InternalError), database.transaction() as transaction:
        transaction.execute("create table written_along (n int)")
        append_and_commit(transaction, [ENTRY], NOW)
    with database.transaction() as transaction:
        assert verify(transaction).first_fault == LogFault(1, "cut short")
        found = transaction.execute("select to_regclass('written_along') as name").fetchone()
    assert found == {"name": None}


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Of a store on a server of its own, which may be killed."""
    folder = scratch_data_dir()
    yield Settings.model_validate({"data_dir": folder, "database_url": None})
    shutil.rmtree(folder)


def test_what_was_told_survives_a_crash(settings: Settings) -> None:
    """The server is stopped as by a power cut while four readers read: every line of which a reader
    knows that it was written is there, and the chain is whole."""
    told: list[int] = []
    enough = threading.Event()

    def read(reader: int, database: Database) -> None:
        number = reader
        while True:
            try:
                with database.transaction() as transaction:
                    append_and_commit(transaction, [replace(ENTRY, person_id=number)], NOW)
            except (InternalError, psycopg.Error):
                return
            told.append(number)
            number += 4
            if len(told) > 400:
                enough.set()

    with Database.open(settings) as database:
        readers = [threading.Thread(target=read, args=(n, database)) for n in range(4)]
        for reader in readers:
            reader.start()
        enough.wait(60)
        assert settings.data_dir is not None
        os.kill(_postmaster(settings.data_dir), signal.SIGQUIT)
        for reader in readers:
            reader.join()
    with Database.open(settings) as database, database.transaction() as transaction:
        append(transaction, ENTRY, NOW)
        found = verify(transaction)
        rows = transaction.execute("select person_id from access_log").fetchall()
    assert found.ok
    assert len(told) > 400
    assert set(told) <= {row["person_id"] for row in rows}


def _postmaster(data_dir: Path) -> int:
    return int((data_dir / "pgdata" / "postmaster.pid").read_text().split()[0])
