"""The access log in a real store: chained, append-only, and every way to tamper is found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from klantbeeld.audit.access_log import LogFault, append, verify
from klantbeeld.audit.chain import Entry, canonical
from klantbeeld.core.errors import InternalError
from klantbeeld.store.database import Database, Transaction

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ENTRY = Entry("anna", "agent", "web", "service", "person", True, 7, {"attributes": ["email"]})


def _fill(database: Database, lines: int) -> None:
    with database.transaction() as transaction:
        for number in range(lines):
            append(transaction, replace(ENTRY, person_id=number), NOW)


def test_numbers_run_on_and_the_chain_holds(database: Database) -> None:
    _fill(database, 3)
    with database.transaction() as transaction:
        assert append(transaction, ENTRY, NOW) == 4
        found = verify(transaction)
    assert (found.ok, found.checked, found.first_fault) == (True, 4, None)


def test_an_empty_log_is_whole(database: Database) -> None:
    with database.transaction() as transaction:
        assert verify(transaction).ok


TAMPERED = {
    ("update access_log set actor = 'eve' where entry_no = 3",): LogFault(3, "altered"),
    ("update access_log set detail = '{}' where entry_no = 1",): LogFault(1, "altered"),
    ("update access_log set at = at + interval '1 us' where entry_no = 2",): LogFault(2, "altered"),
    ("update access_log set entry_no = 99 where entry_no = 6",): LogFault(6, "cut short"),
    ("delete from access_log where entry_no = 3",): LogFault(3, "removed"),
    ("delete from access_log where entry_no = 1",): LogFault(1, "removed"),
    ("delete from access_log where entry_no in (3, 4)",): LogFault(3, "removed"),
    ("delete from access_log where entry_no > 4",): LogFault(5, "cut short"),
    ("delete from access_log",): LogFault(1, "cut short"),
    (
        "update access_log set entry_no = 99 where entry_no = 3",
        "update access_log set entry_no = 3 where entry_no = 4",
        "update access_log set entry_no = 4 where entry_no = 99",
    ): LogFault(3, "reordered"),
    ("update access_log set hash = sha256(hash) where entry_no = 6",): LogFault(6, "altered"),
    # A line rewritten together with its hash no longer bears the next one.
    (
        "update access_log set (actor, hash) = ('eve', sha256(previous_hash || "
        "convert_to(replace(%(body)s, 'anna', 'eve'), 'UTF8'))) where entry_no = 2",
    ): LogFault(2, "altered"),
    ("delete from access_log_head",): LogFault(7, "cut short"),
    ("update access_log_head set entry_no = 5",): LogFault(6, "altered"),
    ("update access_log_head set hash = '\\x11'",): LogFault(6, "altered"),
}


def test_tampering_is_found_and_named(database: Database) -> None:
    """As the owner of the database, who can switch the trigger off."""
    _fill(database, 6)
    body = canonical(replace(ENTRY, person_id=1), NOW).decode()
    for statements, fault in TAMPERED.items():
        with (
            database.transaction() as transaction,
            transaction.transaction(force_rollback=True),
        ):
            transaction.execute("alter table access_log disable trigger user")
            for statement in statements:
                transaction.execute(statement.encode(), {"body": body})
            found = verify(transaction)
        assert (statements, found.ok, found.first_fault) == (statements, False, fault)
    with database.transaction() as transaction:
        assert verify(transaction).ok


@pytest.mark.store
def test_the_store_refuses_changes(database: Database) -> None:
    _fill(database, 1)
    for statement in (
        b"update access_log set actor = 'eve'",
        b"delete from access_log",
        b"truncate access_log",
    ):
        with (
            pytest.raises(psycopg.errors.RaiseException, match="append-only"),
            database.transaction() as transaction,
        ):
            transaction.execute(statement)
    with database.transaction() as transaction:
        assert verify(transaction).checked == 1


def test_a_line_goes_with_its_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as transaction:
        append(transaction, ENTRY, NOW)
        raise RuntimeError
    with database.transaction() as transaction:
        assert verify(transaction).checked == 0


def test_without_a_head_nothing_is_written(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.execute("delete from access_log_head")
    with pytest.raises(InternalError), database.transaction() as transaction:
        append(transaction, ENTRY, NOW)


@pytest.mark.store
def test_many_writers_make_one_chain(database: Database) -> None:
    def write() -> None:
        for _ in range(20):
            with database.transaction() as transaction:
                append(transaction, ENTRY, NOW)

    _in_threads(write, 6)
    with database.transaction() as transaction:
        found = verify(transaction)
    assert (found.ok, found.checked) == (True, 120)


def test_a_chain_is_whole_while_others_write(database: Database) -> None:
    _fill(database, 50)
    with database.transaction() as transaction, database.transaction() as other:
        _append_and_commit(other)
        assert verify(transaction).ok


def _append_and_commit(transaction: Transaction) -> None:
    append(transaction, ENTRY, NOW)
    transaction.commit()


def _in_threads(work: Callable[[], None], threads: int) -> None:
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
