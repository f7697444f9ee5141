"""Writes ``docs/reference`` from the program itself: commands from click, the catalogue's keys from
the JSON schema.

    python docs/make_reference.py           # writes
    python docs/make_reference.py --check   # exit code 1 when a page is not what would be written

A test calls the latter, so the reference cannot fall behind the program.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from klantbeeld.catalog.schema import json_schema
from klantbeeld.cli.commands import each_command
from klantbeeld.cli.main import main as commands

FOLDER = Path(__file__).parent / "reference"

_SHARED = ("as_json", "project")
_GENERATED = "<!-- Written by docs/make_reference.py; do not edit. -->"
_COMMANDS = """# Commands

Every command takes `--json` (one JSON object on stdout) and `--project DIR` (the project folder;
default: `KLANTBEELD_PROJECT`, or the folder you are in). Progress and errors go to stderr.

Exit code 0: done. 1: the input is wrong, and the message says what, where and how to mend it. 2:
the fault is on our side, such as a database that cannot be reached.

Environment: `KLANTBEELD_PROJECT`; `KLANTBEELD_DATA_DIR`, where the embedded server keeps its data;
`KLANTBEELD_DATABASE_URL`, a PostgreSQL 15 or newer instead of the embedded one.
"""
_CATALOGUE = """# The project folder's keys

What each YAML file may hold. The same as a JSON schema lies in the project's `.schema` folder, so
that an editor completes the keys and marks faults. `klantbeeld check` finds what a schema cannot: a
purpose that is not declared, data kept longer than its purposes need.

A name (of an attribute, purpose, role, source, delivery) is lower-case letters, digits and
underscores, beginning with a letter.
"""
_FILES = {
    "klantbeeld": "klantbeeld.yaml",
    "purposes": "catalog/purposes.yaml",
    "attributes": "catalog/attributes.yaml",
    "touchpoints": "catalog/touchpoints.yaml",
    "consents": "catalog/consents.yaml",
    "partners": "catalog/partners.yaml",
    "metrics": "catalog/metrics.yaml",
    "value": "catalog/value.yaml",
    "quality": "catalog/quality.yaml",
    "goals": "catalog/goals.yaml",
    "experience": "catalog/experience.yaml",
    "source": "sources/NAME.yaml",
}
_TITLES = {
    "RecordDelivery": "A delivery of `kind: records`",
    "TouchpointDelivery": "A delivery of `kind: touchpoints`",
    "LineDelivery": "A delivery of `kind: order_lines`",
    "FigureDelivery": "A delivery of `kind: figures`",
    "ProductDelivery": "A delivery of `kind: products`",
    "LineColumns": "`lines` of a delivery of orders",
    "FileFormat": "`reading` of a delivery",
    "Organisation": "`organisation`",
    "Role": "Each role",
    "Purpose": "Each purpose",
    "Attribute": "Each attribute",
    "TouchpointType": "Each touchpoint type",
    "Partner": "Each partner",
    "Agreement": "`agreement` of a partner",
    "Safeguards": "`safeguards` of a partner or sub-processor",
    "SubProcessor": "Each of `sub_processors`",
    "Notify": "`notify` of a partner",
    "SurveyItem": "Each of `items`",
    "Importance": "`importance`",
    "Complaint": "Each of `complaints`",
    "Contact": "`officer`, `representative` and each of `joint_controllers`",
}
_MANY = 30
"""A choice of more values than this is fideslang's and stands in its own documentation."""


def pages() -> dict[str, str]:
    """File name -> its text."""
    return {"commands.md": command_page(), "catalogue.md": catalogue_page()}


def command_page() -> str:
    """Every command with its arguments and options."""
    parts = [_GENERATED, _COMMANDS]
    for path, command in each_command(commands, ("klantbeeld",)):
        context = click.Context(command, info_name=" ".join(path))
        usage = " ".join(piece for piece in command.collect_usage_pieces(context))
        parts.append(f"## {' '.join(path)}\n")
        parts.append(f"    {' '.join(path)} {usage}\n")
        parts.append(f"{command.help}\n")
        options = [
            parameter
            for parameter in command.params
            if isinstance(parameter, click.Option) and parameter.name not in _SHARED
        ]
        records = [record for o in options if (record := o.get_help_record(context))]
        if records:
            parts.append("| option | meaning |\n|---|---|")
            parts += [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in records]
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def catalogue_page() -> str:
    """Every key of every file of a project folder."""
    parts = [_GENERATED, _CATALOGUE]
    for kind, schema in json_schema().items():
        definitions = schema.get("$defs", {})
        parts.append(f"## {_FILES[kind]}\n")
        if "properties" in schema:
            parts += _table(schema, definitions)
        parts += [
            line
            for name, title in _TITLES.items()
            if name in definitions
            for line in (f"### {title}\n", *_table(definitions[name], definitions))
        ]
    return "\n".join(parts).rstrip() + "\n"


def _table(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    lines = [f"{schema['description']}\n"] if "description" in schema else []
    lines.append("| key | value | default | meaning |\n|---|---|---|---|")
    required = schema.get("required", [])
    for key, field in schema["properties"].items():
        default = "required" if key in required else _default(field.get("default"))
        value = _value(field, definitions)
        lines.append(f"| `{key}` | {value} | {default} | {field.get('description', '')} |")
    return [*lines, ""]


def _default(value: Any) -> str:
    if value is None or value in ({}, []) or isinstance(value, dict):
        return ""
    return f"`{json.dumps(value).strip(chr(34))}`"


def _value(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What may stand there, in words."""
    if "anyOf" in field:
        return _value(next(o for o in field["anyOf"] if o.get("type") != "null"), definitions)
    name = field.get("$ref", "").rsplit("/", 1)[-1]
    if name == "Words":
        return "`{nl: ..., en: ...}`"
    choices = {**definitions.get(name, {}), **field}.get("enum", [])
    if choices:
        return "a fideslang key" if len(choices) > _MANY else _choice(choices)
    if name:
        return "keys, see below"
    return f"`{field['const']}`" if "const" in field else _plain(field)


def _plain(field: Mapping[str, Any]) -> str:
    found = {
        "array": "a list of names" if "pattern" in field.get("items", {}) else "a list of texts",
        "object": "name: value, for each" if "patternProperties" in field else "text: text",
        "boolean": "`true` or `false`",
        "integer": f"a whole number{_range(field)}",
        "number": f"a number{_range(field)}",
        "string": "a period, as `2 years`" if "month" in field.get("pattern", "") else "text",
    }
    return found[field["type"]]


def _range(field: Mapping[str, Any]) -> str:
    """From where to where a number may go, as the end of its words."""
    low, above = field.get("minimum"), field.get("exclusiveMinimum")
    high, below = field.get("maximum"), field.get("exclusiveMaximum")
    bounds = ((" from ", low), (" above ", above), (" to ", high), (", below ", below))
    return "".join(f"{word}{bound:g}" for word, bound in bounds if bound is not None)


def _choice(values: list[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Writes the pages, or checks that they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if old")
    check = parser.parse_args().check
    old = 0
    for name, text in pages().items():
        path = FOLDER / name
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            print(f"{path} is old: run `python docs/make_reference.py`.", file=sys.stderr)
            old = 1
        elif not check:
            path.write_text(text, encoding="utf-8")
    return old


if __name__ == "__main__":
    sys.exit(main())
