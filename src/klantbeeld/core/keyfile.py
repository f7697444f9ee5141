"""A secret key in a file of the project folder: outside the store, so that who has only the store
cannot make hashes or tokens by it.

Entering: the path of the file. Leaving: 32 random bytes, made once, readable by their owner alone.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from klantbeeld.core.errors import InputError

_BYTES = 32


def read_key(path: Path) -> bytes | None:
    """The key; None where there is no file. Raises InputError for a file that holds no key."""
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path) from error
    return _read(path, changed)


def make_key(path: Path) -> bytes:
    """The key, made now where there is none. Raises InputError when it cannot be kept."""
    known = read_key(path)
    if known is not None:
        return known
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{secrets.token_hex(_BYTES)}\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(temporary, path)  # whoever comes second takes the first one's
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    except OSError as error:
        raise InputError.single(
            f"the key cannot be written ({error.strerror})",
            path.name,
            "Give the account that runs Klantbeeld the right to write in the project folder.",
        ) from error
    made = read_key(path)
    if made is None:
        raise _unreadable(path)
    return made


@lru_cache(maxsize=16)
def _read(path: Path, _: int) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if len(key) != _BYTES:
        raise _unreadable(path)
    return key


def _unreadable(path: Path) -> InputError:
    return InputError.single(
        "the key cannot be read", path.name, "Restore it from a backup of the project folder."
    )
