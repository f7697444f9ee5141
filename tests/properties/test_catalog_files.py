"""Whatever stands in a file, reading ends in definitions or in faults, never in a traceback."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from importlib import resources
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from klantbeeld.catalog.check import check_project
from klantbeeld.catalog.document import MOST_BYTES, read_document
from klantbeeld.catalog.load import load_project

TEMPLATE = Path(str(resources.files("klantbeeld.catalog") / "template"))
FILES = sorted(str(path.relative_to(TEMPLATE)) for path in TEMPLATE.rglob("*.yaml"))

texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=12)
keys = texts.filter(lambda key: key != "<<")
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "f.yaml").write_bytes(content)
        node, faults = read_document(Path(folder), "f.yaml")
        assert (node is None) <= bool(faults)
        assert all(fault.what and fault.where and fault.mend for fault in faults)
        assert len(content) < MOST_BYTES


@settings(deadline=None)
@given(st.dictionaries(keys, values, max_size=5))
def test_what_is_written_is_read(value: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = yaml.safe_dump(value, allow_unicode=True)
        (Path(folder) / "f.yaml").write_text(text, encoding="utf-8")
        node, faults = read_document(Path(folder), "f.yaml")
        assert faults == []
        assert node is not None
        assert node.plain() == value


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FILES), st.integers(0, 10**6), values)
def test_any_changed_value_is_a_fault_at_a_line_or_loads(
    file: str, place: int, value: object
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
        document = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
        _replace(document, random.Random(place), value)
        text = yaml.safe_dump(document, allow_unicode=True)
        (folder / file).write_text(text, encoding="utf-8")
        faults = check_project(folder)
        for fault in faults:
            assert re.match(r"[a-z/]+\.yaml:\d+", fault.where)
            assert fault.what
            assert fault.mend
        if not faults:
            load_project(folder)


def _replace(node: object, dice: random.Random, value: object) -> None:
    """Puts the value somewhere in the document, in place of what stood there."""
    while isinstance(node, dict | list) and node:
        key = dice.choice(list(node) if isinstance(node, dict) else range(len(node)))
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or dice.random() < 0.3:
            node[key] = value
            return
        node = inner
