"""The whole bulk build of N made-up records, from files to people who can be found, and the peer.

    python benchmarks/bulk.py --records 1000000 [--peer splink]

Ours is everything: read, standardised, landed, trained, linked, clustered, folded, stored and
indexed in PostgreSQL, the server's CPU counted in; `linking` is the part after landing. The peer,
Splink 5 in the same run on the same standardised values, trains, predicts and clusters in memory
and stores nothing. Prints one JSON object; `cpu_ratio` is our whole build over the peer's linking.
Bars at a million: ratio at most 1, linking within 60 CPU seconds, memory below 4 GiB.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from klantbeeld.identity import evaluate
from klantbeeld.pipeline.linking.records import read_records
from linkage import run_peer
from measure import machine
from scratch_store import Scratch, loaded


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", choices=["splink"])
    asked = parser.parse_args()
    with loaded(asked.records, seed=asked.seed) as scratch:
        result: dict[str, Any] = {**scratch.load, **_accuracy(scratch)}
        if asked.peer == "splink":
            _hand_over(scratch, scratch.folder)
            result["peer"] = run_peer(scratch.folder)
            ratio = scratch.load["cpu_seconds"] / result["peer"]["cpu_seconds"]
            result["cpu_ratio"] = round(ratio, 2)
    result["machine"] = machine()
    print(json.dumps(result, indent=2))


def _accuracy(scratch: Scratch) -> dict[str, Any]:
    """How well the people are found again."""
    with scratch.services.database.transaction() as transaction:
        rows = transaction.execute(
            "select source_record_id, person_id from source_record join membership using "
            "(record_no)"
        ).fetchall()
    truth = dict(zip(scratch.shop.record_id.tolist(), scratch.shop.person.tolist(), strict=True))
    found = pa.array([row["person_id"] for row in rows]).to_numpy()
    true = pa.array([truth[row["source_record_id"]] for row in rows]).to_numpy()
    return evaluate(found, true)


def _hand_over(scratch: Scratch, folder: Path) -> None:
    """The standardised records and the truth, as the peer reads them."""
    with scratch.services.database.transaction() as transaction:
        records = read_records(transaction, scratch.services.catalogue)
        rows = transaction.execute(
            "select source_record_id from source_record order by record_no"
        ).fetchall()
    keys = [row["source_record_id"] for row in rows]
    pq.write_table(
        records.append_column("source_record_id", pa.array(keys)), folder / "standard.parquet"
    )
    truth = dict(zip(scratch.shop.record_id.tolist(), scratch.shop.person.tolist(), strict=True))
    table = {
        "source": records["source"],
        "source_record_id": keys,
        "entity_id": [str(truth[key]) for key in keys],
    }
    pq.write_table(pa.table(table), folder / "truth.parquet")


if __name__ == "__main__":
    main()
