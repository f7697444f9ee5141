"""The embedded PostgreSQL server: started on first use, shared, stopped by the last who uses it.

Entering: a folder for the data, or none. Leaving: the address of a running server that only its
owner can reach. Why it is done so stands in ``docs/decisions/0002-embedded-postgresql.md``.

Three file locks carry it, and the kernel lets go of each when its holder dies, however it dies:
``klantbeeld.lock`` (who starts or stops the server, one at a time), ``users.lock`` (shared, one
holder per use; the last one stops the server) and ``server.lock`` (inherited by the server's
processes: free means that not one of them lives, so what they left behind may go).
"""

from __future__ import annotations

import atexit
import logging
import os
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from klantbeeld.core.errors import InternalError
from klantbeeld.core.log import log
from klantbeeld.store.embedded_account import Account, server_account
from klantbeeld.store.embedded_binaries import find_binaries
from klantbeeld.store.embedded_cluster import (
    check_version,
    initialise,
    provide,
    read_log,
    server_fault,
)
from klantbeeld.store.embedded_config import ADMIN, ROLE, write_config
from klantbeeld.store.embedded_locks import exclusive, open_lock, take_shared, try_exclusive
from klantbeeld.store.embedded_paths import (
    PORT,
    SOCKET,
    DataFolder,
    default_data_dir,
    disk_faults,
    prepare_data_folder,
    prepare_sockets,
)

__all__ = ["EmbeddedServer", "default_data_dir", "start"]

_LOG = logging.getLogger(__name__)

PATIENCE_SECONDS = 300.0
"""Recovery after a crash replays at most `max_wal_size`: minutes on a slow disk."""

_STOP_SECONDS = 60.0
_LOG_BYTES = 1024 * 1024


@dataclass(slots=True)
class _Use:
    """One use of the server: the shared lock, until it is given back."""

    folder: DataFolder
    account: Account
    descriptor: int | None
    process: int


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server, in use until `stop` or the end of this process."""

    data_dir: Path
    """PostgreSQL's data directory."""

    url: str
    """Connection URL of the database, over the Unix socket; no port is opened."""

    _use: _Use = field(repr=False, compare=False)

    def stop(self) -> None:
        """Ends this use; the server stops when no other process or part of this one uses it."""
        atexit.unregister(self.stop)
        _give_back(self._use)


def start(data_dir: Path | None = None, *, database: str = "klantbeeld") -> EmbeddedServer:
    """Starts the server of ``data_dir`` (`default_data_dir` when None), or attaches to it.

    ``data_dir`` is new, empty or an earlier one; everything of the server lies below it. Each
    call is a use of its own. Makes ``database`` when absent. A process that is killed gives its
    use back at once; its server stays until the next user of it is the last. A forked child that
    outlives this process starts a use of its own.

    Raises InputError when the folder cannot be used and InternalError when the server cannot run.
    """
    account = server_account()
    folder = prepare_data_folder(data_dir or default_data_dir(), account)
    with disk_faults(folder.path), exclusive(folder.mutex, patience_seconds=PATIENCE_SECONDS) as us:
        use = _Use(folder, account, take_shared(folder.users), os.getpid())
        try:
            admin, sockets = _attach(folder, account, us)
            with admin:
                provide(admin, database, folder)
        except BaseException:
            _leave(use)
            raise
    server = EmbeddedServer(folder.pgdata, _url(sockets, account, ROLE, database), use)
    atexit.register(server.stop)
    return server


def _attach(folder: DataFolder, account: Account, mutex: int) -> tuple[psycopg.Connection, Path]:
    """A superuser's connection, and its socket's folder; starts the server when it is dead."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    launched: int | None = None
    while True:
        refusal = "its socket is gone"
        sockets = folder.sockets()
        if sockets is not None:
            try:
                url = _url(sockets, account, ADMIN, "postgres")
                return psycopg.connect(url, autocommit=True, connect_timeout=10), sockets
            except psycopg.OperationalError as error:
                refusal = str(error)
        alive = open_lock(folder.alive)
        try:
            if try_exclusive(alive):
                if launched is not None:
                    raise server_fault("did not start", read_log(folder)[launched:], folder)
                launched = _launch(folder, account, mutex=mutex, alive=alive)
        finally:
            os.close(alive)
        # Starting up, recovering and shutting down pass; a server that refuses us does not.
        passing = "the database system is" in refusal
        refused = ("FATAL" in refusal or "requirepeer" in refusal) and not passing
        if refused or time.monotonic() > deadline:
            raise InternalError(
                f"The embedded server of {folder.path} runs but cannot be reached: "
                f"{' '.join(refusal.split())}. "
                f"End its processes (the first line of {folder.pgdata / 'postmaster.pid'} names "
                "the main one) and run the command again."
            )
        time.sleep(0.01)


def _launch(folder: DataFolder, account: Account, *, mutex: int, alive: int) -> int:
    """Starts the server, which inherits ``alive``, and does not wait until it answers.

    Returns how many characters its log had before.
    """
    binaries = find_binaries(folder, account)
    if not folder.pgdata.exists():
        initialise(folder, account, binaries, mutex)
    check_version(folder, binaries)
    sockets = prepare_sockets(folder, account)
    # No process of this server lives (we hold its lock), so these are left from a crash. They
    # must go: PostgreSQL would believe the process id in them, which may be another's by now.
    for stale in (folder.pgdata / "postmaster.pid", sockets / SOCKET, sockets / f"{SOCKET}.lock"):
        stale.unlink(missing_ok=True)
    if folder.log.exists() and folder.log.stat().st_size > _LOG_BYTES:
        folder.log.rename(folder.log.with_suffix(".log.1"))
    config = write_config(folder, sockets, account)
    log(_LOG, logging.INFO, "embedded server starts", path=folder.path)
    before = len(read_log(folder))
    account.run(
        # Not by pg_ctl, which quotes no folder's name. The shell ends at once: the server is
        # nobody's child, and in a session of its own that Ctrl-C in a terminal does not reach.
        [
            *("/bin/sh", "-c", 'log=$1; shift; "$@" >>"$log" 2>&1 </dev/null &', "sh", folder.log),
            *(binaries.folder / "postgres", "-D", folder.pgdata, "-c", f"config_file={config}"),
        ],
        keep_open=[alive],
    )
    return before


def _give_back(use: _Use) -> None:
    if use.descriptor is None:
        return
    if use.process != os.getpid():
        # A forked child: the use is its parent's.
        os.close(use.descriptor)
        use.descriptor = None
        return
    try:
        with exclusive(use.folder.mutex, patience_seconds=PATIENCE_SECONDS):
            _leave(use)
    except OSError:
        # The folder was removed under a running server, which stops by itself when it notices.
        os.close(use.descriptor)
        use.descriptor = None


def _leave(use: _Use) -> None:
    """Gives the use back, and stops the server when it was the last; the mutex is held."""
    if use.descriptor is None:
        return
    try:
        if try_exclusive(use.descriptor):
            _stop_server(use.folder, use.account)
    finally:
        os.close(use.descriptor)
        use.descriptor = None


def _stop_server(folder: DataFolder, account: Account) -> None:
    if not _listens(folder):
        return  # The process id that a dead server left may be another's by now.
    process = (folder.pgdata / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
    # SIGINT is PostgreSQL's fast shutdown; sent as the server's account, which can hit no other's.
    account.run(["/bin/sh", "-c", 'kill -INT "$1"', "sh", process])
    deadline = time.monotonic() + _STOP_SECONDS
    alive = open_lock(folder.alive)
    try:
        while not try_exclusive(alive):
            if time.monotonic() > deadline:
                log(_LOG, logging.WARNING, "embedded server is slow to stop", path=folder.path)
                return
            time.sleep(0.01)
    finally:
        os.close(alive)
    log(_LOG, logging.INFO, "embedded server stopped", path=folder.path)


def _listens(folder: DataFolder) -> bool:
    """Whether the main server process lives: it alone keeps the socket open."""
    sockets = folder.sockets()
    if sockets is None:
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(sockets / SOCKET))
        except OSError:
            return False
    return True


def _url(sockets: Path, account: Account, role: str, database: str) -> str:
    # requirepeer: libpq hangs up when a process of another account answers.
    return (
        f"postgresql://{role}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}"
        f"&port={PORT}&requirepeer={quote(account.name, safe='')}"
    )
