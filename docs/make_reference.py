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
from collections.abc import Iterator, Mapping
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
underscores, beginning with a letter. In a heading `a.b` is the key `b` below the key `a`, `NAME` a
name that you choose, and `[]` each of a list.
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
_ENTRIES = {
    "purposes": "Each purpose",
    "attributes": "Each attribute",
    "touchpoints": "Each touchpoint type",
    "consents": "Each purpose that people are asked for",
    "partners": "Each partner",
    "metrics": "Each metric",
}
"""What stands under its own name in a file that holds nothing else."""
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
    """Every key of every file of a project folder, however deep."""
    parts = [_GENERATED, _CATALOGUE]
    for kind, schema in json_schema().items():
        definitions = schema.get("$defs", {})
        parts.append(f"## {_FILES[kind]}\n")
        if "properties" in schema:
            parts += _table(schema, definitions)
        for name, places in _below(schema, definitions, _ENTRIES.get(kind, "")).items():
            parts += [f"### {_title(places)}\n", *_table(definitions[name], definitions)]
    return "\n".join(parts).rstrip() + "\n"


def _below(
    schema: Mapping[str, Any], definitions: Mapping[str, Any], entry: str
) -> dict[str, list[str]]:
    """Definition with keys of its own -> where it may stand, in the order of reading: a path of
    keys, ``NAME`` for a name that the project chooses, or words."""
    found: dict[str, list[str]] = {}

    def visit(fields: Mapping[str, Any], path: str) -> None:
        for key, field in fields.items():
            for name, within in _referred(field):
                if "properties" not in definitions[name] or name == "Words":
                    continue
                own = path + key + within
                kind = definitions[name]["properties"].get("kind", {}).get("const")
                place = f"A delivery of `kind: {kind}`" if kind else own
                if name not in found:
                    found[name] = [place]
                    visit(definitions[name]["properties"], "" if kind else f"{own}.")
                elif place not in found[name]:
                    found[name].append(place)

    for field in schema.get("patternProperties", {}).values():
        ((name, _),) = _referred(field)
        found[name] = [entry]
        visit(definitions[name]["properties"], "")
    visit(schema.get("properties", {}), "")
    return found


def _referred(field: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The definitions that a field may hold, each with what stands between: nothing, or a name."""
    if "$ref" in field:
        yield field["$ref"].rsplit("/", 1)[-1], ""
    for option in (*field.get("anyOf", ()), *field.get("oneOf", ())):
        yield from _referred(option)
    if "items" in field:
        yield from ((name, f"[]{within}") for name, within in _referred(field["items"]))
    for entry in (*field.get("patternProperties", {}).values(), field.get("additionalProperties")):
        if isinstance(entry, dict):
            yield from ((name, f".NAME{within}") for name, within in _referred(entry))


def _title(places: list[str]) -> str:
    """The places of a definition; by the key alone where it is the same in all of them."""
    if any(" " in place for place in places):
        return ", ".join(places)
    keys = {place.rsplit(".", 1)[-1] for place in places}
    shown = keys if len(places) > len(keys) == 1 else places
    return ", ".join(f"`{place}`" for place in shown)


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
    if name or "oneOf" in field:
        return "keys, see below"
    if (told := {"array": _list, "object": _mapping}.get(field.get("type", ""))) is not None:
        return told(field, definitions)
    return f"`{field['const']}`" if "const" in field else _plain(field)


def _list(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "prefixItems" in field:
        return f"`[{', '.join('...' for _ in field['prefixItems'])}]`"
    one = field["items"]
    if "pattern" in one:
        return "a list of names"
    return "a list of texts" if one == {"type": "string"} else f"a list: {_value(one, definitions)}"


def _mapping(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What stands before and after the colon of each entry."""
    chosen = field.get("patternProperties")
    one = next(iter(chosen.values())) if chosen else field["additionalProperties"]
    known = field.get("propertyNames", {})
    before = _value(known, definitions) if "$ref" in known else "name" if chosen else "text"
    after = "name" if "pattern" in one else _value(one, definitions)
    return f"{before}: {after}"


def _plain(field: Mapping[str, Any]) -> str:
    found = {
        "boolean": "`true` or `false`",
        "integer": f"a whole number{_range(field)}",
        "number": f"a number{_range(field)}",
        "string": _text(field),
    }
    return found[field["type"]]


def _text(field: Mapping[str, Any]) -> str:
    if "month" in field.get("pattern", ""):
        return "a period, as `2 years`"
    return "a date, as `2026-05-31`" if field.get("format") == "date" else "text"


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
