"""A model version: everything that linking knows, frozen.

Entering: counts, blocking and parameters from training, or bytes. Leaving: bytes (a zip of one JSON
of parameters and Arrow IPC files of vocabularies) and a fingerprint. Two models with the same
fingerprint give the same answer on every record.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from klantbeeld.core.errors import InputError
from klantbeeld.identity.blocking import Blocking, Rule
from klantbeeld.identity.comparisons import Comparison, Kind
from klantbeeld.identity.frequencies import Aliases, Counts, SharedValues, Vocabulary
from klantbeeld.identity.likelihood import Parameters
from klantbeeld.identity.names import NameCounts

FORMAT = 3
"""Raised whenever the meaning of the bytes changes; other formats are refused."""

_PARAMETERS = "parameters.json"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, repr=False)
class Model:
    """``records`` is how many records it was trained on."""

    counts: Counts
    blocking: Blocking
    comparisons: tuple[Comparison, ...]
    parameters: Parameters
    records: int

    @cached_property
    def _parts(self) -> dict[str, bytes]:
        return {_PARAMETERS: _parameters_json(self)} | {
            f"{name}.arrow": _ipc(table) for name, table in _tables(self).items()
        }

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
    def from_bytes(cls, content: bytes) -> Model:
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
        f"not a linking model that this version reads ({reason})",
        "model",
        "Train a new one with `klantbeeld train`",
    )


def _parameters_json(model: Model) -> bytes:
    parameters = model.parameters
    content = {
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
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def _tables(model: Model) -> dict[str, pa.Table]:
    counts = model.counts
    pairs = counts.aliases.pairs
    return {
        "delivered_given": _count_table(counts.delivered.given),
        "delivered_family": _count_table(counts.delivered.family),
        "given": _count_table(counts.given.counts),
        "family": _count_table(counts.family.counts),
        **{
            f"category{number}": _count_table(counts.categories[name].counts)
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


def _count_table(counts: Mapping[str, int]) -> pa.Table:
    items = sorted(counts.items())
    return pa.table(
        {
            "value": pa.array([value for value, _ in items], pa.string()),
            "count": pa.array([count for _, count in items], pa.int64()),
        }
    )


def _shared_table(shared: SharedValues) -> pa.Table:
    return pa.table({"hash": shared.hashes, "initials": shared.masks})


def _ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _assemble(parameters: dict[str, Any], tables: Mapping[str, pa.Table]) -> Model:
    counts = Counts(
        NameCounts(
            _read_counts(tables["delivered_given"]), _read_counts(tables["delivered_family"])
        ),
        Vocabulary(_read_counts(tables["given"])),
        Vocabulary(_read_counts(tables["family"])),
        {
            name: Vocabulary(_read_counts(tables[f"category{number}"]))
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


def _read_counts(table: pa.Table) -> dict[str, int]:
    return dict(zip(table["value"].to_pylist(), table["count"].to_pylist(), strict=True))


def _read_shared(table: pa.Table) -> SharedValues:
    return SharedValues(table["hash"].to_numpy(), table["initials"].to_numpy())
