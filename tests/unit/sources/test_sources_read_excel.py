"""Excel: a cell becomes the text that a person reads in it."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.read import inspect, read
from klantbeeld.sources.rows import ReadOptions


def write(
    path: Path, rows: list[list[Any]], title: str = "Klanten", **more: list[list[Any]]
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, other in more.items():
        added = book.create_sheet(name)
        for row in other:
            added.append(row)
    book.save(path)
    return path


def with_results(path: Path, cells: dict[str, str]) -> Path:
    """Gives cells of the first sheet other XML: openpyxl writes no results of formulas."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    for place, xml in cells.items():
        pattern = rf'<c r="{place}"[^>]*?(/>|>.*?</c>)'.encode()
        parts[part], count = re.subn(pattern, xml.encode(), parts[part])
        assert count == 1
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (19.99, "19.99"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (True, "true"),
        (False, "false"),
        (date(1980, 2, 29), "1980-02-29"),
        (datetime(1980, 2, 29, 13, 45), "1980-02-29T13:45:00"),  # noqa: DTZ001  Excel has no zones
        (datetime(1980, 2, 29), "1980-02-29T00:00:00"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (" Jansen ", " Jansen "),
        ("0612345678", "0612345678"),
        ("", None),
        (None, None),
    ],
)
def test_values_become_text(tmp_path: Path, read_whole: Any, value: object, text: str) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "waarde"], [1, value]])
    assert read_whole(path, "nr", "waarde").records == {2: {"nr": "1", "waarde": text}}


def test_text_that_begins_with_an_equals_sign_is_data(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "naam"], [1, "x"]])
    with_results(path, {"B2": '<c r="B2" t="inlineStr"><is><t>=HYPERLINK("x")</t></is></c>'})
    assert read_whole(path, "naam").records == {2: {"naam": '=HYPERLINK("x")'}}


def test_a_formula_counts_for_its_stored_result(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "som"], [1, "=1+1"], [2, "=A1"], [3, "=3"]])
    with_results(
        path,
        {
            "B2": '<c r="B2"><f>1+1</f><v>2</v></c>',
            "B3": '<c r="B3" t="str"><f>A1</f><v></v></c>',
        },
    )

    found = read_whole(path, "nr", "som")

    assert found.records == {2: {"nr": "1", "som": "2"}, 3: {"nr": "2", "som": None}}
    assert [str(refused) for refused in found.refused] == [
        "k.xlsx, sheet Klanten, row 4: column 'som' holds a formula without a stored result. "
        "Open the file in a spreadsheet program, let it calculate, and save it."
    ]


def test_an_error_cell_is_refused_only_where_it_matters(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "naam"], [1, "#N/A"], [2, "b"]])
    found = read_whole(path, "nr", "naam")
    assert list(found.records) == [3]
    assert [str(refused) for refused in found.refused] == [
        "k.xlsx, sheet Klanten, row 2: column 'naam' holds an error value such as #N/A. "
        "Mend the formula, or clear the cell."
    ]
    assert found.refused[0].fields == {"nr": "1", "naam": None}
    assert list(read_whole(path, "nr").records) == [2, 3]


def test_a_date_that_is_none_is_an_error_cell(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "dag"], [1, date(2024, 1, 1)]])
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    style = re.search(r'<c r="B2"[^>]*? s="(\d+)"', xml)
    assert style is not None
    with_results(path, {"B2": f'<c r="B2" s="{style[1]}"><v>99999999999</v></c>'})
    assert [r.code for r in read_whole(path, "nr", "dag").refused] == ["error_cell"]


def test_rows_under_a_merged_cell_are_refused(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr", "naam"], [1, "a"], [None, "b"], [3, "c"]])
    book = openpyxl.load_workbook(path)
    book["Klanten"].merge_cells("A2:A3")
    book.save(path)

    found = read_whole(path, "nr", "naam")

    assert list(found.records) == [2, 4]
    assert [str(refused) for refused in found.refused] == [
        "k.xlsx, sheet Klanten, row 3: column 'nr' lies under a merged cell. "
        "Take the merge apart and fill in the value in every row."
    ]


def test_blank_rows_and_titles_above_the_header(tmp_path: Path, read_whole: Any) -> None:
    rows: list[list[Any]] = [
        ["Klantenlijst 2024"],
        [],
        ["nr", None, "naam"],
        [],
        [1, "x", "a"],
        [None],
        [2],
    ]
    found = read_whole(write(tmp_path / "k.xlsx", rows), "nr", "naam")
    assert found.shape.undeclared == ("(column 2)",)
    assert found.records == {5: {"nr": "1", "naam": "a"}, 7: {"nr": "2", "naam": None}}


def test_a_sheet_is_chosen_and_the_others_are_named(tmp_path: Path, read_whole: Any) -> None:
    path = write(tmp_path / "k.xlsx", [["nr"], [1]], "Eerst", Tweede=[["nr"], [2], [3]])
    assert read_whole(path, "nr").shape.other_sheets == ("Tweede",)
    assert list(read_whole(path, "nr", sheet="Tweede").records) == [2, 3]
    with pytest.raises(InputError, match=r"no sheet 'Derde'. Set sheet .* one of: Eerst, Tweede\."):
        inspect(path, ["nr"], ReadOptions(sheet="Derde"))


def test_empty_sheet_header_only_and_wrong_header(tmp_path: Path, read_whole: Any) -> None:
    with pytest.raises(InputError, match="sheet Klanten: the sheet is empty"):
        inspect(write(tmp_path / "k.xlsx", []), ["nr"])
    assert read_whole(write(tmp_path / "k.xlsx", [["nr"], [None]]), "nr").shape.header_only
    with pytest.raises(InputError, match=r"row 1: the column 'a' is named 2 times"):
        inspect(write(tmp_path / "k.xlsx", [["a", "a", "nr"], ["1", "2", "3"]]), ["nr"])


def test_a_damaged_workbook(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["nr"], *([str(n)] for n in range(5000))]
    path = write(tmp_path / "k.xlsx", rows)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match="zip archive, or a damaged Excel file"):
        inspect(path, ["nr"])
    path.write_bytes(content)
    with_results(path, {"A3000": "<c r='A3000'><oops</c>"})
    shape = inspect(path, ["nr"])
    with pytest.raises(InputError, match=r"after row \d+: the Excel file is damaged"):
        list(read(path, shape, ["nr"]))


def test_batches_are_bounded_and_resume(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["nr"]]
    rows += [["#N/A" if n % 4 == 0 else n] for n in range(20)]
    path = write(tmp_path / "k.xlsx", rows)
    shape = inspect(path, ["nr"])
    batches = list(read(path, shape, ["nr"], batch_rows=4))
    assert all(len(batch.rows) <= 4 for batch in batches)
    settled = [int(row) for b in batches for row in b.rows]
    settled += [r.position.row for b in batches for r in b.refused]
    assert sorted(settled) == list(range(2, 22))
    rest = list(read(path, shape, ["nr"], start_row=batches[1].last_row))
    assert sum(len(b.rows) + len(b.refused) for b in rest) == 21 - batches[1].last_row
