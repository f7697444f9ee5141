"""Any labelled table through the real pipeline: loaded, linked, compared with the truth.

    python benchmarks/linkage.py DATA.parquet --truth COLUMN --map MAP.yaml [--peer splink]

The map says which column is which attribute (see ``benchmarks/maps``). Prints one JSON object:
precision, recall and F1 by pairs and by B-cubed, the largest cluster, and what it cost. The peer
runs in the same run, in a process of its own, on the same standardised values.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from klantbeeld.core.progress import BarProgress
from klantbeeld.core.settings import Settings
from klantbeeld.pipeline.landing.load import load_files
from klantbeeld.pipeline.linking.evaluate import evaluate_against
from klantbeeld.pipeline.linking.link import link_waiting
from klantbeeld.pipeline.linking.records import read_records
from klantbeeld.pipeline.opening import open_project
from klantbeeld.store import embedded
from measure import machine, measured, postmaster_of


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--truth", required=True, help="the column with the true entity")
    parser.add_argument("--map", type=Path, required=True, help="which column is which attribute")
    parser.add_argument("--peer", choices=["splink"])
    arguments = parser.parse_args()
    mapping = yaml.safe_load(arguments.map.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server runs under an account of its own when root starts it
        result = run(folder, arguments.data, arguments.truth, mapping)
        if arguments.peer == "splink":
            result["peer"] = run_peer(folder)
    print(json.dumps(result, indent=2))


def run(folder: Path, data: Path, truth: str, mapping: dict[str, Any]) -> dict[str, Any]:
    """Loads and links the table in a store of its own; leaves what the peer needs in the folder."""
    project = folder / "project"
    write_project(project, data, mapping)
    table = write_truth(project, data, truth, mapping)
    server = embedded.start(folder / "store")
    settings = Settings(project=project, data_dir=folder / "store")
    try:
        with open_project(settings) as services:
            with measured(postmaster_of(server.data_dir)) as whole:
                load_files(services, (), BarProgress())
                with measured(postmaster_of(server.data_dir)) as linking:
                    link_waiting(services, BarProgress())
            figures = evaluate_against(services, project / "truth.csv")
            with services.database.transaction() as transaction:
                records = read_records(transaction, services.catalogue)
                numbers = transaction.execute(
                    "select record_no, source_record_id from source_record order by record_no"
                ).fetchall()
    finally:
        server.stop()
    keys = pa.array([row["source_record_id"] for row in numbers])
    pq.write_table(records.append_column("source_record_id", keys), folder / "standard.parquet")
    pq.write_table(table, folder / "truth.parquet")
    return {
        **figures,
        **whole.figures(),
        "linking": linking.figures(),
        "machine": machine(),
    }


def write_project(project: Path, data: Path, mapping: dict[str, Any]) -> None:
    """A project folder that declares the mapped columns, one source per value of the column."""
    everyone = {"nl": "Meting", "en": "Benchmark"}
    role = {"name": everyone, "default_purpose": "benchmark"}
    purpose = {
        "name": everyone,
        "description": everyone,
        "legal_basis": "legitimate_interest",
        "balancing_note": "The data are made up or public and stay in a scratch store.",
        "data_use": "essential.service",
        "roles": ["benchmark"],
        "retention": "1 year",
        "active": True,
    }
    attributes = {
        name: {
            "name": {"nl": name, "en": name},
            "type": kind,
            "data_category": "user",
            "purposes": ["benchmark"],
            "retention": "1 year",
            "goal": "serve_better",
            "roles": ["benchmark"],
            "match": kind != "name_prefix",
        }
        for name, kind in attribute_types(mapping).items()
    }
    _write(
        project / "klantbeeld.yaml",
        {
            "organisation": {"name": "Benchmark", "contact": "benchmark@example.org"},
            "roles": {"benchmark": role},
        },
    )
    _write(project / "catalog/purposes.yaml", {"benchmark": purpose})
    _write(project / "catalog/attributes.yaml", attributes)
    column = mapping.get("source")
    names = ["all"]
    if column:
        names = sorted(set(pq.read_table(data, columns=[column])[column].to_pylist()))
    for name in names:
        delivery = {
            "kind": "records",
            "files": str(data.resolve()),
            "key": mapping["key"],
            "columns": dict(zip(mapping["columns"], attributes, strict=True)),
        }
        if column:
            delivery["only"] = {column: name}
        source = {"name": {"nl": name, "en": name}, "trust": 50, "deliveries": {"people": delivery}}
        _write(project / f"sources/{name.lower()}.yaml", source)


def attribute_types(mapping: dict[str, Any]) -> dict[str, str]:
    """Attribute -> type, in the order of the map's columns; ``identifier`` may stand twice."""
    found: dict[str, str] = {}
    for column, kind in mapping["columns"].items():
        found[column.lower() if kind in ("identifier", "category") else kind] = kind
    return found


def write_truth(project: Path, data: Path, truth: str, mapping: dict[str, Any]) -> pa.Table:
    """The truth as ``klantbeeld evaluate`` reads it, and as a table for the peer."""
    column = mapping.get("source")
    names = [mapping["key"], truth, *([column] if column else [])]
    rows = pq.read_table(data, columns=names)
    keys = [str(value) for value in rows[mapping["key"]].to_pylist()]
    entities = [str(value) for value in rows[truth].to_pylist()]
    sources = rows[column].to_pylist() if column else ["all"] * len(keys)
    sources = [name.lower() for name in sources]
    with (project / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("source", "source_record_id", "entity_id"))
        writer.writerows(zip(sources, keys, entities, strict=True))
    return pa.table({"source": sources, "source_record_id": keys, "entity_id": entities})


def run_peer(folder: Path) -> dict[str, Any]:
    """Splink on the same standardised values, in a process of its own."""
    script = Path(__file__).with_name("peer_splink.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder / "standard.parquet"),
         str(folder / "truth.parquet")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main()
