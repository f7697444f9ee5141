"""A model version: everything that linking knows, frozen.

Entering: counts, blocking and parameters from training, or bytes. Leaving: bytes (a zip of one JSON
of parameters and Arrow IPC files of vocabularies) and a fingerprint. Two models with the same
fingerprint give the same answer on every record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from klantbeeld.core.errors import InputError
from klantbeeld.identity.archive import (
    Parts,
    count_table,
    fingerprint_of,
    pack,
    parts_of,
    read_counts,
    unpack,
)
from klantbeeld.identity.blocking import Blocking, Rule
from klantbeeld.identity.comparisons import Comparison, Kind
from klantbeeld.identity.frequencies import Aliases, Counts, SharedValues, Vocabulary
from klantbeeld.identity.likelihood import Parameters
from klantbeeld.identity.names import NameCounts

FORMAT = 3
"""Raised whenever the meaning of the bytes changes; other formats are refused."""


@dataclass(frozen=True, repr=False)
class Model:
    """``records`` is how many records it was trained on."""

    counts: Counts
    blocking: Blocking
    comparisons: tuple[Comparison, ...]
    parameters: Parameters
    records: int

    @cached_property
    def _parts(self) -> Parts:
        return parts_of(_parameters(self), _tables(self))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits."""
        return fingerprint_of(self._parts)

    def to_bytes(self) -> bytes:
        """The model as a zip archive."""
        return pack(self._parts)

    @classmethod
    def from_bytes(cls, content: bytes) -> Model:
        """Raises InputError if the bytes are no model of this format."""
        try:
            return _assemble(*unpack(content, FORMAT))
        except (KeyError, ValueError) as error:
            raise _not_a_model(str(error)) from error


def _not_a_model(reason: str) -> InputError:
    return InputError.single(
        f"not a linking model that this version reads ({reason})",
        "model",
        "Train a new one with `klantbeeld train`",
    )


def _parameters(model: Model) -> dict[str, Any]:
    parameters = model.parameters
    return {
        "format": FORMAT,
        "records": model.records,
        "sources": list(model.counts.sources),
        "rules": [
            {"parts": [list(part) for part in rule.parts], "unordered": rule.unordered}
            for rule in model.blocking.rules
        ],
        "comparisons": [
            {
                "field": comparison.field,
                "kind": comparison.kind.value,
                "levels": list(comparison.levels),
                "thresholds": list(comparison.thresholds),
                "information": parameters.information[index],
                "probabilities": {
                    name: tables[index].tolist() for name, tables in parameters.tables.items()
                },
            }
            for index, comparison in enumerate(model.comparisons)
        ],
        "classes": list(parameters.classes),
        "prior": dict(parameters.prior),
        "inside_prior": dict(parameters.inside_prior),
        "categories": sorted(model.counts.categories),
        "defaults": {name: sorted(found) for name, found in model.counts.defaults.items()},
    }


def _tables(model: Model) -> dict[str, pa.Table]:
    counts = model.counts
    pairs = counts.aliases.pairs
    return {
        "delivered_given": count_table(counts.delivered.given),
        "delivered_family": count_table(counts.delivered.family),
        "given": count_table(counts.given.counts),
        "family": count_table(counts.family.counts),
        **{
            f"category{number}": count_table(counts.categories[name].counts)
            for number, name in enumerate(sorted(counts.categories))
        },
        "shared_emails": _shared_table(counts.shared_emails),
        "shared_phones": _shared_table(counts.shared_phones),
        "aliases": pa.table(
            {
                "left": pa.array([x for x, _ in pairs], pa.string()),
                "right": pa.array([y for _, y in pairs], pa.string()),
            }
        ),
        "stop_keys": pa.table({"key": model.blocking.stop_keys}),
    }


def _shared_table(shared: SharedValues) -> pa.Table:
    return pa.table({"hash": shared.hashes, "initials": shared.masks})


def _assemble(parameters: dict[str, Any], tables: Mapping[str, pa.Table]) -> Model:
    counts = Counts(
        NameCounts(read_counts(tables["delivered_given"]), read_counts(tables["delivered_family"])),
        Vocabulary(read_counts(tables["given"])),
        Vocabulary(read_counts(tables["family"])),
        {
            name: Vocabulary(read_counts(tables[f"category{number}"]))
            for number, name in enumerate(parameters["categories"])
        },
        _read_shared(tables["shared_emails"]),
        _read_shared(tables["shared_phones"]),
        tuple(parameters["sources"]),
        Aliases(
            tuple(
                zip(
                    tables["aliases"]["left"].to_pylist(),
                    tables["aliases"]["right"].to_pylist(),
                    strict=True,
                )
            )
        ),
        {name: frozenset(found) for name, found in parameters["defaults"].items()},
    )
    rules = tuple(
        Rule(tuple((column, part) for column, part in rule["parts"]), rule["unordered"])
        for rule in parameters["rules"]
    )
    declared = parameters["comparisons"]
    return Model(
        counts,
        Blocking(rules, tables["stop_keys"]["key"].to_numpy()),
        tuple(
            Comparison(c["field"], Kind(c["kind"]), tuple(c["levels"]), tuple(c["thresholds"]))
            for c in declared
        ),
        Parameters(
            {
                name: tuple(np.array(c["probabilities"][name]) for c in declared)
                for name in parameters["classes"]
            },
            parameters["prior"],
            parameters["inside_prior"],
            tuple(c["information"] for c in declared),
        ),
        parameters["records"],
    )


def _read_shared(table: pa.Table) -> SharedValues:
    return SharedValues(table["hash"].to_numpy(), table["initials"].to_numpy())
