"""JSON schema of every kind of file in a project folder, for editors.

Leaves: JSON Schema 2020-12, made from the models, with fideslang's keys as choices. A file names
its schema in its first line: ``# yaml-language-server: $schema=../.schema/source.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.check import DATA_CATEGORIES, DATA_USES
from klantbeeld.catalog.consents import ConsentRequest
from klantbeeld.catalog.definition import Definition, Identifier
from klantbeeld.catalog.experience import ExperienceRules
from klantbeeld.catalog.goals import Strategy
from klantbeeld.catalog.metrics import Metric
from klantbeeld.catalog.organisation import Organisation, Role
from klantbeeld.catalog.partners import Partner
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.catalog.quality import QualityRules
from klantbeeld.catalog.security import Security
from klantbeeld.catalog.sources import Source
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.catalog.value import ValueRules

FOLDER = ".schema"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CHOICES = {"data_category": list(DATA_CATEGORIES), "data_use": list(DATA_USES)}


class _Root(Definition):
    """The organisation and the roles of its people."""

    organisation: Organisation
    """Who is responsible, and what holds for all sources."""
    roles: dict[Identifier, Role]
    """The groups of colleagues who read customer data."""
    security: Security = Security()
    """Signing in, and how long the log is kept."""


_KINDS: dict[str, Any] = {
    "klantbeeld": _Root,
    "purposes": dict[Identifier, Purpose],
    "attributes": dict[Identifier, Attribute],
    "touchpoints": dict[Identifier, TouchpointType],
    "consents": dict[Identifier, ConsentRequest],
    "partners": dict[Identifier, Partner],
    "metrics": dict[Identifier, Metric],
    "value": ValueRules,
    "quality": QualityRules,
    "goals": Strategy,
    "experience": ExperienceRules,
    "source": Source,
}


def json_schema() -> dict[str, dict[str, Any]]:
    """Kind of file -> its schema: klantbeeld, purposes, attributes, touchpoints, consents,
    partners, metrics, quality, value, goals, source."""
    return {
        kind: {"$schema": _DIALECT, **_for_editors(TypeAdapter(model).json_schema())}
        for kind, model in _KINDS.items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Writes the schemas into ``folder/.schema`` and returns their paths."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    written = []
    for kind, schema in json_schema().items():
        path = folder / FOLDER / f"{kind}.json"
        path.write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _for_editors(schema: Any) -> Any:
    """Adds fideslang's choices, and leaves out what clutters a hover: titles, double backticks."""
    if isinstance(schema, list):
        return [_for_editors(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "title" and isinstance(value, str):
            continue
        if key == "description" and isinstance(value, str):
            found[key] = value.replace("``", "`").replace("\n", " ")
        elif key in _CHOICES and isinstance(value, dict):
            found[key] = {**_for_editors(value), "enum": _CHOICES[key]}
        else:
            found[key] = _for_editors(value)
    return found
