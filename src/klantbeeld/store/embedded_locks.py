"""File locks that end with the process that holds them, however it ends.

``flock(2)``: the lock belongs to the open file, so a child that inherits the descriptor keeps it,
and the kernel lets go of it when the last holder is gone, also after ``kill -9``.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from klantbeeld.core.errors import InternalError


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, private to its owner; not inherited unless passed on."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def try_exclusive(descriptor: int) -> bool:
    """Locks exclusively when nobody else holds the file; else leaves it, now without a lock."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def take_shared(path: Path) -> int:
    """A descriptor that holds ``path`` shared until it is closed everywhere."""
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def exclusive(path: Path, *, patience_seconds: float) -> Iterator[int]:
    """Holds ``path`` exclusively, waiting for others; yields the descriptor.

    Raises InternalError when another process holds it for longer than ``patience_seconds``.
    """
    descriptor = open_lock(path)
    try:
        deadline = time.monotonic() + patience_seconds
        while not try_exclusive(descriptor):
            if time.monotonic() > deadline:
                raise InternalError(
                    f"Another process has been starting or stopping the embedded server for "
                    f"{patience_seconds:.0f} seconds (it holds {path}). End it and try again."
                )
            time.sleep(0.01)
        yield descriptor
    finally:
        os.close(descriptor)
