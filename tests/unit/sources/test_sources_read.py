"""Which files a pattern names, and what every format has in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.read import expand, inspect, read


def test_a_pattern_names_files_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "2024"
    folder.mkdir(parents=True)
    for name in ("orders-02.csv", "orders-01.csv", "klanten.csv", ".orders-3.csv", "~$orders.csv"):
        (folder / name).touch()
    (folder / "orders-map.csv").mkdir()

    names = [path.name for path in expand(tmp_path, "data/*/*orders*.csv")]

    assert names == ["orders-01.csv", "orders-02.csv"]
    assert expand(tmp_path, str(folder / "orders-*1.csv")) == [folder / "orders-01.csv"]


def test_a_pattern_without_files_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("klanten.csv", "Orders.csv"):
        (tmp_path / "data" / name).touch()
    with pytest.raises(InputError) as caught:
        expand(tmp_path, "data/orders-*.csv")
    assert str(caught.value) == (
        f"{tmp_path}/data: no file fits the pattern 'data/orders-*.csv'. "
        "Check the pattern in the source's YAML. In the folder: Orders.csv, klanten.csv."
    )
    with pytest.raises(InputError, match=r"the folder of the pattern 'x/.*' does not exist"):
        expand(tmp_path, "x/*.csv")
    with pytest.raises(InputError, match="the file does not exist"):
        expand(tmp_path, "data/orders.csv")


def test_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    project = tmp_path / "klant[1]"
    project.mkdir()
    (project / "a.csv").write_text("nr\n1\n")
    assert expand(project, "*.csv") == [project / "a.csv"]


def write(folder: Path, kind: str) -> Path:
    path = folder / f"k.{kind}"
    match kind:
        case "csv":
            path.write_text("nr;x\n" + "".join(f"{n};\n" for n in range(99)))
        case "jsonl":
            path.write_text("".join(f'{{"nr": {n}}}\n' for n in range(99)))
        case "parquet":
            pq.write_table(pa.table({"nr": range(99)}), path)
        case "xlsx":
            book = openpyxl.Workbook()
            assert book.active is not None
            book.active.append(["nr"])
            for number in range(99):
                book.active.append([number])
            book.save(path)
    return path


class Count:
    total = 0

    def advance(self, count: int = 1) -> None:
        self.total += count


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_batches_progress_and_resuming_are_alike(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    shape = inspect(path, ["nr"])
    step = Count()

    batches = list(read(path, shape, ["nr"], batch_rows=20, step=step))

    assert step.total == shape.total_bytes == path.stat().st_size
    assert all(len(batch.rows) <= 20 for batch in batches)
    assert all(batch.columns.schema == pa.schema([("nr", pa.string())]) for batch in batches)
    assert [r["nr"] for b in batches for r in b.columns.to_pylist()] == [str(n) for n in range(99)]
    rest = list(read(path, shape, ["nr"], start_row=batches[2].last_row))
    seen = sum(len(batch.rows) for batch in batches[:3])
    assert [r["nr"] for b in rest for r in b.columns.to_pylist()] == [
        str(n) for n in range(seen, 99)
    ]


def test_a_source_without_declared_columns(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column is declared"):
        inspect(write(tmp_path, "csv"), [])


def test_content_goes_before_the_name(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path, "xlsx").rename(tmp_path / "k.csv")
    assert len(read_whole(path, "nr").records) == 99
