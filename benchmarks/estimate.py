"""Expected precision and recall, without labels, beside the true ones.

    python benchmarks/estimate.py DATA.parquet --truth COLUMN --map MAP.yaml [--sizes 10000 30000]

Trains and links the whole table, and samples of whole entities of the sizes named, in this process.
Prints one JSON object: for each, the estimate with its band beside the truth, whether the band
holds it, and the factor by which what is wrong (or missed) was misjudged.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from klantbeeld.identity import evaluate, link, train
from klantbeeld.identity.accuracy import Estimate, estimate_accuracy
from labelled import Labelled, read_labelled
from measure import machine, measured


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--truth", required=True, help="the column with the true entity")
    parser.add_argument("--map", type=Path, required=True, help="which column is which attribute")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="records of samples")
    asked = parser.parse_args()
    sets = [
        run(read_labelled(asked.data, asked.truth, asked.map, rows))
        for rows in [*asked.sizes, None]
    ]
    print(json.dumps({"data": asked.data.name, "sets": sets, "machine": machine()}, indent=2))


def run(labelled: Labelled) -> dict[str, Any]:
    """One set: estimate, truth, cost of the estimate alone."""
    linked = link(train(labelled.records), labelled.records)
    with measured() as cost:
        told = estimate_accuracy(linked)
    true = evaluate(linked.labels, labelled.truth)["cluster_pairwise"]
    return {
        "records": len(labelled.records),
        "precision": beside(told.precision, true["precision"]),
        "recall": beside(told.recall, true["recall"]),
        "never_compared": round(told.never_compared, 4),
        **cost.figures(),
    }


def beside(told: Estimate, true: float) -> dict[str, Any]:
    """The estimate and the truth; ``factor``: what is wrong, or missed, true over expected."""
    expected = 1 - told.value
    return {
        "expected": round(told.value, 4),
        "low": round(told.low, 4),
        "high": round(told.high, 4),
        "true": round(true, 4),
        "within": bool(told.low <= true <= told.high),
        "factor": round((1 - true) / expected, 2) if expected > 0 else None,
    }


if __name__ == "__main__":
    main()
