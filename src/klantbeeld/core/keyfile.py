"""The secrets of a project folder: which file holds what, and how they are made and read.

They lie outside the store, so that who has only the store, or a backup of it, can make no hash or
token with them and open nothing. Entering: the project folder. Leaving: a secret, made once, in a
file that its owner alone can read.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from klantbeeld.core.errors import Fault, InputError

KEY_BYTES = 32

_FOR_OTHERS = 0o007
"""The rights of whoever is neither the owner of a file nor in its group."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One of the files."""

    name: str
    """In the project folder."""
    key_of: str
    """What it is the key of."""
    without: str
    """What cannot be done without it."""

    def lost(self) -> Fault:
        """What to say where something was made with the key and the file is gone."""
        return self._fault("is gone")

    def foreign(self) -> Fault:
        """What to say where the file holds another key than what was made with it asks for."""
        return self._fault("is another than the one that belongs to this store")

    def unreadable(self) -> Fault:
        """What to say where the file holds no key, or cannot be opened."""
        return self._fault("cannot be read")

    def _fault(self, what: str) -> Fault:
        return Fault(
            f"the key of {self.key_of} {what}: without it {self.without}",
            self.name,
            "Restore it from a backup of the project folder.",
        )


SEALED_VALUES = KeyFile(".klantbeeld-keys", "sealed values", "nobody can read them")
ERASURES = KeyFile(
    ".klantbeeld-erasures.key", "erasures", "nobody can tell who was erased, so nothing lands"
)
CONTACTS = KeyFile(
    ".klantbeeld-contacts.key", "the list of contacts to leave alone", "nobody gets marketing"
)
KEY_FILES = (SEALED_VALUES, ERASURES, CONTACTS)


def read_key(project: Path, file: KeyFile) -> bytes | None:
    """The 32 bytes of a file of one key; None where there is no file. Raises InputError for a file
    that holds no key."""
    path = project / file.name
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(file.unreadable()) from error
    return _read_key(path, file, changed)


def make_key(project: Path, file: KeyFile) -> bytes:
    """The key, made now where there is none. Raises InputError when it cannot be kept."""
    known = read_key(project, file)
    if known is not None:
        return known
    write_secret(project, file, f"{secrets.token_hex(KEY_BYTES)}\n", replace=False)
    made = read_key(project, file)
    if made is None:
        raise InputError(file.lost())
    return made


def read_secret(project: Path, file: KeyFile) -> str:
    """What a file holds. Raises InputError where it cannot be read.

    A copy that came back from a backup open to everybody on the machine is closed again.
    """
    path = project / file.name
    try:
        rights = path.stat().st_mode
        if rights & _FOR_OTHERS:
            with suppress(OSError):  # not ours to change: a secret that was mounted
                path.chmod(rights & ~_FOR_OTHERS)
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(file.unreadable()) from error


def write_secret(project: Path, file: KeyFile, text: str, *, replace: bool) -> None:
    """Puts it in the file, whole or not at all, readable for its owner alone.

    Without ``replace`` the file that another process made just now stays. Raises InputError where
    the folder cannot be written.
    """
    path = project / file.name
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        if replace:
            unfinished.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(unfinished, path)
    except OSError as error:
        raise InputError.single(
            f"the key of {file.key_of} cannot be written ({error.strerror})",
            file.name,
            "Give the account that runs Klantbeeld the right to write in the project folder.",
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


@lru_cache(maxsize=16)
def _read_key(path: Path, file: KeyFile, _changed: int) -> bytes:
    try:
        key = bytes.fromhex(read_secret(path.parent, file).strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        # Not even the cause is shown: it could quote the key.
        raise InputError(file.unreadable())
    return key
