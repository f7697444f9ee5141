"""The operating-system account that the embedded server runs as.

PostgreSQL refuses to run as root. An ordinary user runs the server as themselves; root runs it as
a system account of its own, made on first use. Not as ``nobody``: that account is shared with
other services, and each of them could then read every customer.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from klantbeeld.core.errors import InternalError

SERVER_ACCOUNT = "klantbeeld-postgres"
"""The account that runs the server when Klantbeeld runs as root."""

OWN_SERVER = "or name a PostgreSQL 15 or newer of your own in KLANTBEELD_DATABASE_URL"

_USERADD_BUSY = (1, 9)
"""useradd(8): the password file could not be updated; the name is in use."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server (``uid``, ``gid``, ``name``) and who calls it (``caller``)."""

    uid: int
    gid: int
    name: str
    caller: str

    @property
    def is_other(self) -> bool:
        """Whether the server runs as another account than the caller's, that is: under root."""
        return self.uid != os.geteuid()

    def run(
        self, command: Sequence[str | Path], *, keep_open: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Runs ``command`` as this account, its file descriptors ``keep_open`` inherited.

        The environment is emptied: PGPORT, PGDATA, locale and the like must not steer the server.
        Raises OSError when the account may not execute the command.
        """
        return subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd="/",
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
            umask=0o077,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            pass_fds=tuple(keep_open),
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
        )

    def may_enter(self, folder: Path) -> bool:
        """Whether this account can reach what lies in ``folder``; asked by trying.

        Raises InternalError when root may not act as this account (a container without the right).
        """
        try:
            return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).returncode == 0
        except OSError as error:
            raise InternalError(
                f"Root may not act as the account {self.name} here ({error.strerror}), and "
                "PostgreSQL refuses to run as root. Run Klantbeeld as an ordinary user, "
                f"{OWN_SERVER}."
            ) from error


def server_account() -> Account:
    """The account that the server of the present user runs as; root's is made when absent.

    Raises InternalError when the user has no name, or the account cannot be made.
    """
    uid = os.geteuid()
    try:
        caller = pwd.getpwuid(uid).pw_name
    except KeyError:
        # PostgreSQL asks for the name behind the user id at both ends of a connection.
        raise InternalError(
            f"The embedded server needs a user with a name, and user id {uid} has none on this "
            f"machine. Run as a user of /etc/passwd, {OWN_SERVER}."
        ) from None
    if uid != 0:
        return Account(uid, os.getegid(), caller, caller)
    entry = _system_account(SERVER_ACCOUNT)
    if entry.pw_uid == 0:
        raise InternalError(
            f"The account {SERVER_ACCOUNT} has root's user id, as which PostgreSQL refuses to run. "
            f"Remove that account, {OWN_SERVER}."
        )
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, caller)


def _system_account(name: str) -> pwd.struct_passwd:
    reason = ""
    # Another process may be adding it (or holding the lock of /etc/passwd) at this very moment.
    for _ in range(20):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            pass
        try:
            made = subprocess.run(
                [
                    *("useradd", "--system", "--user-group", "--no-create-home"),
                    *("--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name),
                ],
                check=False,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"},
                capture_output=True,
                text=True,
            )
        except FileNotFoundError:
            reason = "useradd is not installed"
            break
        if made.returncode != 0:
            reason = made.stderr.strip() or f"useradd ended with {made.returncode}"
            if made.returncode not in _USERADD_BUSY:
                break
            time.sleep(0.1)
    raise InternalError(
        f"PostgreSQL refuses to run as root, and the account {name} for it could not be made: "
        f"{reason}. Run Klantbeeld as an ordinary user, add that account, {OWN_SERVER}."
    )
