"""A folder for a throw-away server that the server's account can reach, also under root.

pytest's own temporary folders are private to root, and the server does not run as root.
"""

from __future__ import annotations

import tempfile
from pathlib import Path


def scratch_data_dir() -> Path:
    """A new empty folder; the caller removes it when its server has stopped."""
    return Path(tempfile.mkdtemp(prefix="klantbeeld-test-"))
