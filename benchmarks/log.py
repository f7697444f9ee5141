"""How long it takes to prove that nobody touched the access log.

    python benchmarks/log.py --lines 1000000

Fills the log of an empty store, then checks its chain as ``klantbeeld verify`` does: every line is
read, put in its canonical form and hashed. Progress on stderr; prints one JSON object. Bar:
``lines_per_second`` 20,000 in memory that does not grow with the log.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from klantbeeld.audit.access_log import append_and_commit, verify
from klantbeeld.audit.chain import Detail, Entry
from klantbeeld.core.progress import BarProgress
from klantbeeld.core.settings import Settings
from klantbeeld.store import embedded
from klantbeeld.store.database import Database
from measure import machine, measured, postmaster_of

_START = datetime(2026, 1, 1, tzinfo=UTC)
_TOGETHER = 2_000
_DETAIL: Detail = {
    "attributes": ("email", "phone", "given_name", "family_name", "street", "postcode", "city"),
    "touchpoints": 12,
    "types": ("order", "contact"),
    "household": (17, 23),
    "organisations": (),
}


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, required=True, help="lines in the log")
    lines = parser.parse_args().lines
    with _empty_store() as (database, postmaster):
        with measured(postmaster) as writing:
            _fill(database, lines)
        with measured(postmaster) as checking, database.transaction() as transaction:
            found = verify(transaction, BarProgress())
    result: dict[str, Any] = {
        "lines": found.checked,
        "ok": found.ok,
        "lines_per_second": round(found.checked / checking.wall_seconds),
        "cpu_us_a_line": round(1e6 * checking.cpu_seconds / found.checked, 1),
        **checking.figures(),
        "writing": writing.figures(),
        "machine": machine(),
    }
    result["commit"] = result["machine"].pop("commit")
    print(json.dumps(result, indent=2))


@contextmanager
def _empty_store() -> Iterator[tuple[Database, int]]:
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        server = embedded.start(folder / "data")
        postmaster = postmaster_of(server.data_dir)
        try:
            with Database.open(Settings.model_validate({"data_dir": folder / "data"})) as database:
                yield database, postmaster
        finally:
            server.stop()


def _fill(database: Database, lines: int) -> None:
    with BarProgress().step("writing lines", lines) as step:
        for first in range(0, lines, _TOGETHER):
            some = [_entry(n) for n in range(first, min(first + _TOGETHER, lines))]
            with database.transaction() as transaction:
                append_and_commit(transaction, some, _START + timedelta(seconds=first))
            step.advance(len(some))


def _entry(number: int) -> Entry:
    person_id = number % 100_000 + 1
    return Entry("anna", "agent", "web", "service", "person", True, person_id, _DETAIL)


if __name__ == "__main__":
    main()
