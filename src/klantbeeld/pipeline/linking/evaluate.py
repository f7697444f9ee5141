"""The partition beside the truth, where a labelled file exists.

Entering: a CSV with ``source,source_record_id,entity_id``. Leaving: pairwise, B-cubed and
cluster-pairwise precision, recall and F1 over the records that both know; by pair of sources; and,
where asked for, by threshold.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Progress
from klantbeeld.identity import evaluate, evaluate_pairs, link
from klantbeeld.identity.curve import best, by_source_pair, cluster_curve, pair_curve
from klantbeeld.identity.records import Rows
from klantbeeld.pipeline.linking.links import judgements
from klantbeeld.pipeline.linking.models import live_model
from klantbeeld.pipeline.linking.records import read_records
from klantbeeld.pipeline.services import Services
from klantbeeld.store.sql import load_sql

COLUMNS = ("source", "source_record_id", "entity_id")

SQL = load_sql("klantbeeld.pipeline.linking", "evaluate.sql")


@dataclass(frozen=True, slots=True)
class _Known:
    """The linked records whose truth is known: parallel arrays, by rising number."""

    record_no: Rows
    person_id: Rows
    entity: Rows
    source: tuple[str, ...]
    not_loaded: int


def evaluate_against(services: Services, truth_file: Path) -> dict[str, Any]:
    """The figures; raises InputError when the file is missing or not in that form.

    ``not_loaded`` counts truth rows without a record: they are left out of every figure.
    """
    known = _known(services, truth_file)
    with services.database.transaction() as transaction:
        pairs = transaction.execute(SQL["linked_pairs"]).fetchall()
    place = {record: index for index, record in enumerate(known.record_no.tolist())}
    linked = np.array(
        [
            (place[row["record_a"]], place[row["record_b"]])
            for row in pairs
            if row["record_a"] in place and row["record_b"] in place
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    return {
        **evaluate(known.person_id, known.entity),
        "pairwise": evaluate_pairs(linked[:, 0], linked[:, 1], known.entity),
        "by_sources": by_source_pair(known.person_id, known.entity, known.source),
        "not_loaded": known.not_loaded,
    }


def thresholds_against(services: Services, truth_file: Path, progress: Progress) -> dict[str, Any]:
    """The same model at other thresholds: links anew in memory, stores nothing.

    Keys: ``pairs`` and ``clusters``, a list of figures by threshold each (match weight, log2 odds;
    0 is in use), and ``best``, the points of highest F1 in hindsight. Raises InputError as
    ``evaluate_against``.
    """
    known = _known(services, truth_file)
    with services.database.transaction() as transaction:
        live = live_model(transaction)
        records = read_records(transaction, services.catalogue)
        said = judgements(transaction)
    if live is None:
        raise InputError.single(
            "the model in use is not of this version", "model", "Run: klantbeeld build."
        )
    with progress.step("thresholds", 2) as step:
        linked = link(live[1], records, said)
        step.advance()
        numbers = linked.prepared.record_no
        rows = np.flatnonzero(np.isin(numbers, known.record_no))
        entity = np.full(len(numbers), -1, np.int64)
        entity[rows] = known.entity[np.isin(known.record_no, numbers)]
        scores = linked.scores
        told = (entity[scores.a] >= 0) & (entity[scores.b] >= 0)
        sizes = np.bincount(known.entity)
        pairs = pair_curve(
            scores.match_weight[told],
            entity[scores.a[told]] == entity[scores.b[told]],
            int((sizes * (sizes - 1) // 2).sum()),
        )
        clusters = cluster_curve(linked, rows, entity[rows], said)
        step.advance()
    return {
        "pairs": pairs,
        "clusters": clusters,
        "best": {
            "pairwise": best(pairs),
            **{name: best(clusters, name) for name in ("b_cubed", "cluster_pairwise")},
        },
    }


def _known(services: Services, truth_file: Path) -> _Known:
    truth = read_truth(truth_file)
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["partition"]).fetchall()
    known = [row for row in rows if (row["source"], row["source_record_id"]) in truth]
    if not known:
        raise InputError.single(
            "none of its records is loaded",
            str(truth_file),
            "Load the sources that it speaks of first: klantbeeld load.",
        )
    entities = [truth[row["source"], row["source_record_id"]] for row in known]
    return _Known(
        np.array([row["record_no"] for row in known], np.int64),
        np.array([row["person_id"] for row in known], np.int64),
        np.unique(entities, return_inverse=True)[1].astype(np.int64),
        tuple(row["source"] for row in known),
        len(truth) - len(known),
    )


def read_truth(path: Path) -> dict[tuple[str, str], str]:
    """(source, source_record_id) -> entity_id."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError.single(
                    f"no column {', '.join(missing)}",
                    f"{path}:1",
                    f"Begin the file with the line: {','.join(COLUMNS)}",
                )
            return {
                (row["source"], row["source_record_id"].strip()): row["entity_id"] for row in reader
            }
    except FileNotFoundError:
        raise InputError.single(
            "there is no such file", str(path), "Name an existing CSV file."
        ) from None
    except (UnicodeDecodeError, IsADirectoryError, PermissionError):
        raise InputError.single(
            "the file cannot be read as UTF-8 text", str(path), "Save it as CSV in UTF-8."
        ) from None
