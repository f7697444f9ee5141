"""Organisations in any labelled table: standardised, trained without labels, linked, compared.

    python benchmarks/organisations.py DATA --truth COLUMN --map MAP.yaml [--peer splink]

DATA is Parquet or CSV; the map says which column is which attribute (``benchmarks/maps``). Prints
one JSON object: precision, recall and F1 by pairs and by B-cubed, the largest cluster, and what it
cost. The peer runs in the same run, in a process of its own, on the same standardised values.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import yaml

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.identity import evaluate
from klantbeeld.identity.organisation.link import link_organisations
from klantbeeld.identity.organisation.train import train_organisations
from klantbeeld.quality import comparable_array, standardise_table
from measure import machine, measured


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--truth", required=True, help="the column with the true entity")
    parser.add_argument("--map", type=Path, required=True, help="which column is which attribute")
    parser.add_argument("--peer", choices=["splink"])
    arguments = parser.parse_args()
    mapping = yaml.safe_load(arguments.map.read_text(encoding="utf-8"))
    raw = read(arguments.data)
    truth = np.unique(np.array(raw[arguments.truth].to_pylist(), str), return_inverse=True)[1]
    with measured() as cost:
        records = standardised(raw, mapping["columns"])
        label = organisations(records)
    result: dict[str, Any] = {**evaluate(label, truth), **cost.figures()}
    if arguments.peer == "splink":
        result["peer"] = run_peer(records, truth)
    print(json.dumps(result | {"machine": machine()}, indent=2))


def read(data: Path) -> pa.Table:
    """The table with all values as text."""
    if data.suffix == ".parquet":
        table = pq.read_table(data)
        return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    with data.open(encoding="utf-8-sig") as file:
        names = pa_csv.read_csv(data).column_names if file.read(1) else []
    options = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
    )
    return pa_csv.read_csv(data, convert_options=options)


def standardised(raw: pa.Table, columns: dict[str, str]) -> pa.Table:
    """Comparable values, numbered from 1; a number inside an address becomes the house number."""
    types = {kind: AttributeType(kind) for kind in columns.values()}
    if "street" in types:
        types["house_number"] = AttributeType.HOUSE_NUMBER
    texts = pa.table({kind: raw[column] for column, kind in columns.items()})
    values = standardise_table(texts, types).values
    table = {name: comparable_array(types[name], values[name]) for name in values.column_names}
    return pa.table({"record_no": np.arange(1, len(raw) + 1), **table})


def organisations(records: pa.Table) -> npt.NDArray[np.int64]:
    """A label per record; a record of no organisation has one of its own."""
    number, organisation = link_organisations(
        train_organisations(records), records
    ).organisation_of()
    label = -np.arange(1, len(records) + 1)
    label[number - 1] = organisation
    return label


def run_peer(records: pa.Table, truth: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Splink on the same standardised values, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="klantbeeld-benchmark-") as folder:
        file = Path(folder) / "standard.parquet"
        pq.write_table(records.append_column("entity_id", pa.array(truth)), file)
        script = Path(__file__).with_name("peer_splink_organisations.py")
        done = subprocess.run(
            [sys.executable, str(script), str(file)], check=True, capture_output=True, text=True
        )
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
