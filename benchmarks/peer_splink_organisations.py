"""The peer: Splink 5 on the same organisations, with settings its own guide would give.

    python benchmarks/peer_splink_organisations.py STANDARD.parquet

Comparisons from Splink's library on what the table has, term frequencies on names, blocking rules
on each strong value, no labels. Prints one JSON object: the figures of ``organisations.py`` at the
default threshold of .5, those at the best of ten thresholds (which only who has labels can know),
and what it cost.
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

from klantbeeld.identity import evaluate
from measure import measured

THRESHOLD = 0.5
OTHER_THRESHOLDS = (0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999)
COMPARISONS: dict[str, Any] = {
    "organisation_name": lambda name: cl.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(
        term_frequency_adjustments=True
    ),
    "kvk": cl.ExactMatch,
    "vat": cl.ExactMatch,
    "street": lambda name: cl.JaroWinklerAtThresholds(name, [0.9]),
    "house_number": cl.ExactMatch,
    "postcode": lambda name: cl.DamerauLevenshteinAtThresholds(name, [1]),
    "city": cl.ExactMatch,
    "phone": lambda name: cl.DamerauLevenshteinAtThresholds(name, [1]),
    "email": lambda name: cl.JaroWinklerAtThresholds(name, [0.9]),
}
RULES: tuple[tuple[str, ...], ...] = (
    ("organisation_name",),
    ("phone",),
    ("street", "house_number"),
    ("postcode", "house_number"),
    ("kvk",),
    ("vat",),
    ("email",),
    ("street",),
    ("substr(organisation_name, 1, 6)", "postcode"),
)


def main() -> None:
    """Runs the peer of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("standard", type=Path)
    frame = pq.read_table(parser.parse_args().standard).to_pandas()
    entity = frame.pop("entity_id").to_numpy()
    frame = frame.astype(object).where(frame.notna(), None)
    with measured() as cost:
        linker, predicted = predict(frame)
        label = labels(linker, predicted, THRESHOLD, frame)
    figures = [
        evaluate(labels(linker, predicted, threshold, frame), entity) | {"threshold": threshold}
        for threshold in OTHER_THRESHOLDS
    ]
    best = max(figures, key=lambda found: float(found["cluster_pairwise"]["f1"]))
    default = evaluate(label, entity) | {"threshold": THRESHOLD}
    print(json.dumps({**default, **cost.figures(), "best_threshold": best}, indent=2))


def predict(frame: pd.DataFrame) -> tuple[Linker, Any]:
    """A trained linker and its pairs above the threshold."""
    held = {name for name in frame.columns if frame[name].notna().any()}
    usable = [
        rule for rule in RULES
        if held.issuperset("organisation_name" if "substr" in part else part for part in rule)
    ]  # fmt: skip
    rules: list[Any] = [block_on(*rule) for rule in usable]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_no",
        comparisons=[make(name) for name, make in COMPARISONS.items() if name in held],
        blocking_rules_to_generate_predictions=rules,
    )
    linker = Linker(DuckDBAPI().register(frame), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(rules[:4], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in (("phone",), ("organisation_name",)):
        if held.issuperset(rule):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    return linker, linker.inference.predict(threshold_match_probability=THRESHOLD)


def labels(linker: Linker, predicted: Any, threshold: float, frame: pd.DataFrame) -> Any:
    """The cluster of each record, as a number."""
    found: Any = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=threshold
    )
    clusters = found.as_pandas_dataframe()
    of_record = clusters.set_index("record_no")["cluster_id"].loc[frame["record_no"]]
    return np.unique(of_record.to_numpy(), return_inverse=True)[1]


if __name__ == "__main__":
    main()
