"""What a YAML file may be, and what is said of one that may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from klantbeeld.catalog.document import MOST_BYTES, read_document


def _read(folder: Path, content: str | bytes) -> tuple[object, list[str]]:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "f.yaml").write_bytes(data)
    node, faults = read_document(folder, "f.yaml")
    return node.plain() if node else None, [str(fault) for fault in faults]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("country: NO\nanswer: yes\n", {"country": "NO", "answer": "yes"}),
        ("on: off\n2024: x\n", {"on": "off", "2024": "x"}),
        ("a: [1, -2, 3.5, 06, true, null, '7']", {"a": [1, -2, 3.5, "06", True, None, "7"]}),
        ("day: 2024-01-31\n", {"day": "2024-01-31"}),
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
        ("\ufeffa: 1\n", {"a": 1}),
        ("# nothing yet\n", {}),
        ("", {}),
    ],
)
def test_plain_scalars_are_read_as_written(tmp_path: Path, text: str, plain: object) -> None:
    assert _read(tmp_path, text) == (plain, [])


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        ("a:\n\t- b\n", "f.yaml:2", "a tab"),
        ("a: b: c\n", "f.yaml:1", "in quotes"),
        ("a: [1\nb: 2\n", "f.yaml:2", "starts on line 1"),
        ("a: 1\nb: @x\n", "f.yaml:2", "in quotes"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2", "second document"),
        ("a: !!python/object:os.system x\n", "f.yaml:1: a", "tag"),
        ("a: 1\nb: \x07\n", "f.yaml:2", "control character"),
        ("a: 1\nb: \x00\n", "f.yaml:2", "control character"),
        (b"a: 1\nb: caf\xe9\n", "f.yaml:2", "UTF-8"),
        ("- a\n- b\n", "f.yaml:1", "not a mapping"),
        ("? [a, b]\n: c\n", "f.yaml:1", "not a text"),
        ("a: *b\n", "f.yaml:1: a", "nothing is named"),
        ("a: &a [*a]\n", "f.yaml:1: a.0", "nothing is named"),
        ("[" * 100_000, "f.yaml:1", "levels deep"),
        ("a: " + "x" * MOST_BYTES, "f.yaml", "too large"),
    ],
)
def test_what_cannot_be_read_names_its_line(
    tmp_path: Path, content: str | bytes, where: str, says: str
) -> None:
    plain, faults = _read(tmp_path, content)
    assert plain is None
    assert len(faults) == 1
    assert faults[0].startswith(f"{where}: ")
    assert says in faults[0]


def test_a_key_written_twice_is_a_fault_and_the_first_stands(tmp_path: Path) -> None:
    plain, faults = _read(tmp_path, "a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert plain == {"a": 1, "b": {"c": 1}}
    assert [fault.partition(". ")[0] for fault in faults] == [
        "f.yaml:2: b.c: the key `c` is written twice",
        "f.yaml:3: a: the key `a` is written twice",
    ]


def test_aliases_of_aliases_do_not_explode(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    plain, faults = _read(tmp_path, "\n".join(lines))
    assert plain is None
    assert "more than" in faults[0]


def test_a_fault_in_an_alias_points_to_its_use(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_text("a: &x {b: {c: 1}}\nd:\n  e: *x\n", encoding="utf-8")
    node, _ = read_document(tmp_path, "f.yaml")
    assert node is not None
    used = node.get("d", "e", "b", "c")
    assert used is not None
    assert used.where == "f.yaml:3: d.e.b.c"


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    _, faults = read_document(tmp_path, "absent.yaml")
    assert [str(fault.where) for fault in faults] == ["absent.yaml"]
