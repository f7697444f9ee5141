"""A load that stops in the middle, however it stops, goes on where it stopped.

The end is always that of a load that nothing disturbed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql
from psycopg.conninfo import make_conninfo

from klantbeeld.cli.main import main
from klantbeeld.core.errors import InternalError
from klantbeeld.core.progress import NoProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing import batch as landing
from klantbeeld.pipeline.landing import load as loading
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.store.database import Database
from project_folder import (
    a_person,
    load,
    new_database,
    open_services,
    orders,
    query,
    records,
    write_csv,
    write_project,
)

CONTENT = {
    "records": "select source, source_record_id, version, delivered::text, gone_at is null"
    " from source_record order by 1, 2",
    "touchpoints": "select t.type, t.touchpoint_key, t.version, t.amount, r.source_record_id"
    " from touchpoint t left join source_record r using (record_no) order by 1, 2",
    "lines": "select order_key, line_no, product_id, quantity, amount from order_line"
    " order by 1, 2",
    "figures": "select day::text, part, value, load_no - (select min(load_no) from load)"
    " from metric_figure order by 1, 2",
    "totals": "select r.source_record_id, t.type, t.touchpoints, t.amount"
    " from record_total t join source_record r using (record_no) order by 1, 2",
    "loads": "select delivery, state, rows_read, rows_new, rows_changed, rows_unchanged,"
    " rows_refused, rows_gone, last_row, dropped_columns::text from load order by load_no",
    "letters": "select delivery, position, reason from dead_letter order by 1, 2",
    "quality": "select delivery, attribute, dimension, numerator, denominator"
    " from quality_count join load using (load_no) order by 1, 2, 3",
}
"""What a load leaves, without the numbers that the store gives out."""

LINES = {
    "kind": "order_lines", "files": "data/lines.csv", "order": "order_no", "product": "product",
    "quantity": "count", "amount": "total",
}  # fmt: skip

COSTS = {
    "kind": "figures", "files": "data/costs.csv", "day": "day", "figure": "acquisition_cost",
    "value": "cost", "full": True,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _shop(tmp_path / "project")


def _shop(folder: Path) -> Path:
    """Twelve people, their orders, two lines of each, and what winning them cost, with a bad row in
    every file."""
    shop = {
        "people": records("data/people.csv", full=True),
        "orders": orders("data/orders.csv"),
        "lines": LINES,
        "costs": COSTS,
    }
    project = write_project(folder, {"shop": shop})
    people = [a_person(f"{n}", first_name="Jan", last_name=f"Test{n}") for n in range(1, 13)]
    write_csv(project / "data/people.csv", [{**p, "hint": "x"} for p in [*people, a_person("")]])
    order = {"at": "2025-03-03 11:02", "total": "10", "status": "", "channel": ""}
    write_csv(
        project / "data/orders.csv",
        [{"order_no": f"B{n}", "customer": str(n), **order} for n in range(1, 13)]
        + [{"order_no": "B99", "customer": "1", **order, "at": "31-02-2025"}],
    )
    line = {"product": "P1", "count": "1", "total": "5"}
    write_csv(
        project / "data/lines.csv",
        [{"order_no": f"B{n % 6}", **line, "product": f"P{n}"} for n in range(12)]
        + [{"order_no": "B1", **line, "total": "²"}, {"order_no": "B1", **line, "total": "--5"}],
    )
    days = [{"day": f"2025-03-{n:02}", "cost": str(n)} for n in range(1, 13)]
    write_csv(project / "data/costs.csv", [*days, {"day": "2025-03-02", "cost": "99"}])
    return project


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a dozen rows come in four batches."""
    monkeypatch.setattr(loading, "BATCH_ROWS", 4)


@pytest.fixture(scope="module")
def unbroken(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a load leaves that nothing disturbs."""
    folder = _shop(tmp_path_factory.mktemp("unbroken") / "project")
    with new_database(embedded_url) as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "BATCH_ROWS", 4)
        load(open_services(folder, database))
        return _content(database)


def _content(database: Database) -> dict[str, Any]:
    return {name: query(database, statement) for name, statement in CONTENT.items()}


def _at_batch(monkeypatch: pytest.MonkeyPatch, number: int, happens: Callable[[], None]) -> None:
    """Lets something happen once, within the transaction of the batch of this number."""
    counted, batches = landing.count, iter(range(1, 1_000))

    def count(*arguments: Any, **more: Any) -> None:
        counted(*arguments, **more)
        if next(batches) == number:
            happens()

    monkeypatch.setattr(loading, "count", count)


def _fail() -> None:
    raise InternalError("stopped by the test")


# Batches: four each of people, of orders, of lines, of figures.
@pytest.mark.parametrize("batch", [1, 4, 6, 11, 14])
def test_a_stopped_load_resumes_after_its_last_batch(
    folder: Path,
    database: Database,
    unbroken: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
) -> None:
    _at_batch(monkeypatch, batch, _fail)
    services = open_services(folder, database)
    with pytest.raises(InternalError, match="stopped by the test"):
        load(services)
    assert query(database, "select state, message from load order by load_no desc limit 1") == [
        ("failed", "stopped by the test")
    ]
    landed = query(database, "select coalesce(sum(rows_read), 0) from load")[0][0]
    states = [report.state for report in load(services)]
    assert "resumed" in states or batch == 1
    assert _content(database) == unbroken
    assert landed > 0 or batch == 1
    assert verify_store(services, NoProgress()).ok


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing import batch as landing
from klantbeeld.pipeline.landing import load as loading
from klantbeeld.store.database import Database
from project_folder import load, open_services

loading.BATCH_ROWS, counted, batches = 4, loading.count, iter(range(1, 100))

def count(*arguments, **more):
    counted(*arguments, **more)
    if next(batches) == 6:
        os.kill(os.getpid(), signal.SIGKILL)

loading.count = count
with Database.open(Settings.model_validate({"database_url": sys.argv[2]})) as database:
    load(open_services(Path(sys.argv[1]), database))
"""


def test_a_killed_load_resumes(folder: Path, database: Database, unbroken: dict[str, Any]) -> None:
    tests = str(Path(__file__).parents[1])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), database.url, tests], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert query(database, "select delivery, state, last_row from load order by 1") == [
        ("orders", "running", 4), ("people", "done", 14),
    ]  # fmt: skip
    services = open_services(folder, database)
    assert [report.state for report in load(services)] == [
        "unchanged",
        "resumed",
        "loaded",
        "loaded",
    ]
    assert _content(database) == unbroken


def test_the_database_goes_away_during_a_load(
    folder: Path,
    database: Database,
    unbroken: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def end_every_connection() -> None:
        with psycopg.connect(database.url, autocommit=True) as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )

    _at_batch(monkeypatch, 6, end_every_connection)
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", database.url)
    command = ["load", "--json", "--project", str(folder)]
    stopped = CliRunner().invoke(main, command)
    assert stopped.exit_code == 2
    assert stopped.stdout.count("nothing of this step was stored") == 1
    assert stopped.stderr == ""
    with psycopg.connect(database.url) as other:
        assert other.execute("select count(*) from touchpoint").fetchall() == [(3,)]
    assert CliRunner().invoke(main, command).exit_code == 0
    with Database.open(Settings.model_validate({"database_url": database.url})) as anew:
        assert _content(anew) == unbroken


def test_two_loads_of_one_source_at_once(
    folder: Path,
    database: Database,
    unbroken: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second begins while the first is half-way: it waits, and finds everything known."""
    states: list[str] = []

    def load_too() -> None:
        states.extend(report.state for report in load(open_services(folder, database)))

    second = threading.Thread(target=load_too)

    def start_the_second() -> None:
        second.start()
        second.join(timeout=0.5)

    _at_batch(monkeypatch, 2, start_the_second)
    load(open_services(folder, database))
    second.join(timeout=30)
    assert states[0] == "unchanged"
    assert _content(database) == unbroken


@pytest.fixture
def small_disk(system_url: str) -> Iterator[tuple[str, Path]]:
    """The address of a database on a file system of a few megabytes, and its mount point."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = Path(tempfile.mkdtemp(prefix="klantbeeld-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip("this machine lets nobody mount a file system")
    shutil.chown(folder, "postgres")
    name = sql.Identifier(f"full_{os.getpid()}")
    try:
        with psycopg.connect(system_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create tablespace small location {}").format(sql.Literal(str(folder)))
            )
            connection.execute(
                sql.SQL("create database {} template klantbeeld_template tablespace small").format(
                    name
                )
            )
        yield make_conninfo(system_url, dbname=f"full_{os.getpid()}"), folder
    finally:
        with psycopg.connect(system_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            connection.execute("drop tablespace if exists small")
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def test_a_full_disk_during_a_load(
    folder: Path,
    small_disk: tuple[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, disk = small_disk
    ballast = disk / "ballast"

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
            while True:
                file.write(bytes(1 << 16))

    _at_batch(monkeypatch, 6, fill)
    bulky = [
        {"order_no": f"X{n}", "customer": "1", "at": "2025-03-03", "total": "1", "status": "",
         "channel": "x" * 500}
        for n in range(400)
    ]  # fmt: skip
    monkeypatch.setenv("KLANTBEELD_DATABASE_URL", url)
    write_csv(folder / "data/orders.csv", bulky)
    command = ["load", "--json", "--project", str(folder)]
    stopped = CliRunner().invoke(main, command)
    assert stopped.exit_code == 2
    assert "disk is full" in stopped.stdout
    with Database.open(Settings.model_validate({"database_url": url})) as database:
        before = query(database, "select count(*) from touchpoint")[0][0]
        assert before < 400
        ballast.unlink()
        assert CliRunner().invoke(main, command).exit_code == 0
        assert query(database, "select count(*) from touchpoint") == [(400,)]
