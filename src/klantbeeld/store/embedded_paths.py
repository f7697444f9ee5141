"""Where the embedded server keeps its data, and who may get there.

Entering: the folder a user named, or none. Leaving: a `DataFolder` that exists, belongs to the
caller and lets nobody in but the caller and the server's account. Only the folder itself is made
private or opened to that account; the mode of a folder above it is never changed.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.store.embedded_account import Account

ROOT_DATA = Path("/var/lib/klantbeeld/postgresql")
"""Root's home is private and stays so: root's data lies where every service's does."""

PORT = 5432
"""Names the socket; no port is opened."""

SOCKET = f".s.PGSQL.{PORT}"
"""The name that PostgreSQL gives the socket of that number."""

LONGEST_SOCKET = 103
"""Bytes in the path of a Unix socket (107 on Linux, fewer elsewhere)."""

MEND = "Name another folder in KLANTBEELD_DATA_DIR"


def default_data_dir() -> Path:
    """The data folder of the present user: below their own home, or root's `ROOT_DATA`."""
    if os.geteuid() == 0:
        return ROOT_DATA
    base = os.environ.get("XDG_DATA_HOME", "")
    # The XDG standard: a path that is not absolute is ignored.
    home = Path(base) if base.startswith("/") else Path.home() / ".local" / "share"
    return home / "klantbeeld" / "postgresql"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder with everything of one embedded server; the names in it."""

    path: Path

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.path / "pgdata"

    @property
    def new_pgdata(self) -> Path:
        """Where a new data directory is made; renamed to `pgdata` when it is whole."""
        return self.path / "pgdata.new"

    @property
    def log(self) -> Path:
        """The server's log: what it says about itself, never about rows."""
        return self.pgdata / "server.log"

    @property
    def mutex(self) -> Path:
        """Locked exclusively by whoever starts or stops the server. Marks the folder as ours."""
        return self.path / "klantbeeld.lock"

    @property
    def users(self) -> Path:
        """Locked shared by every process that uses the server."""
        return self.path / "users.lock"

    @property
    def alive(self) -> Path:
        """Locked by the server's own processes as long as one of them lives."""
        return self.path / "server.lock"

    @property
    def socket_note(self) -> Path:
        """Holds the path of the socket folder where that lies elsewhere."""
        return self.path / "socket-folder"

    def sockets(self) -> Path | None:
        """The folder of the socket as it is in use, or None when there is none yet."""
        own = self.path / "run"
        if socket_fits(own):
            return own if own.is_dir() else None
        try:
            return Path(os.fsdecode(self.socket_note.read_bytes()))
        except FileNotFoundError:
            return None


def prepare_data_folder(path: Path, account: Account) -> DataFolder:
    """Makes (or checks) the data folder at ``path`` for a server that runs as ``account``.

    Raises InputError when the folder holds something else, belongs to another user, cannot be
    written, or when the server's account cannot reach it.
    """
    if any(not character.isprintable() for character in str(path)):
        raise InputError.single("the data folder has unprintable characters", repr(path), MEND)
    # Where links lead to is what must be reachable.
    path = Path(os.path.realpath(os.path.expanduser(path)))
    folder = DataFolder(path)
    with disk_faults(path):
        _check_way(path, account)
        for parent in reversed([parent for parent in path.parents if not parent.exists()]):
            # Made by us, so ours to open: the umask must not shut the server's account out.
            parent.mkdir(exist_ok=True)
            parent.chmod(0o755 if account.is_other else 0o700)
        path.mkdir(mode=0o700, exist_ok=True)
        if path.stat().st_uid != os.geteuid():
            raise InputError.single(
                "the data folder belongs to another user",
                str(path),
                f"Run as that user. {MEND}",
            )
        if any(path.iterdir()) and not folder.mutex.exists():
            raise InputError.single(
                "the data folder is not empty and holds no Klantbeeld store",
                str(path),
                f"{MEND}: one that is new or empty",
            )
        if account.is_other:
            # The server's account may pass through; nobody else may, and it may not write here.
            os.chown(path, 0, account.gid)
            path.chmod(0o710)
        else:
            path.chmod(0o700)
    return folder


def prepare_sockets(folder: DataFolder, account: Account) -> Path:
    """The private folder for the socket: in the data folder, or elsewhere where that is too long.

    A folder elsewhere gets a fresh name that cannot be guessed, noted in the data folder.
    """
    own = folder.path / "run"
    with disk_faults(folder.path):
        if socket_fits(own):
            make_private(own, account)
            return own
        noted = folder.sockets()
        if noted is not None and noted.exists():
            make_private(noted, account)
            return noted
        base = Path("/run" if account.is_other else tempfile.gettempdir())
        made = Path(tempfile.mkdtemp(prefix="klantbeeld-", dir=base))
        if not socket_fits(made):
            made.rmdir()
            made = Path(tempfile.mkdtemp(prefix="klantbeeld-", dir="/tmp"))
        make_private(made, account)
        folder.socket_note.write_bytes(os.fsencode(made))
        return made


def make_private(folder: Path, account: Account) -> None:
    """Makes ``folder`` for ``account`` alone, or checks that an existing one is.

    Raises InputError when it is a link, or somebody else's: then others could get at the data.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.uid}:
            raise InputError.single(
                "the folder is a link or belongs to another user", str(folder), MEND
            ) from None
    os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)


def socket_fits(folder: Path) -> bool:
    """Whether a socket in ``folder`` has a name that the system and libpq can take."""
    # A comma separates hosts in a connection string.
    name = os.fsencode(folder / f"{SOCKET}.lock")
    return len(name) <= LONGEST_SOCKET and b"," not in name


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turns what the file system refuses below ``folder`` into an error with its mend."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise disk_full(folder) from error
        raise InputError.single(
            f"the data folder cannot be used ({error.strerror})", str(folder), MEND
        ) from error


def disk_full(folder: Path) -> InternalError:
    """The error of a disk without space."""
    return InternalError(
        f"The disk that holds {folder} is full; nothing half-made was left. Free space, or name "
        "a folder on another disk in KLANTBEELD_DATA_DIR, and run the command again."
    )


def _check_way(path: Path, account: Account) -> None:
    if not account.is_other:
        return
    existing = next(parent for parent in path.parents if parent.exists())
    if not account.may_enter(existing):
        raise InputError.single(
            f"the server runs as {account.name} and cannot get through the folders above the data "
            "folder, which are private and stay so",
            str(path),
            f"{MEND} that every account can reach, such as {ROOT_DATA}",
        )
