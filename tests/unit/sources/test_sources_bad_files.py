"""Bad input that concerns files: each ends with one clear message that names file, row and mend."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.read import inspect
from klantbeeld.sources.rows import ReadOptions


def fault(path: Path, *declared: str, delimiter: str | None = None) -> list[str]:
    """The messages with which a file is refused as a whole, the folder left out."""
    with pytest.raises(InputError) as caught:
        inspect(path, declared, ReadOptions(delimiter=delimiter))
    return [str(one).replace(f"{path.parent}/", "") for one in caught.value.faults]


def test_missing_file(tmp_path: Path) -> None:
    assert fault(tmp_path / "k.csv", "nr") == [
        "k.csv: the file does not exist. "
        "Check the path in the source's YAML; it counts from the project folder."
    ]


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "k.csv").mkdir()
    assert fault(tmp_path / "k.csv", "nr") == [
        "k.csv: this is a folder, not a file. Name a file in it, or a pattern like *.csv."
    ]


def test_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "k.csv")
    assert fault(tmp_path / "k.csv", "nr") == ["k.csv: this is not an ordinary file. Name a file."]


def test_no_permission(folder: Any) -> None:
    path = folder.write("k.csv", "nr\n1\n")
    path.chmod(0)
    was = os.geteuid()
    os.seteuid(was or 65534)  # root may read every file
    try:
        messages = fault(path, "nr")
    finally:
        os.seteuid(was)
    assert messages == [
        "k.csv: the file may not be read. Let the user that runs klantbeeld read it (chmod, chown)."
    ]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", "\n".encode("utf-16")])
@pytest.mark.parametrize("name", ["k.csv", "k.jsonl"])
def test_empty_file(folder: Any, name: str, content: bytes) -> None:
    (message,) = fault(folder.write(name, content), "nr")
    assert message.startswith(f"{name}: the file is empty. Deliver it again")


def test_wrong_delimiter(folder: Any) -> None:
    path = folder.write("k.csv", "nr;naam\n1;a\n")
    assert fault(path, "nr", "naam", delimiter=",") == [
        "k.csv, line 1: with the comma as delimiter the header is one column, and it holds the "
        "semicolon. "
        "Set delimiter: ';' in the source's YAML, or leave it out so that it is detected."
    ]


def test_unclosed_quote_in_the_header(folder: Any) -> None:
    assert fault(folder.write("k.csv", 'nr;"naam\n1;a\n2;b\n'), "nr") == [
        "k.csv, line 1: a quote in the header is not closed, or text follows a closed one. "
        "Put quotes around whole names, or leave them out."
    ]


def test_blank_header(folder: Any) -> None:
    (message,) = fault(folder.write("k.csv", ";;\n1;2;3\n"), "nr")
    assert message.startswith("k.csv, line 1: none of the declared columns stands in the header")


def test_column_named_twice_and_a_missing_one_together(folder: Any) -> None:
    assert fault(folder.write("k.csv", "nr;naam;E-mail;naam\n"), "nr", "naam", "Email") == [
        "k.csv, line 1: the declared column 'Email' is missing. "
        "Did you mean 'E-mail'? Deliver the column, or take it out of the source's mapping.",
        "k.csv, line 1: the column 'naam' is named 2 times. Give every column a name of its own.",
    ]


def test_no_header_shows_nothing_of_the_first_row(folder: Any) -> None:
    (message,) = fault(folder.write("k.csv", "1;Jansen;Jansen\n2;de Vries;x\n"), "nr", "naam")
    assert message == (
        "k.csv, line 1: none of the declared columns stands in the header ('nr', 'naam'). "
        "Check that the first row holds the column names, and the delimiter and the mapping."
    )


def test_broken_utf8(folder: Any, read_whole: Any) -> None:
    good = "".join(f"{nr};Zoë\n" for nr in range(5)).encode()
    found = read_whole(folder.write("k.csv", b"nr;naam\n" + good + b"9;Zo\xeb\n"), "nr", "naam")
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 7: column 'naam' is not utf-8 text, as the file is. "
        "Save the whole file in one encoding, UTF-8 by preference."
    ]
    assert len(found.records) == 5


@pytest.mark.parametrize("broken", [b"Jos\xc3", b"Jos\xc3(", b"\xff\xfe", b"5 \xe2\x82"])
def test_broken_utf8_in_a_file_of_ascii(folder: Any, read_whole: Any, broken: bytes) -> None:
    path = folder.write("k.csv", b"nr;naam\n1;a\n2;" + broken + b"\n3;c\n")
    found = read_whole(path, "nr", "naam")
    assert list(found.records) == [2, 4]
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 3: column 'naam' is not utf-8 text, as the file is. "
        "Save the whole file in one encoding, UTF-8 by preference."
    ]


def test_cell_of_50_mb(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", b"nr;naam\n1;a\n2;" + b"x" * 50_000_000 + b"\n3;c\n")
    found = read_whole(path, "nr", "naam")
    assert list(found.records) == [2, 4]
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 3: the row is larger than 1 MiB. "
        "Shorten its largest value, or look for a quote that is not closed."
    ]


def test_cell_of_many_letters_beyond_ascii(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", "nr;naam\n1;Zoë\n2;" + "ë€" * 5_000_000 + "\n3;c\n")
    found = read_whole(path, "nr", "naam")
    assert found.shape.encoding == "utf-8"
    assert (list(found.records), [r.position.row for r in found.refused]) == ([2, 4], [3])


def test_nul_byte(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", b"nr;naam\n1;a\0b\n2;b\n"), "nr", "naam")
    assert list(found.records) == [3]
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 2: column 'naam' holds a NUL byte. "
        "Remove the NUL bytes where the file is made."
    ]
    assert found.refused[0].fields == {"nr": "1", "naam": None}


def test_too_few_and_too_many_fields(folder: Any, read_whole: Any) -> None:
    found = read_whole(folder.write("k.csv", "nr;naam;x\n1;a\n2;b;c;d\n"), "nr", "naam")
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 2: the row has 2 fields where the header has 3. "
        "Deliver every row with all its fields, empty ones too.",
        "k.csv, line 3: the row has 4 fields where the header has 3. "
        "Put quotes around a value that holds the delimiter ';'.",
    ]
    assert [refused.fields for refused in found.refused] == [{"nr": "1", "naam": "a"}, None]


def test_unclosed_quote_at_the_end(folder: Any, read_whole: Any) -> None:
    path = folder.write("k.csv", 'nr;naam\n1;"a\nb"\n2;"open\n3;c\n4;d\n')
    found = read_whole(path, "nr", "naam")
    assert list(found.records) == [2, 5, 6]
    assert [str(refused) for refused in found.refused] == [
        "k.csv, line 4: the quote that opens on line 4 is not closed. "
        "Close the quote; the lines below it were read as rows of their own."
    ]


def test_utf16_without_mark(folder: Any) -> None:
    assert fault(folder.write("k.csv", "nr;naam\n1;a\n".encode("utf-16-le")), "nr") == [
        "k.csv: every other byte is NUL, as in UTF-16 without a byte order mark. "
        "Name its encoding in the source's YAML (encoding: utf-16-le), or save it as UTF-8."
    ]


def test_gzip_cut_off(folder: Any) -> None:
    path = folder.write("k.csv.gz", gzip.compress(os.urandom(100_000))[:50_000])
    assert fault(path, "nr") == [
        "k.csv.gz: the gzip file is cut off or damaged. "
        "Deliver the file again, or unpack it and deliver it unpacked."
    ]


def test_unknown_format(folder: Any) -> None:
    assert fault(folder.write("klanten", "nr\n"), "nr") == [
        "klanten: the name does not tell the format. "
        "Name it .csv, .xlsx, .jsonl or .parquet, or set format in the source's YAML."
    ]


def test_text_with_the_name_of_a_workbook(folder: Any) -> None:
    assert fault(folder.write("k.xlsx", "nr\n"), "nr") == [
        "k.xlsx: the name says excel, but the content is not that (damaged, or another format). "
        "Deliver the file again, or give it the name that fits its content."
    ]


def test_old_excel_and_a_password(folder: Any) -> None:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert fault(folder.write("k.xls", magic), "nr") == [
        "k.xls: this is an old Excel file (.xls). Open it and save it as .xlsx."
    ]
    locked = magic + "EncryptedPackage".encode("utf-16-le")
    assert fault(folder.write("k.xlsx", locked), "nr") == [
        "k.xlsx: the Excel file has a password. Save it without a password."
    ]
