"""A model version of organisations: what linking them knows, frozen.

Entering: counts, blocking and parameters from training, or bytes. Leaving: bytes (a zip of one JSON
and Arrow IPC files, as ``model`` makes for people) and a fingerprint.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from klantbeeld.core.errors import InputError
from klantbeeld.identity.frequencies import Vocabulary
from klantbeeld.identity.likelihood import Parameters
from klantbeeld.identity.organisation_levels import COMPARISONS, OrganisationComparison
from klantbeeld.identity.organisation_records import OrganisationCounts
from klantbeeld.identity.records import Rows

FORMAT = 1
"""Raised whenever the meaning of the bytes changes; other formats are refused."""

_PARAMETERS = "parameters.json"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
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
    def _parts(self) -> dict[str, bytes]:
        parts = {_PARAMETERS: _parameters_json(self)}
        for name in _VOCABULARIES:
            vocabulary: Vocabulary = getattr(self.counts, name)
            counted = sorted(vocabulary.counts.items())
            parts[f"{name}.arrow"] = _ipc(
                pa.table(
                    {
                        "value": pa.array([value for value, _ in counted], pa.string()),
                        "count": pa.array([count for _, count in counted], pa.int64()),
                    }
                )
            )
        parts["stop_keys.arrow"] = _ipc(pa.table({"key": self.stop_keys}))
        return parts

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content, 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for name, content in sorted(self._parts.items()):
            digest.update(f"{name}:{len(content)}:".encode())
            digest.update(content)
        return digest.hexdigest()

    def to_bytes(self) -> bytes:
        """The model as a zip archive."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted(self._parts.items()):
                archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> OrganisationModel:
        """Raises InputError if the bytes are no model of this format."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parameters = json.loads(archive.read(_PARAMETERS))
                if parameters["format"] != FORMAT:
                    raise _not_a_model(f"format {parameters['format']} is not {FORMAT}")
                tables = {
                    name.removesuffix(".arrow"): pa.ipc.open_file(archive.read(name)).read_all()
                    for name in archive.namelist()
                    if name.endswith(".arrow")
                }
                return _assemble(parameters, tables)
        except (zipfile.BadZipFile, KeyError, ValueError, pa.ArrowInvalid) as error:
            raise _not_a_model(type(error).__name__) from error


def _not_a_model(reason: str) -> InputError:
    return InputError.single(
        f"not a model of organisations that this version reads ({reason})",
        "model",
        "Rebuild with `klantbeeld build`",
    )


def _parameters_json(model: OrganisationModel) -> bytes:
    parameters = model.parameters
    content = {
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
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def _ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _assemble(parameters: dict[str, Any], tables: Mapping[str, pa.Table]) -> OrganisationModel:
    vocabularies = {
        name: Vocabulary(
            dict(
                zip(
                    tables[name]["value"].to_pylist(),
                    tables[name]["count"].to_pylist(),
                    strict=True,
                )
            )
        )
        for name in _VOCABULARIES
    }
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
