"""What tells an encoding, line by line."""

from __future__ import annotations

from typing import Any

import pytest

from klantbeeld.core.errors import InputError
from klantbeeld.sources.encoding import detect_encoding, named_encoding


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ([b"Jansen"], "utf-8"),
        (["Zoë".encode()], "utf-8"),
        (["Zoë".encode(), "Zoë".encode("cp1252")], "utf-8"),
        (["Zoë".encode(), "José".encode("cp1252"), "MÜLLER".encode("cp1252")], "windows-1252"),
        (["Café ’t Hoekje – €5".encode("cp1252")], "windows-1252"),
        (["€ 5".encode("iso-8859-15")], "iso-8859-15"),
        ([b"Jos\xc3"], "utf-8"),
        ([b"x\xff\xfe\xfd"], "utf-8"),
        (["François, Zoë en Müller".encode("cp850")] * 20, "cp850"),
    ],
)
def test_lines_tell_the_encoding(folder: Any, lines: list[bytes], encoding: str) -> None:
    assert detect_encoding(folder.write("k.csv", b"\n".join(lines))) == encoding


def test_an_encoding_that_cannot_be_told(folder: Any) -> None:
    path = folder.write("k.csv", b"\n".join([bytes([200, 129, 143, 157, 254, 0x81])] * 20))
    with pytest.raises(InputError) as caught:
        detect_encoding(path)
    assert str(caught.value) == (
        f"{path}: the encoding of the file cannot be told. "
        "Name its encoding in the source's YAML (encoding: ...), or save it as UTF-8."
    )


@pytest.mark.parametrize(
    ("name", "codec"),
    [("UTF8", "utf-8"), ("utf-8-sig", "utf-8"), ("latin1", "windows-1252"), ("utf-16", "utf-16")],
)
def test_names_of_encodings(name: str, codec: str) -> None:
    assert named_encoding(name, "k.csv") == codec


@pytest.mark.parametrize("name", ["utf-99", "utf-7", "shift_jis", "cp037", "rot13", "base64"])
def test_encodings_that_do_not_work(name: str) -> None:
    with pytest.raises(InputError) as caught:
        named_encoding(name, "k.csv")
    assert str(caught.value) == (
        f"k.csv: the encoding {name!r} is not one that can be read. "
        "Use utf-8, utf-16, windows-1252, iso-8859-15 or another of one byte a letter."
    )
