"""The log over the years: old lines give way to a checkpoint, and its heads stand outside too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from klantbeeld.audit.access_log import LogFault, append, verify
from klantbeeld.audit.anchor import AnchorFault, check_anchors, read_anchors, write_anchor
from klantbeeld.audit.chain import Entry, canonical, chained
from klantbeeld.audit.checkpoint import due, make_checkpoint
from klantbeeld.core.progress import NoProgress
from klantbeeld.store.database import Database

DAY = timedelta(days=1)
START = datetime(2020, 1, 1, tzinfo=UTC)
ENTRY = Entry("anna", "agent", "web", "service", "person", True, 7, {"attributes": ["email"]})
KEEPER = Entry("machine", "", "cli", "security", "", True)


def _fill(database: Database, lines: int, start: datetime = START) -> None:
    """A line a day."""
    with database.transaction() as transaction:
        for number in range(lines):
            append(transaction, ENTRY, start + number * DAY)


def _trim(database: Database, before: datetime) -> None:
    make_checkpoint(database, before, KEEPER, START + 100 * DAY, NoProgress())


def _lines(database: Database) -> list[int]:
    with database.transaction() as transaction:
        rows = transaction.execute("select entry_no from access_log order by 1").fetchall()
    return [row["entry_no"] for row in rows]


def test_old_lines_go_and_the_rest_is_still_proved(database: Database) -> None:
    _fill(database, 10)
    found = due(database, START + 4 * DAY)
    assert found is not None
    assert (found.entry_no, found.lines) == (4, 4)
    _trim(database, START + 4 * DAY)
    assert _lines(database) == [5, 6, 7, 8, 9, 10, 11]
    with database.transaction() as transaction:
        checked = verify(transaction)
        assert (checked.ok, checked.checked) == (True, 7)
        append(transaction, ENTRY, START + 101 * DAY)
    _trim(database, START + 8 * DAY)
    assert _lines(database) == [9, 10, 11, 12, 13]
    with database.transaction() as transaction:
        assert verify(transaction).ok


def test_nothing_old_nothing_done(database: Database) -> None:
    _trim(database, START)
    _fill(database, 3)
    _trim(database, START)
    assert _lines(database) == [1, 2, 3]


def test_everything_old_goes_but_the_line_that_tells_of_it(database: Database) -> None:
    _fill(database, 3)
    _trim(database, START + 50 * DAY)
    assert _lines(database) == [4]
    with database.transaction() as transaction:
        assert verify(transaction).ok


def test_a_clock_that_jumped_keeps_lines_longer(database: Database) -> None:
    _fill(database, 2)
    _fill(database, 1, START + 50 * DAY)
    _fill(database, 2)
    _trim(database, START + 10 * DAY)
    assert _lines(database) == [3, 4, 5, 6]


def test_lines_that_stopped_going_halfway_go_next_time(database: Database) -> None:
    _fill(database, 6)
    _trim(database, START + 3 * DAY)
    # As if the removal had stopped: a line that the checkpoint took the place of is still there.
    with database.transaction() as transaction:
        transaction.execute(
            "insert into access_log select 3, at, actor, role, via, purpose, action, allowed, "
            "person_id, detail, previous_hash, hash from access_log where entry_no = 4"
        )
        assert verify(transaction).ok
    _trim(database, START)
    assert _lines(database) == [4, 5, 6, 7]


@pytest.mark.store
def test_only_what_a_checkpoint_covers_may_go(database: Database) -> None:
    _fill(database, 6)
    _trim(database, START + 3 * DAY)
    for statement in (
        b"delete from access_log where entry_no = 5",
        b"delete from access_log",
        b"delete from access_log_checkpoint",
        b"update access_log_checkpoint set entry_no = 6",
    ):
        with (
            pytest.raises(psycopg.errors.RaiseException, match="append-only"),
            database.transaction() as transaction,
        ):
            transaction.execute(statement)
    assert _lines(database) == [4, 5, 6, 7]


def test_a_forged_checkpoint_is_found(database: Database) -> None:
    _fill(database, 8)
    _trim(database, START + 3 * DAY)
    forged = {
        # A checkpoint that hides two lines more.
        "insert into access_log_checkpoint (entry_no, hash, lines, made_at) "
        "select entry_no, hash, 2, now() from access_log where entry_no = 5": LogFault(
            5, "altered"
        ),
        "update access_log_checkpoint set hash = sha256(hash)": LogFault(3, "altered"),
        "delete from access_log_checkpoint": LogFault(1, "removed"),
    }
    for statement, fault in forged.items():
        with database.transaction() as transaction, transaction.transaction(force_rollback=True):
            for table in ("access_log", "access_log_checkpoint"):
                transaction.execute(f"alter table {table} disable trigger user".encode())
            transaction.execute(statement.encode())
            found = verify(transaction)
        assert (found.ok, found.first_fault) == (False, fault), statement


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "heads"


def _anchor(database: Database, file: Path) -> None:
    with database.transaction() as transaction:
        write_anchor(transaction, file, START)


def _checked(database: Database, file: Path) -> tuple[int, AnchorFault | None]:
    with database.transaction() as transaction:
        return check_anchors(transaction, file)


def test_a_head_is_written_when_there_is_news(database: Database, file: Path) -> None:
    _anchor(database, file)
    assert not file.exists()
    _fill(database, 3)
    _anchor(database, file)
    _anchor(database, file)
    _fill(database, 2)
    _anchor(database, file)
    assert [anchor.entry_no for anchor in read_anchors(file)[0]] == [3, 5]
    assert _checked(database, file) == (2, None)


def test_a_chain_rewritten_as_a_whole_is_found(database: Database, file: Path) -> None:
    """The chain and its head are sound by themselves: only what is kept outside tells."""
    _fill(database, 3)
    _anchor(database, file)
    with database.transaction() as transaction:
        transaction.execute("alter table access_log disable trigger user")
        previous = b"\x00"
        for number in range(1, 4):
            at = START + (number - 1) * DAY
            digest = chained(previous, canonical(replace(ENTRY, actor="eve"), at))
            transaction.execute(
                "update access_log set actor = 'eve', previous_hash = %s, hash = %s "
                "where entry_no = %s",
                (previous, digest, number),
            )
            previous = digest
        transaction.execute("update access_log_head set hash = %s", (previous,))
        transaction.execute("alter table access_log enable trigger user")
        assert verify(transaction).ok
    assert _checked(database, file) == (1, AnchorFault(1, 3))


def test_a_log_that_is_shorter_than_it_was_is_found(database: Database, file: Path) -> None:
    """As after an older backup was put back."""
    _fill(database, 3)
    file.write_text('{"at": "2020-01-09T00:00:00+00:00", "entry_no": 9, "hash": "00"}\n')
    assert _checked(database, file) == (1, AnchorFault(1, 9))


def test_anchors_of_lines_that_went_by_the_rules_say_nothing(
    database: Database, file: Path
) -> None:
    for _ in range(3):
        _fill(database, 2)
        _anchor(database, file)
    _trim(database, START + 50 * DAY)
    _anchor(database, file)
    assert _checked(database, file) == (4, None)


@pytest.mark.parametrize("cut", ["", "\x00\x01", '{"at": "2020-01-01"}', '{"entry_no": '])
def test_a_file_cut_short_is_told_and_written_on(database: Database, file: Path, cut: str) -> None:
    _fill(database, 3)
    _anchor(database, file)
    whole = file.read_text()
    file.write_text(whole + cut)
    _fill(database, 1)
    _anchor(database, file)
    compared, fault = _checked(database, file)
    assert (compared, fault) == ((1, AnchorFault(2, None)) if cut else (2, None))
    assert file.read_text().startswith(whole)
    assert '"entry_no": 4' in file.read_text().splitlines()[-1]
