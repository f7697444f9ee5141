"""Reads one YAML file into nodes that know their line.

Entering: the bytes of a file. Leaving: a tree of ``Node`` and the faults met. Plain scalars are
read as in YAML 1.2, so that ``NO`` is Norway and not false. The file is taken as hostile: its size,
depth and number of nodes (aliases written out) are bounded, and tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from klantbeeld.core.errors import Fault

MOST_BYTES = 1_000_000
MOST_NODES = 50_000
MOST_DEPTH = 20

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "true": True, "True": True, "false": False, "False": False,
}  # fmt: skip

Scalar = str | int | float | bool | None
Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a file, with where it stands."""

    file: str
    line: int
    """Counted from 1; of a value in a mapping: the line of its key."""
    path: Path_
    value: Scalar | dict[str, Node] | list[Node]
    size: int = 1
    """Number of nodes in it, aliases written out."""

    @property
    def where(self) -> str:
        """``sources/webshop.yaml:12: deliveries.accounts.key``."""
        return place(self.file, self.line, self.path)

    def fault(self, what: str, mend: str) -> Fault:
        """A fault here."""
        return Fault(what, self.where, mend)

    @property
    def entries(self) -> dict[str, Node]:
        """Key -> value; empty where this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The members; empty where this is no list."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str | None:
        """The text; None where this is no text."""
        return self.value if isinstance(self.value, str) else None

    def get(self, *keys: str) -> Node | None:
        """The value under these keys, one inside the other."""
        node: Node | None = self
        for key in keys:
            node = node.entries.get(key) if node else None
        return node

    def text_at(self, *keys: str) -> str | None:
        """The text under these keys; None where there is none."""
        node = self.get(*keys)
        return node.text if node else None

    def texts_at(self, *keys: str) -> Iterator[tuple[Node, str]]:
        """The texts in the list under these keys, each with its node."""
        node = self.get(*keys)
        for item in node.items if node else []:
            if item.text is not None:
                yield item, item.text

    def plain(self) -> Any:
        """The value as Python's own dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def place(file: str, line: int, path: Path_) -> str:
    """File, line and key as one text."""
    dotted = ".".join(str(part) for part in path)
    return f"{file}:{line}: {dotted}" if dotted else f"{file}:{line}"


class _SyntaxError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, line: int, path: Path_, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.path, self.what, self.mend = line, path, what, mend


def read_document(folder: Path, file: str) -> tuple[Node | None, list[Fault]]:
    """The mapping in ``folder/file``, and all faults; None where it cannot be read."""
    text = _read_text(folder / file, file)
    if isinstance(text, Fault):
        return None, [text]
    faults: list[Fault] = []
    try:
        node = _Builder(file, faults).document(text)
    except _SyntaxError as fault:
        return None, [*faults, Fault(fault.what, place(file, fault.line, fault.path), fault.mend)]
    except yaml.YAMLError as error:
        return None, [*faults, _syntax_fault(error, file, text)]
    if node.value is None:
        node = Node(file, 1, (), {})
    if not isinstance(node.value, dict):
        faults.append(node.fault("the file is not a mapping", "Write it as `key: value` lines."))
        return None, faults
    return node, faults


def _read_text(path: Path, file: str) -> str | Fault:
    try:
        if path.stat().st_size > MOST_BYTES:
            mend = f"Keep it under {MOST_BYTES // 1000} kB: definitions only, no data."
            return Fault("the file is too large", file, mend)
        content = path.read_bytes()
    except FileNotFoundError:
        return Fault("the file is missing", file, "Write it, or copy it from `klantbeeld init`.")
    except OSError as error:
        return Fault(f"the file cannot be read ({error.strerror})", file, "Make it readable.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault("the file is not UTF-8", f"{file}:{line}", "Save it with encoding UTF-8.")


class _Builder:
    """Builds nodes from YAML events: no recursion that a hostile file could exhaust."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file, self.faults = file, faults
        self.anchors: dict[str, Node] = {}
        self.nodes = 0

    def document(self, text: str) -> Node:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                line = _line(event)
                mend = "Keep one document: remove the line `---`."
                raise _SyntaxError(line, (), "a second document starts here", mend)
            if isinstance(event, yaml.NodeEvent):
                root = self.node(event, (), None, 0)
        return root or Node(self.file, 1, (), None)

    def node(self, event: Any, path: Path_, line: int | None, depth: int) -> Node:
        """The node that starts with this event (its types lack the attributes of its kinds)."""
        own_line = _line(event)
        line = line or own_line
        if depth > MOST_DEPTH:
            mend = "Write it flatter: no definition needs this depth."
            raise _SyntaxError(own_line, (), f"more than {MOST_DEPTH} levels deep", mend)
        if isinstance(event, yaml.AliasEvent):
            known = self.anchors.get(str(event.anchor))
            if known is None:
                mend = f"Define it first with `&{event.anchor}`, or write the value out."
                raise _SyntaxError(own_line, path, f"nothing is named `*{event.anchor}`", mend)
            self.count(known.size, own_line)
            return self.renamed(known, path, line)
        if event.tag not in (None, "!"):
            mend = "Remove the tag; put a text in quotes."
            raise _SyntaxError(own_line, path, f"the tag `{event.tag}` is not used here", mend)
        self.count(1, own_line)
        before = self.nodes
        value: Scalar | dict[str, Node] | list[Node]
        if isinstance(event, yaml.MappingStartEvent):
            value = self.mapping(path, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self.sequence(path, depth)
        else:
            value = _scalar(event.value) if event.implicit[0] else event.value
        node = Node(self.file, line, path, value, 1 + self.nodes - before)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def mapping(self, path: Path_, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _SyntaxError(line, path, "a key is not a text", "Write `key: value`.")
            key: str = event.value
            value = self.node(next(self.events), (*path, key), line, depth + 1)
            if key in entries:
                mend = f"Keep one of the two: the first stands on line {entries[key].line}."
                self.faults.append(value.fault(f"the key `{key}` is written twice", mend))
            else:
                entries[key] = value
        return entries

    def sequence(self, path: Path_, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*path, len(items)), None, depth + 1))
        return items

    def count(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            mend = "Split it, and write no aliases of aliases."
            raise _SyntaxError(line, (), f"more than {MOST_NODES} values", mend)

    def renamed(self, node: Node, path: Path_, line: int) -> Node:
        """The node under another key, so that a fault in it points to where it is used."""
        value = node.value
        if isinstance(value, dict):
            value = {key: self.renamed(v, (*path, key), line) for key, v in value.items()}
        elif isinstance(value, list):
            value = [self.renamed(v, (*path, number), line) for number, v in enumerate(value)]
        return Node(self.file, line, path, value, node.size)


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _scalar(text: str) -> Scalar:
    """A plain scalar by YAML 1.2's core schema; ``06`` stays a text, as in a column's name."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) < 20 else text
    return float(text) if _DECIMAL.fullmatch(text) else text


def _syntax_fault(error: yaml.YAMLError, file: str, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:  # a character that YAML does not allow at all
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        what, mend = "a control character stands in the text", "Remove it; save as plain text."
        return Fault(what, f"{file}:{line}", mend)
    line = mark.line + 1
    where = f"{file}:{line}"
    lines = text.splitlines()
    if mark.line < len(lines) and re.match(r"\s*\t", lines[mark.line]):
        return Fault("a tab is used to indent", where, "Indent with spaces.")
    problem = getattr(error, "problem", None) or "not YAML"
    if problem.startswith("mapping values are not allowed"):
        mend = "A text with `: ` in it goes in quotes; else check the indent of this line."
    elif problem.startswith("found character that cannot start"):
        mend = "A text that starts with a sign such as @, % or ` goes in quotes."
    else:
        context = getattr(error, "context_mark", None)
        start = f" What is not closed starts on line {context.line + 1}." if context else ""
        mend = f"Check quotes, brackets and indent here and just above.{start}"
    return Fault(f"not YAML: {problem}", where, mend)
