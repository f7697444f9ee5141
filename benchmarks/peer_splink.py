"""The peer: Splink 5 on the same standardised values, with settings its own guide would give.

    python benchmarks/peer_splink.py STANDARD.parquet TRUTH.parquet

Name, birth date, e-mail, phone and address comparisons from Splink's library, term frequencies on
names, blocking rules on what the table has, no labels. Prints one JSON object: the same figures as
``linkage.py``, at the default threshold of .5, and what training, prediction and clustering cost.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from klantbeeld.identity import evaluate, evaluate_pairs
from measure import measured

THRESHOLD = 0.5
COMPARISONS: dict[str, Any] = {
    "given_name": lambda name: cl.NameComparison(name).configure(term_frequency_adjustments=True),
    "family_name": lambda name: cl.NameComparison(name).configure(term_frequency_adjustments=True),
    "birth_date": lambda name: cl.DamerauLevenshteinAtThresholds(name, [1, 2]),
    "email": lambda name: cl.JaroWinklerAtThresholds(name, [0.95, 0.88]),
    "phone": lambda name: cl.DamerauLevenshteinAtThresholds(name, [1]),
    "postcode": lambda name: cl.DamerauLevenshteinAtThresholds(name, [1]),
    "house_number": cl.ExactMatch,
    "street": lambda name: cl.JaroWinklerAtThresholds(name, [0.9]),
    "gender": cl.ExactMatch,
}
RULES: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("phone",),
    ("given_name", "family_name"),
    ("family_name", "birth_date"),
    ("given_name", "birth_date"),
    ("family_name", "postcode"),
    ("given_name", "postcode"),
    ("birth_date", "postcode"),
)


def main() -> None:
    """Runs the peer of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("standard", type=Path)
    parser.add_argument("truth", type=Path)
    arguments = parser.parse_args()
    frame = read(arguments.standard, arguments.truth)
    with measured() as cost:
        pairs, clusters = link(frame.drop(columns="entity_id"))
    place = pd.Series(np.arange(len(frame)), index=frame["record_no"])
    entity = np.unique(frame["entity_id"], return_inverse=True)[1]
    label = clusters.set_index("record_no")["cluster_id"].loc[frame["record_no"]].to_numpy()
    figures = {
        **evaluate(np.unique(label, return_inverse=True)[1], entity),
        "pairwise": evaluate_pairs(
            place.loc[pairs["record_no_l"]].to_numpy(),
            place.loc[pairs["record_no_r"]].to_numpy(),
            entity,
        ),
        **cost.figures(),
        "threshold": THRESHOLD,
    }
    print(json.dumps(figures, indent=2))


def read(standard: Path, truth: Path) -> pd.DataFrame:
    """The records with their entity; columns with ``:`` in their name get one without."""
    records = pq.read_table(standard).to_pandas()
    entities = pq.read_table(truth).to_pandas()
    frame = records.merge(entities, on=["source", "source_record_id"])
    frame = frame.rename(columns=lambda name: name.replace(":", "_"))
    plain: pd.DataFrame = frame.astype(object).where(frame.notna(), None)
    return plain


def link(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs above the threshold, and the cluster of each record."""
    predicted, clusters = _predict(frame)
    return predicted.as_pandas_dataframe(), clusters.as_pandas_dataframe()


def _predict(frame: pd.DataFrame) -> tuple[Any, Any]:
    held = {name for name in frame.columns if frame[name].notna().any()}
    comparisons = [make(name) for name, make in COMPARISONS.items() if name in held]
    comparisons += [
        cl.ExactMatch(name)
        for name in sorted(held)
        if name.startswith(("identifier_", "category_"))
    ]
    rules: list[Any] = [block_on(*rule) for rule in RULES if held.issuperset(rule)]
    rules += [block_on(name) for name in sorted(held) if name.startswith("identifier_")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_no",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=rules,
    )
    linker = Linker(DuckDBAPI().register(frame), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(rules[:4], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (("given_name", "family_name"), ("birth_date",), ("postcode",)):
        if held.issuperset(rule):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=THRESHOLD
    )
    return predicted, clusters


if __name__ == "__main__":
    main()
