"""CSV: what a file says comes out unchanged, whatever its delimiter, encoding and quoting."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.byte_stream import blocks
from klantbeeld.sources.read import inspect
from klantbeeld.sources.read_csv import read_csv
from klantbeeld.sources.rows import MAX_ROW_BYTES


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_detected(folder: Any, read_whole: Any, delimiter: str) -> None:
    lines = ["nr,naam,plaats", "1,Jansen,Breda", "2,de Vries,"]
    path = folder.write("klanten.csv", "\n".join(lines).replace(",", delimiter))

    found = read_whole(path, "nr", "plaats")

    assert found.shape.delimiter == delimiter
    assert found.shape.undeclared == ("naam",)
    assert found.records == {
        2: {"nr": "1", "plaats": "Breda"},
        3: {"nr": "2", "plaats": None},
    }


def test_declared_columns_settle_a_doubtful_delimiter(folder: Any, read_whole: Any) -> None:
    path = folder.write("klanten.csv", "nr;bedrag,ooit\n1;2,50\n2;3,50\n")
    assert read_whole(path, "nr").shape.delimiter == ";"


@pytest.mark.parametrize(
    ("codec", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("windows-1252", "windows-1252"),
        ("iso-8859-1", "windows-1252"),
        ("iso-8859-15", "iso-8859-15"),
        ("cp850", "cp850"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_the_encoding_is_detected(folder: Any, read_whole: Any, codec: str, named: str) -> None:
    euro = "€" if codec not in {"cp850", "mac_roman", "iso-8859-1"} else "EUR"
    rows = "".join(f"{nr};Müller, José en Zoë;{euro} 5\n" for nr in range(20))
    path = folder.write("klanten.csv", ("nr;naam;bedrag\n" + rows).encode(codec))

    found = read_whole(path, "nr", "naam", "bedrag")

    assert found.shape.encoding == named
    assert found.records[2] == {"nr": "0", "naam": "Müller, José en Zoë", "bedrag": f"{euro} 5"}
    assert found.refused == []


def test_letters_on_the_last_line_count_for_the_encoding(folder: Any, read_whole: Any) -> None:
    content = b"nr;naam\n" + b"1;Jansen\n" * 100_000 + "2;Zoë\n".encode("windows-1252")
    found = read_whole(folder.write("klanten.csv", content), "naam")
    assert found.records[100_002] == {"naam": "Zoë"}


def test_quotes_newlines_and_spaces_are_kept(folder: Any, read_whole: Any) -> None:
    path = folder.write(
        "k.csv", 'nr,notitie\r\n1,"zei ""ja"",\r\n\r\ntoen nee"\r\n2, x \r\n3,5" pijp'
    )

    found = read_whole(path, "nr", "notitie")

    assert found.records == {
        2: {"nr": "1", "notitie": 'zei "ja",\r\n\r\ntoen nee'},
        5: {"nr": "2", "notitie": " x "},
        6: {"nr": "3", "notitie": '5" pijp'},
    }


def test_blank_lines_are_passed_over(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "\n\nnr;naam\n1;a\n\n2;b\n;\n \n\n"), "nr", "naam")
    assert list(found.records) == [4, 6]


def test_a_header_only_is_a_sound_file_without_rows(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "nr;naam"), "nr", "naam")
    assert found.shape.header_only
    assert (found.records, found.refused) == ({}, [])


def test_a_blank_name_in_the_header_is_an_undeclared_column(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "nr;;naam;\n1;x;Jansen;\n"), "nr", "naam")
    assert found.shape.undeclared == ("(column 2)", "(column 4)")
    assert found.records == {2: {"nr": "1", "naam": "Jansen"}}


def test_options_go_before_detection(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.dat", "nr#naam\n1#'a#b'\n2#Zo\xeb\n".encode("latin-1"))
    found = read_whole(
        path, "nr", "naam", format="csv", delimiter="#", quote="'", encoding="latin-1"
    )
    assert found.records == {2: {"nr": "1", "naam": "a#b"}, 3: {"nr": "2", "naam": "Zoë"}}


def test_without_quoting_a_quote_is_a_letter(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", 'nr;maat\n1;"a\n2;b"\n'), "nr", "maat", quote="")
    assert found.records == {2: {"nr": "1", "maat": '"a'}, 3: {"nr": "2", "maat": 'b"'}}


def test_the_separator_line_of_excel_is_understood(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "sep=|\nnr|naam\n1|a;b\n"), "nr", "naam")
    assert found.records == {3: {"nr": "1", "naam": "a;b"}}


def test_lines_may_end_in_carriage_returns_only(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "nr;naam\r1;a\r2;b\r"), "nr", "naam")
    assert list(found.records) == [2, 3]


def test_gzip_is_unpacked(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv.gz", gzip.compress(b"nr;naam\n1;a\n"))
    assert read_whole(path, "nr").records == {2: {"nr": "1"}}


def test_small_blocks_give_the_same_rows(folder: Any) -> None:
    text = "nr;naam\n" + "".join(f'{nr};"a\nb;""{nr}"""\n' for nr in range(50)) + "x;y;z\n"
    path = folder.write("k.csv", text)
    shape = inspect(path, ["nr", "naam"])

    def rows(size: int) -> tuple[list[int], list[dict[str, str]], list[int]]:
        batches = list(read_csv(path, shape, shape.names, batch_rows=7, chunk_bytes=size))
        return (
            [int(row) for batch in batches for row in batch.rows],
            [record for batch in batches for record in batch.columns.to_pylist()],
            [refused.position.row for batch in batches for refused in batch.refused],
        )

    assert rows(5) == rows(64) == rows(1 << 20)
    assert rows(64)[2] == [102]


def test_resuming_gives_what_was_not_given(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", "nr;naam\n1;a\n2;b;c\n3;c\n4;d;e\n5;e\n")
    whole = read_whole(path, "nr")
    shape = whole.shape
    for batch in read_csv(path, shape, ["nr"], batch_rows=1):
        rest = read_whole(path, "nr", start_row=batch.last_row)
        assert list(rest.records) == [row for row in whole.records if row > batch.last_row]
        assert rest.refused == [r for r in whole.refused if r.position.row > batch.last_row]


@pytest.mark.parametrize("exact", [False, True])
def test_broken_rows_never_hide_the_rows_around_them(
    folder: Any, read_whole: Any, exact: bool
) -> None:
    noise = 'x;5" pijp;\n' if exact else ""
    path = folder.write("k.csv", f"nr;naam;z\n1;a;\n2;b\n3;c;;\n4;d;\n{noise}")
    found = read_whole(path, "nr", "naam")
    assert [record["nr"] for record in found.records.values()][:2] == ["1", "4"]
    assert [refused.position.row for refused in found.refused] == [3, 4]


def test_a_stray_quote_costs_one_row(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", 'nr;naam\n1;"a\n2;"b"\n3;"c" d\n4;"e"\n')
    found = read_whole(path, "nr", "naam")
    assert [record["nr"] for record in found.records.values()] == ["2", "4"]
    assert [refused.code for refused in found.refused] == ["text_after_quote"] * 2


def test_an_open_quote_across_blocks_is_bounded(folder: Any) -> None:
    row = "1;" + "a" * 100 + "\n"
    path = folder.write("k.csv", 'nr;naam\n1;"open\n' + row * 30_000)
    shape = inspect(path, ["nr", "naam"])
    batches = list(read_csv(path, shape, shape.names, batch_rows=50_000, chunk_bytes=1 << 20))
    assert sum(len(batch.rows) for batch in batches) == 30_000
    assert [r.position.row for batch in batches for r in batch.refused] == [2]


def test_rows_above_the_limit_are_passed_over_within_and_across_blocks(folder: Any) -> None:
    giant = b"1;" + b"x" * MAX_ROW_BYTES + b"\n"
    path = folder.write("k.csv", b"nr;naam\n" + giant + b"2;b\n" + giant + giant + b"3;c\n")
    shape = inspect(path, ["nr", "naam"])
    for size in (1 << 18, 3 << 20, 8 << 20):
        batches = list(read_csv(path, shape, shape.names, batch_rows=9, chunk_bytes=size))
        assert [int(row) for batch in batches for row in batch.rows] == [3, 6]
        assert [r.position.row for batch in batches for r in batch.refused] == [2, 4, 5]
    assert all(len(block.data) <= 3 << 20 for block in blocks(path, "utf-8", chunk_bytes=1 << 20))


def test_a_giant_value_of_many_lines_is_one_refused_row(folder: Any) -> None:
    path = folder.write("k.csv", b'nr;naam\n1;"' + b'x ""\n' * 1_000_000 + b'";\n2;b\n3;"c"\n')
    shape = inspect(path, ["nr", "naam"])
    for size in (1 << 20, 8 << 20):
        batches = list(read_csv(path, shape, shape.names, batch_rows=9, chunk_bytes=size))
        assert [int(row) for batch in batches for row in batch.rows] == [1_000_003, 1_000_004]
        refused = [one for batch in batches for one in batch.refused]
        assert [(one.code, one.position.row) for one in refused] == [("row_too_large", 2)]


def test_utf8_lines_in_a_windows_file_are_named(folder: Any, read_whole: Any) -> None:
    rows = [f"{nr};Zoë".encode("windows-1252") for nr in range(5)] + ["9;Zoë".encode()]
    found = read_whole(folder.write("k.csv", b"\n".join([b"nr;naam", *rows])), "nr", "naam")
    assert len(found.records) == 5
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 7: column 'naam' is not windows-1252 text, as the file is. "
        "Save the whole file in one encoding, UTF-8 by preference."
    ]
    assert found.refused[0].fields == {"nr": "9", "naam": None}


def test_broken_bytes_in_an_undeclared_column_cost_nothing(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", "nr;naam\n1;Zoë\n2;Zoë\n".encode() + b"3;\xff\0\n")
    assert len(read_whole(path, "nr").records) == 3


def test_broken_utf16_names_the_row(folder: Any, read_whole: Any) -> None:
    content = "nr;naam\n1;Zoë\n2;X\n".encode("utf-16").replace(b"X\0", b"\x00\xd8")
    found = read_whole(folder.write("k.csv", content), "nr", "naam")
    assert found.records == {2: {"nr": "1", "naam": "Zoë"}}
    assert [(r.code, r.position.row) for r in found.refused] == [("broken_encoding", 3)]


def test_a_bare_carriage_return_is_refused(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", 'nr;naam\n1;a\rb\n2;"a\rb"\n'), "nr", "naam")
    assert found.records == {3: {"nr": "2", "naam": "a\rb"}}
    assert [r.code for r in found.refused] == ["bare_carriage_return"]


@pytest.mark.parametrize(
    "options",
    [{"encoding": "utf-99"}, {"encoding": "utf-7"}, {"delimiter": "||"}, {"delimiter": '"'}],
)
def test_options_that_cannot_work_are_refused(
    folder: Any, read_whole: Any, options: dict[str, str]
) -> None:
    with pytest.raises(InputError):
        read_whole(folder.write("k.csv", "nr;naam\n"), "nr", **options)
