"""The settings of the embedded server, written anew at each start.

They lie beside PostgreSQL's own data directory, so that the server's account cannot change who may
connect, and a newer Klantbeeld brings its newer settings. What an administrator sets with ALTER
SYSTEM still wins.
"""

from __future__ import annotations

import os
from pathlib import Path

from klantbeeld.store.embedded_account import Account
from klantbeeld.store.embedded_paths import PORT, DataFolder

ROLE = "klantbeeld"
"""The role that owns the databases; no superuser."""

ADMIN = "postgres"
"""The superuser, for making roles and databases."""

_MAP = "klantbeeld"
_MIB = 1024 * 1024


def write_config(folder: DataFolder, sockets: Path, account: Account) -> Path:
    """Writes the three files of settings; returns the main one."""
    access, names = folder.path / "pg_hba.conf", folder.path / "pg_ident.conf"
    _write(access, access_rules(), account)
    _write(names, name_map(account), account)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    settings = {
        "hba_file": str(access),
        "ident_file": str(names),
        "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"',
        **server_settings(memory),
    }
    lines = (f"{key} = {_quoted(value)}\n" for key, value in settings.items())
    main = folder.path / "postgresql.conf"
    _write(main, "# Written by Klantbeeld at each start.\n" + "".join(lines), account)
    return main


def server_settings(memory: int) -> dict[str, str]:
    """Settings for a machine with ``memory`` bytes that the server shares with Klantbeeld."""
    shared = min(max(memory // 16, 128 * _MIB), 1024 * _MIB) // _MIB
    return {
        # Nobody outside this machine, and on it nobody but the owner of the socket.
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        # Durable before the answer is sent.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        # No replicas here: a bulk load into a new table need not be written twice.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # The binaries know only pglz for it, which takes longer over a page than the change does.
        "wal_compression": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{memory // 2 // _MIB}MB",
        "work_mem": "16MB",
        # A fold keeps what it works on in temporary tables.
        "temp_buffers": "64MB",
        "maintenance_work_mem": "128MB",
        # Parallel queries share memory here first: /dev/shm of a container is often 64 MB.
        "min_dynamic_shared_memory": "64MB",
        "random_page_cost": "1.1",
        # Short queries on a page: compiling them costs more than it saves.
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "lc_monetary": "C",
        "lc_numeric": "C",
        "lc_time": "C",
        # Errors and statements quote values, which may be personal: the client gets the error,
        # the log gets only what the server says of itself.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] ",
    }


def access_rules() -> str:
    """Who may connect: over the socket, as an account that `name_map` lists. Nobody else."""
    return (
        "# Written by Klantbeeld at each start.\n"
        f"local all {ROLE},{ADMIN} peer map={_MAP}\n"
        "local all all reject\n"
    )


def name_map(account: Account) -> str:
    """Which accounts of the operating system may be the roles: owner, server and root."""
    lines = [
        f'{_MAP} "{name}" {role}\n'
        for name in dict.fromkeys((account.caller, account.name, "root"))
        for role in (ROLE, ADMIN)
    ]
    return "# Written by Klantbeeld at each start.\n" + "".join(lines)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(path: Path, text: str, account: Account) -> None:
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if account.is_other:
            os.fchown(descriptor, 0, account.gid)
        os.fchmod(descriptor, 0o640 if account.is_other else 0o600)
        file.write(text)
    unfinished.rename(path)
