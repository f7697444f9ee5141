"""The documentation against the program: links resolve, commands exist, the reference is current.

Decisions are read as the others are: a record that names a file which is gone misleads as well.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from klantbeeld.catalog.schema import json_schema
from klantbeeld.cli.main import main as commands

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_COMMAND = re.compile(
    r"(?:^|[`$(&]|\s{2,})\s*(?:\./)?klantbeeld ([a-z-]+(?: [a-z-]+)*)", re.MULTILINE
)
_OPTION = re.compile(r"klantbeeld ((?:[a-z]+ ?)+)([^`\n]*)")
_FILE = re.compile(r"`((?:src|tests|docs|benchmarks|examples|requirements)/[\w./-]+)`")


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_relative_links_resolve(page: Path) -> None:
    broken = [link for link in _links(page) if not _resolves(page, link)]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_named_commands_and_options_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    unknown = [words for words in _COMMAND.findall(text) if _find(words.split()) is None]
    for words, rest in _OPTION.findall(text):
        command = _find(words.split())
        if isinstance(command, click.Command) and not isinstance(command, click.Group):
            known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)}
            said = re.findall(r"(?<!\S)--[a-z][a-z-]*", rest.split("#")[0].split(" && ")[0])
            unknown += [f"{words.strip()} {option}" for option in said if option not in known]
    assert not unknown


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_named_files_exist(page: Path) -> None:
    named = _FILE.findall(page.read_text(encoding="utf-8"))
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_page_is_reached_from_the_contents() -> None:
    index = ROOT / "docs" / "index.md"
    reached = {(index.parent / link).resolve() for link in _links(index)}
    missing = {page for page in PAGES if page.is_relative_to(index.parent)} - reached - {index}
    assert not missing


def test_the_readme_names_every_package() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    packages = (ROOT / "src" / "klantbeeld").glob("*/__init__.py")
    assert not [p.parent.name for p in packages if f"`{p.parent.name}`" not in text]


def test_the_dependencies_are_those_of_the_decision() -> None:
    text = (ROOT / "docs/decisions/0006-dependencies.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed is not None
    names = re.findall(r'"([a-z0-9-]+)', listed[1])
    assert names
    assert not [name for name in names if not re.search(rf"`{name}[`\[]", text)]


def test_the_generated_reference_is_current() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))
    old = [
        name
        for name, text in script["pages"]().items()
        if (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") != text
    ]
    assert not old, "run `python docs/make_reference.py`"


def test_decisions_are_numbered_through_and_listed_in_order() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    listed = [link for link in _links(ROOT / "docs" / "index.md") if link.startswith("decisions/")]
    assert listed == [f"decisions/{name}" for name in names]


def test_every_key_of_a_project_folder_is_in_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "catalogue.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:]
    schemas = json_schema()
    assert len(sections) == len(schemas)
    for section, schema in zip(sections, schemas.values(), strict=True):
        for name, each in (("", schema), *schema.get("$defs", {}).items()):
            keys = each.get("properties", {}) if name != "Words" else ()
            assert not [key for key in keys if f"\n| `{key}` |" not in section], name


def _links(page: Path) -> Iterator[str]:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", link):
            yield link


def _resolves(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = page if not path else page.parent / path
    if not target.exists():
        return False
    if not anchor:
        return True
    headings = _HEADING.findall(target.read_text(encoding="utf-8"))
    return anchor in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def _find(words: list[str]) -> click.Command | None:
    """The command that the first words name; None where there is none."""
    command: click.Command = commands
    for word in words:
        if not isinstance(command, click.Group):
            break
        found = command.get_command(click.Context(command), word)
        if found is None:
            return None
        command = found
    return command
