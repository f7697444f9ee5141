"""The shape of the source: layers, files of a size to read, every SQL block in use."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import klantbeeld
from klantbeeld.store.sql import load_sql

ROOT = Path(klantbeeld.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
SQL_FILES = sorted(path for path in ROOT.rglob("*.sql") if path.name not in {"schema.sql"})
NAMED_SQL = [path for path in SQL_FILES if "migrations" not in path.parts]
MOST_LINES = 500
BEHIND_THE_GATE = ("klantbeeld.store", "klantbeeld.profile", "klantbeeld.identity",
                   "klantbeeld.audit")  # fmt: skip


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("surface", ["api", "web", "cli"])
def test_a_surface_reaches_a_person_through_the_gate_alone(surface: str) -> None:
    reached = {
        (_name(path), module)
        for path in (ROOT / surface).rglob("*.py")
        for module in _imports(path)
        if module.startswith(BEHIND_THE_GATE)
    }
    assert reached == set()


def test_no_surface_speaks_sql_or_reads_files_of_another() -> None:
    surfaces = {"api", "web", "cli"}
    crossed = {
        (_name(path), module)
        for surface in surfaces
        for path in (ROOT / surface).rglob("*.py")
        for module in _imports(path)
        if module.startswith("psycopg")
        or any(module.startswith(f"klantbeeld.{other}") for other in surfaces - {surface})
    }
    assert crossed == set()


def test_files_are_of_a_size_to_read() -> None:
    lines = {
        _name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*MODULES, *SQL_FILES]
    }
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        _name(path)
        for path in MODULES
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def _blocks(path: Path) -> set[str]:
    package = ".".join(["klantbeeld", *path.relative_to(ROOT).parts[:-1]])
    return set(load_sql(package, path.name))


def _readers(path: Path) -> list[str]:
    """The text of every module that reads this file of statements."""
    package = ".".join(["klantbeeld", *path.relative_to(ROOT).parts[:-1]])
    read = re.compile(rf'load_sql\(\s*"{re.escape(package)}",\s*"{re.escape(path.name)}"\s*\)')
    return [text for m in MODULES if read.search(text := m.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", NAMED_SQL, ids=_name)
def test_every_sql_block_is_used(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    texts = _readers(path)
    assert texts, "no module reads this file"
    # A name may be handed to a helper of the package before it is looked up.
    around = [p.read_text(encoding="utf-8") for p in (ROOT / package).rglob("*.py")]
    quoted = {name for text in [*texts, *around] for name in re.findall(r'"([a-z0-9_]+)"', text)}
    assert _blocks(path) - quoted == set()


def test_every_used_sql_name_exists() -> None:
    missing = []
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        bound = re.findall(r'^(\w+)\s*=\s*load_sql\(\s*"([\w.]+)",\s*"([\w.]+)"\s*\)', text, re.M)
        for name, package, file in bound:
            used = set(re.findall(rf'\b{name}\["([a-z0-9_]+)"\]', text))
            missing += [(_name(module), block) for block in used - set(load_sql(package, file))]
    assert missing == []


def test_statements_carry_values_as_parameters_only() -> None:
    """No statement is put together from text: neither by an f-string nor by ``%`` or ``format``."""
    built = [
        f"{_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"execute", "executemany"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert built == []
