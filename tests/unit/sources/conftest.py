"""What every test of a reader does: write a file, read it whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from klantbeeld.sources.read import inspect, read
from klantbeeld.sources.rows import FileShape, ReadOptions, Refused


@dataclass(frozen=True)
class Contents:
    """A whole file as read: its shape, the records by row, the refused rows."""

    shape: FileShape
    records: dict[int, dict[str, str | None]]
    refused: list[Refused]


@dataclass(frozen=True)
class Folder:
    path: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


ReadWhole = Callable[..., Contents]


@pytest.fixture
def read_whole() -> ReadWhole:
    def whole(path: Path, *declared: str, start_row: int = 0, **options: str) -> Contents:
        shape = inspect(path, declared, ReadOptions(**options))  # type: ignore[arg-type]  # str enum
        records: dict[int, dict[str, str | None]] = {}
        refused: list[Refused] = []
        for batch in read(path, shape, declared, start_row=start_row):
            rows = [int(row) for row in batch.rows]
            records |= dict(zip(rows, batch.columns.to_pylist(), strict=True))
            refused += batch.refused
        return Contents(shape, records, refused)

    return whole
