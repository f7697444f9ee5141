"""The partition beside the truth, where a labelled file exists.

Entering: a CSV with ``source,source_record_id,entity_id``. Leaving: pairwise, B-cubed and
cluster-pairwise precision, recall and F1 over the records that both know.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from klantbeeld.core.errors import InputError
from klantbeeld.identity import evaluate, evaluate_pairs
from klantbeeld.pipeline.services import Services
from klantbeeld.store.sql import load_sql

COLUMNS = ("source", "source_record_id", "entity_id")

SQL = load_sql("klantbeeld.pipeline", "evaluate.sql")


def evaluate_against(services: Services, truth_file: Path) -> dict[str, Any]:
    """The figures; raises InputError when the file is missing or not in that form.

    ``not_loaded`` counts truth rows without a record: they are left out of every figure.
    """
    truth = read_truth(truth_file)
    with services.database.transaction() as transaction:
        rows = transaction.execute(SQL["partition"]).fetchall()
        pairs = transaction.execute(SQL["linked_pairs"]).fetchall()
    known = [row for row in rows if (row["source"], row["source_record_id"]) in truth]
    if not known:
        raise InputError.single(
            "none of its records is loaded",
            str(truth_file),
            "Load the sources that it speaks of first: klantbeeld load.",
        )
    people = np.array([row["person_id"] for row in known])
    entities = np.unique(
        [truth[row["source"], row["source_record_id"]] for row in known], return_inverse=True
    )[1]
    place = {row["record_no"]: index for index, row in enumerate(known)}
    linked = np.array(
        [
            (place[row["record_a"]], place[row["record_b"]])
            for row in pairs
            if row["record_a"] in place and row["record_b"] in place
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    return {
        **evaluate(people, entities),
        "pairwise": evaluate_pairs(linked[:, 0], linked[:, 1], entities),
        "not_loaded": len(truth) - len(known),
    }


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
