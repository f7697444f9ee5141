"""Churn without a contract, out of time: logistic beside the closed form and scikit-learn's.

    python benchmarks/churn.py [ORDERS.parquet] [--weeks 13] [--peer none]

Without a file: all 23,570 customers of CDNOW, told on week 39 of the 13 weeks that follow, trained
on what was known before. With one: columns person, day (a date), amount, and items where known;
the last weeks of the file are the test. The peer is scikit-learn's gradient boosting on the same
columns and moments. Prints one JSON object: AUC, Brier, ECE, calibration slope, lift, the table.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sklearn.ensemble import HistGradientBoostingClassifier

from cdnow import read_cdnow
from klantbeeld.value.arrays import Reason
from klantbeeld.value.calibration import Measures, measure
from klantbeeld.value.churn import backtest_churn, training_origins
from klantbeeld.value.churn_features import PurchaseLines, features_at
from measure import machine, measured


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", type=Path, nargs="?")
    parser.add_argument("--weeks", type=int, default=13)
    parser.add_argument("--peer", choices=["scikit-learn", "none"], default="scikit-learn")
    arguments = parser.parse_args()
    horizon = arguments.weeks * 7
    lines, today = _read(arguments.orders, horizon)
    with measured() as cost:
        told = backtest_churn(lines, today, horizon)
    if isinstance(told, Reason):
        raise SystemExit(f"no answer: {told.code} {dict(told.parameters)}")
    result: dict[str, Any] = {"weeks": arguments.weeks, **cost.figures()}
    result["logistic"] = None if told.logistic is None else figures(told.logistic)
    result["closed_form"] = figures(told.closed_form)
    if told.logistic is not None:
        result["calibration"] = [asdict(group) for group in told.logistic.table]
    if arguments.peer != "none":
        result["peer"] = run_peer(lines, today, horizon)
    print(json.dumps(result | {"machine": machine()}, indent=2, default=float))


def figures(told: Measures) -> dict[str, float]:
    """Everything but the table, rounded."""
    values = asdict(told)
    values.pop("table")
    return {name: round(float(value), 4) for name, value in values.items()}


def run_peer(lines: PurchaseLines, today: int, horizon: int) -> dict[str, Any]:
    """Boosted trees on the same columns of the same moments."""
    origin = today - horizon
    with measured() as cost:
        values, outcomes = [], []
        for moment in training_origins(lines, origin, horizon):
            known = features_at(lines, moment, horizon)
            values.append(known.values)
            outcomes.append(lines.days.count(known.person, moment, moment + horizon) == 0)
        trees = HistGradientBoostingClassifier(max_leaf_nodes=8, learning_rate=0.05, random_state=1)
        trees.fit(np.vstack(values), np.concatenate(outcomes))
        now = features_at(lines, origin, horizon)
        said = trees.predict_proba(now.values)[:, 1]
    came = (lines.days.count(now.person, origin, today) == 0).astype(float)
    return {
        "name": "HistGradientBoostingClassifier",
        **figures(measure(said, came)),
        **cost.figures(),
    }


def _read(file: Path | None, horizon: int) -> tuple[PurchaseLines, int]:
    if file is None:
        data = read_cdnow("CDNOW_master.txt")
        lines = PurchaseLines.of(data.person, data.day, data.money, data.items)
        return lines, 39 * 7 - 1 + horizon
    table = pq.read_table(file)
    person = np.unique(np.array(table["person"].to_pylist(), str), return_inverse=True)[1]
    day = table["day"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[D]").astype(np.int64)
    items = table["items"].to_numpy() if "items" in table.column_names else None
    return PurchaseLines.of(person, day, table["amount"].to_numpy(), items), int(day.max())


if __name__ == "__main__":
    main()
