"""A folder for a throw-away server that the server's account can reach, also under root.

pytest's own temporary folders are private to root, and the server does not run as root.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  # the fresh folder in it is private and of a random name
_ROOMY = 2 * 1024**3


def scratch_data_dir() -> Path:
    """A new empty folder, in memory where there is room; the caller removes it after the server."""
    return Path(tempfile.mkdtemp(prefix="klantbeeld-test-", dir=_MEMORY if _usable() else None))


def _usable() -> bool:
    # A container's is often small, and closed to programs.
    return (
        _MEMORY.is_dir()
        and shutil.disk_usage(_MEMORY).free > _ROOMY
        and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    )
