"""The linker's arithmetic: what each step costs on many records, and on one.

    python benchmarks/identity.py STANDARD.parquet [--one N] [--batch N]

Takes standardised records as ``klantbeeld.pipeline.linking.records`` makes them (``record_no``,
``source``, one text column per attribute; others are passed over), without a store. Prints one JSON
object: CPU seconds by step, peak memory, and what one record costs against its candidates, as the
median of the processor time over ``N`` records: its keys, its candidates made ready, scores,
housemates, and the people among the records that it hangs together with.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from klantbeeld.core.progress import NoProgress
from klantbeeld.identity import (
    Learnt,
    Linked,
    blocking_keys,
    candidate_pairs,
    cluster,
    household_pairs,
    learn,
    prepare,
    score,
)
from klantbeeld.identity.components import components
from klantbeeld.identity.records import CATEGORY, COLUMNS, IDENTIFIER, Rows
from measure import Cost, machine, measured

REPEATS = 5
"""Each record is measured so often and the least counts: others use the machine too."""


def main() -> None:
    """Runs the benchmark of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--one", type=int, default=200, help="records measured one by one")
    parser.add_argument("--batch", type=int, default=500, help="records in a batch")
    arguments = parser.parse_args()
    table = read(arguments.records)
    steps: dict[str, float] = {}
    with measured() as whole:
        learnt, linked = bulk(table, steps)
    figures = whole.figures()
    chosen = np.random.default_rng(1).permutation(len(table))[: max(arguments.one, arguments.batch)]
    others = Neighbours(linked, chosen)
    print(
        json.dumps(
            {
                "records": len(table),
                "pairs": len(linked.scores),
                "keys": len(linked.keys.key),
                "people": len(np.unique(linked.labels)),
                **figures,
                "steps_cpu_seconds": {name: round(value, 2) for name, value in steps.items()},
                "one_record_us": few(table, learnt, others, chosen[: arguments.one, None]),
                "batch": arguments.batch,
                "batch_us_a_record": few(
                    table, learnt, others, chosen[: arguments.batch].reshape(1, -1)
                ),
                "machine": machine(),
            },
            indent=2,
        )
    )


def read(file: Path) -> pa.Table:
    """The columns that linking knows."""
    names = pq.read_schema(file).names
    known = {"record_no", "source", *COLUMNS}
    return pq.read_table(
        file, columns=[n for n in names if n in known or n.startswith((IDENTIFIER, CATEGORY))]
    )


def bulk(table: pa.Table, steps: dict[str, float]) -> tuple[Learnt, Linked]:
    """Training and linking of all records."""
    with timed(steps, "train"):
        learnt = learn(table, progress=NoProgress())
    model, prepared = learnt.model, learnt.prepared
    with timed(steps, "candidate pairs"):
        a, b = candidate_pairs(learnt.keys)
    with timed(steps, "score"):
        scores = score(model, prepared, a, b)
        weight = scores.match_weight
    with timed(steps, "cluster"):
        labels = cluster(model, prepared, a, b, weight)
    with timed(steps, "household pairs"):
        household_pairs(scores)
    return learnt, Linked(prepared, learnt.keys, scores, labels)


class Neighbours:
    """The candidates of some rows, and the rows that each hangs together with."""

    def __init__(self, linked: Linked, rows: Rows) -> None:
        scores = linked.scores
        positive = scores.match_weight > 0
        component = components(scores.a[positive], scores.b[positive], len(linked.prepared))
        own = np.zeros(len(component), bool)
        own[rows] = True
        near = np.zeros(len(component), bool)
        near[component[rows]] = True
        kept = own[scores.a] | own[scores.b] | (positive & near[component[scores.a]])
        self.a, self.b, self.weight = scores.a[kept], scores.b[kept], scores.match_weight[kept]
        self.rows = np.flatnonzero(near[component])
        self.component = component[self.rows]

    def of(self, rows: Rows) -> tuple[Rows, Rows, Rows]:
        """Candidate pairs with one of the rows, and the rows of their components."""
        pairs = np.isin(self.a, rows) | np.isin(self.b, rows)
        own = self.component[np.isin(self.rows, rows)]
        return self.a[pairs], self.b[pairs], self.rows[np.isin(self.component, own)]


def few(table: pa.Table, learnt: Learnt, others: Neighbours, batches: Rows) -> dict[str, float]:
    """Median microseconds a record by step, and of all steps together."""
    costs = []
    for rows in batches:
        a, b, members = others.of(rows)
        together = np.union1d(np.append(a, b), rows)
        inside = np.isin(others.a, members) & np.isin(others.b, members) & (others.weight > 0)
        costs.append(
            least(
                learnt,
                plain(table, rows),
                (
                    plain(table, together),
                    np.searchsorted(together, a),
                    np.searchsorted(together, b),
                ),
                (
                    plain(table, members),
                    np.searchsorted(members, others.a[inside]),
                    np.searchsorted(members, others.b[inside]),
                    others.weight[inside],
                ),
            )
        )
    found = {name: np.array([cost[name] for cost in costs]) for name in costs[0]}
    found["all"] = np.sum(list(found.values()), axis=0)
    size = batches.shape[1]
    return {name: round(float(np.median(cost)) * 1e6 / size, 1) for name, cost in found.items()}


def plain(table: pa.Table, rows: Rows) -> dict[str, list[Any]]:
    """Records as they come out of a look-up: plain columns."""
    columns: dict[str, list[Any]] = table.take(rows).to_pydict()
    return columns


def least(
    learnt: Learnt,
    own: dict[str, list[Any]],
    together: tuple[dict[str, list[Any]], Rows, Rows],
    component: tuple[dict[str, list[Any]], Rows, Rows, Any],
) -> dict[str, float]:
    """The least seconds of each step over a few repeats."""
    model = learnt.model
    records, a, b = together

    def scored() -> None:
        household_pairs(score(model, prepare(model, records), a, b))

    parts: dict[str, Callable[[], object]] = {
        "keys": lambda: blocking_keys(model, own),
        "prepare, score and housemates": scored,
        "cluster": lambda: cluster(model, prepare(model, component[0]), *component[1:]),
    }
    found = {}
    for name, part in parts.items():
        costs = []
        for _ in range(REPEATS):
            start = time.process_time()
            part()
            costs.append(time.process_time() - start)
        found[name] = min(costs)
    return found


@contextmanager
def timed(steps: dict[str, float], name: str) -> Iterator[Cost]:
    """Adds a step's CPU seconds."""
    with measured() as cost:
        yield cost
    steps[name] = cost.cpu_seconds


if __name__ == "__main__":
    main()
