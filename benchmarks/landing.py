"""What it costs to land records: in bulk from a file, in batches, and one at a time.

    python benchmarks/landing.py --records 1000000 [--single 500] [--batches 20]

A made-up shop of that size is loaded from its files (orders left out) and made searchable, without
linking; then new accounts come in live, one a request and 500 a request. Prints one JSON object:
CPU microseconds a record of client and server together, milliseconds until one record is durable,
and what the store weighs. Bars at a million records: 40 us a record in bulk, 60 us in batches, p50
1.5 ms for one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from klantbeeld.core.progress import BarProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.intake import receive
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.store import embedded
from made_up_shop import make_shop, write_shop
from measure import machine, measured, postmaster_of

BATCH = 500
_WARM_UP = 20
_SIZES = """
select relname as name, round(pg_total_relation_size(oid) / 1e6, 1)::float8 as mb
from pg_class
where relkind = 'r' and relname = any(%s)
"""
_TABLES = ["source_record", "search_page", "search_term", "search_word", "waiting_record"]


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, required=True, help="records in the files")
    parser.add_argument("--single", type=int, default=500, help="records sent one at a time")
    parser.add_argument("--batches", type=int, default=20, help=f"requests of {BATCH} records")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        write_shop(folder / "project", make_shop(asked.records, seed=1))
        for file in (folder / "project").rglob("orders*"):
            file.write_text(file.read_text(encoding="utf-8").partition("\n")[0] + "\n")
        server = embedded.start(folder / "data")
        settings = Settings.model_validate(
            {"project": folder / "project", "data_dir": folder / "data"}
        )
        try:
            with open_project(settings) as services:
                result = run(services, postmaster_of(server.data_dir), asked)
        finally:
            server.stop()
    print(json.dumps(result, indent=2))


def run(services: Services, postmaster: int, asked: argparse.Namespace) -> dict[str, Any]:
    """The three ways in, one after the other."""
    with measured(postmaster) as bulk:
        load_files(services, (), BarProgress())
    newcomers = make_shop(2 * (asked.single + _WARM_UP + asked.batches * BATCH), seed=2)
    # Names that the shop has, numbers that it has not.
    items = [
        newcomers.account(record) | {"account_no": f"L{record}"}
        for record in range(asked.single + _WARM_UP + asked.batches * BATCH)
    ]
    for item in items[:_WARM_UP]:
        _send(services, [item])
    waited = []
    with measured(postmaster) as single:
        for item in items[_WARM_UP : _WARM_UP + asked.single]:
            begun = time.perf_counter()
            _send(services, [item])
            waited.append(1000 * (time.perf_counter() - begun))
    rest = items[_WARM_UP + asked.single :]
    with measured(postmaster) as batches:
        for start in range(0, len(rest), BATCH):
            _send(services, rest[start : start + BATCH])
    with services.database.transaction() as transaction:
        sizes = transaction.execute(_SIZES, (_TABLES,)).fetchall()
    p50, p99 = np.percentile(waited, [50, 99])
    result = {
        "records": asked.records,
        "bulk_us_per_record": _each(bulk.cpu_seconds, asked.records),
        "single_p50_ms": round(p50, 2),
        "single_p99_ms": round(p99, 2),
        "single_cpu_us_per_record": _each(single.cpu_seconds, asked.single),
        "batch_us_per_record": _each(batches.cpu_seconds, len(rest)),
        "megabytes": {row["name"]: row["mb"] for row in sizes},
        **bulk.figures(),
        "machine": machine(),
    }
    result["commit"] = result["machine"].pop("commit")
    return result


def _send(services: Services, items: Sequence[dict[str, str]]) -> None:
    receipt = receive(services, "webshop", "accounts", items)
    if receipt.new != len(items):
        raise RuntimeError("not every record was new: the figures would tell of something else")


def _each(seconds: float, records: int) -> float:
    return round(1e6 * seconds / max(records, 1), 1)


if __name__ == "__main__":
    main()
