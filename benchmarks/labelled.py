"""A labelled table as linking sees it, without a store: standardised values and the truth.

Entering: a Parquet file, the column with the true entity, and a map (``benchmarks/maps``). Leaving:
the Arrow table that ``klantbeeld.identity`` takes, and one number per true entity.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.pipeline.linking.records import linking_column
from klantbeeld.quality import comparable_array, standardise_table
from linkage import attribute_types


@dataclass(frozen=True, slots=True)
class Labelled:
    """``truth`` holds a number per row of ``records``: the same for one person."""

    records: pa.Table
    truth: npt.NDArray[np.int64]


def read_labelled(
    data: Path, truth: str, map_file: Path, rows: int | None = None, seed: int = 1
) -> Labelled:
    """The whole table, or the records of randomly drawn entities until there are ``rows``."""
    mapping = yaml.safe_load(map_file.read_text(encoding="utf-8"))
    raw = pq.read_table(data)
    if rows is not None:
        raw = raw.take(whole_entities(raw[truth], rows, seed))
    return Labelled(_standardised(raw, mapping), _numbered(raw[truth]))


def whole_entities(truth: pa.ChunkedArray, rows: int, seed: int = 1) -> npt.NDArray[np.int64]:
    """Row numbers of random entities with all their records, some ``rows``: a sample of records
    would tear people apart."""
    entity = _numbered(truth)
    place = np.random.default_rng(seed).permutation(int(entity.max()) + 1)[entity]
    last = np.sort(place)[min(rows, len(place)) - 1]
    return np.flatnonzero(place <= last)


def _numbered(truth: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    names = np.array(truth.cast(pa.string()).to_pylist())
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _standardised(raw: pa.Table, mapping: dict[str, Any]) -> pa.Table:
    types = {name: AttributeType(kind) for name, kind in attribute_types(mapping).items()}
    texts = {
        attribute: raw[column].cast(pa.string())
        for column, attribute in zip(mapping["columns"], types, strict=True)
    }
    standard = standardise_table(pa.table(texts), types).values
    source = raw[mapping["source"]] if mapping.get("source") else pa.array(["all"] * len(raw))
    table: dict[str, Any] = {"record_no": np.arange(len(raw)), "source": source}
    for attribute, kind in types.items():
        if kind is not AttributeType.NAME_PREFIX:  # read together with the family name
            column = standard[attribute]
            table[linking_column(attribute, kind)] = comparable_array(kind, column)
    return pa.table(table)
