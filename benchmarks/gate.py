"""How many people a second the gate shows, with a line in the access log for each.

    python benchmarks/gate.py --base 100000 --seconds 10 --threads 8

Makes and loads the base, then reads people through the gate as a page or a call does: everything of
a person that the role may see, another person each time. First in one thread, then in several of
one process. Each line of the log is durable before its person is handed out, and the chain is
checked afterwards. Prints one JSON object. Bar: ``reads_per_second`` 1,000.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from klantbeeld.audit.access_log import verify
from klantbeeld.privacy.views import Actor
from measure import machine, measured
from scratch_store import Scratch, loaded

PURPOSE = "customer_service"
_AGENT = Actor("benchmark", "service_agent", "cli")
_WARM_UP = 50


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=int, required=True, help="records in the store")
    parser.add_argument("--seconds", type=float, required=True, help="how long to read, each time")
    parser.add_argument("--threads", type=int, default=8, help="readers in one process")
    asked = parser.parse_args()
    with loaded(asked.base) as scratch:
        people = _people(scratch)
        _read(scratch, people[:_WARM_UP])
        alone = measure(scratch, people, 1, asked.seconds)
        with measured(scratch.postmaster) as cost:
            together = measure(scratch, people[::-1], asked.threads, asked.seconds)
        with scratch.services.database.transaction() as transaction:
            log = verify(transaction)
        result = {
            **together,
            "one_thread": alone,
            "threads": asked.threads,
            "base": asked.base,
            "log_ok": log.ok,
            "log_lines": log.checked,
            **cost.figures(),
            "cpu_ms_a_read": round(1000 * cost.cpu_seconds / together["reads"], 2),
            "machine": machine(),
        }
        result["commit"] = result["machine"].pop("commit")
    print(json.dumps(result, indent=2))


def measure(
    scratch: Scratch, people: Sequence[int], threads: int, seconds: float
) -> dict[str, Any]:
    """Reads for so long; reads a second over all threads, and milliseconds for one."""
    took: list[float] = []
    until = time.monotonic() + seconds
    readers = [
        threading.Thread(
            target=lambda own: took.extend(_timed(scratch, own, until)), args=(people[n::threads],)
        )
        for n in range(threads)
    ]
    begun = time.monotonic()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    p50, p99 = np.percentile(np.array(took) * 1000, [50, 99])
    return {
        "reads_per_second": round(len(took) / (time.monotonic() - begun), 1),
        "p50_ms": round(float(p50), 2),
        "p99_ms": round(float(p99), 2),
        "reads": len(took),
    }


def _timed(scratch: Scratch, people: Sequence[int], until: float) -> Iterator[float]:
    for person_id in people:
        begun = time.monotonic()
        if begun > until:
            return
        _read(scratch, (person_id,))
        yield time.monotonic() - begun


def _read(scratch: Scratch, people: Sequence[int]) -> None:
    for person_id in people:
        scratch.services.gate.person(_AGENT, PURPOSE, person_id)


def _people(scratch: Scratch) -> list[int]:
    """Everybody, in no order that the store knows."""
    with scratch.services.database.transaction() as transaction:
        rows = transaction.execute("select person_id from person order by person_id").fetchall()
    numbers = [row["person_id"] for row in rows]
    return [numbers[at] for at in np.random.default_rng(1).permutation(len(numbers)).tolist()]


if __name__ == "__main__":
    main()
