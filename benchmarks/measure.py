"""What a run costs: CPU, wall clock, memory, and on which machine.

CPU seconds count this process, its ended children and, where one is named, the PostgreSQL server
with all its processes. Absolute times on shared machines mean little: compare within one run.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Filled when the measured block ends."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_memory_mib: float = 0.0

    def figures(self) -> dict[str, float]:
        """Rounded, under the names that every benchmark prints."""
        return {
            "cpu_seconds": round(self.cpu_seconds, 2),
            "wall_seconds": round(self.wall_seconds, 2),
            "peak_memory_mib": round(self.peak_memory_mib, 1),
        }


@contextmanager
def measured(postmaster: int | None = None) -> Iterator[Cost]:
    """Measures the block; ``postmaster`` is the process id of a PostgreSQL server to count in."""
    cost = Cost()
    cpu, wall = _cpu(postmaster), time.perf_counter()
    yield cost
    cost.cpu_seconds = _cpu(postmaster) - cpu
    cost.wall_seconds = time.perf_counter() - wall
    cost.peak_memory_mib = _peak_kib() / 1024


def machine() -> dict[str, Any]:
    """Where the figures come from."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        check=False, capture_output=True, text=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or None,
    }


def postmaster_of(data_dir: Path) -> int:
    """The process id of the server of a PostgreSQL data directory."""
    return int((data_dir / "postmaster.pid").read_text().split()[0])


def on_cpu(postmaster: int | None = None) -> float:
    """Seconds for which this process and, where one is named, a PostgreSQL server have worked: to
    the microsecond, of threads and processes that still run (proc(5), schedstat)."""
    own = (f"/proc/self/task/{task.name}" for task in Path("/proc/self/task").iterdir())
    server = (f"/proc/{pid}" for pid in _tree(postmaster)) if postmaster is not None else ()
    return sum(_worked(place) for place in (*own, *server)) / 1e9


def _worked(place: str) -> int:
    try:
        return int(Path(place, "schedstat").read_text().split()[0])
    except FileNotFoundError:
        return 0


def _peak_kib() -> int:
    """The most memory this program held (proc(5), VmHWM); getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _cpu(postmaster: int | None) -> float:
    own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total = sum(usage.ru_utime + usage.ru_stime for usage in own)
    if postmaster is not None:
        total += sum(_ticks(pid) for pid in _tree(postmaster)) / _TICKS
    return total


def _ticks(pid: int) -> int:
    """User and system time of a process and of its children that have ended (proc(5), stat)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in fields[11:15])


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(int(child) for child in children)]
