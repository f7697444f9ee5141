"""A model version of organisations: what linking them knows, frozen.

Entering: counts, blocking and parameters from training, or bytes. Leaving: bytes (a zip of one JSON
and Arrow IPC files, as ``model`` makes for people) and a fingerprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from klantbeeld.identity.frequencies import Vocabulary
from klantbeeld.identity.likelihood import Parameters
from klantbeeld.identity.organisation.levels import COMPARISONS, OrganisationComparison
from klantbeeld.identity.organisation.records import OrganisationCounts
from klantbeeld.identity.records import Rows

FORMAT = 1
"""Raised whenever the meaning of the bytes changes; other formats are refused."""

_VOCABULARIES = ("names", "stems", "phones", "domains")


@dataclass(frozen=True, repr=False)
class OrganisationModel:
    """``rules`` are the names of the blocking rules in use, ``stop_keys`` the sorted keys of
    crowds; ``profiles`` is how many profiles it was trained on."""

    counts: OrganisationCounts
    rules: tuple[str, ...]
    stop_keys: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    comparisons: tuple[OrganisationComparison, ...] = ()
    parameters: Parameters = field(default_factory=lambda: Parameters({}, {}, {}, ()))
    profiles: int = 0

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
    def from_bytes(cls, content: bytes) -> OrganisationModel:
        """Raises InputError if the bytes are no model of this format."""
        try:
            return _assemble(*unpack(content, FORMAT))
        except (KeyError, ValueError) as error:
            raise _not_a_model(str(error)) from error


def _not_a_model(reason: str) -> InputError:
    return InputError.single(
        f"not a model of organisations that this version reads ({reason})",
        "model",
        "Rebuild with `klantbeeld build`",
    )


def _parameters(model: OrganisationModel) -> dict[str, Any]:
    parameters = model.parameters
    return {
        "format": FORMAT,
        "profiles": model.profiles,
        "rules": list(model.rules),
        "providers": sorted(model.counts.providers),
        "comparisons": [
            {
                "field": comparison.field,
                "levels": list(comparison.levels),
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
    }


def _tables(model: OrganisationModel) -> dict[str, pa.Table]:
    counted = {name: count_table(getattr(model.counts, name).counts) for name in _VOCABULARIES}
    return counted | {"stop_keys": pa.table({"key": model.stop_keys})}


def _assemble(parameters: dict[str, Any], tables: Mapping[str, pa.Table]) -> OrganisationModel:
    vocabularies = {name: Vocabulary(read_counts(tables[name])) for name in _VOCABULARIES}
    declared = parameters["comparisons"]
    known = {comparison.field: comparison for comparison in COMPARISONS}
    comparisons = tuple(known[each["field"]] for each in declared)
    if any(list(c.levels) != each["levels"] for c, each in zip(comparisons, declared, strict=True)):
        raise _not_a_model("other levels")
    return OrganisationModel(
        OrganisationCounts(**vocabularies, providers=frozenset(parameters["providers"])),
        tuple(parameters["rules"]),
        tables["stop_keys"]["key"].to_numpy(),
        comparisons,
        Parameters(
            {
                name: tuple(np.array(each["probabilities"][name]) for each in declared)
                for name in parameters["classes"]
            },
            parameters["prior"],
            parameters["inside_prior"],
            tuple(each["information"] for each in declared),
        ),
        parameters["profiles"],
    )
